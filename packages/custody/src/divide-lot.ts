/** What of a lot a consignee keeps, and what goes back under an id of its own. */
import type { LotState, PartyState } from './custody-state.ts';
import { passOwnership } from './decide-ownership.ts';
import { formatAmount } from './format-amount.ts';
import { pushHold } from './hold.ts';
import { moveLot } from './lot-in-use.ts';
import { takePortion } from './portion.ts';
import { AMOUNT_MEASURES, type AmountMeasure, amountField, type Amounts, subtractAmounts } from './quantity.ts';
import { Refused } from './refusal.ts';
import type { Ruling } from './ruling.ts';

/** Who divides a lot, where and when: whoever receives it, as its receipt says. */
export interface Receiver {
  readonly party: PartyState;
  readonly facility: string | null;
  readonly occurredAt: string;
}

/**
 * Splits off what was not accepted: the book of the lot becomes what is `kept`, and the rest a new lot that returns to the
 * consignor, who answers for it all along.
 */
export function returnRest(
  ruling: Ruling,
  lot: LotState,
  kept: Amounts,
  rejectedLot: string,
  transfer: string,
  { party, facility, occurredAt }: Receiver,
): void {
  const rest = subtractAmounts(lot.remaining, kept);
  const { eventNumber, state } = ruling;
  const lotNumber = state.nextLotNumber;
  const { form, product, country, custodian, uncertaintyPartsPerMillion } = lot;
  const given = {
    givenElementMilligrams: rest.elementMilligrams,
    firstLotNumber: lotNumber,
    lotCount: 1,
    inputs: [lot.lot],
  };
  ruling.facts.push({ kind: 'step', eventNumber, occurredAt, step: 'split', party: party.party, facility, ...given });
  ruling.facts.push({ kind: 'input', eventNumber, lotNumber: lot.lotNumber, lot: lot.lot, taken: rest });
  // Dividing makes no other material: the part says of itself what the whole does, and is whose the whole was.
  const origin = { lotKind: 'transformed', party: custodian, facility: null, country, circuit: null } as const;
  const tests = { notDetected: null, uncertaintyPartsPerMillion };
  const part = { lotNumber, lot: rejectedLot, form, product, made: rest, ...tests };
  ruling.facts.push({ kind: 'lot', eventNumber, ...origin, ...part });
  moveLot({ ...ruling, facility: at(facility) }, part, 'returning', custodian, transfer);
  passOwnership(ruling, [lot], [part]);
  // A hold on the whole is one on each part.
  if (lot.hold !== null) {
    const { placedBy, reason } = lot.hold;
    pushHold(ruling, { thing: rejectedLot, isPlaced: true, party: placedBy, reason });
  }
}

/** As a movement says where it happened. */
export function at(facility: string | null): { readonly facility: string } | null {
  return facility === null ? null : { facility };
}

/**
 * What a consignee keeps of a lot that it accepts in part: each measure as it was measured; what was not, in proportion to
 * the first that was. Refuses, at `field`, to keep all of it.
 */
export function keptPart(field: string, { lot, remaining }: LotState, measured: Amounts): Amounts {
  const stated = AMOUNT_MEASURES.filter((measure) => measured[measure] !== null);
  const [first = 'netMilligrams'] = [...stated.filter((measure) => remaining[measure] !== null), ...stated];
  for (const measure of stated) refuseAllKept(field, lot, measure, measured[measure], remaining[measure]);
  const kept = { ...takePortion(field, { lot, [first]: Number(measured[first] ?? 0n) }, remaining) };
  for (const measure of stated) if (kept[measure] !== null) kept[measure] = measured[measure];
  return kept;
}

/** Pieces may all be there, one of them too light: of what there is most of, less must be kept than was sent. */
function refuseAllKept(
  field: string,
  lot: string,
  measure: AmountMeasure,
  kept: bigint | null,
  remaining: bigint | null,
): void {
  if (kept === null || remaining === null) return;
  if (kept < remaining || (measure === 'pieces' && kept === remaining)) return;
  const message = `lot ${lot} came with ${formatAmount(measure, remaining)}, the part that is accepted has ${formatAmount(measure, kept)}: nothing is left to go back; say accepted`;
  const facts = { lot, measure, measured: kept.toString(), remaining: remaining.toString() };
  throw new Refused('nothing-rejected', amountField(field, measure), message, facts);
}
