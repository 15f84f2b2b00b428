/** What a receipt has split off to go back comes together again with what was kept, or is divided otherwise. */
import { amountOf, changesIn, type Correction, latestAlong, pushChange } from './correction.ts';
import type { LotState } from '../state/state-of-lots.ts';
import type { EventOf } from '../event.ts';
import type { Fact, FactOf } from '../fact.ts';
import { formatAmount } from '../format-amount.ts';
import { expectPlace } from './lot-as-left.ts';
import { moveLot } from '../decide/lot-in-use.ts';
import { addAmounts, negateAmounts } from '../amounts.ts';
import { requireThing, type Ruling } from '../decide/ruling.ts';

type Receipt = EventOf<'transfer-received'>;

/** The lot that a receipt divides, and the part that goes back of it. */
export interface Division {
  readonly lot: LotState;
  readonly part: LotState;
  readonly transfer: string;
  /** The replacement divides the same lot, and gives the part the same id: it is the same part, of another amount. */
  readonly isKept: boolean;
}

/** What a receipt divides: one lot at most. */
export function divisionOf(ruling: Ruling, standing: Receipt, replacement: Receipt | null): Division | null {
  const divided = (receipt: Receipt) => receipt.lines.find((line) => line.outcome === 'partly-accepted');
  const line = divided(standing);
  if (line?.outcome !== 'partly-accepted') return null;
  const lot = requireThing(ruling, 'corrects', 'lot', line.lot);
  const part = requireThing(ruling, 'corrects', 'lot', line.rejectedLot);
  const again = replacement === null ? undefined : divided(replacement);
  const isKept =
    again?.outcome === 'partly-accepted' && again.lot === line.lot && again.rejectedLot === line.rejectedLot;
  return { lot, part, transfer: standing.transfer, isKept };
}

/** Gives back what was split off. The part must be on its way back still, as it was made. */
export function undoDivision(undoing: Correction, { lot, part, transfer, isKept }: Division): void {
  const { target, obstacles } = undoing;
  const taken = target.taken.find((taking) => taking.lot === lot.lot);
  if (taken === undefined) throw new Error(`nothing was taken of lot ${lot.lot}, which was divided`);
  if (expectPlace(undoing, part, 'returning', transfer)) {
    const [first] = changesIn(addAmounts(part.remaining, negateAmounts(taken.amounts)));
    if (first !== undefined) {
      const [what, by] = first;
      const before = amountOf(taken.amounts, what);
      obstacles.push(
        `lot ${part.lot} was made with ${formatAmount(what, before)}, and has ${formatAmount(what, before + by)} left: see ${latestAlong(part)}`,
      );
    }
  }
  pushChange(undoing, lot, taken.amounts);
  if (isKept) return;
  pushChange(undoing, part, negateAmounts(part.remaining));
  moveLot(undoing, part, 'voided', part.custodian, null);
}

/** The part is there already: what it is made of from here on is a revision, and the difference a change. */
export function replaceDivision(correction: Correction, { part }: Division, facts: readonly Fact[]): Fact[] {
  const changes: Correction = { ...correction, facts: [] };
  const others = facts.flatMap((fact): Fact[] => {
    if (fact.kind !== 'lot' || fact.lot !== part.lot) return [fact];
    pushChange(changes, part, addAmounts(fact.made, negateAmounts(part.remaining)));
    return [revisionOf(fact)];
  });
  return [...others, ...changes.facts];
}

function revisionOf(made: FactOf<'lot'>): FactOf<'lot-revision'> {
  const { eventNumber, lotNumber, lot, lotKind, facility, country, form, product } = made;
  const { made: amounts, notDetected, uncertaintyPartsPerMillion } = made;
  const what = { eventNumber, lotNumber, lot, lotKind, facility, country, form, product };
  return { kind: 'lot-revision', ...what, made: amounts, notDetected, uncertaintyPartsPerMillion };
}
