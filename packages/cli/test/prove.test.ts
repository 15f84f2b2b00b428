import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { CHAIN, recordChain } from './chain-file.ts';
import { keepServer, testPlace } from './test-place.ts';

interface Verdict {
  readonly verdict: string;
  readonly believed: number;
  readonly level: string | null;
  readonly notChecked: readonly { readonly kind: string; readonly message: string }[];
  readonly trace: object | null;
  readonly failure: { readonly kind: string; readonly message: string } | null;
}

const place = await testPlace();
let key: string;
let bundle: string;

beforeAll(async () => {
  await recordChain(place);
  const { value } = await place.json<{ verifierKey: string }>(['checkpoint']);
  key = value.verifierKey;
  bundle = join(place.folder, 'shipment.bundle');
  await place.prepare(['prove', CHAIN.shipment, '-o', bundle]);
});
keepServer(place);

const verify = (file: string, ...options: string[]) =>
  place.json<Verdict>(['verify-bundle', file, '--trust', key, ...options]);

describe('prove', () => {
  test('writes a file that verify-bundle finds valid, with the lineage of trace', async () => {
    const { code, value } = await verify(bundle);
    const { value: trace } = await place.json<object>(['trace', CHAIN.shipment]);
    expect(code).toBe(0);
    expect(value).toMatchObject({ verdict: 'valid', level: 'checkpoint', failure: null });
    expect(value.trace).toEqual(trace);
  });

  test('does so for every lot of it', async () => {
    const { value: trace } = await place.json<{ lots: { lot: string }[] }>(['trace', CHAIN.shipment]);
    for (const { lot } of trace.lots.slice(0, 3)) {
      const file = join(place.folder, 'lot.bundle');
      await place.prepare(['prove', lot, '-o', file]);
      expect((await verify(file)).value.failure).toBeNull();
    }
  });

  test('writes nothing when what is to be withheld is no event of the bundle', async () => {
    const file = join(place.folder, 'mistyped.json');
    const { code, stderr } = await place.run([
      'prove',
      CHAIN.shipment,
      '-o',
      file,
      '--withhold',
      'transfer-recieved=scales',
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain('--withhold transfer-recieved: no event of the bundle');
    await expect(stat(file)).rejects.toThrow('ENOENT');
  });

  test('withholds what it is told to, and says why', async () => {
    const file = join(place.folder, 'withheld.bundle');
    await place.prepare(['prove', CHAIN.shipment, '-o', file, '--withhold', 'transfer-received=scales are ours']);
    const { code, value } = await verify(file);
    expect({ code, ...value }).toMatchObject({ code: 1, verdict: 'unproven' });
    expect(value.believed).toBeGreaterThan(0);
    expect(value.notChecked.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/^event \d+\.\d+ is withheld: scales are ours$/),
    );
    expect(await readFile(file, 'utf8')).not.toContain('transfer-received');
    const { stdout } = await place.run(['verify-bundle', file, '--trust', key]);
    const heading = `PARTLY PROVEN, level checkpoint: ${value.believed} statements are the word of whoever made the file`;
    expect(stdout.split('\n')[0]).toBe(heading);
    expect((await verify(file, '--believe-sender')).code).toBe(0);
    const believing = await place.run(['verify-bundle', file, '--trust', key, '--believe-sender']);
    expect({ ...believing, first: believing.stdout.split('\n')[0] }).toMatchObject({ code: 0, first: heading });
    expect(believing.stdout).toContain('--believe-sender: it is believed all the same');
    const { stdout: whole } = await place.run(['verify-bundle', bundle, '--trust', key]);
    expect(whole).toMatch(/^VALID, level checkpoint\n/);
  });

  test('writes nothing that would not be valid', async () => {
    const file = join(place.folder, 'none.bundle');
    const { code, stderr } = await place.run(['prove', CHAIN.shipment, '-o', file, '--withhold', 'key-enrolled']);
    expect(code).toBe(1);
    expect(stderr).toContain('nothing is written');
    await expect(stat(file)).rejects.toThrow('ENOENT');
  });

  test('encrypts the file to a reader', async () => {
    const identity = join(place.folder, 'identity.txt');
    const { stdout } = await place.prepare(['reader', 'create', '-o', identity]);
    const file = join(place.folder, 'encrypted.bundle');
    await place.prepare(['prove', CHAIN.ore, '-o', file, '--for', stdout.trim().split('\n').at(-1) ?? '']);
    expect((await place.run(['verify-bundle', file, '--trust', key])).stderr).toContain('give your age identity');
    expect((await verify(file, '--identity', identity)).value.verdict).toBe('valid');
  });

  test('says that nothing has the id', async () => {
    const { code, stderr } = await place.run(['prove', 'NO-SUCH-LOT', '-o', join(place.folder, 'none.bundle')]);
    expect(code).toBe(1);
    expect(stderr).toContain('no lot, shipment or event NO-SUCH-LOT is recorded');
  });
});

describe('verify-bundle', () => {
  test('tells people what was checked, and what was not', async () => {
    const { code, stdout } = await place.run(['verify-bundle', bundle, '--trust', key]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^VALID, level checkpoint\n/);
    expect(stdout).toContain('Not checked\n');
    expect(stdout).toContain('no witness was asked for');
  });

  test('refuses a bundle that was changed, with both values', async () => {
    const damaged = join(place.folder, 'damaged.bundle');
    await writeFile(damaged, (await readFile(bundle, 'utf8')).replace('"mined"', '"found"'));
    const { code, value } = await verify(damaged);
    expect(code).toBe(1);
    expect(value).toMatchObject({ verdict: 'invalid', believed: 0, failure: { kind: 'digest' } });
    expect((await verify(damaged, '--believe-sender')).code).toBe(1);
  });

  test('refuses a key of another ledger', async () => {
    const other = 'example.org/first+769ab929+AcqTrBcFGHBx1nuDx/8O/oEI6OxFMFdddyaHkzPb2r58';
    const { code, stdout } = await place.run(['verify-bundle', bundle, '--trust', other]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^INVALID\n {2}checkpoint: /);
  });

  test.each([
    ['is no bundle', 'hello', 1],
    ['is empty', '', 1],
    ['holds control characters', '{"v":"\u001b[2J"}', 1],
  ])('answers without a stack trace where the file %s', async (_, content, expected) => {
    const { code, stdout, stderr } = await place.run([
      'verify-bundle',
      await place.file('hostile', content),
      '--trust',
      key,
    ]);
    expect(code).toBe(expected);
    expect(`${stdout}${stderr}`).not.toMatch(/\n {4}at |\u001b/);
  });

  test('takes a file that is not there for wrong use', async () => {
    const { code, stderr } = await place.run(['verify-bundle', join(place.folder, 'nowhere'), '--trust', key]);
    expect(code).toBe(2);
    expect(stderr).toContain('cannot be read');
  });
});
