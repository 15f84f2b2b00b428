/** Corrections of counts, losses and ends: what changed a lot without a step is changed back, or to something else. */
import {
  amountOf,
  changesIn,
  type Correction,
  describePlace,
  formatPlace,
  latestAlong,
  lotBeforeTarget,
  pushChange,
  requireEnough,
  rehearse,
  requireUnchanged,
  whereUnchangeable,
} from './correction.ts';
import type { LotState } from '../state/state-of-lots.ts';
import type { Whereabouts } from '../whereabouts.ts';
import { decideLotAdjusted, decideLotDisposed } from '../decide/decide-amount-change.ts';
import { draftOf } from '../state/draft-state.ts';
import type { EventOf } from '../event.ts';
import type { FactOf } from '../fact.ts';
import { formatAmount } from '../format-amount.ts';
import { moveLot } from '../decide/lot-in-use.ts';
import { addAmounts, type Amounts, isSpent, negateAmounts, NO_AMOUNTS } from '../amounts.ts';
import { requireThing } from '../decide/ruling.ts';
import { isSameValue } from '../same-value.ts';
import { saidAnew } from './said-anew.ts';
import type { LotBefore } from '../state/state-of-corrections.ts';

type AmountChange = EventOf<'lot-adjusted' | 'lot-disposed'>;

/**
 * The change is reversed, or becomes what the replacement makes of the lot as its target found it. The lot must be where
 * the target left it, and have enough.
 */
export function correctAmountChange(
  correction: Correction,
  standing: AmountChange,
  replacement: AmountChange | null,
): void {
  const { ruling, target, obstacles } = correction;
  const lot = requireThing(ruling, 'corrects', 'lot', standing.lot);
  const before = lotBeforeTarget(correction, lot);
  const stood = target.changed.find((part) => part.lot === lot.lot)?.amounts ?? NO_AMOUNTS;
  const change = replacement === null ? null : decideAnew(correction, standing, replacement, { lot, before });
  const anew = change?.by ?? NO_AMOUNTS;
  const by = addAmounts(anew, negateAmounts(stood));

  const [left, place] = [placeAfter(standing, before, stood), placeAfter(replacement, before, anew)];
  const where = whereElse(standing, lot, before, left);
  if (where !== null) {
    const was = describePlace(left, before.custodian);
    obstacles.push(
      `lot ${lot.lot} was ${was} after the event that is corrected, and is ${where}: see ${latestAlong(lot)}`,
    );
  } else if (isSpent(lot.remaining) && !isSpent(addAmounts(before.remaining, stood))) {
    const [what, amount] = changesIn(by)[0] ?? ['netMilligrams', 0n];
    const after = formatAmount(what, amountOf(lot.remaining, what) + amount);
    obstacles.push(`lot ${lot.lot} would have ${after} left, and was used up since: see ${latestAlong(lot)}`);
  } else requireEnough(correction, lot, by);
  requireNotSaidAnew(correction, lot);

  if (standing.type === 'lot-adjusted') {
    const countedNumber = replacement === null ? before.countedNumber : target.eventNumber;
    correction.counted = { lot: lot.lot, countedNumber };
  }
  pushChange(correction, lot, by, standing.type === 'lot-adjusted' ? 'adjusted' : 'disposed');
  if (change !== null) correction.standing = [{ ...change, by: addAmounts(stood, by) }];
  if (!isSameValue(place, left)) moveLot(correction, lot, place.status, before.custodian, withinOf(place));
}

/** What came before a count or an assay does not change what that found. */
function requireNotSaidAnew({ target, obstacles }: Correction, lot: LotState): void {
  const changed = `lot ${lot.lot} was changed by event ${formatPlace(target.eventNumber)}`;
  for (const since of saidAnew(lot, target.eventNumber)) obstacles.push(`${changed}, and what there is was ${since}`);
}

/** Decides the replacement on the lot as the target found it, and gives how it would change it. */
function decideAnew(
  correction: Correction,
  standing: AmountChange,
  replacement: AmountChange,
  { lot, before }: { lot: LotState; before: LotBefore },
): FactOf<'change'> | null {
  const advice = 'a replacement is about the same lot; void the event, and record it of the other lot';
  requireUnchanged('lot', standing.lot, replacement.lot, advice);
  const { ruling, findings } = correction;
  const { state } = draftOf(ruling.state);
  state.things.set(lot.lot, { ...lot, ...before, hold: null, unit: null });
  const rehearsal = rehearse(correction, state, replacement, (opened) => {
    if (replacement.type === 'lot-adjusted') decideLotAdjusted(opened, replacement);
    else decideLotDisposed(opened, replacement);
  });
  findings.push(...rehearsal.findings);
  return rehearsal.facts.find((fact) => fact.kind === 'change') ?? null;
}

/** Where a lot is that was found as `before`, once the event has changed it by so much; null is no event. */
function placeAfter(event: AmountChange | null, { whereabouts, remaining }: LotBefore, by: Amounts): Whereabouts {
  if (event === null) return whereabouts;
  if (isSpent(addAmounts(remaining, by))) return { status: event.type === 'lot-adjusted' ? 'lost' : 'disposed' };
  return whereabouts.status === 'lost' ? { status: 'held' } : whereabouts;
}

/**
 * Where the lot is, when it is not where the event left it. What is on hold or in a unit can be counted, and not
 * disposed of.
 */
function whereElse(standing: AmountChange, lot: LotState, before: LotBefore, left: Whereabouts): string | null {
  if (lot.hold !== null && standing.type === 'lot-disposed') return whereUnchangeable(lot);
  if (lot.unit !== null && standing.type === 'lot-disposed') return `packed in unit ${lot.unit}`;
  const isThere = lot.custodian === before.custodian && isSameValue(lot.whereabouts, left);
  return isThere ? null : describePlace(lot.whereabouts, lot.custodian);
}

function withinOf(place: Whereabouts): string | null {
  if ('transfer' in place) return place.transfer;
  return 'shipment' in place ? place.shipment : null;
}
