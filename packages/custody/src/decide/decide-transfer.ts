import type { LotState } from '../state/state-of-lots.ts';
import type { EventOf } from '../event.ts';
import { formatAmount } from '../format-amount.ts';
import { AMOUNT_MEASURES, amountField, type Amounts, amountsOf } from '../amounts.ts';
import type { Quantity } from '../quantity.ts';
import { requireNoExport } from './gate-transfer.ts';
import { moveLot, requireTimeOrder, requireUsableLot } from './lot-in-use.ts';
import { endWait, receiveAwaited } from './receive-awaited.ts';
import { Refused } from '../refusal.ts';
import { requireDistinct, requireParty, requireUnused, type Ruling } from './ruling.ts';
import { requireWholeUnits } from './unit-in-use.ts';
import { type DoubtfulFigure, suggestSlip } from '../suggest-slip.ts';

/** The consignor lets go of whole lots. Nobody can use them until they are received, unless a receipt has waited for them. */
export function decideTransferDispatched(ruling: Ruling, event: EventOf<'transfer-dispatched'>): void {
  const { actor, eventNumber } = ruling;
  const { transfer, consignee, lines } = event;
  requireUnused(ruling, 'transfer', 'transfer', transfer);
  const receiver = requireParty(ruling, 'consignee', consignee, 'consignee');
  requireDistinct('lines', [transfer, ...lines.map((line) => line.lot)], 'transfer and its lots');
  ruling.facts.push({
    kind: 'transfer',
    eventNumber,
    transfer,
    consignor: actor.party,
    consignee,
    seals: event.seals ?? null,
  });
  const received = endWait(ruling, event);
  const lots: LotState[] = [];
  for (const [index, line] of lines.entries()) {
    const field = `lines[${index}]`;
    const lot = requireUsableLot(ruling, `${field}.lot`, line.lot, line.quantity);
    requireTimeOrder(ruling, lot);
    const declared = amountsOf(line.quantity);
    requireWholeLot(`${field}.quantity`, lot, line.quantity, declared);
    const { lotNumber } = lot;
    ruling.facts.push({ kind: 'transfer-line', eventNumber, transfer, lotNumber, lot: line.lot, declared });
    // Custody passes with the receipt: until then the consignor answers for it.
    const awaited = received.get(line.lot);
    const isReceived = awaited !== undefined && receiveAwaited(ruling, lot, awaited, transfer, receiver);
    if (!isReceived) moveLot(ruling, lot, 'in-transit', actor.party, transfer);
    lots.push(lot);
  }
  requireWholeUnits(ruling, lots, (index) => `lines[${index}].lot`);
  requireNoExport(ruling, event, receiver, lots);
}

/** What a lot is a quantity of: each has one of them or both. */
const BULK_MEASURES = ['netMilligrams', 'volumeMillilitres'] as const;
const BULK_WORDS = { netMilligrams: 'net mass', volumeMillilitres: 'volume' } as const;

/**
 * Dispatch moves whole lots: every measure that the line states and the lot has must be what remains, and its net mass
 * or its volume must be among them.
 */
function requireWholeLot(field: string, { lot, form, remaining }: LotState, line: Quantity, declared: Amounts): void {
  if (!BULK_MEASURES.some((measure) => declared[measure] !== null && remaining[measure] !== null)) {
    const measure = remaining.netMilligrams === null ? 'volumeMillilitres' : 'netMilligrams';
    const left = remaining[measure] ?? 0n;
    const message = `lot ${lot} has ${formatAmount(measure, left)} left, the line states no ${BULK_WORDS[measure]}: state what is left`;
    const facts = { lot, measure, declared: null, remaining: left.toString() };
    throw new Refused('quantity-differs', amountField(field, measure), message, facts);
  }
  const doubt = { form, ...line };
  for (const measure of AMOUNT_MEASURES) {
    requireEqual(field, lot, measure, declared[measure], remaining[measure], doubt);
  }
  for (const [element, mass] of Object.entries(declared.elementMilligrams)) {
    const left = remaining.elementMilligrams[element as keyof typeof remaining.elementMilligrams] ?? null;
    requireEqual(field, lot, element, mass, left, doubt);
  }
}

function requireEqual(
  field: string,
  lot: string,
  what: string,
  declared: bigint | null,
  remaining: bigint | null,
  doubt: Pick<DoubtfulFigure, 'form' | 'moisturePartsPerMillion' | 'grossMilligrams'>,
): void {
  if (declared === null || remaining === null || declared === remaining) return;
  const { form, moisturePartsPerMillion, grossMilligrams } = doubt;
  const figure = { what, stated: declared, expected: remaining, form, moisturePartsPerMillion, grossMilligrams };
  const slip = suggestSlip(figure);
  const advice = 'a dispatch moves whole lots: split the lot first';
  const message = `lot ${lot} has ${formatAmount(what, remaining)} left, the line says ${formatAmount(what, declared)}; ${advice}${slip === null ? '' : `; ${slip}`}`;
  const facts = { lot, measure: what, declared: declared.toString(), remaining: remaining.toString() };
  throw new Refused('quantity-differs', amountField(field, what), message, facts);
}
