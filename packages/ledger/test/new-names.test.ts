import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SigningKey } from '../src/keys/node-crypto.ts';
import { browseEvents } from '../src/ask/browse.ts';
import { type Ledger, openLedger } from '../src/open-ledger.ts';
import { enrolment, eventOf, newKey, operatorKey, oreLot, registration, sign } from './submissions.ts';
import { lookingAhead, outcomesOf, recordElsewhere } from './other-writers.ts';
import { audit, createTestLedger, type TestLedger, testFolders } from './test-ledger.ts';

// Ahead of the lock nobody looks up the names that a batch gives to what it makes: the database refuses one that is used.
// Whatever another writer has recorded, the answers are those of somebody who knew it all.

const testing = testDatabase();
const folders = testFolders();
let place: TestLedger;
let ledger: Ledger;
let operator: SigningKey;
let mine: SigningKey;

beforeAll(async () => {
  place = await createTestLedger(testing.url, await folders.make(), 'example.org/names');
  ledger = await openLedger(place.place, place.origin);
  operator = await operatorKey(ledger);
  mine = newKey();
  const entering = sign(
    ledger,
    operator,
    registration('MINE', ['mine', 'refiner', 'exporter']),
    enrolment(ledger, 'MINE', mine),
  );
  await recordElsewhere(ledger, entering);
});

afterAll(async () => {
  expect((await audit(place)).failures).toEqual([]);
  await ledger.close();
});

const byMine = (...events: object[]) => sign(ledger, mine, ...events);
const ORE = { netMilligrams: 1_000, elementMilligrams: { Nd: 10 } };
const leaching = (lot: string, output: string) =>
  eventOf({
    type: 'lot-transformed',
    step: 'leaching',
    inputs: [{ lot, netMilligrams: 100 }],
    outputs: [
      {
        lot: output,
        material: { form: 'leach-solution', product: 'leach solution' },
        quantity: { netMilligrams: 100, elementMilligrams: { Nd: 1 } },
      },
    ],
  });
const dispatch = (transfer: string, lot: string) =>
  eventOf({ type: 'transfer-dispatched', transfer, consignee: 'MINE', lines: [{ lot, quantity: ORE }] });
const packing = (shipment: string, lot: string) =>
  eventOf({ type: 'shipment-packed', shipment, lots: [lot], consignee: 'MINE', destination: 'JP' });

const recorded = { status: 'recorded' };
const used = (id: string, asked: string, usedFor: string) => ({
  status: 'refused',
  refusal: { code: 'id-used', facts: { id, asked, usedFor } },
});

describe('a name that another writer has used', () => {
  test('is refused with what it is used for, and its neighbours are recorded', async () => {
    await recordElsewhere(ledger, byMine(oreLot('ORE')));
    const appender = await lookingAhead(ledger, operator);
    const [before, again, after] = ['ORE-BEFORE', 'ORE', 'ORE-AFTER'].map((lot) => byMine(oreLot(lot)));
    const outcomes = await outcomesOf(appender, ...[before, again, after].filter((each) => each !== undefined));
    expect(outcomes).toMatchObject([recorded, used('ORE', 'lot', 'lot'), recorded]);
  });

  test('is refused whichever kind it is of', async () => {
    await recordElsewhere(
      ledger,
      byMine(oreLot('KIND-LOT'), oreLot('KIND-PACKED'), oreLot('KIND-MOVED')),
      byMine(dispatch('KIND-TRANSFER', 'KIND-MOVED')),
      byMine(packing('KIND-SHIPMENT', 'KIND-PACKED')),
    );
    const cases = [
      [oreLot('KIND-TRANSFER'), used('KIND-TRANSFER', 'lot', 'transfer')],
      [oreLot('KIND-SHIPMENT'), used('KIND-SHIPMENT', 'lot', 'shipment')],
      [dispatch('KIND-LOT', 'KIND-LOT'), used('KIND-LOT', 'transfer', 'lot')],
      [dispatch('KIND-TRANSFER', 'KIND-LOT'), used('KIND-TRANSFER', 'transfer', 'transfer')],
      [dispatch('KIND-SHIPMENT', 'KIND-LOT'), used('KIND-SHIPMENT', 'transfer', 'shipment')],
      [packing('KIND-LOT', 'KIND-LOT'), used('KIND-LOT', 'shipment', 'lot')],
      [packing('KIND-TRANSFER', 'KIND-LOT'), used('KIND-TRANSFER', 'shipment', 'transfer')],
      [packing('KIND-SHIPMENT', 'KIND-LOT'), used('KIND-SHIPMENT', 'shipment', 'shipment')],
    ] as const;
    for (const [event, outcome] of cases) {
      expect(await outcomesOf(await lookingAhead(ledger, operator), byMine(event))).toMatchObject([outcome]);
    }
  });

  test('is the reason though there is another one that shows first', async () => {
    await recordElsewhere(ledger, byMine(oreLot('REASON')));
    const appender = await lookingAhead(ledger, operator);
    const nowhere = { ...oreLot('REASON'), facility: 'NOWHERE' };
    const both = byMine(oreLot('REASON'), nowhere);
    expect(await outcomesOf(appender, both)).toMatchObject([used('REASON', 'lot', 'lot')]);
  });
});

describe('what a submission would have made', () => {
  test('is looked up for those behind it when it is refused', async () => {
    await recordElsewhere(ledger, byMine(oreLot('THERE')));
    const appender = await lookingAhead(ledger, operator);
    const again = byMine(oreLot('THERE'), leaching('NOT-THERE', 'NOTHING'));
    const uses = byMine(leaching('THERE', 'THERE-LEACHED'));
    expect(await outcomesOf(appender, again, uses)).toMatchObject([used('THERE', 'lot', 'lot'), recorded]);
    const missing = byMine({ ...oreLot('MISSING'), facility: 'NOWHERE' });
    const usesMissing = byMine(leaching('MISSING', 'MISSING-LEACHED'));
    expect(await outcomesOf(appender, missing, usesMissing)).toMatchObject([
      { status: 'refused', refusal: { code: 'unknown-facility' } },
      { status: 'refused', refusal: { code: 'unknown-lot', facts: { lot: 'MISSING', found: null } } },
    ]);
  });

  test('is looked up for those behind it when it was recorded before', async () => {
    const first = byMine(oreLot('RETRIED'));
    await recordElsewhere(ledger, first);
    const appender = await lookingAhead(ledger, operator);
    const uses = byMine(leaching('RETRIED', 'RETRIED-LEACHED'));
    expect(await outcomesOf(appender, first, uses)).toMatchObject([{ status: 'already-recorded' }, recorded]);
  });
});

/** What the rules noticed about the event that made a lot. */
async function findingsOf(lot: string): Promise<string[] | undefined> {
  const [event] = await browseEvents(ledger, { lot, limit: 1 });
  return event?.findings.map(({ code }) => code);
}

describe('a document that another writer has named', () => {
  const ticket = { kind: 'weighbridge-ticket', name: 'ticket.pdf', sha256: `${'N'.repeat(42)}A` };
  const withTicket = (event: object) => ({ ...event, documents: [ticket] });

  test('is noticed on another lot, and not on what was made of its own', async () => {
    await recordElsewhere(ledger, byMine(withTicket(oreLot('PAPER-1'))), byMine(oreLot('PAPER-2'), oreLot('PAPER-3')));
    await recordElsewhere(ledger, byMine(leaching('PAPER-1', 'PAPER-LIQUOR')));
    const appender = await lookingAhead(ledger, operator);
    const outcomes = await outcomesOf(
      appender,
      byMine(withTicket(oreLot('PAPER-4'))),
      byMine(withTicket(leaching('PAPER-LIQUOR', 'PAPER-LIQUOR-2'))),
      byMine(withTicket(leaching('PAPER-2', 'PAPER-LIQUOR-3'))),
    );
    expect(outcomes).toMatchObject([recorded, recorded, recorded]);
    expect(await findingsOf('PAPER-4')).toContain('document-reused');
    expect(await findingsOf('PAPER-LIQUOR-2')).not.toContain('document-reused');
    expect(await findingsOf('PAPER-LIQUOR-3')).toContain('document-reused');
  });
});
