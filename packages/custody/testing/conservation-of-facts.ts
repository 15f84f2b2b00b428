/** The terms of the conservation of mass, by folding facts: a second implementation, to hold the database's against. */
import { changeTerm, type Conservation, type ConservationTerm, weighTerms } from '../src/conservation.ts';
import {
  type ElementMasses,
  type MutableElementMasses,
  statedElements,
  subtractElementMasses,
  sumElementMasses,
} from '../src/element-masses.ts';
import type { Fact, FactOf } from '../src/fact.ts';
import { addAmounts, type Amounts, isSpent, subtractAmounts } from '../src/amounts.ts';

interface Lot {
  readonly isCircuit: boolean;
  readonly remaining: Amounts;
  readonly status: string;
}

interface Step {
  readonly given: ElementMasses;
  readonly taken: readonly ElementMasses[];
  readonly made: readonly ElementMasses[];
}

/** Weighs all facts of a ledger, in their order. What was corrected counts as it is known since. */
export function conservationOfFacts(facts: Iterable<Fact>): Conservation {
  const terms: ConservationTerm[] = [];
  const lots = new Map<number, Lot>();
  const steps = new Map<number, Step>();
  const lotOf = (number: number): Lot => {
    const lot = lots.get(number);
    if (lot === undefined) throw new Error(`no lot ${number} was made`);
    return lot;
  };
  const stepOf = (event: number): Step => steps.get(event) ?? { given: {}, taken: [], made: [] };
  const noteMade = (event: number, made: ElementMasses) => {
    const step = stepOf(event);
    steps.set(event, { ...step, made: [...step.made, made] });
  };
  const created = new Map<number, ConservationTerm>();
  const changes: FactOf<'change'>[] = [];
  const superseded = new Set<number>();

  for (const fact of facts) {
    const { eventNumber } = fact;
    if (fact.kind === 'lot') {
      const { lotKind, made } = fact;
      const isCircuit = lotKind === 'circuit-stock';
      lots.set(fact.lotNumber, { isCircuit, remaining: made, status: 'held' });
      const { elementMilligrams } = made;
      if (lotKind === 'transformed' || isCircuit) noteMade(eventNumber, elementMilligrams);
      else created.set(fact.lotNumber, { side: 'from', name: lotKind, elementMilligrams });
    } else if (fact.kind === 'lot-revision') {
      const { lotKind, made } = fact;
      const { elementMilligrams } = made;
      if (created.has(fact.lotNumber)) created.set(fact.lotNumber, { side: 'from', name: lotKind, elementMilligrams });
      else noteMade(eventNumber, elementMilligrams);
    } else if (fact.kind === 'correction') {
      if (fact.supersededNumber !== null) superseded.add(fact.supersededNumber);
    } else if (fact.kind === 'step') {
      steps.set(eventNumber, { ...stepOf(eventNumber), given: fact.givenElementMilligrams });
    } else if (fact.kind === 'input') {
      const step = stepOf(eventNumber);
      steps.set(eventNumber, { ...step, taken: [...step.taken, fact.taken.elementMilligrams] });
      const lot = lotOf(fact.lotNumber);
      lots.set(fact.lotNumber, { ...lot, remaining: subtractAmounts(lot.remaining, fact.taken) });
    } else if (fact.kind === 'change') {
      if (fact.cause !== 'corrected') changes.push(fact);
      const lot = lotOf(fact.lotNumber);
      lots.set(fact.lotNumber, { ...lot, remaining: addAmounts(lot.remaining, fact.by) });
    } else if (fact.kind === 'movement') {
      lots.set(fact.lotNumber, { ...lotOf(fact.lotNumber), status: fact.status });
      if (fact.status === 'voided') created.delete(fact.lotNumber);
    }
  }
  terms.push(...created.values());
  for (const { cause, by } of changes) terms.push(changeTerm(cause, by.elementMilligrams));
  for (const [event, step] of steps) if (!superseded.has(event)) terms.push(...termsOfStep(step));
  for (const lot of lots.values()) terms.push(termOfLot(lot));
  return weighTerms(terms);
}

/** Per element: what comes out above what went in is a gain, what went in and is not stated to come out unaccounted. */
function termsOfStep({ given, taken, made }: Step): ConservationTerm[] {
  const into = sumElementMasses(taken);
  const gains: MutableElementMasses = {};
  const unaccounted: MutableElementMasses = {};
  for (const [element] of statedElements(sumElementMasses([given, into]))) {
    const more = (given[element] ?? 0n) - (into[element] ?? 0n);
    if (more > 0n) gains[element] = more;
    else unaccounted[element] = -more;
  }
  return [
    { side: 'from', name: 'unexplained-gains', elementMilligrams: gains },
    { side: 'to', name: 'losses', elementMilligrams: subtractElementMasses(given, sumElementMasses(made)) },
    { side: 'to', name: 'unaccounted', elementMilligrams: unaccounted },
  ];
}

function termOfLot({ isCircuit, remaining, status }: Lot): ConservationTerm {
  const heldAs = isCircuit ? 'in-circuit' : 'held';
  const name = status === 'held' ? (isSpent(remaining) ? 'spent' : heldAs) : status;
  return { side: 'to', name, elementMilligrams: remaining.elementMilligrams };
}
