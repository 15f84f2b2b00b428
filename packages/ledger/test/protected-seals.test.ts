/** The secrets of sealed members under a passphrase: made without it, read with it alone. */
import { randomUUID } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { NoPassphrase, type PassphraseSource, usePassphrases } from '../src/keys/passphrase.ts';
import { convertSealSecrets } from '../src/seals/protect-seals.ts';
import { protectionPath } from '../src/seals/seal-protection.ts';
import { findSealSecret, forgetSealSecret, keepSealSecret } from '../src/seals/seal-secrets.ts';
import { testFolders } from './test-ledger.ts';

const folders = testFolders();
const PASSPHRASE = 'five random words of mine';
const nobody: PassphraseSource = {
  given: async () => null,
  ask: async (why) => {
    throw new NoPassphrase(`${why}: nobody is here`);
  },
};
const given = (passphrase: string): PassphraseSource => ({ ...nobody, given: async () => passphrase });
let dataFolder: string;
let events: string[];

beforeEach(async () => {
  dataFolder = await folders.make();
  events = [randomUUID(), randomUUID()];
  usePassphrases(nobody);
});
afterEach(() => usePassphrases(nobody));

const keepAll = () => Promise.all(events.map((event) => keepSealSecret(dataFolder, event, 'permit')));
const findAll = () => Promise.all(events.map((event) => findSealSecret(dataFolder, event, 'permit')));
const secretFile = (event: string) => join(dataFolder, 'seals', event.slice(-2), `${event}.permit`);
const sizes = () => Promise.all(events.map(async (event) => (await stat(secretFile(event))).size));

async function everyByte(): Promise<string> {
  const entries = await readdir(dataFolder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const bytes = await Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name))));
  return Buffer.concat(bytes).toString('latin1');
}

test('protecting a folder leaves no secret in the clear, and each is the same with the passphrase', async () => {
  const secrets = await keepAll();
  expect(await sizes()).toEqual([32, 32]);
  expect(await convertSealSecrets(dataFolder, PASSPHRASE)).toEqual({ converted: 2, left: 0 });
  const bytes = await everyByte();
  for (const secret of secrets) expect(bytes).not.toContain(Buffer.from(secret).toString('latin1'));
  expect(bytes).not.toContain('AGE-SECRET-KEY');
  for (const event of events) expect((await stat(secretFile(event))).mode & 0o777).toBe(0o600);
  expect((await stat(protectionPath(dataFolder))).mode & 0o777).toBe(0o600);
  await expect(findAll()).rejects.toThrow('passphrase of the secrets of sealed members');
  usePassphrases(given('something else'));
  await expect(findAll()).rejects.toThrow(/^the passphrase does not open .*protection\.json/);
  usePassphrases(given(PASSPHRASE));
  expect((await findAll()).map((secret) => secret && Buffer.from(secret))).toEqual(
    secrets.map((secret) => Buffer.from(secret)),
  );
  expect(await convertSealSecrets(dataFolder, PASSPHRASE)).toEqual({ converted: 0, left: 2 });
});

test('a new secret is kept without the passphrase, and read with it alone', async () => {
  expect(await convertSealSecrets(dataFolder, PASSPHRASE)).toEqual({ converted: 0, left: 0 });
  const [secret] = await keepAll();
  expect(Math.min(...(await sizes()))).toBeGreaterThan(32);
  await expect(keepAll()).rejects.toThrow(NoPassphrase);
  usePassphrases(given(PASSPHRASE));
  const [again] = await keepAll();
  expect(Buffer.from(again ?? [])).toEqual(Buffer.from(secret ?? []));
});

test('the first secret that is made while a passphrase is given is protected, whoever else makes one', async () => {
  usePassphrases(given(PASSPHRASE));
  await keepAll();
  expect(Math.min(...(await sizes()))).toBeGreaterThan(32);
  expect(await findAll()).toEqual([expect.any(Uint8Array), expect.any(Uint8Array)]);
});

test('taking the passphrase off takes the passphrase, and putting it on again leaves nothing in the clear', async () => {
  const secrets = await keepAll();
  await convertSealSecrets(dataFolder, PASSPHRASE);
  await expect(convertSealSecrets(dataFolder, null)).rejects.toThrow(NoPassphrase);
  usePassphrases(given(PASSPHRASE));
  expect(await convertSealSecrets(dataFolder, null)).toEqual({ converted: 2, left: 0 });
  usePassphrases(nobody);
  expect((await findAll()).map((secret) => Buffer.from(secret ?? []))).toEqual(
    secrets.map((each) => Buffer.from(each)),
  );
  expect(await convertSealSecrets(dataFolder, null)).toEqual({ converted: 0, left: 2 });
  expect(await everyByte()).toContain('AGE-SECRET-KEY');
  expect(await convertSealSecrets(dataFolder, PASSPHRASE)).toEqual({ converted: 2, left: 0 });
  expect(await everyByte()).not.toContain('AGE-SECRET-KEY');
});

test('a secret that is forgotten is gone, protected or not', async () => {
  await keepAll();
  await convertSealSecrets(dataFolder, PASSPHRASE);
  await forgetSealSecret(dataFolder, events[0] ?? '', 'permit');
  usePassphrases(given(PASSPHRASE));
  expect(await findAll()).toEqual([null, expect.any(Uint8Array)]);
});

test.each([
  [
    'of another recipient',
    (text: string) => text.replace(/age1\w+/, 'age1x'),
    'does not say what secrets are encrypted to',
  ],
  ['that is no JSON', () => 'AGE-SECRET-KEY-1', 'does not say what secrets are encrypted to'],
  ['that is damaged', (text: string) => text.replace('"age": "', '"age": "*'), 'is damaged'],
])('a protection %s is named, and not quoted', async (_, damage, says) => {
  await keepAll();
  await convertSealSecrets(dataFolder, PASSPHRASE);
  usePassphrases(given(PASSPHRASE));
  const path = protectionPath(dataFolder);
  await writeFile(path, damage(await readFile(path, 'utf8')));
  await expect(findAll()).rejects.toThrow(says);
  await expect(findAll()).rejects.not.toThrow('AGE-SECRET-KEY');
});
