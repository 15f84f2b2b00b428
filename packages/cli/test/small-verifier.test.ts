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

/** How both end, and why, with whatever trust. */
const codesOf = async (...options: string[]) => {
  const theirs = spawnSync(process.execPath, [program, bundle, ...options], { encoding: 'utf8' });
  const ours = await place.run(['verify-bundle', bundle, ...options]);
  return { codes: [ours.code, theirs.status], ours: ours.stderr, theirs: theirs.stderr };
};

describe('both take trust alike:', () => {
  const OTHER = 'example.org/first+769ab929+AcqTrBcFGHBx1nuDx/8O/oEI6OxFMFdddyaHkzPb2r58';

  test('the key of a log line of the policy is enough', async () => {
    const policy = await place.file('log.policy', `log ${key}\nquorum none\n`);
    expect(await codesOf('--policy', policy)).toMatchObject({ codes: [0, 0] });
  });

  test('a file may have more keys than one, empty lines and remarks', async () => {
    const keys = await place.file('keys.txt', `# mine\r\n${OTHER}\r\n\r\n  ${key}\r\n`);
    expect(await codesOf('--trust', keys)).toMatchObject({ codes: [0, 0] });
  });

  test('a policy whose lines end in carriage returns is none', async () => {
    const policy = await place.file('windows.policy', `log ${key}\r\nquorum none\r\n`);
    const { codes, ours, theirs } = await codesOf('--policy', policy);
    expect(codes).toEqual([2, 2]);
    for (const said of [ours, theirs]) expect(said).toContain('line 1: it ends in a carriage return');
  });

  test('without any key there is nothing to check with', async () => {
    const policy = await place.file('none.policy', 'quorum none\n');
    for (const options of [[], ['--policy', policy]]) {
      const { codes, ours, theirs } = await codesOf(...options);
      expect(codes).toEqual([2, 2]);
      for (const said of [ours, theirs]) expect(said).toContain('a trusted key is missing');
    }
  });

  test('a key that is damaged is named, alone or in a file', async () => {
    const keys = await place.file('damaged.txt', `${key}\n${key}x\n`);
    const { codes, ours, theirs } = await codesOf('--trust', keys);
    expect(codes).toEqual([2, 2]);
    for (const said of [ours, theirs]) expect(said).toContain('line 2: ');
    expect(await codesOf('--trust', `${key}x`)).toMatchObject({ codes: [2, 2] });
  });
});
