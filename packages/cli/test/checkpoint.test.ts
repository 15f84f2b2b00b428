import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withClient } from '@lodestone/testkit/test-run.ts';
import { beforeAll, describe, expect, test } from 'vitest';
import { ORIGIN, recordRegistrations } from './chain-file.ts';
import { lineOf, registrationEvent } from './event-lines.ts';
import { keepServer, serverIsUp, testPlace } from './test-place.ts';

interface Checkpoint {
  readonly number: number;
  readonly size: number;
  readonly root: string;
  readonly note: string;
  readonly isNew: boolean;
  readonly recordedAt: string;
  readonly anchor: string;
  readonly verifierKey: string;
}

interface Recorded {
  readonly head: { readonly size: number };
  readonly checkpoint?: { readonly size: number; readonly note: string };
}

const place = await testPlace();
beforeAll(() => recordRegistrations(place));
keepServer(place);

const checkpoint = async (...options: string[]) => (await place.json<Checkpoint>(['checkpoint', ...options])).value;
let parties = 0;
const recordOne = async (...options: string[]) => {
  parties += 1;
  const file = await place.file(
    `party-${parties}.jsonl`,
    `${lineOf(registrationEvent(`EXTRA-${parties}`, 'trader'), 'OPERATOR')}\n`,
  );
  return place.json<Recorded>(['record', file, ...options]);
};

describe('checkpoint', () => {
  test('signs what is there, the same as verify finds, and keeps it in the anchor', async () => {
    const published = await checkpoint();
    const { value: verdict } = await place.json<{ head: { size: number; root: string } }>(['verify']);
    expect(published).toMatchObject({ size: verdict.head.size, root: verdict.head.root, isNew: true });
    expect(published.note.split('\n').slice(0, 3)).toEqual([ORIGIN, String(published.size), published.root]);
    expect(published.note).toContain(`\n\n— ${ORIGIN} `);
    expect(await readFile(published.anchor, 'utf8')).toBe(published.note);
    expect(published.anchor.startsWith(String(process.env['XDG_STATE_HOME']))).toBe(true);
  });

  test('signs nothing more while nothing is new', async () => {
    const first = await checkpoint();
    expect(await checkpoint()).toEqual({ ...first, isNew: false });
  });

  test('says size, root, when and where the anchor is to people, after the note', async () => {
    const known = await checkpoint();
    const { code, stdout } = await place.run(['checkpoint']);
    expect(code).toBe(0);
    expect(stdout.startsWith(known.note)).toBe(true);
    for (const fact of [`size    ${known.size} entries`, known.recordedAt, `root    ${known.root}`, known.anchor]) {
      expect(stdout).toContain(fact);
    }
  });

  test('keeps the anchor where --anchor says', async () => {
    const anchor = join(place.folder, 'elsewhere', 'anchor');
    const published = await checkpoint('--anchor', anchor);
    expect(published.anchor).toBe(anchor);
    expect(await readFile(anchor, 'utf8')).toBe(published.note);
  });
});

describe('record', () => {
  test('with --wait-published answers with the checkpoint that has everything it recorded', async () => {
    const { code, value } = await recordOne('--wait-published');
    expect(code).toBe(0);
    expect(value.checkpoint).toMatchObject({ size: value.head.size });
    expect(await checkpoint()).toMatchObject({ note: value.checkpoint?.note, isNew: false });
  });

  test('without it publishes nothing', async () => {
    const before = await checkpoint();
    const { value } = await recordOne();
    expect(value).not.toHaveProperty('checkpoint');
    const after = await checkpoint();
    expect(after).toMatchObject({ number: before.number + 1, size: before.size + 1, isNew: true });
  });

  test('does not publish a dry run', async () => {
    const { code, stderr } = await place.run(['record', '-', '--dry-run', '--wait-published']);
    expect(code).toBe(2);
    expect(stderr).toContain('--wait-published has nothing to publish of a --dry-run');
  });
});

describe('verify', () => {
  test('with the key that checkpoint prints and a note that was kept reaches the level checkpoint', async () => {
    const { verifierKey, note, size } = await checkpoint();
    const kept = await place.file('kept.txt', note);
    const { code, stdout } = await place.run(['verify', '--trust', verifierKey, '--checkpoint', kept]);
    expect(code).toBe(0);
    expect(stdout).toContain('VALID · level checkpoint');
    expect(stdout).toContain(`the first ${size} entries are those of a checkpoint that a trusted key signed`);
    const keyFile = await place.file('key.txt', `${verifierKey}\n`);
    expect((await place.json<{ level: string }>(['verify', '--trust', keyFile])).value.level).toBe('checkpoint');
  });

  test.each([
    [['--checkpoint', 'kept.txt'], '--checkpoint needs --trust <key>'],
    [['--trust', 'example.org/first+00000000+AAAA'], '--trust: the verifier key'],
    [['--trust', 'no-such-file'], '--trust no-such-file cannot be read: there is no such file'],
  ])('refuses %j', async (options, message) => {
    const { code, stderr } = await place.run(['verify', ...options]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('publish', () => {
  test('writes the log as files, the checkpoint among them, and says what there is', async () => {
    const folder = join(place.data, 'published');
    const { code, stdout } = await place.run(['publish', folder]);
    expect(code).toBe(0);
    const { note, size } = await checkpoint();
    expect(await readFile(join(folder, 'checkpoint'), 'utf8')).toBe(note);
    expect(stdout.startsWith(note)).toBe(true);
    expect(stdout).toContain(`Published in ${folder}: 3 files written.`);
    expect((await readFile(join(folder, 'tile', '0', `000.p/${size}`))).length).toBe(size * 32);
  });

  test('leaves the folder of another log as it is', async () => {
    const folder = join(place.data, 'strange');
    await mkdir(folder);
    await writeFile(join(folder, 'checkpoint'), 'not a note\n');
    const { code, stderr } = await place.run(['publish', folder]);
    expect(code).toBe(1);
    expect(stderr).toContain('is not a checkpoint of this ledger');
    expect(await readdir(folder)).toEqual(['checkpoint']);
  });
});

test('a database that is back at an older state is neither signed nor added to', async () => {
  const { value } = await recordOne('--wait-published');
  const { size } = value.head;
  // An old backup: the database without its last entry, and a data folder that knows no better.
  const position = size - 1;
  await withClient(await serverIsUp(place), async (client) => {
    await client.query('set session_replication_role = replica');
    for (const table of ['entry', 'event']) {
      await client.query(`delete from ledger.${table} where position = $1`, [position]);
    }
    await client.query('delete from ledger.checkpoint where size = $1', [size]);
    await client.query(
      'update ledger.published set count = count - 1, size = (select max(size) from ledger.checkpoint)',
    );
    await client.query(
      `update ledger.head set size = $1,
         leaf_hash = (select leaf_hash from ledger.entry where position = $1::bigint - 1)`,
      [position],
    );
  });
  const seen = join(place.data, 'ledgers.json');
  const before = await readFile(seen, 'utf8');
  await rm(seen);
  for (const commandArguments of [['checkpoint'], ['record', '-']]) {
    const { code, stderr } = await place.run(commandArguments);
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`has ${position} entr(?:y|ies), a checkpoint of ${size} was published`));
  }
  await writeFile(seen, before);
});
