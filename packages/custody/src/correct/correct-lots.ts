/**
 * Corrections of the events that make lots. What was made otherwise than recorded becomes a change of the lot, and a
 * revision of its making; what was taken otherwise is given back and taken anew. Nothing that is recorded is altered.
 */
import {
  amountOf,
  type Correction,
  changesIn,
  latestAlong,
  pushChange,
  requireEnough,
  rehearse,
  requireUnchanged,
  whereUnchangeable,
} from './correction.ts';
import type { PartOfLot } from '../state/state-of-corrections.ts';
import { circuitName, type LotState } from '../state/state-of-lots.ts';
import { giveCircuitBack, nameOfCircuit, openingStock, requireStockThere } from './correct-circuit.ts';
import { decideLotCreated } from '../decide/decide-lot-created.ts';
import { decideLotTransformed } from '../decide/decide-lot-transformed.ts';
import { stockLotId } from '../stock-lot-id.ts';
import { draftOf } from '../state/draft-state.ts';
import { elementMassesOf } from '../element-masses.ts';
import type { EventOf } from '../event.ts';
import type { FactOf } from '../fact.ts';
import { formatAmount } from '../format-amount.ts';
import { standingHold } from '../decide/hold.ts';
import { knownThing } from '../state/known-thing.ts';
import { moveLot } from '../decide/lot-in-use.ts';
import { addAmounts, type Amounts, amountsOf, negateAmounts } from '../amounts.ts';
import { Refused } from '../refusal.ts';
import { requireReturnable, whereElse } from './returnable-lot.ts';
import { requireThing, type Ruling } from '../decide/ruling.ts';
import { isSameValue } from '../same-value.ts';
import { saidAnew } from './said-anew.ts';

type Making = EventOf<'lot-created' | 'lot-transformed'>;
type Transformation = EventOf<'lot-transformed'>;

/** What an event made of a lot, as it counts now. */
interface Made {
  readonly lot: LotState;
  readonly amounts: Amounts;
}

/** Takes back what `standing` did to lots and, where there is one, does what its replacement says. */
export function correctLots(correction: Correction, standing: Making, replacement: Making | null): void {
  const made = madeBy(correction, standing);
  if (replacement === null) voidLots(correction, standing, made);
  else replaceLots(correction, standing, replacement, made);
}

function madeBy({ ruling, target }: Correction, standing: Making): Made[] {
  const find = (name: string) => {
    const lot = requireThing(ruling, 'corrects', 'lot', name);
    return { ...lot, hold: standingHold(ruling.state, lot) };
  };
  if (standing.type === 'lot-created') return [{ lot: find(standing.lot), amounts: amountsOf(standing.quantity) }];
  const made = standing.outputs.map(({ lot, quantity }) => ({ lot: find(lot), amounts: amountsOf(quantity) }));
  const { circuit } = standing;
  if (circuit === undefined) return made;
  const elementMilligrams = elementMassesOf(circuit.closingElementMilligrams);
  const amounts = { netMilligrams: null, volumeMillilitres: null, pieces: null, elementMilligrams };
  return [...made, { lot: find(stockLotId(circuit.id, target.eventNumber)), amounts }];
}

/** What the step left in its circuit; null where it has none. */
function closingStock({ circuit }: Transformation, made: readonly Made[]): LotState | null {
  return circuit === undefined ? null : (made.at(-1)?.lot ?? null);
}

/** Whoever made the lots must have them all as they were made; what they were made of comes back. */
function voidLots(correction: Correction, standing: Making, made: readonly Made[]): void {
  const { ruling, target, obstacles } = correction;
  if (standing.type === 'lot-transformed') giveCircuitBack(correction, standing, closingStock(standing, made));
  for (const { lot, amounts } of made) {
    // A unit that holds what never was could not be opened again.
    const packed = lot.unit === null ? null : `packed in unit ${lot.unit}`;
    const where = whereElse(lot, target.party) ?? packed;
    if (where !== null) obstacles.push(`lot ${lot.lot}, which it would undo, is ${where}: see ${latestAlong(lot)}`);
    // What was added to it may be as much as was taken of it since: what is left does not tell.
    for (const since of saidAnew(lot, target.eventNumber)) {
      obstacles.push(`what there is of lot ${lot.lot}, which it would undo, was ${since}`);
    }
    const [first] = changesIn(addAmounts(lot.remaining, negateAmounts(amounts)));
    if (where !== null || first === undefined) continue;
    const [what, by] = first;
    const before = amountOf(amounts, what);
    obstacles.push(
      `lot ${lot.lot}, which it would undo, was made with ${formatAmount(what, before)} and has ${formatAmount(what, before + by)} left: see ${latestAlong(lot)}`,
    );
  }
  for (const { lot, lotNumber, amounts } of target.taken) {
    requireReturnable(correction, knownThing(ruling.state, 'lot', lot), amounts);
    pushChange(correction, { lot, lotNumber }, amounts);
  }
  for (const { lot } of made) {
    pushChange(correction, lot, negateAmounts(lot.remaining));
    moveLot(correction, lot, 'voided', lot.custodian, null);
  }
}

function replaceLots(correction: Correction, standing: Making, replacement: Making, made: readonly Made[]): void {
  const { ruling, target } = correction;
  requireSameLots(standing, replacement);
  const rehearsal = decideAnew(correction, standing, replacement, made);
  correction.standing = rehearsal.facts;
  correction.findings.push(...rehearsal.findings);
  if (standing.type === 'lot-transformed' && replacement.type === 'lot-transformed') {
    requireStockThere(correction, standing, replacement, closingStock(standing, made));
  }

  const anew = rehearsal.facts.filter((fact) => fact.kind === 'input');
  requireInputsBefore(correction, made, anew);
  const before = new Map(target.taken.map((part) => [part.lot, part]));
  for (const { lot, lotNumber, taken } of anew) {
    const given = before.get(lot)?.amounts ?? null;
    before.delete(lot);
    const by = given === null ? negateAmounts(taken) : addAmounts(given, negateAmounts(taken));
    requireReturnable(correction, knownThing(ruling.state, 'lot', lot), by);
    if (given !== null) pushChange(correction, { lot, lotNumber }, given);
  }
  for (const { lot, lotNumber, amounts } of before.values()) {
    requireReturnable(correction, knownThing(ruling.state, 'lot', lot), amounts);
    pushChange(correction, { lot, lotNumber }, amounts);
  }
  for (const fact of rehearsal.facts) if (fact.kind === 'step' || fact.kind === 'input') correction.facts.push(fact);
  rehearsal.facts
    .filter((fact) => fact.kind === 'lot')
    .forEach((fact, index) => {
      const old = made[index];
      if (old !== undefined) reviseLot(correction, old, fact);
    });
}

/** Numbers of lots stay where they are, so a replacement makes the same lots in the same order. */
function requireSameLots(standing: Making, replacement: Making): void {
  const [member, advice] = [
    standing.type === 'lot-created' ? 'lot' : 'outputs',
    'a replacement makes the same lots in the same order; void the event and record other lots anew',
  ];
  requireUnchanged(member, namesOfLots(standing), namesOfLots(replacement), advice);
  if (standing.type === 'lot-created' || replacement.type === 'lot-created') {
    const instead = 'void the event, and record the lot anew under another id';
    return requireUnchanged('consumption', consumptionOf(standing), consumptionOf(replacement), instead);
  }
  const instead = 'a step stays in its circuit; void the event, and record the step anew';
  requireUnchanged('circuit', nameOfCircuit(standing), nameOfCircuit(replacement), instead);
}

function namesOfLots(event: Making): string {
  if (event.type === 'lot-created') return event.lot;
  return event.outputs.map(({ lot }) => lot).join(', ') || 'no lot';
}

function consumptionOf(event: Making): string {
  return (event.type === 'lot-created' ? event.consumption : undefined) ?? 'no consumption';
}

/** Decides the replacement on the state in which its target was never recorded, and gives what it would make. */
function decideAnew(correction: Correction, standing: Making, replacement: Making, made: readonly Made[]): Ruling {
  const { ruling, target } = correction;
  const { state } = draftOf(ruling.state);
  for (const { lot } of made) state.things.set(lot.lot, null);
  state.nextLotNumber = target.firstLotNumber ?? made[0]?.lot.lotNumber ?? state.nextLotNumber;
  const kept = keptParts(standing, replacement, target.taken);
  for (const part of target.taken) {
    // Its party had the lot then, wherever it is now. What is taken in the same words is the same.
    const used = knownThing(state, 'lot', part.lot);
    const remaining = kept.has(part) ? part.amounts : addAmounts(used.remaining, part.amounts);
    state.things.set(part.lot, {
      ...used,
      custodian: target.party,
      whereabouts: { status: 'held' },
      hold: null,
      unit: null,
      remaining,
    });
  }
  if (standing.type === 'lot-transformed' && standing.circuit !== undefined) {
    const stock = openingStock(standing.inputs, target.taken);
    state.circuits.set(circuitName(target.party, standing.circuit.id), stock?.lot ?? null);
  }
  return rehearse(correction, state, replacement, (rehearsal) => {
    if (replacement.type === 'lot-created') decideLotCreated(rehearsal, replacement);
    else decideLotTransformed(rehearsal, replacement);
  });
}

/** What the replacement takes in the same words as its target, and the stock of its circuit. */
function keptParts(standing: Making, replacement: Making, taken: readonly PartOfLot[]): ReadonlySet<PartOfLot> {
  if (standing.type === 'lot-created' || replacement.type === 'lot-created') return new Set();
  const isKept = ({ lot }: PartOfLot) => {
    const before = standing.inputs.find((input) => input.lot === lot);
    return before === undefined || replacement.inputs.some((input) => isSameValue(input, before));
  };
  return new Set(taken.filter(isKept));
}

/** Lot numbers are a topological order: what a step takes has smaller ones than what it made. */
function requireInputsBefore({ target }: Correction, made: readonly Made[], inputs: readonly FactOf<'input'>[]): void {
  const first = target.firstLotNumber ?? made[0]?.lot.lotNumber ?? Number.MAX_SAFE_INTEGER;
  const later = inputs.find(({ lotNumber }) => lotNumber >= first);
  if (later === undefined) return;
  const message = `lot ${later.lot} was recorded after the event that is corrected: a replacement takes only lots recorded before; it is lot number ${later.lotNumber}, those before are below ${first}`;
  const facts = { lot: later.lot, found: later.lotNumber, below: first };
  throw new Refused('input-not-before', 'replacement.inputs', message, facts);
}

/** What there is more of, or less, than was recorded; and what is known of its making from here on. */
function reviseLot(correction: Correction, { lot, amounts }: Made, fact: FactOf<'lot'>): void {
  const by = addAmounts(fact.made, negateAmounts(amounts));
  const [first] = changesIn(by);
  const where = whereUnchangeable(lot);
  if (first !== undefined) {
    const [what, amount] = first;
    const before = amountOf(amounts, what);
    const change = `lot ${lot.lot} was made with ${formatAmount(what, before)}, the replacement says ${formatAmount(what, before + amount)}`;
    if (where !== null) correction.obstacles.push(`${change}, and it is ${where} as it was: see ${latestAlong(lot)}`);
    for (const since of saidAnew(lot, correction.target.eventNumber)) {
      correction.obstacles.push(`${change}, and what there is was ${since}`);
    }
  }
  if (first === undefined || where === null) requireEnough(correction, lot, by);
  pushChange(correction, lot, by);
  const { eventNumber, lotKind, facility, country, form, product, made, notDetected } = fact;
  const tested = { notDetected, uncertaintyPartsPerMillion: fact.uncertaintyPartsPerMillion };
  const { lotNumber } = lot;
  const revision = { eventNumber, lotNumber, lot: lot.lot, lotKind, facility, country, form, product, made };
  correction.facts.push({ kind: 'lot-revision', ...revision, ...tested });
}
