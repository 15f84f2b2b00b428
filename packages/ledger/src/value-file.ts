/**
 * Values in a file one after the other, each copied as `structuredClone` would: for what is too large to be held twice.
 * Before each stands how many bytes it takes, in four, the lowest first. What is the same object in two values is two of them
 * when they are read.
 */
import type { FileHandle } from 'node:fs/promises';
import { deserialize, serialize } from 'node:v8';

const LENGTH_BYTES = 4;

/** Writes them where the file stands, one at a time in memory. */
export async function writeValues(file: FileHandle, values: Iterable<unknown>): Promise<void> {
  for (const value of values) {
    const bytes = serialize(value);
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32LE(bytes.length);
    await file.writeFile(length);
    await file.writeFile(bytes);
  }
}

/** The values of a file from its beginning, one at a time in memory. Throws where it is cut short, or was not written so. */
export async function* readValues(file: FileHandle): AsyncGenerator {
  const { size } = await file.stat();
  for (let at = 0; at < size; ) {
    const length = (await readBytes(file, at, LENGTH_BYTES, size)).readUInt32LE();
    yield deserialize(await readBytes(file, at + LENGTH_BYTES, length, size));
    at += LENGTH_BYTES + length;
  }
}

async function readBytes(file: FileHandle, at: number, length: number, size: number): Promise<Buffer> {
  if (at + length > size) throw new Error('a value is cut short');
  const bytes = Buffer.allocUnsafe(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.read(bytes, done, length - done, at + done);
    if (bytesRead === 0) throw new Error('a value is cut short');
    done += bytesRead;
  }
  return bytes;
}
