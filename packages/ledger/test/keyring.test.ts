import { chmod, mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { readKnownLedgers, rememberLedger } from '../src/files/data-folder.ts';
import { createKey, firstKey, listKeys } from '../src/keys/keyring.ts';
import { verifyEd25519 } from '../src/keys/node-crypto.ts';
import { testFolders } from './test-ledger.ts';

const folders = testFolders();
let dataFolder: string;
let folder: string;

beforeEach(async () => {
  dataFolder = await folders.make();
  folder = join(dataFolder, 'keys');
});

describe('a keyring', () => {
  test('gives back the keys that it was given, by party and in the order of making', async () => {
    const made = [await createKey(folder, 'B'), await createKey(folder, 'A'), await createKey(folder, 'B')];
    expect(made.map(({ party, number }) => [party, number])).toEqual([
      ['B', 1],
      ['A', 1],
      ['B', 2],
    ]);
    const listed = await listKeys(folder);
    expect(listed.map(({ party, number }) => [party, number])).toEqual([
      ['A', 1],
      ['B', 1],
      ['B', 2],
    ]);
    const [first, second] = await listKeys(folder, 'B');
    expect([first, second].map((key) => key?.publicKey)).toEqual([made[0], made[2]].map((key) => key?.publicKey));
    const message = Buffer.from('message');
    const publicKey = Buffer.from((first?.publicKey ?? '').slice('ed25519:'.length), 'base64url');
    expect(verifyEd25519(publicKey, message, (await first?.unlock())?.sign(message) ?? Buffer.alloc(0))).toBe(true);
    expect(verifyEd25519(publicKey, message, (await second?.unlock())?.sign(message) ?? Buffer.alloc(0))).toBe(false);
  });

  test('keeps parties apart whose ids look like files, folders or numbers', async () => {
    const parties = ['A', 'A.1', 'A.1.json', 'https://example.org/mine', 'B/../A', 'A~1'];
    for (const party of parties) await createKey(folder, party);
    for (const party of parties) expect(await listKeys(folder, party), party).toHaveLength(1);
    expect((await listKeys(folder)).map(({ party }) => party).sort()).toEqual([...parties].sort());
    expect(await readdir(dataFolder)).toEqual(['keys']);
  });

  test('gives several at once a key each, and one first key to all who ask for it', async () => {
    const made = await Promise.all(Array.from({ length: 8 }, () => createKey(folder, 'A')));
    expect(new Set(made.map(({ number }) => number)).size).toBe(8);
    expect(await listKeys(folder, 'A')).toHaveLength(8);
    const first = await Promise.all(Array.from({ length: 8 }, () => firstKey(folder, 'B')));
    expect(new Set(first.map(({ publicKey }) => publicKey)).size).toBe(1);
  });

  test('passes over what a crash has left, and what is no key', async () => {
    await createKey(folder, 'A');
    await writeFile(join(folder, 'A.7.json.unfinished'), '{');
    await writeFile(join(folder, 'notes.txt'), 'mine');
    expect(await listKeys(folder)).toHaveLength(1);
  });

  test('is for its owner alone', async () => {
    await createKey(folder, 'A');
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    const names = await readdir(folder);
    expect(names).toEqual(['A.1.json']);
    expect((await stat(join(folder, 'A.1.json'))).mode & 0o777).toBe(0o600);
  });

  test.runIf(process.platform !== 'win32')('does not use a secret that others may read', async () => {
    await createKey(folder, 'A');
    const file = join(folder, 'A.1.json');
    for (const mode of [0o640, 0o604, 0o620, 0o601]) {
      await chmod(file, mode);
      await expect(listKeys(folder)).rejects.toThrow(
        `A.1.json has mode 0${mode.toString(8)}, a secret key must have 0600`,
      );
    }
    await chmod(file, 0o400);
    expect(await listKeys(folder)).toHaveLength(1);
  });

  test('names a damaged file, and never quotes it', async () => {
    await createKey(folder, 'A');
    const file = join(folder, 'A.1.json');
    const text = await readFile(file, 'utf8');
    const { secret } = JSON.parse(text) as { secret: string };
    const damages = [
      text.slice(0, -5),
      text.replace('"secret": "', '"secret": "A'),
      text.replace('"party"', '"name"'),
      text.replace(/"secret": "(.)/, (_, letter: string) => `"secret": "${letter === 'A' ? 'B' : 'A'}`),
      '',
      'null',
    ];
    for (const damage of damages) {
      await writeFile(file, damage);
      const message = await listKeys(folder).then(
        () => 'read',
        (error: unknown) => String(error),
      );
      expect(message, damage.replaceAll(secret, '…')).toContain('A.1.json');
      expect(message).not.toContain(secret.slice(1, 20));
    }
  });
});

const seen = (size: number, leafHash = `hash ${size}`) => ({
  origin: 'example.org/first',
  ledger: 'example.org/first#x',
  size,
  leafHash,
});

describe('what a data folder remembers', () => {
  test('never steps back', async () => {
    expect(await readKnownLedgers(dataFolder)).toEqual([]);
    for (const size of [1, 5, 3, 5]) await rememberLedger(dataFolder, seen(size, `hash ${size} of ${size}`));
    expect(await readKnownLedgers(dataFolder)).toEqual([seen(5, 'hash 5 of 5')]);
    await rememberLedger(dataFolder, { ...seen(2), origin: 'example.org/second', ledger: 'example.org/second#y' });
    expect((await readKnownLedgers(dataFolder)).map(({ size }) => size)).toEqual([5, 2]);
  });

  test('loses nothing of what several commands have seen that end at once', async () => {
    const others = Array.from({ length: 8 }, (_, index) => ({ ...seen(3), ledger: `example.org/first#${index}` }));
    const all = [...others, ...[4, 9, 7, 2, 8].map((size) => seen(size))];
    await Promise.all(all.map((each) => rememberLedger(dataFolder, each)));
    expect(await readKnownLedgers(dataFolder)).toEqual(expect.arrayContaining([...others, seen(9)]));
  });

  test('is for its owner alone', async () => {
    const fresh = join(dataFolder, 'data');
    await rememberLedger(fresh, seen(1));
    expect((await stat(fresh)).mode & 0o777).toBe(0o700);
    expect((await stat(join(fresh, 'ledgers.json'))).mode & 0o777).toBe(0o600);
  });

  test('is not taken for nothing when it cannot be read', async () => {
    await writeFile(join(dataFolder, 'ledgers.json'), '[{"origin":');
    await expect(readKnownLedgers(dataFolder)).rejects.toThrow('ledgers.json cannot be read');
    const other = join(dataFolder, 'other');
    await mkdir(join(other, 'ledgers.json'), { recursive: true });
    await expect(readKnownLedgers(other)).rejects.toThrow('ledgers.json cannot be read');
  });
});
