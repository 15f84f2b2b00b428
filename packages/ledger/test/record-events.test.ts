import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonObject } from '@lodestone/proof/json-text.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { beforeEach, describe, expect, test } from 'vitest';
import { createPartyKey } from '../src/keys/party-keys.ts';
import type { RecordOptions, RecordResult } from '../src/record/recording.ts';
import { NO_KEYS } from '../src/audit/verdict.ts';
import { at, OWN_CHAIN } from './own-chain.ts';
import { encode, eventOf, oreLot, registration } from './submissions.ts';
import {
  audit,
  createTestLedger,
  type Line,
  record,
  recordText,
  type TestLedger,
  testFolders,
  withLedger,
} from './test-ledger.ts';

const testing = testDatabase();
const folders = testFolders();
let ledger: TestLedger;
let count = 0;

beforeEach(async () => {
  count += 1;
  ledger = await createTestLedger(testing.url, await folders.make(), `example.org/record-${count}`);
});

const recordLines = (lines: readonly Line[], options: Partial<RecordOptions> = {}) =>
  withLedger(ledger, (open) => record(open, lines, options));
const recordFile = (text: string | Uint8Array, options: Partial<RecordOptions> = {}) =>
  withLedger(ledger, (open) => recordText(open, text, options));
const fileOf = (lines: readonly Line[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join('');

/** What is recorded of these events, by id. */
async function recordedOf(events: readonly JsonObject[]): Promise<unknown[]> {
  return withLedger(ledger, async ({ database, ledgerId }) => {
    const { rows } = await database.pool.query<{ event_id: string }>(
      'select event_id from ledger.event where ledger_id = $1 and event_id = any($2)',
      [ledgerId, events.map(({ id }) => id)],
    );
    return rows.map((row) => row.event_id);
  });
}

async function numberOfEvents(): Promise<number> {
  return (await audit(ledger)).events;
}

const byOperator = (event: JsonObject): Line => ({ by: 'OPERATOR', event });
const byMine = (event: JsonObject): Line => ({ by: 'MINE', event });
const mine = registration('MINE', ['mine']);
const take = (lot: string, net: number, from = 'ORE-1') =>
  eventOf({
    type: 'lot-transformed',
    step: 'split',
    inputs: [{ lot: from, netMilligrams: net }],
    outputs: [{ lot, material: { form: 'ore', product: 'ore' }, quantity: { netMilligrams: net } }],
  });

describe('a line that is no event', () => {
  const good = JSON.stringify(byOperator(registration('GOOD')));
  const lineWith = (change: (text: string) => string) => change(good);
  const cases: readonly { name: string; bad: string | Buffer; says: readonly string[] }[] = [
    { name: 'no JSON', bad: '{"by": "OPERATOR", "event": nothing}', says: ['column 29'] },
    { name: 'no object', bad: '[1, 2]', says: ['must be an object', '"by"', '"event"'] },
    { name: 'an event that is no object', bad: '{"by": "OPERATOR", "event": 7}', says: ['event', '7'] },
    { name: 'a "by" that is no party', bad: '{"by": 7, "event": {}}', says: ['by', '7'] },
    { name: 'a stranger beside "by" and "event"', bad: '{"by": "OPERATOR", "event": {}, "to": 1}', says: ['to'] },
    {
      name: 'a name that stands twice',
      bad: lineWith((text) => text.replace('"country":"CN"', '"country":"CN","country":"AU"')),
      says: ['country'],
    },
    {
      name: 'a mass with a decimal point',
      bad: `{"by":"OPERATOR","event":{"quantity":{"netMilligrams":1000.0}}}`,
      says: ['netMilligrams', '1000.0'],
    },
    {
      name: 'a mass beyond what is exact',
      bad: `{"by":"OPERATOR","event":{"quantity":{"netMilligrams":9007199254740993}}}`,
      says: ['netMilligrams', '9007199254740993'],
    },
    {
      name: 'an unknown member',
      bad: lineWith((text) => text.replace('"country":"CN"', '"country":"CN","colour":"red"')),
      says: ['colour', 'red', 'extra'],
    },
    {
      name: 'a member that is missing',
      bad: lineWith((text) => text.replace('"country":"CN",', '').replace(',"country":"CN"', '')),
      says: ['country'],
    },
    {
      name: 'an unknown type',
      bad: lineWith((text) => text.replace('party-registered', 'party-invited')),
      says: ['type', 'party-invited'],
    },
    {
      name: 'a value of the wrong form',
      bad: lineWith((text) => text.replace('"CN"', '"China"')),
      says: ['country', 'China', 'ISO 3166'],
    },
    {
      name: 'an id that is no UUID',
      bad: lineWith((text) => text.replace(/"id":"[^"]*"/, '"id":"42"')),
      says: ['id', '42', 'UUID'],
    },
    {
      name: 'a time that is none',
      bad: lineWith((text) => text.replace(/"occurredAt":"[^"]*"/, '"occurredAt":"2026-02-30T00:00:00.000Z"')),
      says: ['occurredAt', '2026-02-30'],
    },
    { name: 'bytes that are not UTF-8', bad: Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x7d]), says: ['UTF-8'] },
    {
      name: 'an object too deep',
      bad: `{"by":"OPERATOR","event":${'{"extra":'.repeat(17)}{}${'}'.repeat(17)}}`,
      says: ['deep'],
    },
  ];

  test.each(cases)('is refused by its number, with what is wrong: $name', async ({ bad, says }) => {
    const before = [byOperator(mine), byMine(oreLot('ORE-1'))];
    const file = Buffer.concat([
      Buffer.from(`${fileOf(before)}\n`),
      Buffer.from(bad),
      Buffer.from(`\n${fileOf([byOperator(registration('AFTER'))])}`),
    ]);
    const result = await recordFile(file);
    expect(result.refused).toMatchObject({ line: 4, reason: 'bad-line', event: null });
    for (const words of says) expect(result.refused?.message).toContain(words);
    // The submission of line 1 is whole and stays; nothing from the bad line on is recorded.
    const recorded = await recordedOf(before.map(({ event }) => event as JsonObject));
    expect(recorded).toContain(mine['id']);
    expect(result.recorded).toBe(recorded.length);
    expect((await audit(ledger)).failures).toEqual([]);
  });

  test('comes with its own message when the file is cut off in the middle of it', async () => {
    const whole = fileOf([byOperator(registration('WHOLE')), byOperator(registration('CUT'))]);
    const result = await recordFile(whole.slice(0, -20));
    expect(result.refused).toMatchObject({ line: 2, reason: 'bad-line' });
    expect(result.refused?.message).toContain('the file ends in the middle of this line');
    // One brace is missing, or nothing but the line break.
    const last = JSON.stringify({ by: 'OPERATOR', event: { id: 'x' } });
    const cut = await recordFile(last.slice(0, -1));
    expect(cut.refused?.message).toContain('the file ends in the middle of this line');
    const fraction = await recordFile(last.replace('"x"', '1.5'));
    expect(fraction.refused?.message).toMatch(/without fraction, exponent or leading zeros$/);
  });

  test('behind many that are recorded leaves all of their submissions recorded, and counts them', async () => {
    const many = Array.from({ length: 2_001 }, (_, index) => byOperator(registration(`MANY-${index}`)));
    const result = await recordFile(`${fileOf(many)}not an event\n`);
    expect(result.refused).toMatchObject({ line: 2_002, reason: 'bad-line' });
    // Two full submissions; the third was still growing when it broke off.
    expect(result.recorded).toBe(2_000);
    expect(await numberOfEvents()).toBe(2_001);
  });
});

const large = (bytes: number) => ({ ...registration('LARGE'), extra: { text: 'x'.repeat(bytes) } });

describe('too much', () => {
  const EVENT_MAX_BYTES = 2 * 1024 * 1024;

  test('in one event is refused with its size; the limit itself is not', async () => {
    const overhead = encode(large(0)).bytes.length;
    const most = large(EVENT_MAX_BYTES - overhead);
    const over = { ...large(EVENT_MAX_BYTES - overhead + 1), party: 'LARGE' };
    const refused = await recordLines([byOperator(over)]);
    expect(refused.refused).toMatchObject({ line: 1, reason: 'bad-line' });
    expect(refused.refused?.message).toContain(`at most ${EVENT_MAX_BYTES} bytes, found ${EVENT_MAX_BYTES + 1}`);
    expect(await recordLines([byOperator(most)])).toMatchObject({ recorded: 1, refused: null });
  });

  test('in one line is refused without reading on', async () => {
    const before = byOperator(registration('BEFORE-LONG'));
    const endless = `${fileOf([before])}{"by":"OPERATOR","event":{"note":"${'x'.repeat(4 * 1024 * 1024)}"}}\n`;
    const result = await recordFile(endless);
    expect(result.refused).toMatchObject({ line: 2, reason: 'bad-line' });
    expect(result.refused?.message).toMatch(/longer than 4194304 bytes/);
  });

  test('for one submission becomes several: at most 1,000 events, at most 16 MiB', async () => {
    const many = Array.from({ length: 1_001 }, (_, index) => byOperator(registration(`COUNTED-${index}`)));
    expect(await recordLines(many)).toMatchObject({ recorded: 1_001, submissions: 2 });
    const heavy = Array.from({ length: 9 }, (_, index) =>
      byOperator({ ...registration(`HEAVY-${index}`), extra: { text: 'x'.repeat(2_000_000) } }),
    );
    expect(await recordLines(heavy)).toMatchObject({ recorded: 9, submissions: 2 });
    expect((await audit(ledger)).failures).toEqual([]);
  });
});

describe('a file', () => {
  test('may have blank lines, carriage returns, and no newline at its end', async () => {
    const lines = [
      byOperator(registration('CR-1')),
      byOperator(registration('CR-2')),
      byOperator(registration('CR-3')),
    ];
    const [first = '', second = '', third = ''] = lines.map((line) => JSON.stringify(line));
    const file = `\r\n${first}\r\n\n \t\r\n${second}\n\n${third}`;
    expect(await recordFile(file)).toMatchObject({ recorded: 3, submissions: 1, refused: null });
    const bad = await recordFile(`\r\n\r\n${first}\r\n\r\nnothing\r\n`);
    expect(bad.refused?.line).toBe(5);
  });

  test('may be written with any spacing and order of members: the event is the same', async () => {
    const event = registration('SPACED');
    const { id, type, party, name, roles, country, occurredAt } = event;
    const spaced = JSON.stringify(
      { event: { country, roles, party, name, type, occurredAt, id }, by: 'OPERATOR' },
      null,
      1,
    );
    expect(await recordLines([byOperator(event)])).toMatchObject({ recorded: 1 });
    expect(await recordFile(spaced.replaceAll('\n', ' '))).toMatchObject({
      recorded: 0,
      alreadyRecorded: 1,
      refused: null,
    });
  });

  test('may be empty', async () => {
    const nothing = {
      recorded: 0,
      alreadyRecorded: 0,
      enrolled: 0,
      submissions: 0,
      findings: { count: 0, first: [] },
      refused: null,
    };
    expect(await recordFile('')).toEqual(nothing);
    expect(await recordFile('\n\r\n  \n')).toEqual(nothing);
  });

  test('does not swallow a byte order mark', async () => {
    const result = await recordFile(`\u{feff}${fileOf([byOperator(registration('BOM'))])}`);
    expect(result.refused).toMatchObject({ line: 1, reason: 'bad-line' });
  });

  test('that has an event twice records it once', async () => {
    const once = byOperator(registration('ONCE'));
    const between = byMine(oreLot('ORE-TWICE'));
    const lines = [once, once, byOperator(mine), between, once, between];
    expect(await recordLines(lines)).toMatchObject({ recorded: 3, alreadyRecorded: 3, refused: null });
    expect(await recordLines(lines)).toMatchObject({ recorded: 0, alreadyRecorded: 6, refused: null });
  });

  test('that has an id twice with other content is refused at the second one, with both digests', async () => {
    const event = registration('DOUBLE');
    const other = { ...event, name: 'another name' };
    const before = [byOperator(event), byOperator(mine), byMine(oreLot('BETWEEN'))];
    const result = await recordLines([...before, byOperator(registration('SAME')), byOperator(other)]);
    expect(result.refused).toMatchObject({ line: 5, event: event['id'], reason: 'event-recorded' });
    for (const digest of [encode(event).digest, encode(other).digest]) {
      expect(result.refused?.message).toContain(digest);
    }
    // The line before the refused one would have been of its submission.
    expect(result.recorded).toBe(3);
  });

  test('that has an id twice with other content is refused however far apart they are', async () => {
    const many = Array.from({ length: 1_500 }, (_, index) => registration(`FAR-${index}`));
    const [first] = many as [JsonObject];
    const other = { ...first, name: 'another name' };
    const result = await recordLines([...many, other].map(byOperator));
    expect(result.refused).toMatchObject({
      line: 1_501,
      event: first['id'],
      reason: 'event-recorded',
      facts: { recorded: encode(first).digest, found: encode(other).digest },
    });
    expect(result.recorded).toBe(1_000);
  });

  test('that has an id with other content than the ledger is refused, with both digests', async () => {
    const event = registration('RECORDED');
    await recordLines([byOperator(event), byOperator(mine)]);
    const other = { ...event, name: 'another name' };
    const result = await recordLines([byMine(oreLot('BEFORE')), byOperator(registration('SAME')), byOperator(other)]);
    expect(result.refused).toMatchObject({
      line: 3,
      event: event['id'],
      reason: 'event-recorded',
      facts: { recorded: encode(event).digest, found: encode(other).digest },
    });
    expect(result.recorded).toBe(1);
  });

  test('that names another author for a recorded event is refused', async () => {
    const lot = oreLot('AUTHORED');
    await recordLines([byOperator(mine), byOperator(registration('OTHER', ['mine'])), byMine(lot)]);
    const result = await recordLines([{ by: 'OTHER', event: lot }]);
    expect(result.refused).toMatchObject({ line: 1, event: lot['id'], reason: 'event-recorded' });
    expect(result.refused?.message).toContain('another author');
  });

  test('goes on where an earlier recording broke off', async () => {
    expect(await recordLines(OWN_CHAIN.slice(0, 17))).toMatchObject({ recorded: 17, refused: null });
    expect(await recordLines(OWN_CHAIN)).toMatchObject({
      recorded: OWN_CHAIN.length - 17,
      alreadyRecorded: 17,
      refused: null,
    });
    expect((await audit(ledger)).failures).toEqual([]);
  });
});

describe('an event that a rule refuses', () => {
  const start = [byOperator(mine), byMine(oreLot('ORE-1'))];

  test('is named by its line, with both values; its submission is not recorded, what is before it is', async () => {
    const [first, second] = [take('PART-1', 600), take('PART-2', 500)];
    const between = byOperator(registration('BETWEEN'));
    const result = await recordLines([...start, between, byMine(first), byMine(second)]);
    expect(result).toMatchObject({
      recorded: 3,
      refused: {
        line: 5,
        event: second['id'],
        reason: 'overdrawn',
        facts: { lot: 'ORE-1', asked: '500', remaining: '400' },
      },
    });
    expect(result.refused?.message).toMatch(/ORE-1 has 0\.0004 kg.* left, 0\.0005 kg.* was asked/);
    expect(await recordedOf([first, second])).toEqual([]);
    expect((await audit(ledger)).failures).toEqual([]);
    // Put right, the file is recorded from there.
    const right = await recordLines([...start, between, byMine(first)]);
    expect(right).toMatchObject({ recorded: 1, alreadyRecorded: 3, refused: null });
  });

  test.each([
    ['an unknown lot', () => take('PART', 1, 'ORE-9'), 'unknown-lot', 'ORE-9'],
    ['a name that is taken', () => oreLot('ORE-1'), 'id-used', 'ORE-1'],
    ['an act that the role does not allow', () => registration('MORE'), 'role', 'MINE'],
    [
      'an unknown consignee',
      () =>
        eventOf({
          type: 'transfer-dispatched',
          transfer: 'T-1',
          consignee: 'NOBODY',
          lines: [{ lot: 'ORE-1', quantity: { netMilligrams: 1_000 } }],
        }),
      'unknown-party',
      'NOBODY',
    ],
    [
      'a lot that is not all there',
      () =>
        eventOf({
          type: 'transfer-dispatched',
          transfer: 'T-1',
          consignee: 'MINE',
          lines: [{ lot: 'ORE-1', quantity: { netMilligrams: 999 } }],
        }),
      'quantity-differs',
      '999',
    ],
  ] as const)('is refused for %s', async (_, event, reason, says) => {
    await recordLines(start);
    const refused = event();
    const before = await numberOfEvents();
    const result = await recordLines([byMine(refused)]);
    expect(result).toMatchObject({ recorded: 0, refused: { line: 1, event: refused['id'], reason } });
    expect(result.refused?.message).toContain(says);
    expect(await numberOfEvents()).toBe(before);
  });

  test('in a submission behind others that are on their way counts all that are recorded', async () => {
    const many = Array.from({ length: 2_500 }, (_, index) => byOperator(registration(`WAY-${index}`)));
    const result = await recordLines([...many, byOperator(registration('WAY-7'))]);
    expect(result.refused).toMatchObject({ line: 2_501, reason: 'id-used' });
    expect(result.recorded).toBe(2_000);
    expect(await numberOfEvents()).toBe(2_001);
  });
});

async function keysOf(party: string): Promise<{ keys: string[] }> {
  return withLedger(ledger, async ({ database, ledgerId }) => {
    const { rows } = await database.pool.query<{ key: string }>(
      'select key from view.key where ledger_id = $1 and party = $2 order by event_number',
      [ledgerId, party],
    );
    return { keys: rows.map(({ key }) => key) };
  });
}

const bare = (event: JsonObject) => `${JSON.stringify(event)}\n`;

describe('who signs', () => {
  test('is who the line says, else who the caller says, else nobody', async () => {
    const unsigned = await recordFile(bare(registration('BARE-1')));
    expect(unsigned.refused).toMatchObject({ line: 1, reason: 'no-key' });
    expect(unsigned.refused?.message).toContain('--by');
    expect(await recordFile(bare(registration('BARE-1')), { by: 'OPERATOR' })).toMatchObject({
      recorded: 1,
      refused: null,
    });
    const wrapped = JSON.stringify({ event: registration('BARE-2') });
    expect(await recordFile(wrapped, { by: 'OPERATOR' })).toMatchObject({ recorded: 1, refused: null });
    // What the line says goes before.
    const named = await recordLines([byOperator(registration('NAMED'))], { by: 'NOBODY', createKeys: false });
    expect(named).toMatchObject({ recorded: 1, refused: null });
  });

  test('must have a key: without one, what to do is said', async () => {
    const result = await recordLines([byOperator(mine), byMine(oreLot('ORE-1'))], { createKeys: false });
    expect(result).toMatchObject({ recorded: 1, refused: { line: 2, reason: 'no-key' } });
    expect(result.refused?.message).toMatch(/MINE.*key create MINE.*--create-keys/);
  });

  test('must have a key here: keys that others hold are not made again', async () => {
    await recordLines([byOperator(mine), byMine(oreLot('ORE-1'))]);
    const elsewhere = { ...ledger, place: { ...ledger.place, dataFolder: await folders.make() } };
    const result = await withLedger(elsewhere, (open) => record(open, [byMine(oreLot('ORE-2'))]));
    expect(result.refused).toMatchObject({ line: 1, reason: 'no-key', facts: { party: 'MINE', enrolled: 1 } });
  });

  test('must not have lost the key: a revoked one is refused', async () => {
    await recordLines([byOperator(mine), byMine(oreLot('ORE-1'))]);
    const { keys } = await keysOf('MINE');
    const revocation = eventOf({ type: 'key-revoked', key: keys[0], reason: 'stolen' });
    const result = await recordLines([byOperator(revocation), byMine(oreLot('ORE-2'))]);
    expect(result).toMatchObject({ recorded: 1, refused: { line: 2, reason: 'key-revoked' } });
    expect(result.refused?.message).toContain(keys[0]);
  });

  test('goes over to a later key from where it is enrolled, and the same file can be recorded again', async () => {
    await recordLines([byOperator(mine), byMine(oreLot('ORE-1'))]);
    const second = await withLedger(ledger, (open) => createPartyKey(open, 'MINE'));
    const [first] = (await keysOf('MINE')).keys;
    const file = [
      byMine(oreLot('ORE-2')),
      byMine(second.enrolment),
      byOperator(eventOf({ type: 'key-revoked', key: first, reason: 'lost' })),
      byMine(oreLot('ORE-3')),
    ];
    expect(await recordLines(file)).toMatchObject({ recorded: 4, refused: null });
    const authors = await withLedger(ledger, async ({ database, ledgerId }) => {
      const { rows } = await database.pool.query<{ lot: string; author: string }>(
        `select l.lot, e.author from view.lot l join ledger.entry e on e.ledger_id = $1 and e.position = l.event_number / 1000
         where l.ledger_id = $1 order by l.lot`,
        [ledgerId],
      );
      return rows.map(({ author }) => author);
    });
    expect(authors).toEqual([first, first, second.key.publicKey]);
    expect(await recordLines(file)).toMatchObject({ recorded: 0, alreadyRecorded: 4, refused: null });
    expect((await audit(ledger)).failures).toEqual([]);
  });
});

describe('the keys that a recording makes', () => {
  const lines = [byOperator(mine), byMine(oreLot('KEYED'))];

  test('are enrolled by the operator as held by the ledger, each before the first event of its party', async () => {
    expect(await recordLines(lines)).toMatchObject({ recorded: 2, enrolled: 1, submissions: 3 });
    expect((await audit(ledger)).keys).toEqual({ ...NO_KEYS, heldByLedger: 1 });
  });

  test('are files that their owner alone can read, in a folder that is his alone', async () => {
    await recordLines(lines);
    const folder = join(ledger.place.dataFolder, 'keys');
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    const names = await readdir(folder);
    expect(names.sort()).toEqual(['MINE.1.json', 'OPERATOR.1.json']);
    for (const name of names) expect((await stat(join(folder, name))).mode & 0o777, name).toBe(0o600);
  });

  test('are not made for a party that is not registered, and the next attempt finds no obstacle in the last', async () => {
    const early = await recordLines([byMine(oreLot('KEYED'))]);
    expect(early).toMatchObject({ recorded: 0, enrolled: 0, refused: { line: 1, reason: 'unknown-party' } });
    expect(await recordLines(lines)).toMatchObject({ recorded: 2, enrolled: 1, refused: null });
    expect((await audit(ledger)).failures).toEqual([]);
  });

  test('have secrets that no result, error or row ever shows', async () => {
    const results: RecordResult[] = [
      await recordLines(lines),
      await recordLines([byMine(take('MUCH', 99_999, 'KEYED')), byMine(oreLot('X'))]),
      await recordLines([byMine(oreLot('KEYED'))]),
      await recordLines([{ by: 'NOBODY', event: oreLot('N') }]),
    ];
    const folder = join(ledger.place.dataFolder, 'keys');
    const secrets = await Promise.all(
      (await readdir(folder)).map(
        async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')).secret as string,
      ),
    );
    expect(secrets.length).toBeGreaterThan(1);
    const stored = await withLedger(ledger, async ({ database }) => {
      const { rows } = await database.pool.query("select convert_from(body, 'UTF8') as text from ledger.event");
      return JSON.stringify(rows);
    });
    for (const secret of secrets) {
      expect(secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
      expect(JSON.stringify(results)).not.toContain(secret);
      expect(stored).not.toContain(secret);
    }
  });
});

describe('a dry run', () => {
  const dry = { dryRun: true };

  test('says what would be recorded, records nothing and makes no keys', async () => {
    const before = await audit(ledger);
    const keysBefore = await readdir(join(ledger.place.dataFolder, 'keys'));
    const result = await recordLines(OWN_CHAIN, dry);
    expect(result).toMatchObject({ recorded: OWN_CHAIN.length, alreadyRecorded: 0, enrolled: 5, refused: null });
    expect(await audit(ledger)).toEqual(before);
    expect(await readdir(join(ledger.place.dataFolder, 'keys'))).toEqual(keysBefore);
    const { submissions } = await recordLines(OWN_CHAIN);
    expect(submissions).toBe(result.submissions);
  });

  test('of a file that is recorded in part counts what is there', async () => {
    await recordLines(OWN_CHAIN.slice(0, 10));
    const result = await recordLines(OWN_CHAIN, dry);
    expect(result).toMatchObject({ recorded: OWN_CHAIN.length - 10, alreadyRecorded: 10, refused: null });
  });

  test('of a long file says what recording says', async () => {
    const many = Array.from({ length: 3_100 }, (_, index) => byOperator(registration(`LONG-${index}`)));
    const lines = [...many.slice(0, 2_050), byOperator(mine), byMine(oreLot('ORE-1')), ...many.slice(2_000)];
    const rehearsed = await recordLines(lines, dry);
    expect(rehearsed).toMatchObject({ recorded: 3_102, alreadyRecorded: 50, enrolled: 1, refused: null });
    expect(await recordLines(lines)).toEqual(rehearsed);
  });

  test('takes statistics of what it writes, which autovacuum cannot see: questions stay as quick as at its beginning', async () => {
    const lots = Array.from({ length: 1_000 }, (_, index) => byMine(oreLot(`LOT-${index}`)));
    await recordLines([byOperator(mine), ...lots], dry);
    const { rows } = await withLedger(ledger, ({ database }) =>
      database.pool.query(
        "select relname, last_analyze is not null as taken from pg_stat_user_tables where relname in ('event', 'lot')",
      ),
    );
    const untaken = { relname: expect.any(String), taken: false };
    expect(rows).not.toContainEqual(untaken);
    expect(rows).toHaveLength(2);
  });

  test('goes on after a refusal when it is asked to, without what was refused', async () => {
    const file = [
      byOperator(mine),
      byMine(oreLot('A')),
      byMine(take('P', 1)),
      byMine(oreLot('A')),
      byMine(oreLot('B')),
    ];
    const refused: [number, string][] = [];
    const onRefused: RecordOptions['onRefused'] = ({ line, reason }) => refused.push([line, reason]) < 10;
    expect(await recordLines(file, { ...dry, onRefused })).toMatchObject({ recorded: 3, refused: null });
    expect(refused).toEqual([
      [3, 'unknown-lot'],
      [4, 'id-used'],
    ]);
    // Recording itself never does.
    expect(await recordLines(file, { onRefused })).toMatchObject({ refused: { line: 3 } });
    expect(refused).toHaveLength(2);
  });

  test('refuses what recording would refuse, at the same line for the same reason', async () => {
    const file = [byOperator(mine), byMine(oreLot('ORE-1')), byOperator(registration('B')), byMine(take('P', 1_001))];
    const rehearsed = await recordLines(file, dry);
    expect(rehearsed.refused).toMatchObject({ line: 4, reason: 'overdrawn' });
    expect(await numberOfEvents()).toBe(1);
    expect(await recordLines(file)).toEqual(rehearsed);
  });

  test('of keys that come and go in the file says what recording says', async () => {
    await recordLines([byOperator(mine)]);
    const { enrolment } = await withLedger(ledger, (open) => createPartyKey(open, 'OPERATOR'));
    const lines = [
      byMine(oreLot('ORE-1')),
      byOperator(enrolment),
      byMine(oreLot('ORE-2')),
      byOperator(registration('OTHER', ['mine'])),
      { by: 'OTHER', event: oreLot('ORE-3') },
    ];
    const rehearsed = await recordLines(lines, dry);
    expect(await recordLines(lines)).toEqual(rehearsed);
    expect(rehearsed).toMatchObject({ recorded: 5, enrolled: 2, refused: null });
  });

  test('gives the answer of a recording for a file with repetitions', async () => {
    const again = byOperator(registration('AGAIN'));
    const lines = [
      again,
      byOperator(mine),
      byMine(oreLot('ORE-1')),
      again,
      byOperator(registration('LATER', ['mine'])),
      byMine(oreLot('ORE-2')),
      { by: 'LATER', event: oreLot('ORE-3') },
      byMine(oreLot('ORE-4')),
      again,
      { by: 'LATER', event: oreLot('ORE-5') },
    ];
    const rehearsed = await recordLines(lines, dry);
    expect(await recordLines(lines)).toEqual(rehearsed);
  });
});

test('an event by a party whose enrolment is in the same file is recorded with the key that it enrols', async () => {
  await recordLines([byOperator(mine)]);
  const { enrolment } = await withLedger(ledger, (open) => createPartyKey(open, 'MINE'));
  const lines = [byOperator(enrolment), byMine(oreLot('ORE-1')), at(3, 'MINE', take('PART', 10))];
  expect(await recordLines(lines, { createKeys: false })).toMatchObject({ recorded: 3, enrolled: 0, refused: null });
  expect((await audit(ledger)).keys).toEqual(NO_KEYS);
});
