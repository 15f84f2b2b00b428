import { testDatabase } from '@lodestone/testkit/test-database.ts';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ledger, openLedger } from '../src/open-ledger.ts';
import { OWN_CHAIN } from './own-chain.ts';
import { openOwner, type Owner } from './tampering.ts';
import { audit, createTestLedger, recordText, type TestLedger, testFolders } from './test-ledger.ts';

// Files as nobody writes them: real lines, damaged in every way. Whatever is read, recording ends with an answer, and
// what is in the ledger afterwards is whole submissions. LODESTONE_FAULT_ROUNDS=1000 for the long run.

const testing = testDatabase();
const folders = testFolders();
const ROUNDS = Number(process.env['LODESTONE_FAULT_ROUNDS'] ?? 60);
let place: TestLedger;
let ledger: Ledger;
let owner: Owner;

beforeAll(async () => {
  place = await createTestLedger(testing.url, await folders.make(), 'example.org/fuzz');
  ledger = await openLedger(place.place, place.origin);
  owner = await openOwner(testing.url);
});

afterAll(async () => {
  expect((await audit(place)).failures).toEqual([]);
  await owner.close();
  await ledger.close();
});

const LINES = OWN_CHAIN.map((line) => JSON.stringify(line));
const line = fc.constantFrom(...LINES);
const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array));

/** One way to damage a file. Places are fractions of its length. */
type Damage = (file: Buffer) => Buffer;
const place01 = fc.double({ min: 0, max: 1, noNaN: true });
const at = (file: Buffer, fraction: number) => Math.min(file.length, Math.floor(fraction * file.length));
const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.tuple(place01, bytes).map(([where, added]): Damage => {
    return (file) => Buffer.concat([file.subarray(0, at(file, where)), added, file.subarray(at(file, where))]);
  }),
  fc.tuple(place01, fc.nat(60)).map(([where, length]): Damage => {
    return (file) => Buffer.concat([file.subarray(0, at(file, where)), file.subarray(at(file, where) + length)]);
  }),
  fc.tuple(place01, fc.nat(255)).map(([where, byte]): Damage => {
    return (file) => {
      const copy = Buffer.from(file);
      if (copy.length > 0) copy[Math.min(copy.length - 1, at(copy, where))] = byte;
      return copy;
    };
  }),
  place01.map(
    (where): Damage =>
      (file) =>
        file.subarray(0, at(file, where)),
  ),
  fc
    .tuple(
      fc.constantFrom('"netMilligrams":', '"lot":', '"by":', '"id":', '"type":', '{', '}', '[', ',', '\n', '0'),
      fc.constantFrom(
        '"netMilligrams":-',
        '"lot":1,"lot":',
        '"party":',
        '"id":null,"x":',
        '',
        '}',
        '[[',
        '\u2028',
        '1e3',
        '-0',
        '\0',
      ),
    )
    .map(
      ([find, put]): Damage =>
        (file) =>
          Buffer.from(file.toString('utf8').replace(find, put)),
    ),
);
const file: fc.Arbitrary<Buffer> = fc
  .tuple(fc.array(line, { minLength: 1, maxLength: 30 }), fc.array(damage, { minLength: 0, maxLength: 3 }))
  .map(([lines, damages]) =>
    damages.reduce<Buffer>(
      (content, change) => change(content),
      Buffer.from(lines.map((text) => `${text}\n`).join('')),
    ),
  );

const events = async () => {
  const [row] = await owner.query<{ events: number; listed: number }>(
    `select (select count(*)::integer from ledger.event) as events,
       (select coalesce(sum(jsonb_array_length(convert_from(body, 'UTF8')::jsonb -> 'events')), 0)::integer
        from ledger.entry) as listed`,
  );
  return { events: row?.events ?? 0, listed: row?.listed ?? 0 };
};

describe('a file that is damaged in any way', () => {
  test('is answered, never half recorded, and what is counted is there', async () => {
    await fc.assert(
      fc.asyncProperty(file, async (content) => {
        const before = await events();
        const { recorded, enrolled, refused } = await recordText(ledger, content);
        const after = await events();
        expect(after.events - before.events).toBe(recorded + enrolled);
        expect(after.events).toBe(after.listed);
        if (refused !== null) {
          expect(refused.message.length).toBeGreaterThan(0);
          expect(refused.line).toBeGreaterThan(0);
        }
      }),
      { numRuns: ROUNDS },
    );
  });
});
