/** What dispatches, receipts, cancellations and settlements do to an account. */
import type { EventOf } from '../../src/event.ts';
import { type Amounts, amountsOf } from '../../src/amounts.ts';
import { elementEntries, lessAmounts, NOTHING } from '../lawful-amounts.ts';
import {
  type Account,
  type AccountDispute,
  type AccountLot,
  AccountProblem,
  type AccountTransfer,
  type Answer,
  type Deed,
  entryIn,
  isBoxOnHold,
  requireWhole,
  useLot,
} from './account.ts';
import { changeTo, MEASURES, portionOf, textOf } from './account-amounts.ts';
import { changeLot, openLot, placeLot } from './account-lot.ts';
import { ownerOfAll } from './book-step.ts';

type Handshake = 'transfer-dispatched' | 'transfer-received' | 'transfer-cancelled' | 'transfer-settled';
type ReceiptLine = EventOf<'transfer-received'>['lines'][number];

export function bookHandshake(account: Account, event: EventOf<Handshake>, deed: Deed, answer: Answer): void {
  switch (event.type) {
    case 'transfer-dispatched':
      return bookDispatch(account, event, deed, answer);
    case 'transfer-received':
      return account.transfers.has(event.transfer)
        ? bookReceipt(account, event, deed, answer)
        : bookWait(account, event, deed.by);
    case 'transfer-cancelled':
      return bookCancellation(account, event.transfer, deed);
    case 'transfer-settled':
      return bookSettlement(account, event, deed);
    default:
      event satisfies never;
  }
}

function bookDispatch(account: Account, event: EventOf<'transfer-dispatched'>, deed: Deed, answer: Answer): void {
  const { transfer, consignee, lines } = event;
  const lots = lines.map((line) => useLot(account, line.lot, deed.by, transfer));
  requireWhole(account, lots);
  const names = lots.map(({ lot }) => lot);
  const opened: AccountTransfer = {
    transfer,
    consignor: deed.by,
    consignee,
    lots: names,
    disputes: [],
    isReceived: false,
    isCancelled: false,
    isOnHold: false,
  };
  account.transfers.set(transfer, opened);
  const waits = account.waits.filter((wait) => wait.transfer === transfer);
  account.waits = account.waits.filter((wait) => wait.transfer !== transfer);
  const isForIt = waits[0]?.consignee === consignee;
  for (const lot of lots) {
    const line = isForIt ? waits.find(({ lines: received }) => received.has(lot.lot))?.lines.get(lot.lot) : undefined;
    if (line === undefined || !canBeSo(lot, line)) {
      placeLot(lot, 'in-transit', transfer);
      continue;
    }
    opened.isReceived = true;
    if (line.outcome === 'rejected') {
      placeLot(lot, 'returning', transfer);
      continue;
    }
    if (line.outcome === 'partly-accepted') divide(account, lot, line, deed, transfer);
    openDispute(opened, lot, amountsOf(line.measured), answer);
    placeLot(lot, 'held', null, consignee);
  }
}

/** Of what is kept in part less is kept than there is, in a measure that the lot has. */
function canBeSo({ remaining }: AccountLot, line: ReceiptLine): boolean {
  if (line.outcome !== 'partly-accepted') return true;
  const said = amountsOf(line.measured);
  const common = MEASURES.filter((measure) => said[measure] !== null && remaining[measure] !== null);
  return common.length > 0 && common.every((measure) => (said[measure] ?? 0n) < (remaining[measure] ?? 0n));
}

function bookWait(account: Account, event: EventOf<'transfer-received'>, consignee: string): void {
  const { transfer, consignor = '', lines } = event;
  const received = lines.map((line) => [line.lot, line] as const);
  account.waits = [...account.waits, { transfer, consignor, consignee, lines: new Map(received) }];
}

function bookReceipt(account: Account, event: EventOf<'transfer-received'>, deed: Deed, answer: Answer): void {
  const transfer = entryIn(account.transfers, event.transfer);
  if (transfer.isOnHold) throw new AccountProblem(`transfer ${event.transfer} is received, and is on hold`);
  transfer.isReceived = true;
  for (const line of event.lines) {
    const lot = entryIn(account.lots, line.lot);
    if (isBoxOnHold(account, lot)) throw new AccountProblem(`lot ${line.lot} is received, and its unit is on hold`);
    const isReturn = lot.status === 'returning';
    if (!['in-transit', 'returning'].includes(lot.status) || lot.within !== event.transfer) {
      throw new AccountProblem(`lot ${line.lot} is received, and is ${lot.status} in ${lot.within}`);
    }
    const receiver = isReturn ? transfer.consignor : transfer.consignee;
    if (receiver !== deed.by) throw new AccountProblem(`lot ${line.lot} is received by ${deed.by}, not by ${receiver}`);
    if (line.outcome === 'rejected') {
      placeLot(lot, 'returning', event.transfer, transfer.consignor);
      continue;
    }
    if (line.outcome === 'partly-accepted') divide(account, lot, line, deed, event.transfer);
    openDispute(transfer, lot, amountsOf(line.measured), answer);
    placeLot(lot, 'held', null, receiver);
  }
}

/** What is kept stays the lot, the rest is a new one that goes back. */
function divide(
  account: Account,
  lot: AccountLot,
  { measured, rejectedLot }: Extract<ReceiptLine, { outcome: 'partly-accepted' }>,
  deed: Deed,
  transfer: string,
): void {
  const said = amountsOf(measured);
  const first = MEASURES.find((measure) => said[measure] !== null && lot.remaining[measure] !== null);
  const kept = { ...portionOf(lot.remaining, first === undefined ? {} : { [first]: measured[first] }) };
  for (const measure of MEASURES) if (kept[measure] !== null) kept[measure] = said[measure] ?? kept[measure];
  const rest = lessAmounts(lot.remaining, kept);
  const { form, custodian, isOnHold } = lot;
  const back = { lot: rejectedLot, form, custodian, isOnHold, remaining: rest, owner: ownerOfAll([lot]) };
  openLot(account, { ...back, status: 'returning', within: transfer });
  lot.remaining = kept;
  deed.taken = [...deed.taken, { lot: lot.lot, amounts: rest }];
  deed.made = [...deed.made, { lot: rejectedLot, amounts: rest }];
}

function openDispute(transfer: AccountTransfer, lot: AccountLot, measured: Amounts, { disputed }: Answer): void {
  if (!disputed.includes(lot.lot)) return;
  const dispute = { lot: lot.lot, declared: lot.remaining, measured, proposals: new Map(), isOpen: true };
  transfer.disputes.push(dispute);
}

function bookCancellation(account: Account, name: string, deed: Deed): void {
  const { by } = deed;
  if (account.waits.some(({ transfer }) => transfer === name)) {
    account.waits = account.waits.filter(({ transfer }) => transfer !== name);
    return;
  }
  const transfer = entryIn(account.transfers, name);
  if (transfer.isReceived || transfer.isCancelled || transfer.isOnHold || transfer.consignor !== by) {
    throw new AccountProblem(
      `transfer ${name} of ${transfer.consignor} is cancelled by ${by}, received, cancelled or on hold as it is`,
    );
  }
  transfer.isCancelled = true;
  const sent = transfer.lots.map((lot) => entryIn(account.lots, lot));
  const underWay = sent.filter(({ status, within }) => status === 'in-transit' && within === name);
  deed.before = underWay.map((lot) => ({ ...lot }));
  for (const lot of underWay) placeLot(lot, 'held', null);
}

function bookSettlement(account: Account, event: EventOf<'transfer-settled'>, deed: Deed): void {
  const { transfer: name, lot: named, resolution } = event;
  const transfer = entryIn(account.transfers, name);
  const { by } = deed;
  const isJudge = by !== transfer.consignor && by !== transfer.consignee;
  const quantity = resolution.basis === 'agreed' ? amountsOf(resolution.quantity) : NOTHING;
  const said = `${resolution.basis} ${textOf(quantity)}`;
  for (const dispute of transfer.disputes.filter(({ isOpen, lot }) => isOpen && (named ?? lot) === lot)) {
    const others = [...dispute.proposals].filter(([party]) => party !== by);
    const isAgreed = others.some(([, other]) => `${other.basis} ${textOf(other.quantity)}` === said);
    dispute.proposals.set(by, { basis: resolution.basis, quantity });
    if (!isJudge && !isAgreed && transfer.consignor !== transfer.consignee) continue;
    dispute.isOpen = false;
    if (resolution.basis === 'declared') continue;
    settleBook(account, dispute, resolution.basis === 'agreed' ? quantity : statedByBoth(dispute), deed);
  }
}

function statedByBoth({ declared, measured }: AccountDispute): Amounts {
  const elements = elementEntries(measured.elementMilligrams).filter(
    ([element]) => declared.elementMilligrams[element] !== undefined,
  );
  return {
    netMilligrams: both(declared.netMilligrams, measured.netMilligrams),
    volumeMillilitres: both(declared.volumeMillilitres, measured.volumeMillilitres),
    pieces: both(declared.pieces, measured.pieces),
    elementMilligrams: Object.fromEntries(elements),
  };
}

function both(one: bigint | null, other: bigint | null): bigint | null {
  return one === null ? null : other;
}

/** The lot has more or less by as much as the book was wrong; of what only goes along no more than there is. */
function settleBook(account: Account, { lot: name, declared }: AccountDispute, settled: Amounts, deed: Deed): void {
  const lot = entryIn(account.lots, name);
  const by = changeTo(settled, declared, false);
  const left = lot.remaining.elementMilligrams;
  const elements = elementEntries(by.elementMilligrams).flatMap(([element, change]) => {
    const there = left[element];
    if (settled.elementMilligrams[element] !== undefined) return [[element, change] as const];
    return there === undefined ? [] : [[element, change < -there ? -there : change] as const];
  });
  changeLot(lot, { ...by, elementMilligrams: Object.fromEntries(elements) }, 'settled', deed);
}
