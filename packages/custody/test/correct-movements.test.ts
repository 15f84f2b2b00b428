/** Corrections of what moves lots: transfers, units and shipments. What each would undo must be as it was left. */
import { describe, expect, test } from 'vitest';
import { awaitedUnder } from '../src/decide/awaited-names.ts';
import type { NamedThing } from '../src/state/custody-state.ts';
import type { HandshakeState } from '../src/state/state-of-transfers.ts';
import { settlementOf } from '../src/decide/dispute.ts';
import type { Fact } from '../src/fact.ts';
import {
  enter,
  type EventDraft,
  factsOf,
  findingsOf,
  latestDigest,
  openWorld,
  record,
  refusalOf,
  type World,
} from '../testing/given.ts';
import {
  asReplacement,
  corrected,
  dispatched,
  lotCreated,
  oreCreated,
  received,
  shipmentPacked,
  transformed,
} from './drafts.ts';
import { lotOf, recorded } from './correcting.ts';

function opened(): World {
  return enter(openWorld(), {
    'MINE-A': ['mine'],
    'REFINER-B': ['refiner'],
    'REFINER-C': ['refiner'],
    'MAGNETS-D': ['magnet-maker', 'exporter'],
  });
}

/** MINE-A has sent ORE-1 and ORE-2 to REFINER-B under TR-1; each is a kilogram with 10 g of neodymium. */
function sent(): { world: World; dispatch: string } {
  const world = opened();
  for (const lot of ['ORE-1', 'ORE-2', 'ORE-3']) record(world, 'MINE-A', oreCreated(lot));
  record(world, 'MINE-A', dispatched('TR-1', 'REFINER-B', ['ORE-1', 'ORE-2']));
  return { world, dispatch: latestDigest(world) };
}

const receipt = (line: object): EventDraft => ({
  type: 'transfer-received',
  transfer: 'TR-1',
  lines: [{ lot: 'ORE-1', ...line }],
});
const accepted = (netMilligrams: number) => receipt({ outcome: 'accepted', measured: { netMilligrams } });
const partly = (netMilligrams: number, rejectedLot = 'ORE-1R') =>
  receipt({ outcome: 'partly-accepted', measured: { netMilligrams }, rejectedLot });

const thingOf = (world: World, name: string): NamedThing | null | undefined => world.state.things.get(name);
const whereIs = (world: World, name: string) => [lotOf(world, name).custodian, lotOf(world, name).whereabouts.status];
function handshakeOf(world: World): HandshakeState {
  const handshake = world.state.handshakes.get('TR-1');
  if (!handshake) throw new Error('TR-1 is no transfer');
  return handshake;
}
const outcomeOf = (facts: readonly Fact[]) => factsOf(facts, 'correction')[0]?.outcome;
const obstaclesOf = (facts: readonly Fact[]) => factsOf(facts, 'correction')[0]?.obstacles ?? [];
const expectContested = (facts: readonly Fact[], ...sentences: readonly string[]) => {
  expect(outcomeOf(facts)).toBe('contested');
  expect(findingsOf(facts)).toEqual(['correction-contested']);
  expect(obstaclesOf(facts)).toEqual(sentences.map((sentence) => expect.stringContaining(sentence) as string));
};

describe('a dispatch', () => {
  test('that is voided leaves the lots with their consignor, and the transfer is no more', () => {
    const { world, dispatch } = sent();
    expect(outcomeOf(record(world, 'MINE-A', corrected(dispatch)))).toBe('voided');
    expect(whereIs(world, 'ORE-1')).toEqual(['MINE-A', 'held']);
    expect(refusalOf(world, 'REFINER-B', received('TR-1', ['ORE-1'])).code).toBe('not-in-transfer');
    expect(refusalOf(world, 'MINE-A', { type: 'transfer-cancelled', transfer: 'TR-1', reason: 'x' })).toMatchObject({
      code: 'transfer-ended',
      facts: { ended: 'voided' },
    });
    record(world, 'MINE-A', dispatched('TR-2', 'REFINER-C', ['ORE-1', 'ORE-2']));
  });

  test('that is replaced goes to another with other lots, under the same id', () => {
    const { world, dispatch } = sent();
    const replacement = { ...dispatched('TR-1', 'REFINER-C', ['ORE-2', 'ORE-3']), seals: ['S-1'] };
    expect(outcomeOf(record(world, 'MINE-A', corrected(dispatch, asReplacement(replacement))))).toBe('replaced');
    expect(whereIs(world, 'ORE-1')).toEqual(['MINE-A', 'held']);
    expect(whereIs(world, 'ORE-3')).toEqual(['MINE-A', 'in-transit']);
    expect(thingOf(world, 'TR-1')).toMatchObject({ consignee: 'REFINER-C', seals: ['S-1'] });
    expect(handshakeOf(world).lots).toEqual(['ORE-2', 'ORE-3']);
    expect(refusalOf(world, 'REFINER-B', received('TR-1', ['ORE-2'])).code).toBe('not-holder');
    record(world, 'REFINER-C', received('TR-1', ['ORE-2', 'ORE-3']));
  });

  test('is contested once something of it is received, and corrected once that is undone', () => {
    const { world, dispatch } = sent();
    const wrong = recorded(world, 'REFINER-B', accepted(1_000_000));
    expectContested(record(world, 'MINE-A', corrected(dispatch)), '(ORE-1 accepted)');
    record(world, 'OPERATOR', corrected(wrong));
    expect(outcomeOf(record(world, 'MINE-A', corrected(dispatch)))).toBe('voided');
  });

  test('keeps the rules: a replacement names what its consignor has', () => {
    const { world, dispatch } = sent();
    const replacement = asReplacement(dispatched('TR-1', 'REFINER-C', ['ORE-1'], { netMilligrams: 7 }));
    expect(refusalOf(world, 'MINE-A', corrected(dispatch, replacement))).toMatchObject({
      code: 'quantity-differs',
      field: 'replacement.lines[0].quantity.netMilligrams',
    });
    const other = asReplacement(dispatched('TR-9', 'REFINER-C', ['ORE-1']));
    expect(refusalOf(world, 'MINE-A', corrected(dispatch, other)).code).toBe('replacement-differs');
  });
});

describe('a receipt', () => {
  test('waits for the other party, whoever is first, and takes effect when both have said the same', () => {
    const { world } = sent();
    const wrong = recorded(world, 'REFINER-B', accepted(900_000));
    expect(handshakeOf(world).disputes).toHaveLength(1);
    const right = (id: string) => ({ ...asReplacement(accepted(999_900)), id });
    const first = record(world, 'MINE-A', corrected(wrong, right('00000000-0000-4000-9000-000000000001')));
    expectContested(first, 'by MINE-A alone, and waits for REFINER-B to record the same correction');
    const other = record(world, 'REFINER-B', corrected(wrong));
    expectContested(other, 'waits for MINE-A to record the same correction, whose event');
    const second = record(world, 'REFINER-B', corrected(wrong, right('00000000-0000-4000-9000-000000000002')));
    expect(outcomeOf(second)).toBe('replaced');
    expect(handshakeOf(world)).toMatchObject({ disputes: [], receipts: [{ outcomes: { 'ORE-1': 'accepted' } }] });
    expect(whereIs(world, 'ORE-1')).toEqual(['REFINER-B', 'held']);
  });

  test('is corrected by an authority alone, and by nobody else', () => {
    const { world } = sent();
    const wrong = recorded(world, 'REFINER-B', accepted(1_000_000));
    expect(refusalOf(world, 'REFINER-C', corrected(wrong)).code).toBe('not-author');
    expect(outcomeOf(record(world, 'OPERATOR', corrected(wrong)))).toBe('voided');
    expect(whereIs(world, 'ORE-1')).toEqual(['MINE-A', 'in-transit']);
    record(world, 'REFINER-B', received('TR-1', ['ORE-1', 'ORE-2']));
  });

  test('that accepted what was rejected is replaced by its opposite, and back', () => {
    const { world } = sent();
    const wrong = recorded(world, 'REFINER-B', accepted(1_000_000));
    record(world, 'OPERATOR', corrected(wrong, asReplacement(receipt({ outcome: 'rejected' }))));
    expect(whereIs(world, 'ORE-1')).toEqual(['MINE-A', 'returning']);
    record(world, 'OPERATOR', corrected(wrong, asReplacement(accepted(1_000_000))));
    expect(whereIs(world, 'ORE-1')).toEqual(['REFINER-B', 'held']);
  });

  test('that was of a part gives back what it split off, or splits off another amount', () => {
    const { world } = sent();
    const wrong = recorded(world, 'REFINER-B', partly(600_000));
    record(world, 'OPERATOR', corrected(wrong, asReplacement(partly(700_000))));
    expect(lotOf(world, 'ORE-1').remaining).toMatchObject({
      netMilligrams: 700_000n,
      elementMilligrams: { Nd: 7_000n },
    });
    expect(lotOf(world, 'ORE-1R').remaining).toMatchObject({
      netMilligrams: 300_000n,
      elementMilligrams: { Nd: 3_000n },
    });
    expect(whereIs(world, 'ORE-1R')).toEqual(['MINE-A', 'returning']);
    record(world, 'OPERATOR', corrected(wrong, asReplacement(partly(800_000, 'ORE-1S'))));
    expect(whereIs(world, 'ORE-1R')).toEqual(['MINE-A', 'voided']);
    expect(lotOf(world, 'ORE-1S').remaining.netMilligrams).toBe(200_000n);
    record(world, 'OPERATOR', corrected(wrong));
    expect(lotOf(world, 'ORE-1').remaining.netMilligrams).toBe(1_000_000n);
    expect(lotOf(world, 'ORE-1R').remaining.netMilligrams).toBe(0n);
    expect(whereIs(world, 'ORE-1S')).toEqual(['MINE-A', 'voided']);
    expect(whereIs(world, 'ORE-1')).toEqual(['MINE-A', 'in-transit']);
  });

  test('is contested where its lots were used, moved or packed since, with both values', () => {
    const { world } = sent();
    const wrong = recorded(world, 'REFINER-B', received('TR-1', ['ORE-1', 'ORE-2']));
    const input = { lot: 'ORE-1', netMilligrams: 400_000 };
    record(world, 'REFINER-B', transformed({ step: 'beneficiation', form: 'concentrate', inputs: [input] }));
    record(world, 'REFINER-B', dispatched('TR-2', 'REFINER-C', ['ORE-2']));
    expectContested(
      record(world, 'OPERATOR', corrected(wrong)),
      'ORE-1 was left with 1 kg net, and has 0.6 kg net: see event',
      'ORE-2 was left with REFINER-B, and is in transit under transfer TR-2: see event',
    );
  });

  test('is contested while what goes back of it is back, and corrected when that is undone', () => {
    const { world } = sent();
    const wrong = recorded(world, 'REFINER-B', partly(600_000));
    const back = recorded(world, 'MINE-A', received('TR-1', ['ORE-1R'], { netMilligrams: 400_000 }));
    expectContested(
      record(world, 'OPERATOR', corrected(wrong)),
      'ORE-1R was left returning under TR-1, and is held by MINE-A',
    );
    expectContested(record(world, 'MINE-A', corrected(back)), 'waits for REFINER-B');
    expect(outcomeOf(record(world, 'REFINER-B', corrected(back)))).toBe('voided');
    expect(outcomeOf(record(world, 'OPERATOR', corrected(wrong)))).toBe('voided');
  });

  test('whose dispute is settled is contested until the settlement is undone', () => {
    const { world } = sent();
    const wrong = recorded(world, 'REFINER-B', accepted(900_000));
    const settled = recorded(world, 'OPERATOR', settlement({ basis: 'declared' }));
    expectContested(record(world, 'OPERATOR', corrected(wrong)), 'over lot ORE-1 that it opened is settled by event');
    record(world, 'OPERATOR', corrected(settled));
    expect(outcomeOf(record(world, 'OPERATOR', corrected(wrong)))).toBe('voided');
    record(world, 'REFINER-B', accepted(800_000));
    expect(handshakeOf(world).disputes).toMatchObject([{ measured: { netMilligrams: 800_000n }, proposals: [] }]);
  });

  test('names the settled disputes lot by lot in the order of the ledger, however its lines stand', () => {
    const { world } = sent();
    const lines = ['ORE-2', 'ORE-1'].map((lot) => ({ lot, outcome: 'accepted', measured: { netMilligrams: 900_000 } }));
    const wrong = recorded(world, 'REFINER-B', { type: 'transfer-received', transfer: 'TR-1', lines });
    for (const lot of ['ORE-2', 'ORE-1']) record(world, 'OPERATOR', { ...settlement({ basis: 'declared' }), lot });
    const [correction] = factsOf(record(world, 'OPERATOR', corrected(wrong)), 'correction');
    expect(correction?.obstacles).toEqual([
      expect.stringContaining('the dispute over lot ORE-1'),
      expect.stringContaining('the dispute over lot ORE-2'),
    ]);
  });

  test('that waits for its dispatch is corrected by its author alone', () => {
    const world = opened();
    record(world, 'MINE-A', oreCreated('ORE-1'));
    const early = { ...accepted(1_000_000), consignor: 'MINE-A' };
    const wrong = recorded(world, 'REFINER-B', early);
    const right = asReplacement({ ...early, seals: ['S-1'] });
    expect(outcomeOf(record(world, 'REFINER-B', corrected(wrong, right)))).toBe('replaced');
    expect(awaitedUnder(world.state, 'TR-1')).toMatchObject([{ transfer: 'TR-1', seals: ['S-1'] }]);
    expect(outcomeOf(record(world, 'REFINER-B', corrected(wrong)))).toBe('voided');
    expect(awaitedUnder(world.state, 'TR-1')).toEqual([]);
    record(world, 'MINE-A', { type: 'lot-adjusted', lot: 'ORE-1', quantity: { netMilligrams: 1 }, reason: 'count' });
  });

  test('that is not the only one to wait for a dispatch is contested', () => {
    const world = opened();
    const wrong = recorded(world, 'REFINER-B', { ...accepted(1_000_000), consignor: 'MINE-A' });
    record(world, 'REFINER-B', { ...received('TR-1', ['ORE-2']), consignor: 'MINE-A' });
    expectContested(record(world, 'REFINER-B', corrected(wrong)), 'transfer TR-1 is awaited by event');
  });

  test('that waited for its dispatch is contested once that has come', () => {
    const world = opened();
    record(world, 'MINE-A', oreCreated('ORE-1'));
    const early = recorded(world, 'REFINER-B', { ...accepted(1_000_000), consignor: 'MINE-A' });
    record(world, 'MINE-A', dispatched('TR-1', 'REFINER-B', ['ORE-1']));
    expectContested(record(world, 'OPERATOR', corrected(early)), 'waited for the dispatch of transfer TR-1');
  });
});

const settlement = (resolution: object): EventDraft => ({
  type: 'transfer-settled',
  transfer: 'TR-1',
  lot: 'ORE-1',
  resolution,
});

function withSettlement(): { world: World; first: string; last: string } {
  const { world } = sent();
  record(world, 'REFINER-B', accepted(900_000));
  const first = recorded(world, 'MINE-A', settlement({ basis: 'measured' }));
  const last = recorded(world, 'REFINER-B', settlement({ basis: 'measured' }));
  expect(lotOf(world, 'ORE-1').remaining.netMilligrams).toBe(900_000n);
  return { world, first, last };
}
const isOpen = (world: World) => handshakeOf(world).disputes.map((dispute) => settlementOf(dispute) === null);

describe('a settlement', () => {
  test('that is voided gives back what it changed, and the dispute is open again', () => {
    const { world, last } = withSettlement();
    expect(outcomeOf(record(world, 'REFINER-B', corrected(last)))).toBe('voided');
    expect(lotOf(world, 'ORE-1').remaining).toMatchObject({
      netMilligrams: 1_000_000n,
      elementMilligrams: { Nd: 10_000n },
    });
    expect(isOpen(world)).toEqual([true]);
    record(world, 'REFINER-B', settlement({ basis: 'measured' }));
    expect(isOpen(world)).toEqual([false]);
  });

  test('that is replaced changes the book by the difference, or no more', () => {
    const { world, last } = withSettlement();
    const agreed = settlement({ basis: 'agreed', quantity: { netMilligrams: 950_000 } });
    expect(outcomeOf(record(world, 'REFINER-B', corrected(last, asReplacement(agreed))))).toBe('replaced');
    expect(lotOf(world, 'ORE-1').remaining.netMilligrams).toBe(1_000_000n);
    expect(isOpen(world)).toEqual([true]);
    record(world, 'MINE-A', agreed);
    expect(lotOf(world, 'ORE-1').remaining).toMatchObject({
      netMilligrams: 950_000n,
      elementMilligrams: { Nd: 9_500n },
    });
  });

  test('is contested where the other party has settled on it, or the lot has moved on', () => {
    const { world, first, last } = withSettlement();
    expectContested(record(world, 'MINE-A', corrected(first)), 'was left open, and is settled on this word by event');
    record(world, 'REFINER-B', dispatched('TR-2', 'REFINER-C', ['ORE-1'], { netMilligrams: 900_000 }));
    expectContested(
      record(world, 'REFINER-B', corrected(last)),
      'ORE-1 would have 0.1 kg net more, and is in transit under transfer TR-2 as it is: see event',
    );
  });
});

test('a cancellation that is voided puts the lots under way again, while they are where it left them', () => {
  const { world } = sent();
  const cancel = { type: 'transfer-cancelled', transfer: 'TR-1', reason: 'wrong lorry' };
  const cancelled = recorded(world, 'MINE-A', cancel);
  record(world, 'MINE-A', corrected(cancelled, asReplacement({ ...cancel, reason: 'no lorry' })));
  expect(whereIs(world, 'ORE-1')).toEqual(['MINE-A', 'held']);
  expect(outcomeOf(record(world, 'MINE-A', corrected(cancelled)))).toBe('voided');
  expect(whereIs(world, 'ORE-1')).toEqual(['MINE-A', 'in-transit']);
  const again = recorded(world, 'MINE-A', cancel);
  record(world, 'MINE-A', { type: 'unit-packed', unit: 'DRUM-1', lots: ['ORE-1', 'ORE-3'] });
  record(world, 'MINE-A', dispatched('TR-2', 'REFINER-B', ['ORE-2']));
  expectContested(
    record(world, 'MINE-A', corrected(again)),
    'ORE-2 was left with MINE-A, and is in transit under transfer TR-2',
    'ORE-1 is packed in unit DRUM-1 with ORE-3',
  );
});

test('a cancelled wait stays cancelled: nothing is left of it to go on', () => {
  const world = opened();
  record(world, 'REFINER-B', { ...accepted(1_000_000), consignor: 'MINE-A' });
  const ended = recorded(world, 'MINE-A', { type: 'transfer-cancelled', transfer: 'TR-1', reason: 'never sent' });
  expectContested(record(world, 'MINE-A', corrected(ended)), 'ended a wait for the dispatch of TR-1');
});

const pack = (lots: readonly string[], seal = 'S-1') => ({ type: 'unit-packed', unit: 'DRUM-1', lots, seal });
const unpack = { type: 'unit-unpacked', unit: 'DRUM-1', seal: 'S-9' };
function stocked(): World {
  const world = opened();
  for (const lot of ['ORE-1', 'ORE-2', 'ORE-3']) record(world, 'MINE-A', oreCreated(lot));
  return world;
}

describe('a logistic unit', () => {
  test('is packed with other lots, or was never packed', () => {
    const world = stocked();
    const packed = recorded(world, 'MINE-A', pack(['ORE-1', 'ORE-2']));
    record(world, 'MINE-A', corrected(packed, asReplacement(pack(['ORE-2', 'ORE-3'], 'S-2'))));
    expect(['ORE-1', 'ORE-2', 'ORE-3'].map((lot) => lotOf(world, lot).unit)).toEqual([null, 'DRUM-1', 'DRUM-1']);
    expect(thingOf(world, 'DRUM-1')).toMatchObject({ isPacked: true, lots: ['ORE-2', 'ORE-3'], seal: 'S-2' });
    record(world, 'MINE-A', corrected(packed));
    expect(['ORE-1', 'ORE-2', 'ORE-3'].map((lot) => lotOf(world, lot).unit)).toEqual([null, null, null]);
    record(world, 'MINE-A', pack(['ORE-1']));
  });

  test('was never unpacked: what was in it is in it again, under its seal', () => {
    const world = stocked();
    record(world, 'MINE-A', pack(['ORE-2', 'ORE-1']));
    const unpacked = recorded(world, 'MINE-A', unpack);
    record(world, 'MINE-A', corrected(unpacked, asReplacement({ ...unpack, seal: 'S-1' })));
    expect(lotOf(world, 'ORE-1').unit).toBeNull();
    record(world, 'MINE-A', corrected(unpacked));
    expect(lotOf(world, 'ORE-1').unit).toBe('DRUM-1');
    expect(thingOf(world, 'DRUM-1')).toMatchObject({ isPacked: true, lots: ['ORE-1', 'ORE-2'], seal: 'S-1' });
  });

  test('is contested when it was packed or unpacked since, or its lots have gone', () => {
    const world = stocked();
    const packed = recorded(world, 'MINE-A', pack(['ORE-1', 'ORE-2']));
    const unpacked = recorded(world, 'MINE-A', unpack);
    expectContested(
      record(world, 'MINE-A', corrected(packed)),
      'DRUM-1 was left packed, and was unpacked since, by event',
    );
    record(world, 'MINE-A', { ...pack(['ORE-1']), unit: 'DRUM-2' });
    record(world, 'MINE-A', dispatched('TR-1', 'REFINER-B', ['ORE-2']));
    expectContested(
      record(world, 'MINE-A', corrected(unpacked)),
      'ORE-1 was left loose, and is packed in unit DRUM-2',
      'ORE-2 was left with MINE-A, and is in transit under transfer TR-1',
    );
  });
});

function withShipment(): { world: World; packing: string } {
  const world = opened();
  for (const lot of ['MAG-1', 'MAG-2']) {
    record(world, 'MAGNETS-D', lotCreated({ lot, origin: 'opening-stock', form: 'magnet' }));
  }
  return { world, packing: recorded(world, 'MAGNETS-D', shipmentPacked('SHP-1', ['MAG-1'])) };
}

describe('a shipment', () => {
  const exit = { type: 'shipment-exited', shipment: 'SHP-1' };

  test('holds other lots, or none: it was never packed', () => {
    const { world, packing } = withShipment();
    const other = { ...shipmentPacked('SHP-1', ['MAG-2']), destination: 'FR' };
    const facts = record(world, 'MAGNETS-D', corrected(packing, asReplacement(other)));
    expect(factsOf(facts, 'shipment-revision')).toMatchObject([{ shipment: 'SHP-1', destination: 'FR' }]);
    expect(thingOf(world, 'SHP-1')).toMatchObject({ lots: ['MAG-2'], ended: null });
    expect([whereIs(world, 'MAG-1')[1], whereIs(world, 'MAG-2')[1]]).toEqual(['held', 'packed']);
    record(world, 'MAGNETS-D', corrected(packing));
    expect(whereIs(world, 'MAG-2')[1]).toBe('held');
    expect(refusalOf(world, 'MAGNETS-D', exit)).toMatchObject({ code: 'shipment-ended', facts: { ended: 'voided' } });
  });

  test('that did not leave is packed again, and leaves or is unpacked later', () => {
    const { world, packing } = withShipment();
    const left = recorded(world, 'MAGNETS-D', exit);
    expectContested(record(world, 'MAGNETS-D', corrected(packing)), 'SHP-1 was left packed, and is exited');
    record(world, 'MAGNETS-D', corrected(left, asReplacement({ ...exit, port: 'Ningbo' })));
    expect(whereIs(world, 'MAG-1')[1]).toBe('exported');
    record(world, 'MAGNETS-D', corrected(left));
    expect(thingOf(world, 'SHP-1')).toMatchObject({ lots: ['MAG-1'], ended: null });
    expect(whereIs(world, 'MAG-1')[1]).toBe('packed');
    const undone = recorded(world, 'MAGNETS-D', { type: 'shipment-unpacked', shipment: 'SHP-1' });
    record(world, 'MAGNETS-D', corrected(undone));
    expect(whereIs(world, 'MAG-1')[1]).toBe('packed');
    record(world, 'MAGNETS-D', exit);
  });

  test('on hold stays as it is, and so does one whose lots are somewhere else', () => {
    const { world, packing } = withShipment();
    record(world, 'OPERATOR', { type: 'hold-placed', shipment: 'SHP-1', reason: 'licence' });
    expectContested(record(world, 'MAGNETS-D', corrected(packing)), 'SHP-1 is on hold since');
    record(world, 'OPERATOR', { type: 'hold-released', shipment: 'SHP-1', reason: 'fine' });
    const undone = recorded(world, 'MAGNETS-D', { type: 'shipment-unpacked', shipment: 'SHP-1' });
    record(world, 'MAGNETS-D', shipmentPacked('SHP-2', ['MAG-1']));
    expectContested(
      record(world, 'MAGNETS-D', corrected(undone)),
      'MAG-1 was left with MAGNETS-D, and is packed in shipment SHP-2',
    );
  });
});
