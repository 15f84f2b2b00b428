/** Corrections of assays: what was found is taken back, or is something else, while the lot is as the assay left it. */
import {
  amountOf,
  changesIn,
  type Correction,
  describePlace,
  formatPlace,
  latestAlong,
  lotBeforeTarget,
  pushChange,
  rehearse,
  requireUnchanged,
} from './correction.ts';
import type { LotState } from '../state/state-of-lots.ts';
import { decideLotAssayed } from '../decide/decide-lot-assayed.ts';
import { draftOf } from '../state/draft-state.ts';
import type { EventOf } from '../event.ts';
import { formatAmount } from '../format-amount.ts';
import { addAmounts, type Amounts, negateAmounts, NO_AMOUNTS } from '../amounts.ts';
import { requireThing } from '../decide/ruling.ts';
import { isSameValue } from '../same-value.ts';
import type { LotBefore } from '../state/state-of-corrections.ts';

type Assay = EventOf<'lot-assayed'>;

/** Voided, the assay before it counts again, or what the lot was made with; replaced, what the replacement states. */
export function correctAssay(correction: Correction, standing: Assay, replacement: Assay | null): void {
  const { ruling, target } = correction;
  const { eventNumber } = ruling;
  const lot = requireThing(ruling, 'corrects', 'lot', standing.lot);
  const before = lotBeforeTarget(correction, lot);
  const stood = target.changed.find((part) => part.lot === lot.lot)?.amounts ?? NO_AMOUNTS;
  requireLatest(correction, lot);
  requireAsLeft(correction, lot, before, stood);
  const ofLot = { eventNumber, lotNumber: lot.lotNumber, lot: lot.lot };
  if (replacement === null) {
    pushChange(correction, lot, negateAmounts(stood), 'reassayed');
    const { assay, uncertaintyPartsPerMillion } = before;
    correction.facts.push({ kind: 'assay-withdrawal', ...ofLot, assay, uncertaintyPartsPerMillion });
    return;
  }
  const advice = 'a replacement is about the same lot; void the event, and record it of the other lot';
  requireUnchanged('lot', standing.lot, replacement.lot, advice);
  const { state } = draftOf(ruling.state);
  state.things.set(lot.lot, { ...lot, ...before });
  const { facts, findings } = rehearse(correction, state, replacement, (opened) =>
    decideLotAssayed(opened, replacement),
  );
  correction.findings.push(...findings);
  for (const fact of facts) {
    if (fact.kind === 'assay') correction.facts.push(fact);
    if (fact.kind !== 'change') continue;
    const by = addAmounts(fact.by, negateAmounts(stood));
    pushChange(correction, lot, by, 'reassayed');
    correction.standing = [{ ...fact, by: addAmounts(stood, by) }];
  }
}

function requireLatest({ target, obstacles }: Correction, { lot, assay }: LotState): void {
  if (assay === null || assay.eventNumber === target.standingNumber) return;
  const { version, laboratory, eventNumber } = assay;
  const place = formatPlace(eventNumber);
  obstacles.push(
    `lot ${lot} was assayed by event ${formatPlace(target.eventNumber)}, and has a later ${version} assay by ${laboratory} in event ${place}: correct that first`,
  );
}

/** What came after the assay rests on what it found. */
function requireAsLeft({ obstacles }: Correction, lot: LotState, before: LotBefore, stood: Amounts): void {
  const isThere = lot.custodian === before.custodian && isSameValue(lot.whereabouts, before.whereabouts);
  if (!isThere) {
    const [was, is] = [before, lot].map(({ whereabouts, custodian }) => describePlace(whereabouts, custodian));
    obstacles.push(
      `lot ${lot.lot} was ${was} when it was assayed, and is ${is}: see ${latestAlong(lot)}; assay it anew`,
    );
  }
  const left = addAmounts(before.remaining, stood);
  const [first] = changesIn(addAmounts(lot.remaining, negateAmounts(left)));
  if (first === undefined) return;
  const [what] = first;
  const [then, now] = [left, lot.remaining].map((amounts) => formatAmount(what, amountOf(amounts, what)));
  obstacles.push(`lot ${lot.lot} had ${then} after the assay, and has ${now}: see ${latestAlong(lot)}; assay it anew`);
}
