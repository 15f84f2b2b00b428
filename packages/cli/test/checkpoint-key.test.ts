import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { lineOf, registrationEvent } from './event-lines.ts';
import { keepServer, testPlace } from './test-place.ts';

const place = await testPlace();
let oldKey: string;
beforeAll(async () => {
  await place.prepare(['init', '--origin', 'example.org/turning']);
  oldKey = (await checkpoint()).verifierKeys[0] ?? '';
});
keepServer(place);

interface Checkpoint {
  readonly note: string;
  readonly verifierKey: string;
  readonly verifierKeys: readonly string[];
}

const checkpoint = async () => (await place.json<Checkpoint>(['checkpoint'])).value;
const signatures = (note: string) => note.split('\n').filter((line) => line.startsWith('\u2014 ')).length;

let parties = 0;
async function grow(): Promise<void> {
  parties += 1;
  const line = lineOf(registrationEvent(`TRADER-${parties}`, 'trader'), 'OPERATOR');
  await place.prepare(['record', await place.file('lines.jsonl', `${line}\n`)]);
}

const levelWith = async (key: string) => {
  const { code, value } = await place.json<{ level: string; checkpoint: { size: number } | null; entries: number }>([
    'verify',
    '--trust',
    key,
  ]);
  return { code, level: value.level, isWhole: value.checkpoint?.size === value.entries };
};
const WHOLE = { code: 0, level: 'checkpoint', isWhole: true };

describe('checkpoint-key', () => {
  test('retire refuses the only key, as wrong use', async () => {
    const { code, stderr } = await place.run(['checkpoint-key', 'retire', '--reason', 'a test']);
    expect(code).toBe(2);
    expect(stderr).toContain('is the only key that signs checkpoints: add another first');
  });

  test('rotate makes a key, and publishes with both; verify takes either', async () => {
    const { code, value } = await place.json<{ verifierKey: string; checkpoint: { note: string } }>([
      'checkpoint-key',
      'rotate',
    ]);
    expect(code).toBe(0);
    expect(signatures(value.checkpoint.note)).toBe(2);
    expect((await checkpoint()).verifierKeys).toEqual([oldKey, value.verifierKey]);
    for (const key of [oldKey, value.verifierKey]) expect(await levelWith(key)).toEqual(WHOLE);
    const { stdout } = await place.run(['checkpoint']);
    expect(stdout).toContain(`  key     ${oldKey}\n  key     ${value.verifierKey}\n`);
  });

  test('retire ends the old one, and who trusts it is led on to the new', async () => {
    const before = await place.run(['checkpoint-key', 'retire', 'ed25519:none', '--reason', 'a test']);
    expect(before).toMatchObject({ code: 2, stderr: expect.stringContaining('signs no checkpoints of this ledger') });
    const { code, stdout } = await place.run(['checkpoint-key', 'retire', '--reason', 'a new key each spring']);
    expect(code).toBe(0);
    expect(signatures(stdout)).toBe(1);
    await grow();
    const { verifierKeys } = await checkpoint();
    expect(verifierKeys).toHaveLength(1);
    for (const key of [oldKey, verifierKeys[0] ?? '']) expect(await levelWith(key)).toEqual(WHOLE);
    const { value } = await place.json<{ status: string; isHere: boolean }[]>(['checkpoint-key', 'list']);
    expect(value.map(({ status }) => status)).toEqual(['retired', 'active']);
    expect((await place.run(['checkpoint-key', 'list'])).stdout).toContain(`retired  here    ${oldKey}`);
  });

  test('a lost key is retired without a signature of its own', async () => {
    const [first] = (await checkpoint()).verifierKeys;
    const folder = join(place.data, 'checkpoint-keys');
    const lost = (await readdir(folder)).find((name) => name.endsWith('.2.json'));
    await rename(join(folder, lost ?? ''), join(place.folder, 'lost.json'));
    const rotated = await place.run(['checkpoint-key', 'rotate']);
    expect(rotated.code).toBe(3);
    expect(rotated.stderr).toContain('Recorded: ed25519:');
    expect(rotated.stderr).toContain('one that is lost can be retired');
    expect((await place.run(['checkpoint-key', 'retire', '--reason', 'the disk broke'])).code).toBe(3);
    const { code } = await place.run(['checkpoint-key', 'retire', '--lost', '--reason', 'the disk broke']);
    expect(code).toBe(0);
    const { verifierKeys } = await checkpoint();
    expect(await levelWith(verifierKeys[0] ?? '')).toEqual(WHOLE);
    expect(await levelWith(first ?? '')).toEqual({ ...WHOLE, isWhole: false });
  });
});
