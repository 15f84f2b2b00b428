/** Corrections of what moves lots: it is undone where all is as the target left it, and done as the replacement says. */
import { addAmounts, subtractAmounts } from '@lodestone/custody/amounts.ts';
import { emptyRecord } from './book.ts';
import { type BookState, type LotInBook, lotsThere, setLot } from './book-state.ts';
import { isReceiptOfBoth } from './correct-receipt.ts';
import { type Corrected, type CorrectionInBook, differenceOf, isNothing, isOnHold } from './correction-in-book.ts';
import { wrong } from './read-members.ts';
import { recompute } from './recompute.ts';
import { changeDisputes } from './recompute-settlement.ts';
import { isThingAsLeft, thingOf } from './thing-as-left.ts';

/** Null where something stands in the way. */
export function correctMovement(state: BookState, correction: CorrectionInBook): Corrected | null {
  const { target, standing, replacement, eventNumber } = correction;
  const { type } = standing;
  const isReceipt = type === 'transfer-received';
  // It has waited, or ended a wait: no lot that is known was moved by it.
  if (target.after.size === 0) return correctWaiting(state, correction);
  if (!isAsLeft(state, correction) || (isReceipt && !isReceiptOfBoth(state, correction))) return null;
  undo(state, correction);
  const record = emptyRecord(eventNumber);
  if (replacement === null) return { record };
  const [part] = isReceipt ? target.record.made : [];
  const voided = part && state.lots.get(part.lot);
  // A part that goes back under the same name is made anew.
  if (part !== undefined) state.lots.delete(part.lot);
  const before = new Map(state.lots);
  const redone = recompute(state, replacement);
  if (voided !== undefined && !state.lots.has(voided.made.lot)) state.lots.set(voided.made.lot, voided);
  const moved = [...state.lots].filter(([name, lot]) => lot !== voided && lot !== before.get(name));
  const found = moved.map(([name]) => [name, before.get(name)] as const);
  return { record: redone.isKnown ? redone.record : record, moves: { before: new Map(found), after: new Map(moved) } };
}

/** A receipt that waits has moved nothing: the wait ends, or goes on otherwise. One that waits no more is not corrected. */
function correctWaiting(state: BookState, correction: CorrectionInBook): Corrected | null {
  const { target, standing, replacement, party, isByOther, eventNumber } = correction;
  const own = [...state.waiting].find((receipt) => receipt.eventNumber === target.standingNumber);
  if (own === undefined) return null;
  // Who has sent it is not known before the dispatch.
  if (isByOther)
    wrong({ ...standing.found, kind: 'role' }, `the word of ${own.consignee} or of an authority`, `that of ${party}`);
  if ([...state.waiting].some((receipt) => receipt !== own && receipt.transfer === own.transfer)) return null;
  state.waiting.delete(own);
  if (replacement !== null) recompute(state, replacement);
  return { record: emptyRecord(eventNumber) };
}

/** Says whether all lots that the target moved are where it left them, and nothing that they are in is on hold. */
function isAsLeft(state: BookState, correction: CorrectionInBook): boolean {
  const { standing, target } = correction;
  const { type } = standing;
  const isEnd = type === 'shipment-unpacked' || type === 'shipment-exited';
  if (!isEnd && state.holds.has(thingOf(standing))) return false;
  if (!isThingAsLeft(state, correction)) return false;
  return [...target.after].every(([name, left]) => {
    const lot = state.lots.get(name);
    if (lot === undefined) return true;
    const isThere = lot.place === left.place && lot.custodian === left.custodian && !isOnHold(state, lot);
    if (!isThere || (type.startsWith('unit-') && lot.unit !== left.unit)) return false;
    // What was received by it already is not its consignor's to take back.
    if (type === 'transfer-dispatched' && left.place === 'held') return false;
    const isPart = target.before.get(name) === undefined;
    if (!isPart && left.place !== 'held') return true;
    const isSame = isNothing(differenceOf(lot.remaining, left.remaining));
    return isSame && !isAwaited(state, lot) && isWholeUnit(state, lot, target.after, type);
  });
}

/** A unit moves whole. */
function isWholeUnit(
  state: BookState,
  { unit }: LotInBook,
  moved: ReadonlyMap<string, LotInBook>,
  type: string,
): boolean {
  if (unit === null || type.startsWith('unit-')) return true;
  return lotsThere(state, 'unit', unit).every(({ made }) => moved.has(made.lot));
}

function isAwaited({ waiting }: BookState, { made, custodian }: LotInBook): boolean {
  return [...waiting].some(
    ({ consignor, lines }) => consignor === custodian && lines.some(({ lot }) => lot === made.lot),
  );
}

/** Brings the lots back to where the target found them; what it has divided comes together again. */
function undo(state: BookState, correction: CorrectionInBook): void {
  const { target, standing } = correction;
  const thing = thingOf(standing);
  if (standing.type === 'transfer-dispatched') state.transfers.delete(thing);
  if (standing.type === 'transfer-received') {
    changeDisputes(state, thing, (disputes) =>
      disputes.filter(({ eventNumber }) => eventNumber !== target.standingNumber),
    );
  }
  for (const name of target.after.keys()) {
    const lot = state.lots.get(name);
    if (lot === undefined) continue;
    const before = target.before.get(name);
    if (before === undefined) {
      setLot(state, { ...lot, remaining: subtractAmounts(lot.remaining, lot.remaining), place: 'voided' });
      continue;
    }
    const taken = target.record.taken.find((part) => part.lot === name);
    const remaining = taken === undefined ? lot.remaining : addAmounts(lot.remaining, taken.amounts);
    const unit = standing.type.startsWith('unit-') ? before.unit : lot.unit;
    setLot(state, { ...lot, remaining, unit, place: before.place, custodian: before.custodian });
  }
}
