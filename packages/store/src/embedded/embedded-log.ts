/** What the embedded server wrote into its log. */
import { open, rename, stat } from 'node:fs/promises';

/** The server writes little into its log; what it wrote before it was last started is kept up to this size, twice. */
const LOG_SIZE_BYTES = 1_000_000;

/** Begins a new log when the one there has become long. Only while no server writes into it. */
export async function keepLogSmall(logFile: string): Promise<void> {
  if ((await fileSizeBytes(logFile)) > LOG_SIZE_BYTES) await rename(logFile, `${logFile}.1`);
}

/** 0 for a file that is not there. */
export async function fileSizeBytes(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}

/**
 * Says whether the server has reported a full disk since its log had `startBytes`. A statement that finds the disk full
 * fails with that; but when there is no room for the write-ahead log the server itself ends, and its clients only hear
 * that it is gone.
 */
export async function saysDiskFull(logFile: string, startBytes: number): Promise<boolean> {
  const size = await fileSizeBytes(logFile);
  // A log that is shorter by now is a new one.
  const from = size < startBytes ? 0 : Math.max(startBytes, size - LOG_SIZE_BYTES);
  if (size === from) return false;
  const log = await open(logFile, 'r');
  try {
    const { buffer, bytesRead } = await log.read(Buffer.alloc(size - from), 0, size - from, from);
    return buffer.subarray(0, bytesRead).includes('No space left on device');
  } finally {
    await log.close();
  }
}
