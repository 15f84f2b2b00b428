import { setTimeout as sleep } from 'node:timers/promises';
import { type Lock, tryExclusiveLock } from '@lodestone/store/embedded/embedded-lock.ts';

/** Somebody else holds the lock for one small write. */
const WAIT_MILLISECONDS = 10_000;
const POLL_MILLISECONDS = 5;

/**
 * Runs `work`, which reads the file at `path` and replaces it, while no other process does so: whoever wrote between the two
 * would be forgotten. The lock is an empty file beside it, and ends with its process. Throws when it cannot be had in ten
 * seconds; `what` names the file.
 */
export async function withFileLock<Result>(path: string, what: string, work: () => Promise<Result>): Promise<Result> {
  const lock = await takeLock(path, what);
  try {
    return await work();
  } finally {
    lock.release();
  }
}

/** Takes the lock of the file at `path`; undefined when somebody has it. Throws where none can be had. */
export function tryFileLock(path: string): Lock | undefined {
  return tryExclusiveLock(`${path}.lock`);
}

async function takeLock(path: string, what: string): Promise<Lock> {
  const deadline = Date.now() + WAIT_MILLISECONDS;
  for (;;) {
    const lock = tryFileLock(path);
    if (lock !== undefined) return lock;
    if (Date.now() > deadline) throw new Error(`${what} stays locked by another process`);
    await sleep(POLL_MILLISECONDS);
  }
}
