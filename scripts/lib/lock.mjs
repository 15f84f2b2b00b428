// A lock between processes of one machine: a file that names its holder.
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const pollMilliseconds = 200;
/** Nothing that is done under a lock takes this long, so an older lock was left behind by a process id now reused. */
const staleAfterMilliseconds = 15 * 60 * 1000;

/**
 * Runs `work` while no other process holds the lock at `path`, waiting for its turn. A lock whose holder has died
 * is taken over.
 * @param {string} path
 * @param {() => void} work
 */
export async function holdingLock(path, work) {
  while (!take(path)) {
    if (isStale(path)) breakLock(path);
    else await delay(pollMilliseconds);
  }
  try {
    work();
  } finally {
    rmSync(path, { force: true });
  }
}

/** @param {string} path */
function take(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** @param {string} path */
function isStale(path) {
  try {
    const ageMilliseconds = Date.now() - statSync(path).mtimeMs;
    const holder = Number(readFileSync(path, 'utf8'));
    // A file that is still empty is being written at this moment.
    if (holder === 0) return ageMilliseconds > 10 * pollMilliseconds;
    return ageMilliseconds > staleAfterMilliseconds || !isAlive(holder);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}

/**
 * Renames first, so that of two processes that find the same stale lock only one removes it.
 * @param {string} path
 */
function breakLock(path) {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    rmSync(aside, { force: true });
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}

/** @param {number} processId */
function isAlive(processId) {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

/**
 * @param {unknown} error
 * @param {string} code
 */
function hasCode(error, code) {
  return error instanceof Error && 'code' in error && error.code === code;
}
