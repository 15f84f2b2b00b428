import { randomUUID } from 'node:crypto';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RecordRefusal } from '../src/record/recording-refusal.ts';
import { at, OWN_CHAIN } from './own-chain.ts';
import { oreLot } from './submissions.ts';
import { openOwner, type Owner } from './tampering.ts';
import { audit, createTestLedger, type Line, recordText, testFolders, withLedger } from './test-ledger.ts';

// Files as nobody writes them: real lines, damaged in every way. Whatever is read, recording ends with an answer, and
// what is in the ledger afterwards is whole submissions: exactly those before the line at fault. Each file gets a ledger
// of its own, in which nothing was recorded before. LODESTONE_FAULT_ROUNDS=1000 for the long run.

const testing = testDatabase();
const folders = testFolders();
const ROUNDS = Number(process.env['LODESTONE_FAULT_ROUNDS'] ?? 40);
/** An audit takes as long as a round. */
const ROUNDS_PER_AUDIT = 10;
let owner: Owner;
let dataFolder: string;

beforeAll(async () => {
  dataFolder = await folders.make();
  owner = await openOwner(testing.url);
});

afterAll(() => owner.close());

/** Parties that sign in turns: submissions of one line each, which wait together to be sent. */
const IN_TURNS: readonly Line[] = Array.from({ length: 12 }, (_, turn) =>
  turn % 2 === 0
    ? at(50 + turn, 'OPERATOR', {
        type: 'party-registered',
        party: `P-${turn}`,
        name: 'P',
        roles: ['trader'],
        country: 'CN',
      })
    : { by: 'MINE', event: oreLot(`TURN-${turn}`) },
);
const LINES = [...OWN_CHAIN, ...IN_TURNS].map((line) => JSON.stringify(line));
const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array));
/** Anywhere, and as often near the end, where more is on its way. */
const place01 = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0.85, max: 1, noNaN: true }));

/** Lines of the chain from its beginning, so that they are lawful; some left out, twice, contradicted, or in another's place. */
const lines: fc.Arbitrary<string[]> = fc
  .tuple(
    fc.oneof(fc.integer({ min: 1, max: LINES.length }), fc.constant(LINES.length)),
    fc.array(fc.tuple(fc.constantFrom('leave out', 'repeat', 'contradict', 'contradict', 'move'), place01, place01), {
      maxLength: 2,
    }),
  )
  .map(([count, changes]) => {
    const list = LINES.slice(0, count);
    for (const [change, from01, to01] of changes) {
      const from = Math.floor(from01 * (list.length - 1));
      const to = Math.floor(to01 * list.length);
      const line = list[from] ?? '';
      if (change === 'leave out' || change === 'move') list.splice(from, 1);
      // The same event id, and something else under it.
      if (change === 'contradict') list.splice(to, 0, line.replace(/"occurredAt":"2026-03/, '"occurredAt":"2026-02'));
      else if (change !== 'leave out') list.splice(to, 0, line);
    }
    return list;
  });

/** One way to damage a file. Places are fractions of its length. */
type Damage = (file: Buffer) => Buffer;
const byteAt = (file: Buffer, fraction: number) => Math.min(file.length, Math.floor(fraction * file.length));
const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.tuple(place01, bytes).map(([where, added]): Damage => {
    return (file) => Buffer.concat([file.subarray(0, byteAt(file, where)), added, file.subarray(byteAt(file, where))]);
  }),
  fc.tuple(place01, fc.nat(60)).map(([where, length]): Damage => {
    return (file) =>
      Buffer.concat([file.subarray(0, byteAt(file, where)), file.subarray(byteAt(file, where) + length)]);
  }),
  fc.tuple(place01, fc.nat(255)).map(([where, byte]): Damage => {
    return (file) => {
      const copy = Buffer.from(file);
      if (copy.length > 0) copy[Math.min(copy.length - 1, byteAt(copy, where))] = byte;
      return copy;
    };
  }),
  place01.map(
    (where): Damage =>
      (file) =>
        file.subarray(0, byteAt(file, where)),
  ),
  fc
    .tuple(
      place01,
      fc.constantFrom('"netMilligrams":', '"lot":', '"by":', '"id":', '"type":', '{', '}', '[', ',', '\n', '0'),
      fc.constantFrom(
        '"netMilligrams":-',
        '"lot":1,"lot":',
        '"party":',
        '"id":null,"x":',
        '"by":"MINE","x":',
        '',
        '}',
        '[[',
        '\n',
        '\r\n\t\n',
        '\u2028',
        '1e3',
        '-0',
        '9',
        '\0',
      ),
    )
    .map(([where, find, put]): Damage => {
      return (file) => {
        const [head, tail] = [file.subarray(0, byteAt(file, where)), file.subarray(byteAt(file, where))];
        return Buffer.concat([head, Buffer.from(tail.toString('utf8').replace(find, put))]);
      };
    }),
);
const file: fc.Arbitrary<Buffer> = fc
  .tuple(lines, fc.oneof(fc.constant([]), fc.array(damage, { minLength: 1, maxLength: 3 })))
  .map(([list, damages]) =>
    damages.reduce<Buffer>((content, change) => change(content), Buffer.from(list.map((text) => `${text}\n`).join(''))),
  );

interface ReadLine {
  readonly isBlank: boolean;
  readonly by: string | undefined;
  /** The id of the event, and the whole of it. */
  readonly event: string | undefined;
  readonly content: string;
}

/** What a line says of itself, as far as JSON does. */
function readLine(text: string): ReadLine {
  const isBlank = /^[ \t\r]*$/.test(text);
  try {
    const { by, event } = JSON.parse(text) as { by?: string; event?: { id?: string } };
    return { isBlank, by, event: event?.id, content: JSON.stringify(event) };
  } catch {
    return { isBlank, by: undefined, event: undefined, content: '' };
  }
}

/**
 * The ids of the events that must be recorded: all of them; or those before the submission of the line at fault, which is
 * the lines of one party around it. A line that cannot be read ends the submission that it breaks into.
 */
function expectedEvents(content: Buffer, refused: RecordRefusal | null): string[] {
  const all = content.toString('utf8').split('\n').map(readLine);
  const passed = all.slice(0, refused === null ? all.length : refused.line - 1);
  expect(
    passed.filter(({ isBlank, event }) => !isBlank && event === undefined),
    'lines passed over',
  ).toEqual([]);
  if (refused === null) return unique(all);
  const isRead = refused.reason !== 'bad-line' && all[refused.line - 1]?.by !== undefined;
  // Lines that say again what a line before said are passed over, wherever they are.
  const before = passed.filter(({ event }, index, list) => {
    return event !== undefined && list.findIndex((other) => other.event === event) === index;
  });
  const party = isRead ? all[refused.line - 1]?.by : before.at(-1)?.by;
  while (before.length > 0 && before.at(-1)?.by === party) before.pop();
  return unique(before);
}

const unique = (list: readonly ReadLine[]) =>
  [...new Set(list.flatMap(({ event }) => (event === undefined ? [] : [event])))].sort();

describe('a file that is damaged in any way', () => {
  test(
    'is answered, never half recorded, and what is counted is there',
    async () => {
      const seen = { rounds: 0, refused: 0, recorded: 0 };
      await fc.assert(
        fc.asyncProperty(file, async (content) => {
          const place = await createTestLedger(testing.url, dataFolder, `example.org/fuzz-${randomUUID()}`);
          const { ledgerId, result } = await withLedger(place, async (ledger) => {
            return { ledgerId: ledger.ledgerId, result: await recordText(ledger, content) };
          });
          const { recorded, enrolled, refused } = result;
          const rows = await owner.query<{ event_id: string; type: string }>(
            'select event_id, type from ledger.event where ledger_id = $1 and position > 0',
            [ledgerId],
          );
          // Nothing in the files enrols a key: `record` does, for whoever signs first.
          const ids = rows.filter(({ type }) => type !== 'key-enrolled').map((row) => row.event_id);
          expect(ids.toSorted()).toEqual(expectedEvents(content, refused));
          expect(rows.length).toBe(recorded + enrolled);
          if (refused !== null) {
            expect(refused.message.length).toBeGreaterThan(0);
            expect(refused.line).toBeGreaterThan(0);
          }
          seen.rounds += 1;
          seen.refused += refused === null ? 0 : 1;
          seen.recorded += recorded;
          if (seen.rounds % ROUNDS_PER_AUDIT === 0) expect((await audit(place)).failures).toEqual([]);
        }),
        // Making a failure smaller takes minutes: leave endOnFailure out for that.
        { numRuns: ROUNDS, endOnFailure: true },
      );
      // Files that are refused at once, or never, would show little.
      expect(seen.recorded).toBeGreaterThan(ROUNDS);
      expect(seen.refused).toBeGreaterThan(ROUNDS / 4);
    },
    60_000 + ROUNDS * 1_000,
  );
});
