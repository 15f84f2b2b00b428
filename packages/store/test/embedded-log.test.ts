import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileSizeBytes, saysDiskFull } from '@lodestone/store/embedded/embedded-log.ts';
import { afterAll, describe, expect, test } from 'vitest';

const folder = await mkdtemp(join(tmpdir(), 'lodestone-log-'));
afterAll(() => rm(folder, { recursive: true }));

const PANIC = 'PANIC:  could not write to file "pg_wal/xlogtemp.7": No space left on device\n';

describe('a full disk in the log of the server', () => {
  test('is seen when it was reported since, and not when it was reported before', async () => {
    const log = join(folder, 'since.log');
    await writeFile(log, PANIC);
    const start = await fileSizeBytes(log);
    expect(await saysDiskFull(log, start)).toBe(false);
    await appendFile(log, 'LOG:  database system is ready to accept connections\n');
    expect(await saysDiskFull(log, start)).toBe(false);
    await appendFile(log, PANIC);
    expect(await saysDiskFull(log, start)).toBe(true);
  });

  test('is seen in a log that was begun anew, and not in one that is missing', async () => {
    const log = join(folder, 'anew.log');
    expect(await saysDiskFull(log, 0)).toBe(false);
    await writeFile(log, PANIC);
    expect(await saysDiskFull(log, 10_000)).toBe(true);
  });
});
