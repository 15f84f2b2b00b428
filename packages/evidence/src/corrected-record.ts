/** A correction voids its target, or puts a replacement in its place; or something stands in its way, and it does nothing. */
import { emptyRecord } from './book.ts';
import type { BookState } from './book-state.ts';
import type { AuthoredEvent } from './check-authors.ts';
import { correctChange } from './correct-change.ts';
import type { Corrected, CorrectionInBook } from './correction-in-book.ts';
import { correctLots } from './correct-lots.ts';
import { correctMovement } from './correct-movement.ts';
import { wordsOf } from './correct-receipt.ts';
import { correctSettlement } from './correct-settlement.ts';
import { formatPlace } from './place.ts';
import { wrong } from './read-members.ts';
import { recompute } from './recompute.ts';
import type { Recomputed } from './recomputed.ts';

type Correct = (state: BookState, correction: CorrectionInBook) => Corrected | null;

/** How events are corrected that say something of lots. */
const CORRECTIONS: Readonly<Record<string, Correct>> = {
  'lot-created': correctLots,
  'lot-transformed': correctLots,
  'lot-adjusted': correctChange,
  'lot-disposed': correctChange,
  'lot-assayed': correctChange,
  'transfer-dispatched': correctMovement,
  'transfer-received': correctMovement,
  'transfer-cancelled': correctMovement,
  'transfer-settled': correctSettlement,
  'unit-packed': correctMovement,
  'unit-unpacked': correctMovement,
  'shipment-packed': correctMovement,
  'shipment-unpacked': correctMovement,
  'shipment-exited': correctMovement,
};

/** Does what a correction does where nothing stands in its way. A correction of what is not in the bundle does nothing here. */
export function correctedRecord(state: BookState, authored: AuthoredEvent): Recomputed {
  const { correction, eventNumber, party, found } = authored;
  const record = emptyRecord(eventNumber);
  if (correction === null) return { isKnown: true, record };
  const { target: corrected, replacement, isByOther } = correction;
  const targetNumber = typeof corrected === 'number' ? corrected : corrected.eventNumber;
  const target = state.happened.get(targetNumber);
  if (target === undefined || typeof corrected === 'number') {
    return {
      isKnown: false,
      why: `what it corrects, event ${formatPlace(targetNumber)}, does not follow from what is shown`,
    };
  }
  const { party: author, type } = corrected;
  const { standing } = target;
  if (standing === null)
    return wrong(found, 'a correction of what is not voided', `one of event ${formatPlace(targetNumber)}`);
  const correct = CORRECTIONS[type];
  if (correct === undefined) {
    if (replacement !== null) recompute(state, replacement);
    return { isKnown: true, record };
  }
  const said = { eventNumber, party, isByOther, targetNumber, author, target, standing, replacement };
  const done = correct(state, said);
  if (done === null) {
    const words = new Map([...target.words, [party, wordsOf(replacement)] as const]);
    state.happened.set(targetNumber, { ...target, words });
    return { isKnown: true, record };
  }
  const { counts = done.record, moves } = done;
  const anew = { standing: replacement, standingNumber: eventNumber, record: counts, words: new Map<string, string>() };
  state.superseded.add(target.standingNumber);
  state.happened.set(targetNumber, { ...target, ...anew, ...moves });
  return { isKnown: true, record: { ...done.record, corrects: targetNumber } };
}
