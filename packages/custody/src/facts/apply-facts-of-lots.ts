/** How facts about lots change what the rules know of the past. */
import { subtractAmounts, addAmounts } from '../amounts.ts';
import type { CustodyState } from '../state/custody-state.ts';
import type {
  LotFact,
  StepFact,
  InputFact,
  MovementFact,
  ChangeFact,
  AssayFact,
  AssayWithdrawalFact,
  OwnershipFact,
  LotRevisionFact,
} from './facts-of-lots.ts';
import { knownThing } from '../state/known-thing.ts';
import { type Touch, circuitName } from '../state/state-of-lots.ts';
import { stepName } from '../state/state-of-oversight.ts';
import { HELD, whereaboutsOf } from '../whereabouts.ts';

export function applyLot(state: CustodyState, fact: LotFact, touch: Touch): void {
  const { lot, lotNumber, form, product, country, made, uncertaintyPartsPerMillion } = fact;
  const { touchedBy, touchedAt, touchedNumber } = touch;
  state.things.set(lot, {
    kind: 'lot',
    lot,
    lotNumber,
    form,
    product,
    country,
    custodian: fact.party,
    whereabouts: HELD,
    remaining: made,
    unit: null,
    owner: null,
    ownedNumber: null,
    countedNumber: null,
    hold: null,
    assay: null,
    uncertaintyPartsPerMillion,
    touchedBy,
    touchedAt,
    touchedNumber,
    step: fact.lotKind === 'transformed' || fact.lotKind === 'circuit-stock' ? fact.eventNumber : null,
  });
  state.nextLotNumber = lotNumber + 1;
  if (fact.circuit !== null) state.circuits.set(circuitName(fact.party, fact.circuit), lot);
}

export function applyStep(state: CustodyState, fact: StepFact): void {
  const name = stepName(fact.eventNumber);
  // One event may divide several lots.
  const before = state.stepInputs.get(name) ?? [];
  state.stepInputs.set(name, before.length === 0 ? fact.inputs : [...before, ...fact.inputs]);
}

export function applyInput(state: CustodyState, fact: InputFact, touch: Touch): void {
  const lot = knownThing(state, 'lot', fact.lot);
  const remaining = subtractAmounts(lot.remaining, fact.taken);
  const { touchedBy, touchedAt, touchedNumber } = touch;
  state.things.set(fact.lot, { ...lot, remaining, touchedBy, touchedAt, touchedNumber });
}

export function applyMovement(state: CustodyState, fact: MovementFact, touch: Touch): void {
  const { custodian } = fact;
  const { touchedBy, touchedAt, touchedNumber } = touch;
  const lot = knownThing(state, 'lot', fact.lot);
  const whereabouts = whereaboutsOf(fact);
  state.things.set(fact.lot, { ...lot, custodian, whereabouts, touchedBy, touchedAt, touchedNumber });
}

export function applyChange(state: CustodyState, fact: ChangeFact, touch: Touch): void {
  const lot = knownThing(state, 'lot', fact.lot);
  const remaining = addAmounts(lot.remaining, fact.by);
  const countedNumber = fact.cause === 'adjusted' ? fact.eventNumber : lot.countedNumber;
  state.things.set(fact.lot, { ...lot, remaining, countedNumber, ...touch });
}

export function applyAssay(state: CustodyState, fact: AssayFact, touch: Touch): void {
  const { version, laboratory, uncertaintyPartsPerMillion } = fact;
  const assay = { version, laboratory, eventNumber: fact.eventNumber };
  const assayed = { assay, uncertaintyPartsPerMillion, ...touch };
  state.things.set(fact.lot, { ...knownThing(state, 'lot', fact.lot), ...assayed });
}

export function applyAssayWithdrawal(state: CustodyState, fact: AssayWithdrawalFact, touch: Touch): void {
  const { assay, uncertaintyPartsPerMillion } = fact;
  state.things.set(fact.lot, { ...knownThing(state, 'lot', fact.lot), assay, uncertaintyPartsPerMillion, ...touch });
}

export function applyOwnership(state: CustodyState, fact: OwnershipFact): void {
  const { owner } = fact;
  const ownedNumber = owner === null ? null : (fact.statementNumber ?? fact.eventNumber);
  state.things.set(fact.lot, { ...knownThing(state, 'lot', fact.lot), owner, ownedNumber });
}

export function applyLotRevision(state: CustodyState, fact: LotRevisionFact, touch: Touch): void {
  const { form, product, country } = fact;
  const lot = knownThing(state, 'lot', fact.lot);
  // An assay has said since how sure the masses are.
  const { uncertaintyPartsPerMillion } = lot.assay === null ? fact : lot;
  state.things.set(fact.lot, { ...lot, form, product, country, uncertaintyPartsPerMillion, ...touch });
}
