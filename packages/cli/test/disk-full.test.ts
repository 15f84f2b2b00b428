import { execFileSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordChain } from './chain-file.ts';
import { manyOres } from './event-lines.ts';
import { anotherPlace, testPlace } from './test-place.ts';

// The data folder is on a disk of its own that is too small. Making one needs the right to mount; where that is missing
// the tests say so and are left out.

const SMALL_MEBIBYTES = 85;
const LARGE_MEBIBYTES = 700;
/** More than the small disk can hold, with its indexes and its log. */
const MANY = 25_000;

const outer = await testPlace();
const disk = join(outer.folder, 'disk');
const small = anotherPlace(outer, 'disk/data');

const mount = (...options: readonly string[]) => execFileSync('mount', [...options, disk], { stdio: 'pipe' });
const canMount = await mkdir(disk)
  .then(() => mount('-t', 'tmpfs', '-o', `size=${SMALL_MEBIBYTES}m`, 'tmpfs'))
  .then(
    () => true,
    () => false,
  );
afterAll(() => {
  if (canMount) execFileSync('umount', ['--lazy', disk], { stdio: 'pipe' });
});

interface Recorded {
  readonly recorded: number;
  readonly alreadyRecorded: number;
}

describe.skipIf(!canMount)('a disk that fills up while events are recorded', () => {
  beforeAll(() => recordChain(small));

  test('is told, nothing is half recorded, and recording goes on when there is space', async () => {
    const file = await outer.file('many.jsonl', manyOres(MANY));
    const full = await small.run(['record', file]);
    expect(full.code).toBe(3);
    expect(full.stderr).toMatch(/the disk is full/);
    expect(full.stderr).not.toMatch(/\n\s+at /);

    mount('-o', `remount,size=${LARGE_MEBIBYTES}m`);
    const { value: verdict } = await small.json<{ verdict: string; events: number }>(['verify']);
    expect(verdict.verdict).toBe('valid');
    const { code, value } = await small.json<Recorded>(['record', file]);
    expect(code).toBe(0);
    expect(value.alreadyRecorded % 1_000).toBe(0);
    expect(value.recorded + value.alreadyRecorded).toBe(MANY);
    expect((await small.json<{ verdict: string }>(['verify', '--only', 'chain'])).value.verdict).toBe('valid');
  });
});
