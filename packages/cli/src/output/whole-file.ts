import { existsSync } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { CommandFailure, EXIT } from '../failure.ts';

/** A file that appears under its name whole or not at all, whatever happens while it is written. */
export interface WholeFile {
  write(content: string | Uint8Array): Promise<void>;
  /** Puts it in its place. */
  finish(): Promise<void>;
  /** Leaves nothing behind. */
  abandon(): Promise<void>;
}

/** So much is collected before it is written. */
const BUFFER_BYTES = 64 * 1024;

/** Begins a file at `path`. Refuses one that is there, unless it may be replaced. */
export async function createWholeFile(path: string, { replace }: { readonly replace: boolean }): Promise<WholeFile> {
  if (!replace && existsSync(path)) {
    throw new CommandFailure(EXIT.usage, `${path} is there already, and is not written over: choose another name`);
  }
  const draft = `${path}.${process.pid}.unfinished`;
  const file = await openDraft(draft, path);
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  const flush = async () => {
    const bytes = Buffer.concat(waiting);
    waiting = [];
    waitingBytes = 0;
    for (let start = 0; start < bytes.length; ) start += (await file.write(bytes, start)).bytesWritten;
  };
  return {
    write: async (content) => {
      const bytes = Buffer.from(content);
      waiting.push(bytes);
      waitingBytes += bytes.length;
      if (waitingBytes >= BUFFER_BYTES) await flush();
    },
    finish: async () => {
      await flush();
      await file.sync();
      await file.close();
      // Not a link, which would refuse a file that came meanwhile: the memory sticks of this world have none.
      await rename(draft, path);
    },
    abandon: async () => {
      await file.close();
      await rm(draft, { force: true });
    },
  };
}

async function openDraft(draft: string, path: string): Promise<FileHandle> {
  try {
    return await open(draft, 'wx');
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!missing) throw error;
    throw new CommandFailure(EXIT.usage, `${path} cannot be written: its folder is not there`);
  }
}
