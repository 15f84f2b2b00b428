/** Where a command reads from: a file, or standard input. */
import { type FileHandle, open } from 'node:fs/promises';
import { CommandFailure, EXIT } from '../failure.ts';
import { whyUnreadable } from './file-trouble.ts';

export interface Input {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Its size where that is known. */
  readonly sizeBytes: number | null;
  /** What people call it. */
  readonly name: string;
}

/** Lends what `file` holds, or standard input for `-`. Opened before anything else begins: a wrong name starts nothing. */
export async function withInput<Result>(file: string, use: (input: Input) => Promise<Result>): Promise<Result> {
  if (file === '-') return use({ chunks: process.stdin, sizeBytes: null, name: 'standard input' });
  const input = await openInput(file);
  try {
    const { size } = await input.stat();
    return await use({ chunks: input.createReadStream(), sizeBytes: size, name: file });
  } finally {
    await input.close();
  }
}

/** ` · 40 %` of an input whose size is known, else nothing. */
export function formatShare(bytesRead: number, { sizeBytes }: Input): string {
  return sizeBytes === null || sizeBytes === 0 ? '' : ` · ${Math.floor((bytesRead / sizeBytes) * 100)} %`;
}

/** Opens a file before anything else begins: a name that is wrong should not start a database. */
export async function openInput(file: string): Promise<FileHandle> {
  try {
    const input = await open(file);
    if (!(await input.stat()).isDirectory()) return input;
    await input.close();
  } catch (error) {
    throw new CommandFailure(EXIT.usage, `${file} cannot be read: ${whyUnreadable(error)}`);
  }
  throw new CommandFailure(EXIT.usage, `${file} cannot be read: it is a folder`);
}
