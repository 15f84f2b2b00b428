/** Key files under a passphrase: opened once, never without it, and never quoted. */
import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkpointKeysFolder, keysFolder } from '../src/files/data-folder.ts';
import { createKey, listKeys } from '../src/keys/keyring.ts';
import { NoPassphrase, type PassphraseSource, passphraseToProtect, usePassphrases } from '../src/keys/passphrase.ts';
import { convertKeys } from '../src/keys/protect-keys.ts';
import { testFolders } from './test-ledger.ts';

const folders = testFolders();
const PASSPHRASE = 'five random words of mine';
let dataFolder: string;
let folder: string;
/** What people were asked. */
let asked: string[];

const nobody: PassphraseSource = {
  given: async () => null,
  ask: async (why) => {
    throw new NoPassphrase(`${why}: nobody is here`);
  },
};
const given = (passphrase: string): PassphraseSource => ({ ...nobody, given: async () => passphrase });
const typed = (...answers: readonly string[]): PassphraseSource => ({
  given: async () => null,
  ask: async (why) => {
    asked.push(why);
    return answers[asked.length - 1] ?? '';
  },
});

beforeEach(async () => {
  dataFolder = await folders.make();
  folder = keysFolder(dataFolder);
  asked = [];
  usePassphrases(nobody);
});

afterEach(() => usePassphrases(nobody));

const messageOf = (work: Promise<unknown>) =>
  work.then(
    () => 'fine',
    (error: unknown) => (error instanceof NoPassphrase ? error.message : `another: ${String(error)}`),
  );

describe('a key that is made while a passphrase is given', () => {
  test('is protected, lists without the passphrase, and signs with it', async () => {
    usePassphrases(given(PASSPHRASE));
    const made = await createKey(folder, 'MINE-A');
    const text = await readFile(join(folder, 'MINE-A.1.json'), 'utf8');
    expect(Object.keys(JSON.parse(text) as object)).toEqual(['party', 'key', 'age']);
    expect((await stat(join(folder, 'MINE-A.1.json'))).mode & 0o777).toBe(0o600);
    usePassphrases(nobody);
    const [listed] = await listKeys(folder);
    expect(listed).toMatchObject({ party: 'MINE-A', publicKey: made.publicKey, isProtected: true });
    expect(await messageOf(listed?.unlock() ?? Promise.resolve())).toContain('passphrase of the key of MINE-A');
    usePassphrases(given(PASSPHRASE));
    expect((await listed?.unlock())?.publicKey).toBe(made.publicKey);
  });

  test('is not opened by another passphrase, which is not quoted, and then by the right one', async () => {
    usePassphrases(given(PASSPHRASE));
    await createKey(folder, 'MINE-A');
    const [key] = await listKeys(folder);
    usePassphrases(given('something else'));
    const message = await messageOf(key?.unlock() ?? Promise.resolve());
    expect(message).toContain('the passphrase does not open');
    expect(message).toContain('MINE-A.1.json');
    expect(message).not.toContain('something else');
    usePassphrases(given(PASSPHRASE));
    expect(await messageOf(key?.unlock() ?? Promise.resolve())).toBe('fine');
  });

  test('is asked for once, however many keys and signatures there are', async () => {
    usePassphrases(given(PASSPHRASE));
    await createKey(folder, 'MINE-A');
    await createKey(folder, 'MINE-B');
    usePassphrases(typed(PASSPHRASE));
    for (const key of [...(await listKeys(folder)), ...(await listKeys(folder))]) await key.unlock();
    expect(asked).toHaveLength(1);
  });
});

async function textOf(keysIn: string): Promise<string[]> {
  const names = await readdir(keysIn);
  return Promise.all(names.map((name) => readFile(join(keysIn, name), 'utf8')));
}

const everything = async () => [...(await textOf(folder)), ...(await textOf(checkpointKeysFolder(dataFolder)))];

describe('converting the keys of a data folder', () => {
  let secrets: string[];

  beforeEach(async () => {
    await createKey(folder, 'MINE-A');
    await createKey(folder, 'MINE-A');
    await createKey(checkpointKeysFolder(dataFolder), 'example.org/first');
    secrets = (await everything()).map((text) => (JSON.parse(text) as { secret: string }).secret);
  });

  test('protects those of checkpoints too, keeps which key is which, and goes back', async () => {
    const before = (await listKeys(folder)).map(({ party, number, publicKey }) => ({ party, number, publicKey }));
    usePassphrases(given(PASSPHRASE));
    expect(await convertKeys(dataFolder, await passphraseToProtect())).toEqual({ converted: 3, left: 0 });
    const texts = await everything();
    for (const secret of secrets) {
      for (const form of [secret, Buffer.from(secret).toString('base64')]) {
        expect(texts.some((text) => text.includes(form))).toBe(false);
      }
    }
    expect((await listKeys(folder)).map(({ party, number, publicKey }) => ({ party, number, publicKey }))).toEqual(
      before,
    );
    for (const key of await listKeys(folder)) expect((await key.unlock()).publicKey).toBe(key.publicKey);
    expect(await convertKeys(dataFolder, PASSPHRASE)).toEqual({ converted: 0, left: 3 });
    expect(await convertKeys(dataFolder, null)).toEqual({ converted: 3, left: 0 });
    expect((await everything()).map((text) => (JSON.parse(text) as { secret: string }).secret)).toEqual(secrets);
    expect((await readdir(folder)).filter((name) => !/\.\d+\.json$/.test(name))).toEqual([]);
  });

  test('takes nothing off without the passphrase', async () => {
    usePassphrases(given(PASSPHRASE));
    await convertKeys(dataFolder, PASSPHRASE);
    const before = await everything();
    // Another process: nothing is open yet.
    const [text = ''] = await textOf(folder);
    const content = JSON.parse(text) as { age: string };
    expect(content.age.length).toBeGreaterThan(100);
    usePassphrases(given('something else'));
    const fresh = await folders.make();
    usePassphrases(given(PASSPHRASE));
    const other = await createKey(keysFolder(fresh), 'MINE-B');
    usePassphrases(given('something else'));
    expect(await messageOf(convertKeys(fresh, null))).toContain('the passphrase does not open');
    expect((await listKeys(keysFolder(fresh)))[0]).toMatchObject({ isProtected: true, publicKey: other.publicKey });
    expect(await everything()).toEqual(before);
  });

  test('asks twice, and changes nothing when the answers differ or are empty', async () => {
    usePassphrases(typed('one', 'two'));
    expect(await messageOf(passphraseToProtect())).toContain('the two passphrases differ');
    asked = [];
    usePassphrases(typed(''));
    expect(await messageOf(passphraseToProtect())).toContain('an empty passphrase protects nothing');
    asked = [];
    usePassphrases(typed('one', 'one'));
    expect(await passphraseToProtect()).toBe('one');
    expect(asked).toEqual(['new passphrase', 'the same again']);
  });
});

describe('a damaged file under a passphrase', () => {
  test.each([
    ['another public key', (text: string, other: string) => text.replace(/ed25519:[^"]+/, other), 'its secret makes'],
    ['both secrets', (text: string) => text.replace('"age"', '"secret": "x", "age"'), 'is not a key file'],
    ['a changed byte', (text: string) => text.replace(/(.{20})"\n\}/, 'AAAAAAAAAAAAAAAAAAAA"\n}'), 'damaged'],
    ['no base64', (text: string) => text.replace('"age": "', '"age": "*'), 'is damaged'],
  ])('with %s is named', async (_, damage, says) => {
    usePassphrases(given(PASSPHRASE));
    await createKey(folder, 'MINE-A');
    const other = await createKey(keysFolder(await folders.make()), 'OTHER');
    const file = join(folder, 'MINE-A.1.json');
    await chmod(file, 0o600);
    await writeFile(file, damage(await readFile(file, 'utf8'), other.publicKey));
    const message = await messageOf(listKeys(folder).then(([key]) => key?.unlock()));
    expect(message).toContain(says);
    expect(message).toContain('MINE-A.1.json');
  });
});
