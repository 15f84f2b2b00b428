/** How material goes from hand to hand in a made-up chain, and comes back. */
import type { Form } from '../src/material.ts';
import type { Amounts } from '../src/amounts.ts';
import type { JsonObject } from './json-object.ts';
import { elementsFit, lessAmounts, NOTHING, quantityJson, shareOfAmounts } from './lawful-amounts.ts';
import { type Chain, type EventBody, newId, type UnderWay } from './lawful-event.ts';
import { LAWFUL_BUYERS, LAWFUL_PARTIES } from './lawful-parties.ts';
import { addLot, lotsOf, removeLot, type StockLot } from './lawful-stock.ts';
import type { RandomSource } from './random-source.ts';

/** A holder lets go of up to four lots, each whole, to somebody who wants them. */
export function dispatch(chain: Chain): EventBody | null {
  const { random, stock, inTransit } = chain;
  const holders = LAWFUL_PARTIES.filter(({ party }) => lotsOf(stock, party).length > 0);
  if (holders.length === 0) return null;
  const by = random.pick(holders).party;
  const first = random.pick(lotsOf(stock, by));
  const consignee = random.pick(LAWFUL_BUYERS[first.form]);
  if (consignee === by) return null;
  const others = lotsOf(stock, by).filter((lot) => lot !== first && LAWFUL_BUYERS[lot.form].includes(consignee));
  const lots = [first, ...others.filter(() => random.chance(40)).slice(0, 3)];
  for (const lot of lots) removeLot(stock, by, lot);
  const transfer = newId(chain, 'TR');
  inTransit.push({ transfer, consignor: by, consignee, lots, isReceived: false });
  const lines = lots.map((lot) => ({ lot: lot.lot, quantity: declaredOf(random, lot) }));
  const seals = random.chance(50) && { seals: [sealOf(transfer)] };
  const carrier = random.chance(30) && { carrier: 'CARRIER-1' };
  return { by, body: { type: 'transfer-dispatched', transfer, consignee, lines, ...seals, ...carrier } };
}

function sealOf(transfer: string): string {
  return `SEAL-${transfer}`;
}

/** What remains, in full or by net mass or volume alone. */
function declaredOf(random: RandomSource, { remaining }: StockLot): JsonObject {
  if (elementsFit(remaining) && random.chance(40)) return quantityJson(remaining);
  return quantityJson({ ...remaining, pieces: null, elementMilligrams: {} });
}

/** The consignor takes a dispatch back of which nothing was received. */
export function cancel(chain: Chain): EventBody | null {
  const { random, stock, inTransit } = chain;
  const untouched = inTransit.filter(({ isReceived }) => !isReceived);
  if (untouched.length === 0) return null;
  const pending = random.pick(untouched);
  const { transfer, consignor, lots } = pending;
  takeOut(inTransit, pending, lots);
  for (const lot of lots) addLot(stock, consignor, lot);
  return { by: consignor, body: { type: 'transfer-cancelled', transfer, reason: 'no lorry to be had' } };
}

/** The consignee receives all lines of a transfer or some, keeps most, and weighs a little more or less. */
export function receive(chain: Chain): EventBody | null {
  const { random, inTransit } = chain;
  if (inTransit.length === 0) return null;
  const pending = random.pick(inTransit);
  const { transfer, consignee } = pending;
  const [first, ...rest] = pending.lots as [StockLot, ...StockLot[]];
  const received = [first, ...(random.chance(70) ? rest : [])];
  takeOut(inTransit, pending, received);
  pending.isReceived = true;
  const lines: JsonObject[] = [];
  let isDivided = false;
  for (const lot of received) {
    const divided: JsonObject | null = isDivided || !random.chance(10) ? null : acceptPart(chain, pending, lot);
    isDivided ||= divided !== null;
    lines.push(divided ?? keepOrReject(chain, pending, lot));
  }
  const found = random.chance(75) ? sealOf(transfer) : `SEAL-${transfer}-BROKEN`;
  const seals = random.chance(50) && { seals: [found] };
  return { by: consignee, body: { type: 'transfer-received', transfer, lines, ...seals } };
}

function takeOut(from: UnderWay[], pending: UnderWay, lots: readonly StockLot[]): void {
  pending.lots = pending.lots.filter((lot) => !lots.includes(lot));
  if (pending.lots.length === 0) from.splice(from.indexOf(pending), 1);
}

function keepOrReject(chain: Chain, pending: UnderWay, lot: StockLot): JsonObject {
  const { random, stock, returning } = chain;
  if (random.chance(8)) {
    returning.push({ ...pending, lots: [lot] });
    const discrepancy = { kind: random.pick(['damage', 'wrong-lot', 'no-data'] as const), note: 'seen at the gate' };
    const measured = random.chance(50) && { measured: quantityJson(measuredOf(random, lot)) };
    return { lot: lot.lot, outcome: 'rejected', ...measured, ...(random.chance(80) && { discrepancy }) };
  }
  addLot(stock, pending.consignee, lot);
  return accepted(chain, pending, lot);
}

/** Weighs a lot, and remembers to settle with the other side what is too far from the book. */
function accepted(chain: Chain, { transfer, consignor, consignee }: UnderWay, lot: StockLot): JsonObject {
  const measured = measuredOf(chain.random, lot);
  if (isTooFar(lot, measured)) {
    const declared = lot.remaining;
    chain.disputes.push({ transfer, consignor, consignee, lot, declared, measured, proposal: null });
  }
  return { lot: lot.lot, outcome: 'accepted', measured: quantityJson(measured) };
}

const BULK = new Set<Form>(['ore', 'leach-solution', 'concentrate', 'liquor', 'residue', 'tailings', 'slag']);

function isTooFar({ form, remaining }: StockLot, measured: Amounts): boolean {
  const tolerated = BULK.has(form) ? 5_000n : 2_000n;
  return MEASURES.some((measure) => {
    const [before, after] = [remaining[measure] ?? 0n, measured[measure] ?? 0n];
    return (after > before ? after - before : before - after) * 1_000_000n > before * tolerated;
  });
}

const MEASURES = ['netMilligrams', 'volumeMillilitres'] as const;

/** The consignee keeps a part as it weighs it, by the first measure that it weighs; null of what cannot be divided. */
function acceptPart(chain: Chain, pending: UnderWay, lot: StockLot): JsonObject | null {
  const { random, stock, returning } = chain;
  const measure = MEASURES.find((candidate) => lot.remaining[candidate] !== null);
  const left = measure === undefined ? null : lot.remaining[measure];
  if (measure === undefined || left === null || left < 100n) return null;
  const amount = (left * BigInt(10 + random.below(80))) / 100n;
  const kept = shareOfAmounts(lot.remaining, amount, left);
  const rest = { ...lot, lot: newId(chain, 'BACK'), remaining: lessAmounts(lot.remaining, kept) };
  lot.remaining = kept;
  addLot(stock, pending.consignee, lot);
  returning.push({ ...pending, lots: [rest] });
  const measured = { [measure]: Number(amount) };
  return { lot: lot.lot, outcome: 'partly-accepted', measured, rejectedLot: rest.lot };
}

/** The consignor has back what was rejected. */
export function takeBack(chain: Chain): EventBody | null {
  const { random, stock, returning } = chain;
  if (returning.length === 0) return null;
  const pending = random.pick(returning);
  const { transfer, consignor, lots } = pending;
  takeOut(returning, pending, lots);
  for (const lot of lots) addLot(stock, consignor, lot);
  const lines = lots.map((lot) => accepted(chain, pending, lot));
  return { by: consignor, body: { type: 'transfer-received', transfer, lines } };
}

/** Within what is tolerated, nearly always. */
function measuredOf(random: RandomSource, { remaining }: StockLot): Amounts {
  const differs = random.chance(50);
  const apart = random.chance(20) ? 100_000 : 4_000;
  const measured = (amount: bigint | null) =>
    amount === null || !differs
      ? amount
      : (amount * BigInt(1_000_000 - apart / 2 + random.below(apart))) / 1_000_000n + 1n;
  const { netMilligrams, volumeMillilitres } = remaining;
  return { ...NOTHING, netMilligrams: measured(netMilligrams), volumeMillilitres: measured(volumeMillilitres) };
}
