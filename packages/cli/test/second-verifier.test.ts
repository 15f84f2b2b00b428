import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { cp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { recordChain } from './chain-file.ts';
import { testPlace } from './test-place.ts';

// docs/format/verify.py shares no line with the product: what both say of the same files is what the pages say.

const IS_PYTHON_THERE = spawnSync('python3', ['--version']).status === 0;
const SCRIPT = fileURLToPath(new URL('../../../docs/format/verify.py', import.meta.url));

const place = await testPlace();
const folder = join(place.folder, 'exported');
const bundle = join(place.folder, 'evidence.json');
let key = '';

beforeAll(async () => {
  await recordChain(place);
  key = (await place.json<{ verifierKey: string }>(['checkpoint'])).value.verifierKey;
  await place.prepare(['export', folder]);
  const { value } = await place.json<{ eventId: string }[]>(['events', '--type', 'lot-transformed']);
  await place.prepare(['prove', value[0]?.eventId ?? '', '-o', bundle]);
});

/** What each says of the same file or folder, and in whose words. */
async function askBoth(command: 'folder' | 'bundle', path: string): Promise<{ ours: string; theirs: string }> {
  const checking = command === 'folder' ? 'verify' : 'verify-bundle';
  const { code, stdout } = await place.run([checking, path, '--trust', key]);
  const python = askPython(command, path);
  return { ours: `${code} ${stdout}`, theirs: python.stdout + python.stderr };
}

/** Nothing keeps it waiting for ever: that would be a failure of its own. */
function askPython(command: 'folder' | 'bundle', path: string) {
  const options = { encoding: 'utf8', timeout: 30_000 } as const;
  return spawnSync('python3', ['-B', SCRIPT, command, path, '--trust', key], options);
}

describe.skipIf(!IS_PYTHON_THERE)('the verifier in Python', () => {
  test('finds a whole export valid, and a bundle', async () => {
    const whole = await askBoth('folder', folder);
    expect(whole.ours).toMatch(/^0 VALID/);
    expect(whole.theirs).toMatch(/^valid: \d+ entries of example\.org\/\S+ with \d+ events/);
    const proved = await askBoth('bundle', bundle);
    expect(proved.ours).toMatch(/^0 VALID/);
    expect(proved.theirs).toMatch(/^recorded: \d+ of \d+ entries .*; the claim about them was not looked at$/m);
  });

  test('refuses every file of an export that was damaged, as we do', async () => {
    // The older checkpoints are not read there.
    const names = (await filesIn(folder)).filter((name) => name !== 'checkpoints');
    expect(names.length).toBeGreaterThan(3);
    for (const name of names) {
      const damaged = join(place.folder, `damaged-${names.indexOf(name)}`);
      await cp(folder, damaged, { recursive: true });
      await flipByte(join(damaged, name));
      const { ours, theirs } = await askBoth('folder', damaged);
      expect(ours, name).toMatch(/^1 INVALID/);
      expect(theirs, name).toMatch(/^invalid: /);
    }
  });

  test('refuses a bundle that was damaged, as we do', async () => {
    const damaged = join(place.folder, 'damaged.json');
    await cp(bundle, damaged);
    await flipByte(damaged);
    const { ours, theirs } = await askBoth('bundle', damaged);
    expect(ours).toMatch(/^1 /);
    expect(theirs).toMatch(/^invalid: /);
  });

  test.each([
    ['a run of no events', '{"count":', '{"count":0,"withheld":"x"},{"count":'],
    ['more events than an entry', '{"count":', '{"count":1,"withheld":"x"},{"count":'],
    ['a run of events in two parts', /\{"count":(\d+),/, '{"count":1,"withheld":"not part of the claim"},{"count":$1,'],
    ['a count that is no number', /"count":\d+/, '"count":true'],
    ['a count beyond all bounds', /"count":\d+/, '"count":9007199254740991'],
    ['no reason for what is withheld', '"withheld":"not part of the claim"', '"withheld":null'],
    ['no text for an event', /"events":\["(?:[^"\\]|\\.)*"/, '"events":[5'],
    ['a member more', '"v":1}', '"v":1,"w":1}'],
  ])('refuses a bundle that has %s and a digest that fits, as we do', async (_, here, there) => {
    const whole = await readFile(bundle, 'utf8');
    const undigested = whole.replace(/"digest":"[\w-]{43}",/, '').replace(here, there);
    const digest = createHash('sha256').update(`lodestone/bundle/1\n${undigested}`).digest('base64url');
    const forged = join(place.folder, 'forged.json');
    await writeFile(forged, undigested.replace('"entries":', `"digest":"${digest}","entries":`));
    const { ours, theirs } = await askBoth('bundle', forged);
    expect(ours).toMatch(/^1 /);
    expect(ours).not.toContain('damaged');
    expect(theirs).toMatch(/^invalid: /);
    expect(theirs).not.toContain('digest');
  });

  test('follows a change of the checkpoint key, as we do, from the key of before', async () => {
    await place.prepare(['checkpoint-key', 'rotate']);
    await place.prepare(['checkpoint-key', 'retire', '--reason', 'a new key each spring']);
    const { value } = await place.json<{ eventId: string }[]>(['events', '--type', 'lot-transformed']);
    const later = join(place.folder, 'later.json');
    await place.prepare(['prove', value[0]?.eventId ?? '', '-o', later]);
    await place.prepare(['export', folder]);
    const proved = await askBoth('bundle', later);
    expect(proved.ours).toMatch(/^0 VALID/);
    expect(proved.ours).toContain(`trusted by ${key}, which led to`);
    expect(proved.theirs).toMatch(/^recorded: /);
    const whole = await askBoth('folder', folder);
    expect(whole.ours).toMatch(/^0 VALID · level checkpoint/);
    expect(whole.theirs).toMatch(/^valid: /);
  });

  test('follows nothing where the checkpoints of before are gone', async () => {
    const shortened = join(place.folder, 'shortened');
    await cp(folder, shortened, { recursive: true });
    const lines = (await readFile(join(shortened, 'checkpoints'), 'utf8')).trimEnd().split('\n');
    await writeFile(join(shortened, 'checkpoints'), `${lines.at(-1)}\n`);
    const { ours, theirs } = await askBoth('folder', shortened);
    expect(ours).toMatch(/^0 VALID · level chain/);
    expect(theirs).toMatch(/^invalid: no trusted key has signed, and no checkpoint of before leads to one that has/);
  });
});

describe.skipIf(!IS_PYTHON_THERE)('what is no file', () => {
  const pipe = join(place.folder, 'pipe');
  test('does not keep the verifier in Python waiting', async () => {
    spawnSync('/usr/bin/mkfifo', [pipe]);
    const copied = join(place.folder, 'with-pipe');
    await cp(folder, copied, { recursive: true });
    await rm(join(copied, 'checkpoint'));
    spawnSync('/usr/bin/mkfifo', [join(copied, 'checkpoint')]);
    for (const [command, path] of [
      ['bundle', pipe],
      ['bundle', '/dev/zero'],
      ['folder', copied],
    ] as const) {
      const { status, stdout } = askPython(command, path);
      expect({ status, stdout }).toEqual({ status: 1, stdout: expect.stringMatching(/^invalid: .* no file$/m) });
    }
  });

  test('nor does a file without end', async () => {
    const copied = join(place.folder, 'with-zeros');
    await cp(folder, copied, { recursive: true });
    const names = (await filesIn(copied)).sort();
    // Narrower files of before are not read.
    const newest = (kind: string) => names.findLast((name) => name.startsWith(kind)) ?? '';
    for (const name of ['checkpoint', newest('tile/entries'), newest('events')]) {
      await cp(folder, copied, { recursive: true });
      await truncate(join(copied, name), 2 ** 40);
      const { status, stdout } = askPython('folder', copied);
      expect({ name, status, stdout }).toEqual({ name, status: 1, stdout: expect.stringMatching(/^invalid: /) });
      await rm(join(copied, name));
    }
  });
});

async function filesIn(root: string): Promise<string[]> {
  const found = await readdir(root, { recursive: true, withFileTypes: true });
  return found
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(root.length + 1));
}

async function flipByte(path: string): Promise<void> {
  const bytes = await readFile(path);
  const at = Math.floor(bytes.length / 2);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  await writeFile(path, bytes);
}
