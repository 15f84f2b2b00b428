import { open } from 'node:fs/promises';
import { CommandFailure, EXIT } from '../failure.ts';
import { whyUnreadable } from './file-trouble.ts';

/** Reads a file whole, unless it is larger than such a file can be. `name` is what a failure calls it. */
export async function readBounded(path: string, maxBytes: number, name = path): Promise<Buffer> {
  try {
    const file = await open(path);
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    // A device has no size, and no end.
    for await (const chunk of file.createReadStream() as AsyncIterable<Uint8Array>) {
      bytes += chunk.length;
      if (bytes > maxBytes) {
        throw new CommandFailure(EXIT.usage, `${name} has more than the ${maxBytes} bytes that it may have`);
      }
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } catch (error) {
    if (error instanceof CommandFailure) throw error;
    throw new CommandFailure(EXIT.usage, `${name} cannot be read: ${whyUnreadable(error)}`);
  }
}
