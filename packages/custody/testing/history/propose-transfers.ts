/** How lots go from hand to hand in a history: sent, received, rejected, taken back, settled; received before they are sent. */
import type { Amounts } from '../../src/amounts.ts';
import type { JsonObject } from '../json-object.ts';
import { elementsFit, mapElements, NOTHING, quantityJson } from '../lawful-amounts.ts';
import { type AccountLot, type AccountTransfer, isUsable, waitFor } from './account.ts';
import { isUsedUp } from './account-amounts.ts';
import { pickLot, pickOthers, pickParty, type Proposal, someOf, type Stage } from './stage.ts';

/** Lots in units go with their units, mostly. */
export function dispatch(stage: Stage): Proposal | null {
  const { account, random } = stage;
  const first = pickLot(stage, undefined, (lot) => isUsable(account, lot));
  const consignee = pickParty(stage, null, random.chance(2) ? undefined : first?.custodian);
  if (first === null || consignee === null) return null;
  const lots = withUnits(stage, [first, ...pickOthers(stage, first, 2, () => true)]);
  const transfer = stage.id('TR');
  return { by: first.custodian, body: dispatched(stage, transfer, consignee, lots) };
}

export function withUnits({ account, random }: Stage, lots: readonly AccountLot[]): AccountLot[] {
  const all = new Set(lots);
  if (random.chance(10)) return [...all];
  for (const { unit } of lots) {
    for (const name of account.units.get(unit ?? '')?.lots ?? []) {
      const lot = account.lots.get(name);
      if (lot !== undefined) all.add(lot);
    }
  }
  return [...all];
}

function dispatched(
  { random }: Stage,
  transfer: string,
  consignee: string,
  lots: readonly AccountLot[],
): Proposal['body'] {
  const lines = lots.map(({ lot, remaining }) => {
    const bulk = { ...remaining, pieces: null, elementMilligrams: {} };
    const declared = elementsFit(remaining) && random.chance(40) ? remaining : bulk;
    return { lot, quantity: quantityJson(declared) };
  });
  const seals = random.chance(40) && { seals: [`SEAL-${transfer}`] };
  return { type: 'transfer-dispatched', transfer, consignee, lines, ...seals };
}

const isUnderWay = ({ status }: AccountLot) => status === 'in-transit';

/** The consignee takes some lines or all, whole, in part or not at all; or the consignor what comes back. */
export function receive(stage: Stage): Proposal | null {
  const { account, random } = stage;
  const first = pickLot(stage, undefined, isUnderWay);
  const transfer = account.transfers.get(first?.within ?? '');
  if (first === null || transfer === undefined) return null;
  const others = lotsWithin(stage, transfer, first).filter(() => random.chance(70));
  const lines = receiptLines(stage, [first, ...others]);
  const seals = random.chance(30) && { seals: [`SEAL-${transfer.transfer}${random.chance(20) ? '-BROKEN' : ''}`] };
  const by = random.chance(97) ? transfer.consignee : transfer.consignor;
  return { by, body: { type: 'transfer-received', transfer: transfer.transfer, lines, ...seals } };
}

/** One of them at most is divided. */
function receiptLines(stage: Stage, lots: readonly AccountLot[]): JsonObject[] {
  let isDivided = false;
  return lots.map((lot) => {
    const line = receiptLine(stage, lot, isDivided);
    isDivided ||= line['rejectedLot'] !== undefined;
    return line;
  });
}

export function takeBack(stage: Stage): Proposal | null {
  const first = pickLot(stage, undefined, ({ status }) => status === 'returning');
  const transfer = stage.account.transfers.get(first?.within ?? '');
  if (first === null || transfer === undefined) return null;
  const measured = quantityJson(measuredOf(stage, first.remaining));
  const lines = [{ lot: first.lot, outcome: 'accepted', measured }];
  return { by: transfer.consignor, body: { type: 'transfer-received', transfer: transfer.transfer, lines } };
}

function lotsWithin({ account }: Stage, { transfer, lots }: AccountTransfer, first: AccountLot): AccountLot[] {
  const all = lots.map((name) => account.lots.get(name)).filter((lot) => lot !== undefined);
  return all.filter((lot) => lot !== first && lot.within === transfer && isUnderWay(lot));
}

function receiptLine(stage: Stage, { lot, remaining }: AccountLot, isDivided: boolean): JsonObject {
  const { random } = stage;
  const measured = measuredOf(stage, remaining);
  const discrepancy = random.chance(15) && { discrepancy: { kind: random.pick(['damage', 'shortage', 'no-data']) } };
  const drawn = random.below(100);
  if (drawn < 12) {
    const weighed = random.chance(50) && { measured: quantityJson(measured) };
    return { lot, outcome: 'rejected', ...weighed, ...discrepancy };
  }
  if (drawn < 36 && !isDivided) {
    const percent = BigInt(1 + random.below(98));
    const part = (amount: bigint | null) => (amount === null ? null : (amount * percent) / 100n + 1n);
    const { netMilligrams, volumeMillilitres } = remaining;
    const kept = { ...NOTHING, netMilligrams: part(netMilligrams), volumeMillilitres: part(volumeMillilitres) };
    const rejectedLot = stage.id('BACK');
    return { lot, outcome: 'partly-accepted', measured: quantityJson(kept), rejectedLot, ...discrepancy };
  }
  return { lot, outcome: 'accepted', measured: quantityJson(measured), ...discrepancy };
}

/** Within what is tolerated, or not; now and then the elements too. */
function measuredOf({ random }: Stage, remaining: Amounts): Amounts {
  const permille = BigInt(random.chance(45) ? 1_000 : random.chance(50) ? 998 : 940 + random.below(90));
  const scaled = (amount: bigint | null) => (amount === null ? null : (amount * permille) / 1_000n);
  const { netMilligrams, volumeMillilitres } = remaining;
  const weighed = { ...NOTHING, netMilligrams: scaled(netMilligrams), volumeMillilitres: scaled(volumeMillilitres) };
  const elementMilligrams = mapElements(remaining.elementMilligrams, (mass) => (mass * permille) / 1_000n);
  const all = { ...weighed, elementMilligrams };
  return random.chance(20) && elementsFit(all) ? all : weighed;
}

export function cancel(stage: Stage): Proposal | null {
  const { account, random } = stage;
  const open = someOf(stage, account.transfers).filter(({ isReceived, isCancelled }) => !isReceived && !isCancelled);
  const any = random.chance(10) ? [...account.transfers.values()] : open;
  const transfer = stage.pick(any, (one) => one.transfer);
  if (transfer === null) return null;
  const body = { type: 'transfer-cancelled', transfer: transfer.transfer, reason: 'no lorry to be had' };
  return { by: transfer.consignor, body };
}

/** A side says what it would settle on, mostly what the other has said; or the authority has the last word. */
export function settle(stage: Stage): Proposal | null {
  const { account, random } = stage;
  const disputed = someOf(stage, account.transfers).filter(({ disputes }) => disputes.some(({ isOpen }) => isOpen));
  const transfer = stage.pick(disputed, (one) => one.transfer);
  const dispute = stage.pick(transfer?.disputes.filter(({ isOpen }) => isOpen) ?? [], ({ lot }) => lot);
  if (transfer === null || dispute === null) return null;
  const { consignor, consignee } = transfer;
  const [said] = dispute.proposals;
  const other = said?.[0] === consignor ? consignee : consignor;
  const by = random.chance(15) ? 'AUTHORITY' : said === undefined ? random.pick([consignor, consignee]) : other;
  const basis =
    said !== undefined && random.chance(85) ? said[1].basis : random.pick(['declared', 'measured', 'agreed']);
  const middle = mapElements(dispute.declared.elementMilligrams, (mass) => (mass * 99n) / 100n);
  const net = dispute.measured.netMilligrams ?? dispute.measured.volumeMillilitres ?? 0n;
  const measure = dispute.measured.netMilligrams === null ? 'volumeMillilitres' : 'netMilligrams';
  const agreed = { ...NOTHING, [measure]: net, ...(random.chance(20) && { elementMilligrams: middle }) };
  const quantity = basis === 'agreed' && { quantity: quantityJson(agreed) };
  const named = (basis === 'agreed' || random.chance(60)) && { lot: dispute.lot };
  const resolution = { basis, ...quantity };
  return { by, body: { type: 'transfer-settled', transfer: transfer.transfer, ...named, resolution } };
}

/** What its consignor has not recorded yet is received: of a lot that it has, or of one that nobody has heard of. */
export function receiveAhead(stage: Stage): Proposal | null {
  const { account, random, pick } = stage;
  const first = pickLot(stage, undefined, (lot) => isUsable(account, lot));
  const by = pickParty(stage, null, first?.custodian);
  if (first === null || by === null) return null;
  const lots = [first, ...pickOthers(stage, first, 1, () => true)];
  const known = random.chance(25) ? pick(account.waits, (wait) => wait.transfer) : null;
  const transfer = known?.transfer ?? stage.id('TR');
  const lines = receiptLines(stage, lots);
  if (random.chance(10)) lines.push({ lot: stage.id('UNHEARD'), outcome: 'accepted', measured: { netMilligrams: 5 } });
  const consignor = known?.consignor ?? first.custodian;
  return { by: known?.consignee ?? by, body: { type: 'transfer-received', transfer, consignor, lines } };
}

/** Its consignor records at last what it sent: what was received of it, and perhaps more, to whom or to somebody else. */
export function dispatchAwaited(stage: Stage): Proposal | null {
  const { account, random, pick } = stage;
  const wait = pick(account.waits, ({ transfer }) => transfer);
  if (wait === null) return null;
  const { transfer, consignor, consignee } = wait;
  const named = [...wait.lines.keys()].map((name) => account.lots.get(name)).filter((lot) => lot !== undefined);
  const own = named.filter((lot) => lot.custodian === consignor && !isUsedUp(lot.remaining));
  const more = pickLot(stage, (lot) => lot.custodian === consignor && waitFor(account, lot) === undefined);
  const lots = more !== null && (own.length === 0 || random.chance(30)) ? [...own, more] : own;
  if (lots.length === 0) return null;
  const to = random.chance(95) ? consignee : (pickParty(stage, null, consignor) ?? consignee);
  return { by: consignor, body: dispatched(stage, transfer, to, withUnits(stage, lots)) };
}

export function cancelWait({ account, random, pick }: Stage): Proposal | null {
  const wait = pick(account.waits, ({ transfer }) => transfer);
  if (wait === null) return null;
  const by = random.pick([wait.consignor, wait.consignee, 'AUTHORITY']);
  return { by, body: { type: 'transfer-cancelled', transfer: wait.transfer, reason: 'never sent' } };
}
