import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { formatOpening } from '@lodestone/proof/sealed-field.ts';
import { type Database, openDatabase } from '@lodestone/store/database.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AgeIdentity, createIdentityFile, encryptFor, readIdentityFile } from '../src/keys/age-file.ts';
import { eraseOpening } from '../src/seals/erase-opening.ts';
import { readOpening } from '../src/seals/read-opening.ts';
import { rebuildViews } from '../src/audit/rebuild-views.ts';
import { signEvents } from '../src/record/sign-events.ts';
import { submitFile } from '../src/record/submit-file.ts';
import { openOwner, type Owner } from './tampering.ts';
import { audit, createTestLedger, record, testFolders, type TestLedger, withLedger } from './test-ledger.ts';

// What opens a sealed member goes once the ledger says so, and in no other way; nothing else changes.

const testing = testDatabase();
const folders = testFolders();
let ledger: TestLedger;
let database: Database;
let owner: Owner;
let recipient: string;
let identities: readonly AgeIdentity[];

beforeAll(async () => {
  ledger = await createTestLedger(testing.url, await folders.make(), 'example.org/erasing');
  database = await openDatabase(testing.url);
  owner = await openOwner(testing.url);
  const path = join(await folders.make(), 'identity.txt');
  recipient = await createIdentityFile(path, new Date(0));
  identities = await readIdentityFile(path);
  const parties = ['MINE-A', 'MINE-B'].map((party) => ({
    by: 'OPERATOR',
    event: { ...head(), type: 'party-registered', party, name: party, roles: ['mine'], country: 'CN' },
  }));
  // Both have a key, so that both can sign what the rules then refuse.
  const lots = ['MINE-A', 'MINE-B'].map((by) => ({ by, event: ore() }));
  await withLedger(ledger, (open) => record(open, [...parties, ...lots]));
});

afterAll(async () => {
  await owner.close();
  await database.close();
});

const head = () => ({ id: randomUUID(), occurredAt: '2026-03-01T08:00:00.000Z' });

function ore(members: object = {}) {
  const material = { form: 'ore', product: 'clay' };
  const lot = { lot: `ORE-${randomUUID()}`, origin: 'mined', material, quantity: { net: '1 t' }, country: 'CN' };
  return { ...head(), type: 'lot-created', ...lot, ...members };
}

/** An event of MINE-A with a permit and a note that are sealed. */
async function sealed(): Promise<string> {
  const event = ore({ permit: 'C36', note: 'for a customer' });
  const seal = { permit: [recipient], note: [recipient] };
  const line = { by: 'MINE-A', seal, event };
  const { refused } = await withLedger(ledger, (open) => record(open, [line]));
  expect(refused).toBeNull();
  return event.id;
}

const erase = (event: string, field = 'permit', by = 'MINE-A') =>
  withLedger(ledger, (open) => eraseOpening(open, { event, field, reason: 'asked for', by, acceptClock: false }));
const opened = (event: string, field: string) =>
  withLedger(ledger, (open) => readOpening(open, event, field, identities));
const countOf = async (event: string) =>
  (await owner.query('select from ledger.opening where event_id = $1', [event])).length;
const erasuresOf = async (event: string) =>
  (await owner.query('select from view.opening_erasure where event_id = $1', [event])).length;

describe('erasing what opens a sealed member', () => {
  test('leaves who had it erased, when and why, and the other members as they were', async () => {
    const event = await sealed();
    const secret = (field: string) => join(ledger.place.dataFolder, 'seals', event.slice(-2), `${event}.${field}`);
    expect(existsSync(secret('permit'))).toBe(true);
    expect(await erase(event)).toEqual({ recorded: true, deleted: true, refused: null });
    expect(await opened(event, 'permit')).toMatchObject({
      status: 'erased',
      erasure: { party: 'MINE-A', reason: 'asked for' },
    });
    expect(await opened(event, 'note')).toMatchObject({ status: 'opened', opening: { value: 'for a customer' } });
    expect(await countOf(event)).toBe(1);
    expect([existsSync(secret('permit')), existsSync(secret('note'))], 'nothing is left to check a guess with').toEqual(
      [false, true],
    );
  });

  test('leaves a ledger that is valid, and made again from its events', async () => {
    expect(await audit(ledger)).toMatchObject({ verdict: 'valid' });
    await withLedger(ledger, (open) => rebuildViews(open));
    expect(await audit(ledger)).toMatchObject({ verdict: 'valid' });
  });

  test('is done once, however often it is asked for', async () => {
    const event = await sealed();
    await erase(event);
    expect(await erase(event)).toEqual({ recorded: false, deleted: false, refused: null });
    expect(await erasuresOf(event)).toBe(1);
  });

  test('is finished by the next call when the first one crashed after the event', async () => {
    const event = await sealed();
    const [before] = await owner.query('select * from ledger.opening where event_id = $1 and field = $2', [
      event,
      'permit',
    ]);
    await erase(event);
    // As it is after the event and before the deletion.
    await owner.query('alter table ledger.opening disable trigger user');
    await owner.query('insert into ledger.opening select ($1::jsonb ->> $2)::integer, $3, $4, $5', [
      JSON.stringify(before, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value)),
      'ledger_id',
      event,
      'permit',
      before?.['ciphertext'],
    ]);
    await owner.query('alter table ledger.opening enable trigger user');
    expect(await opened(event, 'permit'), 'it says already that it is erased').toMatchObject({ status: 'erased' });
    const { verdict, failures } = await audit(ledger);
    expect({ verdict, failures }).toMatchObject({
      verdict: 'invalid',
      failures: [{ kind: 'opening', found: `an opening of permit of event ${event}` }],
    });
    expect(await erase(event)).toEqual({ recorded: false, deleted: true, refused: null });
    expect(await audit(ledger)).toMatchObject({ verdict: 'valid' });
  });

  test('is for whoever sealed it, or an authority', async () => {
    const event = await sealed();
    expect(await erase(event, 'permit', 'MINE-B')).toMatchObject({
      recorded: false,
      refused: { reason: 'not-author' },
    });
    expect(await countOf(event)).toBe(2);
    expect(await erase(event, 'permit', 'OPERATOR')).toMatchObject({ recorded: true, deleted: true });
    expect(await countOf(event)).toBe(1);
  });

  test('of what is not sealed is refused', async () => {
    expect(await erase(randomUUID())).toMatchObject({ recorded: false, refused: { reason: 'not-sealed' } });
    expect(await erase(await sealed(), 'extra')).toMatchObject({ refused: { reason: 'not-sealed' } });
    expect(await erase('no id')).toMatchObject({ refused: { reason: 'bad-line', facts: { field: 'sealedIn' } } });
  });

  test('happens when the event comes with others, recorded as they are', async () => {
    const event = await sealed();
    const erasure = { ...head(), type: 'opening-erased', sealedIn: event, field: 'note', reason: 'asked for' };
    await withLedger(ledger, (open) => record(open, [{ by: 'MINE-A', event: erasure }], { dryRun: true }));
    expect(await countOf(event), 'a dry run erases nothing').toBe(2);
    await withLedger(ledger, (open) => record(open, [{ by: 'MINE-A', event: erasure }]));
    expect(await countOf(event)).toBe(1);
  });
});

const lineOf = (event: object, ...fields: readonly string[]) => {
  return { by: 'MINE-A', seal: Object.fromEntries(fields.map((field) => [field, [recipient]])), event };
};
const recordLine = (line: ReturnType<typeof lineOf>) => withLedger(ledger, (open) => record(open, [line]));

describe('the same line again, after what opened a member of it was erased', () => {
  test('is not taken for another: the refusal names the erasure, and what to state', async () => {
    const withoutPermit = ore({ note: 'for a customer' });
    const event = { ...withoutPermit, permit: 'C36' };
    await recordLine(lineOf(event, 'permit', 'note'));
    await erase(event.id);
    const { recorded, refused } = await recordLine(lineOf(event, 'permit', 'note'));
    const erasedBy = await owner.query<{ place: string; at: Date }>(
      `select e.position || '.' || e.ordinal as place, e.occurred_at as at from ledger.event e
       join view.opening_erasure v on v.event_number = e.position * 1000 + e.ordinal where v.event_id = $1`,
      [event.id],
    );
    const [{ place, at } = { place: '', at: new Date(0) }] = erasedBy;
    expect({ recorded, refused }).toMatchObject({
      recorded: 0,
      refused: {
        reason: 'event-recorded',
        message: expect.stringContaining(`what opened its permit was erased by event ${place} at ${at.toISOString()}`),
        facts: { field: 'id', event: event.id, erased: 'permit', erasedBy: place, erasedAt: at.toISOString() },
      },
    });
    const folder = join(ledger.place.dataFolder, 'seals', event.id.slice(-2));
    expect(existsSync(join(folder, `${event.id}.permit`)), 'no secret is made for what is erased').toBe(false);
    // As the message says.
    const commitments: unknown = JSON.parse(/state "sealed": (\{.*?\})/.exec(refused?.message ?? '')?.[1] ?? '{}');
    const stated = lineOf({ ...withoutPermit, sealed: commitments }, 'note');
    expect(await recordLine(stated)).toMatchObject({ recorded: 0, alreadyRecorded: 1, refused: null });
  });

  test('is another event when anything else differs, erased or not', async () => {
    const event = ore({ permit: 'C36', note: 'for a customer' });
    await recordLine(lineOf(event, 'permit', 'note'));
    await erase(event.id);
    const other = await recordLine(lineOf({ ...event, note: 'for another' }, 'permit', 'note'));
    expect(other.refused?.message).toContain('is recorded with other content');
    expect(other.refused?.facts).not.toHaveProperty('erasedBy');
  });

  test('is named when it is signed anew elsewhere and submitted', async () => {
    const event = ore({ permit: 'C36' });
    await recordLine(lineOf(event, 'permit'));
    await erase(event.id);
    let text = '';
    const write = async (part: string) => void (text += part);
    const { refused } = await withLedger(ledger, async (open) => {
      const { dataFolder, name } = open;
      const options = { dataFolder, ledger: name, by: undefined, keyNumber: undefined, together: 1, write };
      await signEvents(chunksOf(`${JSON.stringify(lineOf(event, 'permit'))}\n`), options);
      return submitFile(open, chunksOf(text), { dryRun: false, acceptClock: false });
    });
    expect(refused).toMatchObject({
      reason: 'event-recorded',
      message: expect.stringContaining('what opened its permit was erased by event'),
    });
  });
});

async function* chunksOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

const attempt = async (statement: string, role = 'none'): Promise<string> => {
  try {
    await owner.query(`set role ${role}`);
    await owner.query(statement);
    return 'done';
  } catch (error) {
    return error instanceof Error ? error.message : 'failed';
  } finally {
    await owner.query('set role none');
  }
};

const insert = (id: string, field: string) =>
  `insert into ledger.opening (ledger_id, event_id, field, ciphertext) select ledger_id, '${id}', '${field}', 'x' from ledger.ledger limit 1`;

describe('nothing but an event that says so', () => {
  test('lets anybody delete an opening', async () => {
    const event = await sealed();
    const statement = `delete from ledger.opening where event_id = '${event}'`;
    expect(await attempt(statement, 'lodestone_writer')).toMatch(/permission denied/);
    expect(await attempt(statement)).toMatch(/lodestone_eraser alone erases openings/);
    expect(await attempt(statement, 'lodestone_eraser')).toMatch(/no event says that it is erased/);
    expect(await countOf(event)).toBe(2);
  });

  test('lets anybody change one, or put one where it does not belong', async () => {
    const event = await sealed();
    await erase(event);
    expect(await attempt(`update ledger.opening set field = 'extra' where event_id = '${event}'`)).toMatch(
      /append-only/,
    );
    expect(await attempt('truncate ledger.opening')).toMatch(/append-only/);
    expect(await attempt(insert(event, 'extra'))).toMatch(/no recorded event seals it/);
    expect(await attempt(insert(randomUUID(), 'note'))).toMatch(/no recorded event seals it/);
    expect(await attempt(insert(event, 'permit')), 'what is erased does not come back').toMatch(/it is erased/);
  });

  test('is done by a role that can do nothing else', async () => {
    const rows = await owner.query<{ name: string; privilege: string }>(
      `select table_schema || '.' || table_name as name, privilege_type as privilege
       from information_schema.role_table_grants where grantee = 'lodestone_eraser' order by 1, 2`,
    );
    expect(rows).toEqual([
      { name: 'ledger.opening', privilege: 'DELETE' },
      { name: 'ledger.opening', privilege: 'SELECT' },
      { name: 'view.opening_erasure', privilege: 'SELECT' },
    ]);
  });
});

describe('an audit', () => {
  test('names an opening that nothing recorded seals, and one that was altered is damaged for its reader', async () => {
    const event = await sealed();
    await owner.query('alter table ledger.opening disable trigger user');
    await owner.query(`update ledger.opening set field = 'extra' where event_id = $1 and field = 'note'`, [event]);
    expect((await audit(ledger)).failures).toMatchObject([
      { kind: 'opening', position: null, expected: 'no opening', found: `an opening of extra of event ${event}` },
    ]);
    await owner.query(`update ledger.opening set field = 'note' where event_id = $1 and field = 'extra'`, [event]);
    await owner.query(
      `update ledger.opening set ciphertext = set_byte(ciphertext, length(ciphertext) - 1, get_byte(ciphertext, length(ciphertext) - 1) # 1)
       where event_id = $1 and field = 'note'`,
      [event],
    );
    expect(await opened(event, 'note')).toMatchObject({ status: 'damaged' });
    // The opening of one member in the place of another's, both for the same reader.
    await owner.query(
      `update ledger.opening o set ciphertext = p.ciphertext from ledger.opening p
       where o.event_id = $1 and o.field = 'note' and p.event_id = $1 and p.field = 'permit'`,
      [event],
    );
    expect(await opened(event, 'note')).toMatchObject({ status: 'damaged', problem: 'it is for permit, not note' });
    // Whoever knows the recipient can encrypt anything for it, and has no salt that fits.
    const forged = { event, field: 'note', salt: 'A'.repeat(43), value: 'for another customer' };
    const ciphertext = Buffer.from(await encryptFor([recipient], formatOpening(forged)));
    await owner.query(`update ledger.opening set ciphertext = $2 where event_id = $1 and field = 'note'`, [
      event,
      ciphertext,
    ]);
    expect(await opened(event, 'note')).toMatchObject({
      status: 'damaged',
      problem: expect.stringMatching(/^it makes the commitment [\w-]{43}, the event has [\w-]{43}$/),
    });
    await owner.query('alter table ledger.opening enable trigger user');
    expect(await audit(ledger)).toMatchObject({ verdict: 'valid' });
  });
});
