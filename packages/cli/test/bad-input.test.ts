import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { CHAIN_LINES, recordRegistrations } from './chain-file.ts';
import { leachingEvent, lineOf, linesOf, oreEvent, registrationEvent } from './event-lines.ts';
import { keepServer, testPlace } from './test-place.ts';

const place = await testPlace();
beforeAll(() => recordRegistrations(place));
keepServer(place);

interface Recorded {
  readonly recorded: number;
  readonly alreadyRecorded: number;
  readonly enrolled: number;
  readonly submissions: number;
  readonly refused: Refused | null;
  readonly head: { readonly size: number };
}

interface Refused {
  readonly line: number;
  readonly event: string | null;
  readonly reason: string;
  readonly message: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

interface Refusal {
  readonly code: 1 | 2;
  readonly reason: string;
  readonly line: number;
  /** What the message must say, the place in the line and both values among it. */
  readonly says: readonly (string | RegExp)[];
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** Entry 0, the registrations, the key of the mine, its first lot. */
const ENTRIES_BEFORE = 4;
const EVENTS_BEFORE = 15;

let files = 0;

/**
 * Records a file that is refused: exit code, line and values must be named on stderr and in the JSON, and nothing of
 * the file is recorded.
 */
async function expectRefused(content: string | Uint8Array, refusal: Refusal): Promise<Refused> {
  files += 1;
  const file = await place.file(`refused-${files}.jsonl`, content);
  const { code, value, stderr } = await place.json<Recorded>(['record', file]);
  expect(value.refused, stderr).not.toBeNull();
  const refused = value.refused as Refused;
  for (const words of refusal.says) expect(refused.message).toMatch(words);
  expect(stderr).toBe(`${file}:${refusal.line}: ${refused.message}\n`);
  expect({ code, line: refused.line, reason: refused.reason }).toEqual({
    code: refusal.code,
    line: refusal.line,
    reason: refusal.reason,
  });
  if (refusal.facts !== undefined) expect(refused.facts).toMatchObject(refusal.facts);
  expect(value).toMatchObject({ recorded: 0, enrolled: 0, submissions: 0, head: { size: ENTRIES_BEFORE } });
  return refused;
}

const good = () => `${lineOf(oreEvent())}\n`;
const badLine = { code: 2, reason: 'bad-line' } as const;

describe('text that is no event', () => {
  test('a malformed line', async () => {
    await expectRefused(good() + good().replace('"lot":', '"lot" '), {
      ...badLine,
      line: 2,
      says: [/^column \d+: /, 'event.lot'],
    });
  });

  test('a name that stands twice in an object, which most readers hide', async () => {
    await expectRefused(good() + lineOf(oreEvent({ lot: 'TWICE-2' })).replace('"lot":', '"lot":"TWICE-1","lot":'), {
      ...badLine,
      line: 2,
      says: [/^column \d+: event\.lot is given twice/, '"TWICE-1"', '"TWICE-2"'],
    });
  });

  test.for(['1000.0', '9007199254740993'])('a number such as %s', async (number) => {
    await expectRefused(good() + good().replace('1000000', number), {
      ...badLine,
      line: 2,
      says: [/column \d+: event\.quantity\.netMilligrams/, number],
    });
  });

  test('a file that was cut off', async () => {
    await expectRefused(good() + good().slice(0, 100), {
      ...badLine,
      line: 2,
      says: [/^column \d+: /, 'the file ends in the middle of this line'],
    });
  });

  test('a file that is not UTF-8', async () => {
    const latin = Buffer.from(`${lineOf(oreEvent({ note: 'Zürich' }))}\n`, 'latin1');
    await expectRefused(Buffer.concat([Buffer.from(good()), latin]), {
      ...badLine,
      line: 2,
      says: [/^byte \d+ \(0xfc\) is not UTF-8: save the file as UTF-8/],
    });
  });

  test('a byte order mark', async () => {
    await expectRefused(`\u{feff}${good()}`, { ...badLine, line: 1, says: ['U+FEFF', 'without a byte order mark'] });
  });

  test.for([
    ['[1,2]', 'must be an object'],
    ['{"by":"MINE-A","event":{},"extra":1}', 'has members beside "by", "seal", "event" and "openings": extra'],
    ['{"by":"MINE A","event":{}}', 'by: must be the id of a party, found "MINE A"'],
    ['{"by":7,"event":{}}', 'by: must be the id of a party, found 7'],
  ] as const)('%s', async ([line, says]) => {
    await expectRefused(`${line}\n`, { ...badLine, line: 1, says: [says] });
  });
});

describe('sizes', () => {
  test('an event over 2 MiB', async () => {
    const note = { text: 'x'.repeat(2 * 1024 * 1024) };
    await expectRefused(good() + linesOf(oreEvent({ extra: note })), {
      ...badLine,
      line: 2,
      says: ['at most 2097152 bytes', /found 20\d{5}/],
    });
  });

  test('a line over 4 MiB, of which nothing more is read', async () => {
    const note = { text: 'x'.repeat(4 * 1024 * 1024) };
    await expectRefused(good() + linesOf(oreEvent({ extra: note })), {
      ...badLine,
      line: 2,
      says: [/longer than 4194304 bytes/],
    });
  });
});

describe('events that are not as they should be', () => {
  test('an unknown member', async () => {
    await expectRefused(linesOf(oreEvent({ colour: 'red' })), {
      ...badLine,
      line: 1,
      says: [/^colour: /, '"red"', '"extra"'],
      facts: { field: 'colour', found: '"red"' },
    });
  });

  test('a member that is missing', async () => {
    const event = oreEvent({ country: undefined });
    await expectRefused(linesOf(event), { ...badLine, line: 1, says: [/^country: /], facts: { field: 'country' } });
  });

  test('a value out of range', async () => {
    await expectRefused(linesOf(oreEvent({ quantity: { netMilligrams: -5, elementMilligrams: {} } })), {
      ...badLine,
      line: 1,
      says: [/^quantity\.netMilligrams: must be at least 1, found -5/],
      facts: { field: 'quantity.netMilligrams', found: '-5' },
    });
  });

  test('a type that there is not', async () => {
    await expectRefused(linesOf(oreEvent({ type: 'lot-creatd' })), {
      ...badLine,
      line: 1,
      says: [/^type: must be one of ledger-opened, /, 'lot-created', 'found "lot-creatd"'],
    });
  });

  test.for([
    [{ net: '1.5 stone' }, 'quantity.net', 'quantity.net: "1.5 stone" is not a mass such as 12.5 kg'],
    [
      { net: '1 t', oxides: { Pr2O3: '2 kg' } },
      'quantity.oxides.Pr2O3',
      'Pr2O3 is not a trade oxide; the trade oxide of Pr is Pr6O11',
    ],
  ] as const)('a typed quantity %s', async ([quantity, field, says]) => {
    await expectRefused(linesOf(oreEvent({ quantity })), { ...badLine, line: 1, says: [says], facts: { field } });
  });
});

describe('events that contradict the ledger', () => {
  test('an unknown lot', async () => {
    const event = leachingEvent([{ lot: 'NO-SUCH-LOT' }]);
    const refused = await expectRefused(good() + linesOf(event), {
      code: 1,
      reason: 'unknown-lot',
      line: 2,
      says: [/^inputs\[0\]\.lot: no lot NO-SUCH-LOT is recorded: nothing has that id/],
      facts: { field: 'inputs[0].lot', lot: 'NO-SUCH-LOT', found: null },
    });
    expect(refused.event).toBe(event.id);
  });

  test('a lot that is drawn on beyond what remains', async () => {
    const lot = 'SMALL-LOT';
    await expectRefused(linesOf(oreEvent({ lot }), leachingEvent([{ lot, netMilligrams: 2_000_000 }])), {
      code: 1,
      reason: 'overdrawn',
      line: 2,
      says: [/^inputs\[0\]\.netMilligrams: lot SMALL-LOT has 1 kg net left, 2 kg net was asked/],
      facts: { field: 'inputs[0].netMilligrams', lot, asked: '2000000', remaining: '1000000' },
    });
  });

  test('more of an element out than in', async () => {
    const { outputs, ...step } = leachingEvent([{ lot: 'POOR-LOT' }]);
    const quantity = { netMilligrams: 1_000_000, elementMilligrams: { Nd: 2_000 } };
    const event = { ...step, outputs: [{ ...outputs[0], quantity }] };
    await expectRefused(linesOf(oreEvent({ lot: 'POOR-LOT' }), event), {
      code: 1,
      reason: 'material-gained',
      line: 2,
      says: ['Nd', /0\.001 kg|1000 mg|1 g/, /0\.002 kg|2000 mg|2 g/],
    });
  });

  test('a recorded id with other content, with both digests', async () => {
    const recorded = JSON.parse(CHAIN_LINES[12] ?? '') as { by: string; event: { id: string } };
    const changed = { ...recorded.event, note: 'changed' };
    const { facts } = await expectRefused(linesOf(changed), {
      code: 1,
      reason: 'event-recorded',
      line: 1,
      says: [`event ${recorded.event.id} is recorded with other content`],
      facts: { field: 'id', event: recorded.event.id, recorded: expect.any(String), found: expect.any(String) },
    });
    expect(facts['recorded']).not.toBe(facts['found']);
  });

  test('an id that is used twice in one file, with other content', async () => {
    const first = oreEvent();
    await expectRefused(linesOf(first, { ...first, note: 'changed' }), {
      code: 1,
      reason: 'event-recorded',
      line: 2,
      says: [`id: event ${first.id} stands in an earlier line with other content`, 'another event needs another id'],
      facts: { field: 'id', recorded: expect.any(String), found: expect.any(String) },
    });
  });

  test('an id of a lot that is taken', async () => {
    const event = oreEvent({ lot: 'TAKEN' });
    await expectRefused(linesOf(event, { ...event, id: randomUUID() }), {
      code: 1,
      reason: 'id-used',
      line: 2,
      says: ['TAKEN is already the id of a lot'],
    });
  });
});

describe('keys that may not sign', () => {
  test('a party that has none', async () => {
    await expectRefused(`${lineOf(oreEvent(), 'REFINER-B')}\n`, {
      code: 2,
      reason: 'no-key',
      line: 1,
      says: ['the keyring has no key of REFINER-B', 'lodestone key create REFINER-B', '--create-keys'],
      facts: { field: 'by', party: 'REFINER-B', enrolled: 0 },
    });
  });

  test('a key that is not enrolled', async () => {
    expect((await place.run(['key', 'create', 'RECYCLER-R'])).code).toBe(0);
    await expectRefused(`${lineOf(oreEvent({ origin: 'collected' }), 'RECYCLER-R')}\n`, {
      code: 1,
      reason: 'key-not-enrolled',
      line: 1,
      says: [/the key ed25519:\S+ is not enrolled/],
    });
  });

  test('a party whose role does not allow it', async () => {
    await expectRefused(`${lineOf(oreEvent(), 'OPERATOR')}\n`, {
      code: 1,
      reason: 'role',
      line: 1,
      says: [/^origin: OPERATOR is authority/, 'a lot mined needs one of: mine'],
    });
  });

  test('another author of what is recorded', async () => {
    const { event } = JSON.parse(CHAIN_LINES[12] ?? '') as { event: { id: string } };
    await expectRefused(`${lineOf(event, 'OPERATOR')}\n`, {
      code: 1,
      reason: 'event-recorded',
      line: 1,
      says: [`event ${event.id} is recorded by another author`, /ed25519:\S+ there/, 'OPERATOR here'],
    });
  });

  test('a line that does not say who signs', async () => {
    await expectRefused(`${JSON.stringify(oreEvent())}\n`, {
      code: 2,
      reason: 'no-key',
      line: 1,
      says: ['does not say who signs it', '"by"', '--by'],
    });
  });
});

describe('files that cannot be read', () => {
  test.for([
    ['nowhere.jsonl', 'nowhere.jsonl cannot be read: there is no such file'],
    ['.', '. cannot be read: it is a folder'],
  ] as const)('%s', async ([file, says]) => {
    const { code, stdout, stderr } = await place.run(['record', file], { cwd: place.folder });
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: `lodestone: ${says}\n` });
  });
});

describe('what stands before a refusal', () => {
  test('stays recorded as far as whole submissions go, the rest of its submission does not', async () => {
    // All of the above has left nothing behind.
    const before = await place.json(['verify']);
    expect(before.value).toMatchObject({ verdict: 'valid', entries: ENTRIES_BEFORE, events: EVENTS_BEFORE });

    const somebody = lineOf(registrationEvent('SOMEBODY', 'trader'), 'OPERATOR');
    const content = `${good()}${somebody}\n${good()}${linesOf(leachingEvent([{ lot: 'NONE' }]))}`;
    const file = await place.file('two-and-two.jsonl', content);
    const { code, value } = await place.json<Recorded>(['record', file]);
    expect({ code, recorded: value.recorded, size: value.head.size }).toEqual({
      code: 1,
      recorded: 2,
      size: ENTRIES_BEFORE + 2,
    });
    expect(value.refused).toMatchObject({ line: 4, reason: 'unknown-lot' });
    // Corrected, the file goes on where it stopped.
    const corrected = content.split('\n').slice(0, 3).join('\n');
    const again = await place.json<Recorded>(['record', await place.file('corrected.jsonl', corrected)]);
    expect(again.value).toMatchObject({ recorded: 1, alreadyRecorded: 2, refused: null });
  });

  test('is named first, when a refusal is still on its way while a later line turns out malformed', async () => {
    // Two full submissions go off together when a third begins, and are decided while the last line is read.
    const lots = Array.from({ length: 2_001 }, () => oreEvent());
    const fault = oreEvent({ lot: lots[0]?.['lot'] });
    const file = await place.file('late.jsonl', `${linesOf(...lots.with(1_099, fault))}{oops\n`);
    const { code, value } = await place.json<Recorded>(['record', file]);
    expect({ code, line: value.refused?.line, reason: value.refused?.reason }).toEqual({
      code: 1,
      line: 1_100,
      reason: 'id-used',
    });
    expect(value.recorded).toBe(1_000);
    const corrected = await place.json<Recorded>(['record', await place.file('late.jsonl', linesOf(...lots))]);
    expect(corrected.value).toMatchObject({ recorded: 1_001, alreadyRecorded: 1_000, refused: null });
  });
});
