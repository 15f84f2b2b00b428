import type { LotState } from './custody-state.ts';
import type { EventOf } from './event.ts';
import { formatAmount } from './format-amount.ts';
import { AMOUNT_MEASURES, amountField, type Amounts, amountsOf, type Quantity } from './quantity.ts';
import { moveLot, requireTimeOrder, requireUsableLot } from './lot-in-use.ts';
import { Refused } from './refusal.ts';
import { requireDistinct, requireParty, requireThing, requireUnused, type Ruling } from './ruling.ts';
import { type DoubtfulFigure, suggestSlip } from './suggest-slip.ts';

/** The consignor lets go of whole lots. Nobody can use them until they are received. */
export function decideTransferDispatched(ruling: Ruling, event: EventOf<'transfer-dispatched'>): void {
  const { actor, eventNumber } = ruling;
  const { transfer, consignee, lines } = event;
  requireUnused(ruling, 'transfer', 'transfer', transfer);
  requireParty(ruling, 'consignee', consignee, 'consignee');
  requireDistinct('lines', [transfer, ...lines.map((line) => line.lot)], 'transfer and its lots');
  ruling.facts.push({ kind: 'transfer', eventNumber, transfer, consignor: actor.party, consignee });
  for (const [index, line] of lines.entries()) {
    const field = `lines[${index}]`;
    const lot = requireUsableLot(ruling, `${field}.lot`, line.lot, line.quantity);
    requireTimeOrder(ruling, lot);
    const declared = amountsOf(line.quantity);
    requireWholeLot(`${field}.quantity`, lot, line.quantity, declared);
    const { lotNumber } = lot;
    ruling.facts.push({ kind: 'transfer-line', eventNumber, transfer, lotNumber, lot: line.lot, declared });
    // Custody passes with the receipt: until then the consignor answers for it.
    moveLot(ruling, lot, 'in-transit', actor.party, transfer);
  }
}

/** The consignee's own measurement. Custody passes; the book quantity stays, both weights are kept. */
export function decideTransferReceived(ruling: Ruling, event: EventOf<'transfer-received'>): void {
  const { eventNumber } = ruling;
  const { transfer, lines } = event;
  requireConsignee(ruling, transfer);
  requireDistinct(
    'lines',
    lines.map((line) => line.lot),
    'received lots',
  );
  for (const [index, line] of lines.entries()) {
    const field = `lines[${index}].lot`;
    const lot = requireThing(ruling, field, 'lot', line.lot);
    const { whereabouts } = lot;
    if (whereabouts.status !== 'in-transit' || whereabouts.transfer !== transfer) {
      const found = whereabouts.status === 'in-transit' ? whereabouts.transfer : whereabouts.status;
      const message = `lot ${line.lot} is not in transit under transfer ${transfer}: it is ${whereaboutsOf(lot)}; a receipt names what is under way`;
      throw new Refused('not-in-transfer', field, message, { lot: line.lot, transfer, found });
    }
    requireTimeOrder(ruling, lot);
    const { outcome } = line;
    const measured = amountsOf(line.measured);
    const { lotNumber } = lot;
    ruling.facts.push({ kind: 'receipt-line', eventNumber, transfer, lotNumber, lot: line.lot, outcome, measured });
    moveLot(ruling, lot, 'held', ruling.actor.party, null);
  }
}

function requireConsignee(ruling: Ruling, transfer: string): void {
  const { consignee } = requireThing(ruling, 'transfer', 'transfer', transfer);
  const { party } = ruling.actor;
  if (consignee === party) return;
  const message = `transfer ${transfer} goes to ${consignee}, the receipt is by ${party}: its consignee signs it`;
  throw new Refused('not-holder', 'transfer', message, { transfer, consignee, party });
}

/** Where a lot is, as people say it. */
function whereaboutsOf({ whereabouts, custodian }: LotState): string {
  switch (whereabouts.status) {
    case 'held':
      return `held by ${custodian}`;
    case 'lost':
    case 'disposed':
      return whereabouts.status;
    case 'in-transit':
      return `in transit under transfer ${whereabouts.transfer}`;
    case 'packed':
    case 'exported':
      return `${whereabouts.status} in shipment ${whereabouts.shipment}`;
    default:
      return whereabouts satisfies never;
  }
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
