/** Corrections of what a party said of a dispute: one that it settled is open again, and the book of the lot as it was. */
import { addAmounts, AMOUNT_MEASURES, type Amounts, negateAmounts } from '@lodestone/custody/amounts.ts';
import { statedElements } from '@lodestone/custody/element-masses.ts';
import { type BookChange, emptyRecord } from './book.ts';
import { type BookState, setLot } from './book-state.ts';
import { type Corrected, type CorrectionInBook, hasEnough, isChangeable, isNothing } from './correction-in-book.ts';
import { memberOf, readText } from './read-members.ts';
import { recompute } from './recompute.ts';
import { changeDisputes } from './recompute-settlement.ts';

/** Null where something stands in the way. */
export function correctSettlement(state: BookState, correction: CorrectionInBook): Corrected | null {
  const { target, standing, replacement, eventNumber } = correction;
  const transfer = readText(memberOf(standing.found, standing.event, 'transfer'));
  const record = emptyRecord(eventNumber);
  const shown = state.transfers.get(transfer);
  if (shown === undefined) return { record };
  const { consignor, consignee, disputes } = shown;
  // What two have agreed on stands on both words, what an authority has decided alone.
  const isAgreedOn = disputes.some(({ proposals }) => {
    const own = proposals.find((proposal) => proposal.eventNumber === target.standingNumber);
    const settling = proposals.find(({ isEffective }) => isEffective);
    return own && settling && own !== settling && [consignor, consignee].includes(settling.party);
  });
  if (isAgreedOn) return null;
  const undone = target.record.changed
    .map((change): BookChange => ({ ...change, amounts: withoutZeros(negateAmounts(change.amounts)) }))
    .filter(({ amounts }) => !isNothing(amounts));
  for (const { lot: name, amounts } of undone) {
    const lot = state.lots.get(name);
    if (lot !== undefined && (!isChangeable(state, lot) || !hasEnough(lot, amounts))) return null;
  }
  for (const { lot: name, amounts } of undone) {
    const lot = state.lots.get(name);
    if (lot !== undefined) setLot(state, { ...lot, remaining: addAmounts(lot.remaining, amounts) });
  }
  changeDisputes(state, transfer, (all) =>
    all.map((dispute) => {
      const proposals = dispute.proposals.filter((proposal) => proposal.eventNumber !== target.standingNumber);
      return { ...dispute, proposals };
    }),
  );
  const redone = replacement === null ? null : recompute(state, replacement);
  const counts = redone?.isKnown === true ? redone.record : record;
  return { record: { ...counts, changed: merged(undone, counts.changed) }, counts };
}

/** One event says once how the book of a lot changes. */
function merged(undone: readonly BookChange[], redone: readonly BookChange[]): BookChange[] {
  const kept = undone.map((change) => {
    const other = redone.find(({ lot }) => lot === change.lot);
    return other === undefined ? change : { ...change, amounts: addAmounts(change.amounts, other.amounts) };
  });
  return [...kept, ...redone.filter(({ lot }) => undone.every((change) => change.lot !== lot))];
}

/** What did not change is not stated. */
function withoutZeros({ elementMilligrams, ...bulk }: Amounts): Amounts {
  const stated = statedElements(elementMilligrams).filter(([, mass]) => mass !== 0n);
  const zeros = AMOUNT_MEASURES.filter((measure) => bulk[measure] === 0n).map((measure) => [measure, null] as const);
  return { ...bulk, ...Object.fromEntries(zeros), elementMilligrams: Object.fromEntries(stated) };
}
