/**
 * That no milligram of an element comes from nowhere or is lost from view, over a whole ledger:
 *
 *   created + unexplained gains + changes = what remains, wherever it is + losses + unaccounted + disposed
 *
 * Kinds of creation, causes of change and places of lots are terms by their own names, whatever they are, so that
 * nothing new is left out silently.
 */
import { type ElementMasses, statedElements, subtractElementMasses, sumElementMasses } from './element-masses.ts';
import type { ChangeCause } from './facts/facts-of-lots.ts';

/** What came in stands on the side `from`, what became of it on the side `to`. */
export interface ConservationTerm {
  readonly side: 'from' | 'to';
  readonly name: string;
  readonly elementMilligrams: ElementMasses;
}

export interface Conservation {
  /** Of each name one, what came in first, then by name; those of which there is nothing are left out. */
  readonly terms: readonly ConservationTerm[];
  /** What came in less what became of it. Elements that are conserved are left out. */
  readonly differenceMilligrams: ElementMasses;
}

/** Of a change of this cause less is there, for good: people count it among what became of the material. */
const GONE_CAUSE: ChangeCause = 'disposed';

/** The term of the changes that have a cause. */
export function changeTerm(cause: string, elementMilligrams: ElementMasses): ConservationTerm {
  if (cause !== GONE_CAUSE) return { side: 'from', name: cause, elementMilligrams };
  return {
    side: 'to',
    name: cause,
    elementMilligrams: subtractElementMasses(zeroOf(elementMilligrams), elementMilligrams),
  };
}

/** Adds terms up, by name and against each other. */
export function weighTerms(terms: readonly ConservationTerm[]): Conservation {
  const groups = [...Map.groupBy(terms, ({ side, name }) => `${side} ${name}`)];
  // `from` sorts before `to`.
  const byName = groups.sort(([left], [right]) => (left < right ? -1 : 1)).flatMap(([, group]) => sumTerms(group));
  const sideOf = (wanted: ConservationTerm['side']) =>
    sumElementMasses(byName.filter(({ side }) => side === wanted).map(({ elementMilligrams }) => elementMilligrams));
  const [from, to] = [sideOf('from'), sideOf('to')];
  const difference = subtractElementMasses(sumElementMasses([from, zeroOf(to)]), to);
  return { terms: byName, differenceMilligrams: present(difference) };
}

function sumTerms(terms: readonly ConservationTerm[]): ConservationTerm[] {
  const [first] = terms;
  const elementMilligrams = present(sumElementMasses(terms.map((term) => term.elementMilligrams)));
  if (first === undefined || Object.keys(elementMilligrams).length === 0) return [];
  return [{ side: first.side, name: first.name, elementMilligrams }];
}

function present(masses: ElementMasses): ElementMasses {
  return Object.fromEntries(statedElements(masses).filter(([, mass]) => mass !== 0n));
}

function zeroOf(masses: ElementMasses): ElementMasses {
  return Object.fromEntries(statedElements(masses).map(([element]) => [element, 0n]));
}
