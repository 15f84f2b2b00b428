/** A bundle that `prove` makes of a real ledger, checked by the one file that a stranger has: the same answers. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { CHAIN_LINES, recordChain } from './chain-file.ts';
import { testPlace } from './test-place.ts';

const BUILD = fileURLToPath(new URL('../../../scripts/build-verifier.mjs', import.meta.url));
const place = await testPlace();
const program = join(place.folder, 'lodestone-verify.mjs');
const bundle = join(place.folder, 'event.bundle');
let key = '';

beforeAll(async () => {
  const { status, stderr } = spawnSync(process.execPath, [BUILD, '--out', place.folder], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the build ended with ${status}: ${stderr}`);
  await recordChain(place);
  const { event } = JSON.parse(CHAIN_LINES.at(-1) ?? '');
  await place.prepare(['prove', event.id, '-o', bundle]);
  const { value } = await place.json<{ verifierKey: string }>(['checkpoint']);
  key = value.verifierKey;
});

/** What both say of a bundle, with these options. */
async function answersOf(path: string, ...options: string[]) {
  const theirs = spawnSync(process.execPath, [program, path, '--trust', key, ...options], { encoding: 'utf8' });
  const { code, stdout } = await place.run(['verify-bundle', path, '--trust', key, ...options]);
  return { ours: { code, stdout }, theirs: { code: theirs.status, stdout: theirs.stdout } };
}

describe.each([[[]], [['--json']]])('the small verifier with the options %j', (options) => {
  test('says of a bundle what verify-bundle says', async () => {
    const { ours, theirs } = await answersOf(bundle, ...options);
    expect(ours.code).toBe(0);
    expect(theirs).toEqual(ours);
  });

  test('says of a damaged bundle what verify-bundle says', async () => {
    const bytes = readFileSync(bundle);
    bytes[bytes.indexOf('recordedAt') + 14] = 0x39;
    const path = join(place.folder, 'damaged.bundle');
    writeFileSync(path, bytes);
    const { ours, theirs } = await answersOf(path, ...options);
    expect(ours.code).toBe(1);
    expect(theirs).toEqual(ours);
  });
});
