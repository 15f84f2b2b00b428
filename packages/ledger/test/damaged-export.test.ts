import {
  chmod,
  copyFile,
  cp,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { parseWitnessPolicy } from '@lodestone/proof/witness-policy.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { readActiveCheckpointKeys } from '../src/keys/checkpoint-key.ts';
import { exportFolder } from '../src/publish/export-folder.ts';
import type { Failure } from '../src/audit/verdict.ts';
import type { Trust } from '../src/audit/verify-checkpoints.ts';
import { verifyFolder } from '../src/audit/verify-folder.ts';
import { recordPublishedChain } from './recorded-chain.ts';
import { createTestLedger, testFolders, withLedger } from './test-ledger.ts';

// Whoever hands over a folder may have made it: whatever is done to a file is found, and ends in a verdict.

const testing = testDatabase();
const folders = testFolders();
let whole: string;
let folder: string;
let files: string[];
let trust: Trust;

beforeAll(async () => {
  const created = await createTestLedger(testing.url, await folders.make(), 'example.org/handed-over');
  await recordPublishedChain(created);
  whole = await folders.make();
  folder = await folders.make();
  trust = await withLedger(created, async (ledger) => {
    await exportFolder(ledger, whole);
    const [key] = await readActiveCheckpointKeys(ledger, Number.MAX_SAFE_INTEGER);
    const own = await readFile(join(ledger.dataFolder, 'witness-policy.txt'), 'utf8');
    const policy = parseWitnessPolicy(own.replace('quorum none', 'quorum own'));
    if (key === undefined || !policy.ok) throw new Error('no key, or no policy');
    return { keys: [key], kept: [], policy: policy.value, timestamps: null };
  });
  await cp(whole, folder, { recursive: true });
  const found = await readdir(whole, { recursive: true, withFileTypes: true });
  files = found
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(whole.length + 1));
  files.sort();
});

afterEach(async () => {
  await rm(folder, { recursive: true });
  await cp(whole, folder, { recursive: true });
});

const failures = async (): Promise<readonly Failure[]> =>
  (await verifyFolder(folder, { only: 'chain', trust })).verdict.failures;

const WITNESS = 'witness.example/own ';
/** The characters of base64 that hold the four bytes of a key id. */
const KEY_ID_CHARACTERS = 6;

/** Says whether a byte names the key of a cosignature: changed, it is one of a key that nobody knows, and ignored. */
function namesWitness(bytes: Buffer, at: number): boolean {
  const start = bytes.lastIndexOf(WITNESS, at);
  return start !== -1 && at < start + WITNESS.length + KEY_ID_CHARACTERS;
}

async function expectFound(what: string, kinds?: readonly string[]): Promise<void> {
  const found = await failures();
  expect(found.length, what).toBeGreaterThan(0);
  for (const { expected, found: there, message } of found) {
    expect(message, what).not.toBe('');
    expect(expected, `${what}: ${message}`).not.toBe(there);
  }
  if (kinds !== undefined)
    expect(
      found.map(({ kind }) => kind),
      what,
    ).toEqual(expect.arrayContaining([...kinds]));
}

async function expectEachFound(
  damage: (path: string, file: string) => Promise<void>,
  kinds?: readonly string[],
): Promise<void> {
  for (const file of files) {
    const path = join(folder, file);
    await damage(path, file);
    await expectFound(file, kinds);
    await rm(path, { recursive: true, force: true });
    await copyFile(join(whole, file), path);
  }
}

test('an export has every kind of file, complete and partial, and nothing to find', async () => {
  expect((await verifyFolder(folder, { trust })).verdict).toMatchObject({ failures: [], level: 'witnessed' });
  const kinds = ['checkpoint', 'checkpoints', 'events/000', 'tile/0/000', 'tile/entries/000'];
  expect(files).toEqual(expect.arrayContaining(kinds));
  for (const kind of ['events', 'tile/0', 'tile/1', 'tile/entries']) {
    expect(
      files.some((file) => file.startsWith(`${kind}/`) && file.includes('.p/')),
      kind,
    ).toBe(true);
  }
});

describe('of each file it is found that', () => {
  test('it is missing', () => expectEachFound((path) => rm(path), ['file']));
  test('it is empty', () => expectEachFound((path) => writeFile(path, '')));
  test('it is cut off', async () => {
    await expectEachFound(async (path) => truncate(path, (await readFile(path)).length - 1));
    await expectEachFound(async (path) => truncate(path, Math.floor((await readFile(path)).length / 2)));
  });
  test('something was added', async () => {
    for (const more of ['\n', '{}\n']) {
      await expectEachFound(async (path) => writeFile(path, more, { flag: 'a' }));
    }
    await expectEachFound(async (path) => writeFile(path, Buffer.concat([Buffer.from('\n'), await readFile(path)])));
  });
  test('it is a link, even to the right bytes', () =>
    expectEachFound(
      async (path, file) => {
        await rm(path);
        await symlink(join(whole, file), path);
      },
      ['file'],
    ));
  test('it is a folder', () =>
    expectEachFound(
      async (path) => {
        await rm(path);
        await mkdir(path);
      },
      ['file'],
    ));
  test('it is a pipe that nobody writes to', () =>
    expectEachFound(
      async (path) => {
        await rm(path);
        execFileSync('/usr/bin/mkfifo', [path]);
      },
      ['file'],
    ));
  test('a byte of it was changed', async () => {
    const TRIES = 4;
    for (const file of files) {
      const bytes = await readFile(join(whole, file));
      for (let attempt = 0; attempt < TRIES; attempt++) {
        const at = Math.floor((bytes.length * (attempt + 0.5)) / TRIES);
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ (attempt % 2 === 0 ? 1 : 0x80);
        if (namesWitness(bytes, at)) continue;
        await writeFile(join(folder, file), changed);
        await expectFound(`byte ${at} of ${file}`);
      }
      await writeFile(join(folder, file), bytes);
    }
  });
  test('it has the bytes of another', () =>
    expectEachFound((path, file) =>
      copyFile(join(whole, files[(files.indexOf(file) + 1) % files.length] ?? ''), path),
    ));
});

describe('lines of events', () => {
  const EVENTS = 'events/000';
  const linesOf = async () => (await readFile(join(whole, EVENTS), 'latin1')).trimEnd().split('\n');
  const write = (lines: readonly string[]) => writeFile(join(folder, EVENTS), `${lines.join('\n')}\n`, 'latin1');

  test('that are missing are named by entry and ordinal', async () => {
    const lines = await linesOf();
    await write(lines.toSpliced(3, 1));
    const [first, ...others] = await failures();
    expect(others).toEqual([]);
    expect(first).toMatchObject({ kind: 'event-missing', position: 1, ordinal: 2, found: 'no event' });
  });

  test('that were changed, put twice, put elsewhere or added are found', async () => {
    const lines = await linesOf();
    const [line = '', next = ''] = lines.slice(5);
    await write(lines.toSpliced(5, 1, line.replace(/"id":"./, '"id":"f')));
    expect((await failures()).map(({ kind }) => kind)).toEqual(['event-digest']);
    await write(lines.toSpliced(5, 0, line));
    expect(await failures()).toMatchObject([{ kind: 'file', message: expect.stringContaining('which stood before') }]);
    await write(lines.toSpliced(5, 2, next, line));
    await expectFound('swapped', ['event-missing', 'file']);
    await write([...lines, '{"type":"lot-created"}']);
    expect(await failures()).toMatchObject([{ kind: 'file', expected: expect.stringContaining('no more events') }]);
    await write(lines.toSpliced(5, 0, '{"type":"lot-created"}'));
    await expectFound('put between', ['event-digest']);
  });

  test('that never end are not held in memory', async () => {
    const lines = await linesOf();
    await write(lines.toSpliced(5, 0, ' '.repeat(64 * 1024 * 1024)));
    expect(await failures()).toMatchObject([{ kind: 'file', found: 'more in line 6' }]);
  });
});

describe('a file of events', () => {
  test('that is larger than its entries can make it is not read, whatever it has', async () => {
    const partial = files.find((file) => file.startsWith('events/') && file.includes('.p/')) ?? '';
    // As large as a file of this bundle may be, and one more: all of it a hole.
    const entries = Number(partial.split('/').at(-1));
    const events = (await readFile(join(whole, partial), 'latin1')).split('\n').length - 1;
    expect(events, 'one event each').toBe(entries);
    const bytesMax = events * (2 * 1024 * 1024 + 1);
    await truncate(join(folder, partial), bytesMax);
    expect((await failures())[0]).toMatchObject({ kind: 'file', found: 'none' });
    await truncate(join(folder, partial), bytesMax + 1);
    expect((await failures())[0]).toMatchObject({
      kind: 'file',
      expected: `at most ${bytesMax} bytes, as many as the events of its entries can have`,
      found: `${bytesMax + 1} bytes`,
      message: expect.stringContaining(partial),
    });
    await truncate(join(folder, 'events', '000'), 2 ** 42);
    const startedAt = performance.now();
    expect((await failures())[0]).toMatchObject({ kind: 'file', found: `${2 ** 42} bytes` });
    expect(performance.now() - startedAt, 'milliseconds').toBeLessThan(20_000);
  });
});

describe('an entry', () => {
  test('that cannot be read does not hide the others', async () => {
    const path = join(folder, 'tile', 'entries', '000');
    const bytes = await readFile(path);
    // The first byte of entry 1, behind its length.
    const at = 2 + bytes.readUInt16BE(0) + 2;
    bytes[at] = 0x20;
    await writeFile(path, bytes);
    const found = await failures();
    expect(found).toContainEqual(expect.objectContaining({ kind: 'entry-encoding', position: 1 }));
    expect(found.map(({ kind }) => kind)).toContain('link');
    expect(found.filter(({ kind }) => kind === 'event-missing' || kind === 'event-digest')).toEqual([]);
  });
});

describe('a folder', () => {
  test('with other files than an export has is found to have them', async () => {
    for (const name of ['index.html', 'tile/0/x', 'events/x000/000', 'tile/9/000.p/0', '.hidden']) {
      const path = join(folder, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, 'more');
      expect(await failures(), name).toMatchObject([
        { kind: 'file', found: 'one', message: expect.stringContaining(name) },
      ]);
      await rm(path);
    }
  });

  test('whose folders are links is found to have them', async () => {
    for (const name of ['tile', 'events', 'tile/0', 'events/001.p']) {
      const aside = await folders.make();
      await rename(join(folder, name), join(aside, 'moved'));
      await symlink(join(aside, 'moved'), join(folder, name));
      await expectFound(name, ['file']);
      await rm(join(folder, name));
      await rename(join(aside, 'moved'), join(folder, name));
    }
  });

  test('that claims a size that no file has ends soon', async () => {
    const note = await readFile(join(folder, 'checkpoint'), 'utf8');
    for (const size of ['9007199254740991', '1000000000', '400', '3', '0']) {
      const lines = note.split('\n');
      await writeFile(join(folder, 'checkpoint'), lines.toSpliced(1, 1, size).join('\n'));
      await expectFound(size, ['file']);
    }
  });

  test('with more names than are ever needed is not listed to the end', async () => {
    await Promise.all(
      Array.from({ length: 10_001 }, (_, index) => writeFile(join(folder, 'events', `${index}.unfinished`), '')),
    );
    expect(await failures()).toMatchObject([{ kind: 'file', expected: 'at most 10000 names' }]);
  });

  test('with files that may not be read says so', async () => {
    if (process.getuid?.() === 0) return expect(process.getuid()).toBe(0);
    await chmod(join(folder, 'events', '000'), 0);
    return expectFound('not readable', ['file']);
  });
});
