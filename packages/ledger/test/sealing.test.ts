import { randomUUID } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeBase64Url } from '@lodestone/proof/base64.ts';
import { type Database, openDatabase } from '@lodestone/store/database.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AgeIdentity, createIdentityFile, readIdentityFile } from '../src/keys/age-file.ts';
import { addReader } from '../src/seals/reader-register.ts';
import { type OpenedField, readOpening, readOpenings } from '../src/seals/read-opening.ts';
import { forgetSealSecret, keepSealSecret, passingSecret, saltOf } from '../src/seals/seal-secrets.ts';
import { signEvents } from '../src/record/sign-events.ts';
import { submitFile } from '../src/record/submit-file.ts';
import { createPartyKeyOffline } from '../src/keys/party-keys.ts';
import { audit, createTestLedger, record, testFolders, type TestLedger, withLedger } from './test-ledger.ts';

// An author seals what a rival must not read, and the readers whom it names read it.

const testing = testDatabase();
const folders = testFolders();
let ledger: TestLedger;
let database: Database;
let self: Reader;
let customs: Reader;
let stranger: Reader;

interface Reader {
  readonly recipient: string;
  readonly identities: readonly AgeIdentity[];
}

async function makeReader(): Promise<Reader> {
  const path = join(await folders.make(), 'identity.txt');
  return { recipient: await createIdentityFile(path, new Date(0)), identities: await readIdentityFile(path) };
}

beforeAll(async () => {
  database = await openDatabase(testing.url);
  ledger = await createTestLedger(testing.url, await folders.make(), 'example.org/sealing');
  [self, customs, stranger] = [await makeReader(), await makeReader(), await makeReader()];
  await addReader(ledger.place.dataFolder, 'CUSTOMS', customs.recipient);
  const party = { type: 'party-registered', party: 'MINE-A', name: 'Mine A', roles: ['mine'], country: 'CN' };
  await withLedger(ledger, (open) => record(open, [{ by: 'OPERATOR', event: { ...head(), ...party } }]));
});

afterAll(() => database.close());

const head = () => ({ id: randomUUID(), occurredAt: '2026-03-01T08:00:00.000Z' });
const PERMIT = 'C3600002026035120099001';

function ore(members: object = {}) {
  const material = { form: 'ore', product: 'clay' };
  const lot = { lot: `ORE-${randomUUID()}`, origin: 'mined', material, quantity: { net: '1 t' }, country: 'CN' };
  return { ...head(), type: 'lot-created', ...lot, ...members };
}

const seal = (fields: Readonly<Record<string, readonly string[]>>, event: ReturnType<typeof ore>) => {
  return { by: 'MINE-A', seal: fields, event };
};

const recordLine = (line: ReturnType<typeof seal>) => withLedger(ledger, (open) => record(open, [line]));
const opened = (event: string, field: string, { identities }: Reader) =>
  withLedger(ledger, (open) => readOpening(open, event, field, identities));

async function bodyOf(event: string): Promise<string> {
  const { rows } = await database.pool.query<{ body: Buffer }>('select body from ledger.event where event_id = $1', [
    event,
  ]);
  return rows[0]?.body.toString('utf8') ?? '';
}

describe('what an author seals', () => {
  const event = ore({ permit: PERMIT, note: 'for a customer in Stuttgart' });
  const line = () => seal({ permit: ['CUSTOMS', self.recipient], note: [self.recipient] }, event);

  test('is recorded as a commitment, and stands nowhere in the clear', async () => {
    expect(await recordLine(line())).toMatchObject({ recorded: 1, refused: null });
    const body = await bodyOf(event.id);
    expect(JSON.parse(body)).toMatchObject({
      sealed: { permit: expect.stringMatching(/^[\w-]{43}$/), note: expect.stringMatching(/^[\w-]{43}$/) },
    });
    for (const secret of [PERMIT, 'Stuttgart']) {
      expect(body).not.toContain(secret);
      expect(await textsWith(secret)).toEqual([]);
      expect(await filesWith(ledger.place.dataFolder, secret)).toEqual([]);
    }
    // The search is worth something only if it finds what is there.
    expect(await textsWith(event.lot)).toContain('ledger.event');
  });

  test('opens for the readers of each member, to what fits the commitment, and for nobody else', async () => {
    expect(await opened(event.id, 'permit', customs)).toMatchObject({
      status: 'opened',
      opening: { event: event.id, field: 'permit', value: PERMIT },
    });
    expect(await opened(event.id, 'permit', self)).toMatchObject({ status: 'opened' });
    expect(await opened(event.id, 'note', customs)).toMatchObject({ status: 'not-a-reader' });
    expect(await opened(event.id, 'note', stranger)).toMatchObject({ status: 'not-a-reader' });
    expect(await opened(event.id, 'note', { ...stranger, identities: [] })).toMatchObject({ status: 'kept' });
    expect(await opened(event.id, 'extra', self)).toBeNull();
    expect(await opened(randomUUID(), 'note', self)).toBeNull();
  });

  test('is the same event again when the file is recorded once more, whoever shall read it', async () => {
    expect(await recordLine(line())).toMatchObject({ recorded: 0, alreadyRecorded: 1 });
    const others = seal({ permit: [stranger.recipient], note: [stranger.recipient] }, event);
    expect(await recordLine(others)).toMatchObject({ recorded: 0, alreadyRecorded: 1 });
    expect(await opened(event.id, 'permit', stranger)).toMatchObject({ status: 'not-a-reader' });
  });

  test('is refused under the same id when it says something else', async () => {
    const other = { ...line(), event: { ...event, permit: 'C36X' } };
    expect(await recordLine(other)).toMatchObject({ recorded: 0, refused: { reason: 'event-recorded' } });
  });

  test('leaves a ledger that is valid, and made again from its events', async () => {
    expect(await audit(ledger)).toMatchObject({ verdict: 'valid' });
  });
});

describe('a value with few possibilities', () => {
  test('cannot be told from another by its commitment: each seal has a salt of 32 bytes of its own', async () => {
    const events = [ore({ permit: 'YES' }), ore({ permit: 'YES' }), ore({ permit: 'NO' })];
    const salts: string[] = [];
    for (const event of events) {
      await recordLine(seal({ permit: [self.recipient] }, event));
      const field = await opened(event.id, 'permit', self);
      salts.push(field?.status === 'opened' ? field.opening.salt : '');
    }
    expect(new Set(salts).size).toBe(3);
    for (const salt of salts) {
      const bytes = decodeBase64Url(salt);
      expect(bytes.ok ? bytes.value.length : null).toBe(32);
    }
    const lengths = await database.pool.query<{ length: number }>(
      'select distinct length(ciphertext) from ledger.opening where event_id = any($1)',
      [events.map(({ id }) => id)],
    );
    expect(lengths.rows, 'nor by the length of what is encrypted').toHaveLength(1);
  });

  test('has another salt under another secret, and another value under the same secret too', async () => {
    const value = { event: randomUUID(), field: 'permit', value: 'YES' };
    const folder = await folders.make();
    const secret = await keepSealSecret(folder, value.event, value.field);
    expect(await keepSealSecret(folder, value.event, value.field)).toEqual(secret);
    const salts = [saltOf(secret, value), saltOf(secret, { ...value, value: 'NO' }), saltOf(passingSecret(), value)];
    expect(new Set(salts).size).toBe(3);
    expect(saltOf(secret, value)).toBe(salts[0]);
  });
});

describe('whole lists and objects', () => {
  test('are sealed as they are: documents and what integrators add', async () => {
    const documents = [{ kind: 'invoice', sha256: 'C'.repeat(42).concat('A'), name: 'invoice-77.pdf' }];
    const extra = { price: { currency: 'CNY', perKilogram: 520 } };
    const event = ore({ documents, extra });
    await recordLine(seal({ documents: [self.recipient], extra: [self.recipient] }, event));
    const found = await withLedger(ledger, (open) => readOpenings(open, event.id, self.identities));
    const values = found?.fields.map((field: OpenedField) => (field.status === 'opened' ? field.opening.value : null));
    expect(values).toEqual([documents, extra]);
    expect(await textsWith('invoice-77')).toEqual([]);
  });
});

describe('a line that cannot be sealed', () => {
  const cases: readonly (readonly [what: string, fields: () => object, message: RegExp])[] = [
    ['no reader', () => ({ permit: [] }), /^seal\.permit: names no reader/],
    [
      'a reader nobody knows',
      () => ({ permit: ['BUYER-F'] }),
      /^seal\.permit: the reader BUYER-F .*named here are CUSTOMS/,
    ],
    [
      'a secret for a recipient',
      () => ({ permit: [self.identities[0]?.identity] }),
      /one of them is a secret identity/,
    ],
    [
      'a member that rules read',
      () => ({ quantity: ['CUSTOMS'] }),
      /^seal\.quantity: cannot be sealed: a rule may read it/,
    ],
    ['a member that is not stated', () => ({ note: ['CUSTOMS'] }), /^seal\.note: the event states none/],
    ['nothing', () => ({}), /^seal: names no member/],
    ['readers that are no list', () => ({ permit: 'CUSTOMS' }), /^seal\.permit: must be a list of readers/],
    ['a list of members', () => ['permit'], /^seal: must be an object/],
  ];
  test.each(cases)('for want of sense (%s) is refused, and nothing of it is recorded', async (_, fields, message) => {
    const event = ore({ permit: PERMIT });
    const line = { by: 'MINE-A', seal: fields(), event };
    const result = await withLedger(ledger, (open) => record(open, [line]));
    expect(result).toMatchObject({
      recorded: 0,
      refused: { line: 1, reason: 'bad-line', message: expect.stringMatching(message) },
    });
    expect(result.refused?.message).not.toContain(self.identities[0]?.identity);
    expect(await bodyOf(event.id)).toBe('');
  });

  test('says which member is wrong, and not what it said', async () => {
    const result = await recordLine(seal({ permit: [self.recipient] }, ore({ permit: ['SECRET-7'] })));
    expect(result.refused).toMatchObject({ reason: 'bad-line', facts: { field: 'permit', found: null } });
    expect(JSON.stringify(result.refused)).not.toContain('SECRET-7');
  });
});

test('a dry run keeps no secret, and says what would be', async () => {
  const event = ore({ permit: PERMIT });
  const line = seal({ permit: [self.recipient] }, event);
  const result = await withLedger(ledger, (open) => record(open, [line], { dryRun: true }));
  expect(result).toMatchObject({ recorded: 1, refused: null });
  expect(await secretsOf(event.id)).toEqual([]);
});

test('what is to be sealed of every line is sealed where it is stated', async () => {
  const [with_, without] = [ore({ permit: PERMIT }), ore()];
  const own = seal({ note: [self.recipient] }, ore({ note: 'mine', permit: PERMIT }));
  const lines = [{ by: 'MINE-A', event: with_ }, { by: 'MINE-A', event: without }, own];
  const options = { seal: { fields: ['permit', 'note'], readers: ['CUSTOMS'] } };
  expect(await withLedger(ledger, (open) => record(open, lines, options))).toMatchObject({ recorded: 3 });
  expect(await opened(with_.id, 'permit', customs)).toMatchObject({ status: 'opened' });
  expect(JSON.parse(await bodyOf(without.id))).not.toHaveProperty('sealed');
  // A line that says itself what to seal has said it all.
  expect(JSON.parse(await bodyOf(own.event.id))).toMatchObject({ permit: PERMIT });
});

test('secrets are files of the owner alone, one for each member', async () => {
  const event = ore({ permit: PERMIT, note: 'x' });
  await recordLine(seal({ permit: [self.recipient], note: [self.recipient] }, event));
  const files = await secretsOf(event.id);
  expect(new Set(files.map((file) => file.split('.').at(-1)))).toEqual(new Set(['note', 'permit']));
  for (const file of files) {
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await readFile(file)).length).toBe(32);
  }
  // Without it the same line is another event, which is refused and not recorded twice.
  await forgetSealSecret(ledger.place.dataFolder, event.id, 'note');
  expect(await secretsOf(event.id)).toHaveLength(1);
  const again = await recordLine(seal({ permit: [self.recipient], note: [self.recipient] }, event));
  expect(again).toMatchObject({ recorded: 0, refused: { reason: 'event-recorded' } });
});

async function signAndSubmit(change: (lines: string[]) => string[] = (lines) => lines) {
  const mine = await folders.make();
  const event = ore({ permit: PERMIT });
  const by = `MINE-${randomUUID()}`;
  const party = { type: 'party-registered', party: by, name: by, roles: ['mine'], country: 'CN' };
  const { enrolment, ledgerName } = await withLedger(ledger, async (open) => {
    await record(open, [{ by: 'OPERATOR', event: { ...head(), ...party } }]);
    const made = await createPartyKeyOffline(mine, open.name, by, { recovery: false });
    return { enrolment: made.enrolment, ledgerName: open.name };
  });
  await withLedger(ledger, (open) => record(open, [{ by: 'OPERATOR', event: enrolment }]));
  const line = { by, seal: { permit: [self.recipient] }, event };
  const signOnce = async () => {
    let text = '';
    const write = async (part: string) => void (text += part);
    const options = { dataFolder: mine, ledger: ledgerName, by: undefined, keyNumber: undefined, together: 1, write };
    const { refused } = await signEvents(chunksOf(`${JSON.stringify(line)}\n`), options);
    expect(refused).toBeNull();
    return text;
  };
  const signed = await signOnce();
  const text = change(signed.split('\n')).join('\n');
  const submit = () =>
    withLedger(ledger, (open) => submitFile(open, chunksOf(text), { dryRun: false, acceptClock: false }));
  return { event, signed, signOnce, submit };
}

describe('a file that is signed where there is no ledger', () => {
  test('carries what opens it, and nothing in the clear', async () => {
    const { event, signed, signOnce, submit } = await signAndSubmit();
    expect(signed).not.toContain(PERMIT);
    expect(await submit()).toMatchObject({ recorded: 1, refused: null });
    expect(await opened(event.id, 'permit', self)).toMatchObject({ status: 'opened', opening: { value: PERMIT } });
    expect(await submit()).toMatchObject({ recorded: 0, alreadyRecorded: 1 });
    const commitments = [signed, await signOnce()].map((text) => /"sealed":\{[^}]*\}/.exec(text)?.[0]);
    expect(commitments[0], 'signed again it is the same event').toBe(commitments[1]);
  });

  test.each([
    [
      'an opening that is gone',
      (lines: string[]) => lines.filter((line) => !line.startsWith('{"ciphertext"')),
      /ciphertext is missing from the opening/,
    ],
    [
      'an opening of another member',
      (lines: string[]) => lines.map((line) => line.replace('"field":"permit"', '"field":"note"')),
      /note of event .* is sealed by no event of it/,
    ],
    [
      'an opening twice',
      (lines: string[]) =>
        lines
          .map((line) => line.replace('"openings":1', '"openings":2'))
          .flatMap((line) => (line.startsWith('{"ciphertext"') ? [line, line] : [line])),
      /stands here twice/,
    ],
  ])('is refused with %s, and nothing of it is recorded', async (_, change, message) => {
    const { event, submit } = await signAndSubmit(change);
    const { recorded, refused } = await submit();
    expect({ recorded, refused }).toMatchObject({
      recorded: 0,
      refused: { reason: 'damaged', message: expect.stringMatching(message) },
    });
    expect(await bodyOf(event.id)).toBe('');
  });
});

/** A file that nobody need be able to submit: signed together, with what `seal` names sealed. */
async function signTogether(events: readonly object[], ...fields: readonly string[]) {
  const mine = await folders.make();
  const name = await withLedger(ledger, async (open) => open.name);
  await createPartyKeyOffline(mine, name, 'MINE-A', { recovery: false });
  const readers = Object.fromEntries(fields.map((field) => [field, [self.recipient]]));
  const lines = events.map((event) => `${JSON.stringify({ by: 'MINE-A', seal: readers, event })}\n`);
  const parts: string[] = [];
  const write = async (part: string) => void parts.push(part);
  const options = { dataFolder: mine, ledger: name, by: undefined, keyNumber: undefined, together: 1_000, write };
  const { submissions, refused } = await signEvents(chunksOf(lines.join('')), options);
  expect(refused).toBeNull();
  return { submissions, text: parts.join('') };
}
const rehearseSubmitting = (text: string) =>
  withLedger(ledger, (open) => submitFile(open, chunksOf(text), { dryRun: true, acceptClock: false }));

describe('what opens the events of a submission', () => {
  test('has at most as many bytes as these may have, whoever wrote the file', async () => {
    const events = [ore({ permit: PERMIT, note: 'x', extra: {} }), ore({ permit: PERMIT, note: 'x', extra: {} })];
    const { text } = await signTogether(events, 'permit', 'note', 'extra');
    // Six of 3,000,000 bytes, each in a line that is not too long.
    const swollen = text.replaceAll(/"ciphertext":"[^"]*"/g, `"ciphertext":"${'A'.repeat(4_000_000)}"`);
    const { recorded, refused } = await rehearseSubmitting(swollen);
    expect({ recorded, refused }).toMatchObject({
      recorded: 0,
      refused: {
        reason: 'damaged',
        line: 10,
        facts: { field: 'ciphertext', expected: 16_777_216, found: 18_000_000 },
      },
    });
  });

  test('is counted where events are put together', async () => {
    const events = Array.from({ length: 9 }, () => ore({ extra: { text: 'x'.repeat(2_000_000) } }));
    expect(await signTogether(events, 'extra')).toMatchObject({ submissions: 2 });
  });
});

async function* chunksOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

async function secretsOf(event: string): Promise<string[]> {
  const folder = join(ledger.place.dataFolder, 'seals', event.slice(-2));
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.startsWith(event)).map((name) => join(folder, name));
}

/** The tables of the ledger and its views in which a text stands. */
async function textsWith(text: string): Promise<string[]> {
  const { rows } = await database.pool.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('ledger', 'view')`,
  );
  const found: string[] = [];
  const [plain, hex] = [text, Buffer.from(text).toString('hex')];
  for (const { name } of rows) {
    const query = `select from ${name} t where t::text like '%' || $1 || '%' or t::text like '%' || $2 || '%' limit 1`;
    if ((await database.pool.query(query, [plain, hex])).rowCount !== 0) found.push(name);
  }
  return found;
}

async function filesWith(folder: string, text: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && (await readFile(path)).includes(text)) found.push(path);
  }
  return found;
}
