import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SigningKey } from '../src/keys/node-crypto.ts';
import { type Ledger, openLedger } from '../src/open-ledger.ts';
import { enrolment, eventOf, newKey, operatorKey, oreLot, registration, sign } from './submissions.ts';
import { lookingAhead, outcomesOf, recordElsewhere } from './other-writers.ts';
import { audit, createTestLedger, type TestLedger, testFolders } from './test-ledger.ts';

// A receipt that waits keeps names of what is not recorded yet. Ahead of the lock nobody looks these up: the database refuses
// what was decided without knowing, and it is decided again. Whoever waits, the answers are those of somebody who knew.

const testing = testDatabase();
const folders = testFolders();
let place: TestLedger;
let ledger: Ledger;
let operator: SigningKey;
let mine: SigningKey;
let refiner: SigningKey;

beforeAll(async () => {
  place = await createTestLedger(testing.url, await folders.make(), 'example.org/awaited-names');
  ledger = await openLedger(place.place, place.origin);
  operator = await operatorKey(ledger);
  mine = newKey();
  refiner = newKey();
  await recordElsewhere(
    ledger,
    sign(
      ledger,
      operator,
      registration('MINE', ['mine', 'refiner', 'exporter']),
      enrolment(ledger, 'MINE', mine),
      registration('REFINER', ['refiner']),
      enrolment(ledger, 'REFINER', refiner),
    ),
  );
});

afterAll(async () => {
  expect((await audit(place)).failures).toEqual([]);
  await ledger.close();
});

const byMine = (...events: object[]) => sign(ledger, mine, ...events);
const ORE = { netMilligrams: 1_000 };
const dispatch = (transfer: string, ...lots: string[]) =>
  eventOf({
    type: 'transfer-dispatched',
    transfer,
    consignee: 'REFINER',
    lines: lots.map((lot) => ({ lot, quantity: ORE })),
  });
const packing = (shipment: string, lot: string) =>
  eventOf({ type: 'shipment-packed', shipment, lots: [lot], consignee: 'REFINER', destination: 'JP' });
const boxing = (unit: string, lot: string) => eventOf({ type: 'unit-packed', unit, lots: [lot] });
const disposal = (lot: string) => eventOf({ type: 'lot-disposed', lot, quantity: ORE, reason: 'spilled' });
const cancelling = (transfer: string) => eventOf({ type: 'transfer-cancelled', transfer, reason: 'never sent' });
const half = (lot: string) => ({
  lot,
  outcome: 'partly-accepted',
  measured: { netMilligrams: 500 },
  rejectedLot: `${lot}-BACK`,
});
const waiting = (transfer: string, lot: string) =>
  sign(ledger, refiner, eventOf({ type: 'transfer-received', transfer, consignor: 'MINE', lines: [half(lot)] }));

const recorded = { status: 'recorded' };
const found = (...codes: string[]) => ({ status: 'recorded', findings: codes.map((code) => ({ code })) });
const used = (id: string, asked: string, usedFor: string) => ({
  status: 'refused',
  refusal: { code: 'id-used', facts: { id, asked, usedFor } },
});

test('a name that a receipt keeps is refused to all that is new, and given back when the wait ends', async () => {
  await recordElsewhere(ledger, waiting('KEPT', 'KEPT-ORE'), byMine(oreLot('LOOSE')));
  for (const [name, usedFor] of [
    ['KEPT', 'transfer'],
    ['KEPT-ORE-BACK', 'lot'],
  ] as const) {
    const cases = [
      [oreLot(name), 'lot'],
      [packing(name, 'LOOSE'), 'shipment'],
      [boxing(name, 'LOOSE'), 'unit'],
    ] as const;
    for (const [event, asked] of cases) {
      expect(await outcomesOf(await lookingAhead(ledger, operator), byMine(event))).toMatchObject([
        used(name, asked, usedFor),
      ]);
    }
  }
  const asTransfer = byMine(dispatch('KEPT-ORE-BACK', 'LOOSE'));
  expect(await outcomesOf(await lookingAhead(ledger, operator), asTransfer)).toMatchObject([
    used('KEPT-ORE-BACK', 'transfer', 'lot'),
  ]);
  await recordElsewhere(ledger, byMine(cancelling('KEPT')));
  const free = [byMine(oreLot('KEPT-ORE-BACK')), byMine(packing('KEPT', 'LOOSE'))];
  expect(await outcomesOf(await lookingAhead(ledger, operator), ...free)).toMatchObject([recorded, recorded]);
});

test('a dispatch that was decided without the receipt that waits for it is decided again with it', async () => {
  await recordElsewhere(ledger, byMine(oreLot('SENT')), waiting('SENT-BY', 'SENT'));
  const appender = await lookingAhead(ledger, operator);
  const outcomes = await outcomesOf(appender, byMine(dispatch('SENT-BY', 'SENT')), byMine(oreLot('SENT-BACK')));
  expect(outcomes).toMatchObject([recorded, used('SENT-BACK', 'lot', 'lot')]);
  expect(await outcomesOf(appender, byMine(disposal('SENT')))).toMatchObject([
    { status: 'refused', refusal: { code: 'not-holder', facts: { holder: 'REFINER' } } },
  ]);
});

test('a lot that somebody has received is known to be awaited as soon as it is recorded', async () => {
  await recordElsewhere(ledger, waiting('NEW', 'NEW-ORE'));
  const appender = await lookingAhead(ledger, operator);
  const outcomes = await outcomesOf(appender, byMine(oreLot('NEW-ORE')), byMine(oreLot('OTHER-ORE')));
  expect(outcomes).toMatchObject([found('lot-awaited'), found()]);
  expect(await outcomesOf(appender, byMine(disposal('NEW-ORE')), byMine(disposal('OTHER-ORE')))).toMatchObject([
    { status: 'refused', refusal: { code: 'awaited', facts: { transfer: 'NEW' } } },
    recorded,
  ]);
  expect(await outcomesOf(await lookingAhead(ledger, operator), byMine(dispatch('NEW', 'NEW-ORE')))).toMatchObject([
    recorded,
  ]);
});

test('of two lots that one submission makes and disposes of, the awaited one is not used unseen', async () => {
  await recordElsewhere(ledger, waiting('UNSEEN', 'UNSEEN-ORE'));
  const both = byMine(oreLot('UNSEEN-ORE'), disposal('UNSEEN-ORE'));
  expect(await outcomesOf(await lookingAhead(ledger, operator), both)).toMatchObject([
    { status: 'refused', refusal: { code: 'awaited', facts: { transfer: 'UNSEEN' } } },
  ]);
});

test('all receipts that wait for a dispatch are known with the first, whichever name was asked for', async () => {
  const other = eventOf({
    type: 'transfer-received',
    transfer: 'TWICE',
    consignor: 'MINE',
    lines: [{ lot: 'TWICE-2', outcome: 'rejected' }],
  });
  await recordElsewhere(ledger, byMine(oreLot('TWICE-1'), oreLot('TWICE-2')), waiting('TWICE', 'TWICE-1'));
  await recordElsewhere(ledger, sign(ledger, refiner, other));
  const appender = await lookingAhead(ledger, operator);
  expect(await outcomesOf(appender, byMine(disposal('TWICE-1')))).toMatchObject([{ refusal: { code: 'awaited' } }]);
  const sent = await outcomesOf(appender, byMine(dispatch('TWICE', 'TWICE-1', 'TWICE-2')));
  expect(sent).toMatchObject([recorded]);
  const { rows } = await ledger.database.pool.query(
    `select outcome from view.receipt_line where ledger_id = $1 and transfer = 'TWICE' order by lot_number`,
    [ledger.ledgerId],
  );
  expect(rows).toEqual([{ outcome: 'partly-accepted' }, { outcome: 'rejected' }]);
});

test('a receipt that would wait keeps no name that something has', async () => {
  await recordElsewhere(ledger, byMine(oreLot('HAD-BACK')));
  expect(await outcomesOf(await lookingAhead(ledger, operator), waiting('HAD-BY', 'HAD'))).toMatchObject([
    used('HAD-BACK', 'lot', 'lot'),
  ]);
  const receipt = (transfer: string, rejectedLot: string) => `
    insert into view.awaited_receipt (ledger_id, event_number, transfer, consignor, consignee)
      values (${ledger.ledgerId}, 9000000, '${transfer}', 'MINE', 'REFINER');
    insert into view.awaited_line (ledger_id, event_number, index, transfer, lot, outcome, rejected_lot, element_milligrams)
      values (${ledger.ledgerId}, 9000000, 0, '${transfer}', 'HAD', 'partly-accepted', '${rejectedLot}', '{}')`;
  const refused = { code: '23505', constraint: 'name_is_unique' };
  await expect(ledger.database.pool.query(receipt('HAD-BACK', 'FREE'))).rejects.toMatchObject(refused);
  await expect(ledger.database.pool.query(receipt('FREE', 'HAD-BACK'))).rejects.toMatchObject(refused);
});
