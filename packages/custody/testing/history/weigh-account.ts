/** Whether every milligram of an account is somewhere, added up from what its events did and what its lots have. */
import type { ElementSymbol } from '../../src/element.ts';
import type { ElementMasses } from '../../src/element-masses.ts';
import { addElements, elementEntries, elementsOfJson } from '../lawful-amounts.ts';
import type { Account, Deed } from './account.ts';
import { isUsedUp } from './account-amounts.ts';

/** Each term by its side and name: `from mined`, `to held`. Elements of which there is nothing are left out. */
export type Weight = ReadonlyMap<string, ReadonlyMap<ElementSymbol, bigint>>;

export function weighAccount({ deeds, lots }: Account): Weight {
  const terms = new Map<string, Map<ElementSymbol, bigint>>();
  for (const deed of deeds.values()) weighDeed(terms, deed);
  for (const { isStock, status, remaining } of lots.values()) {
    const held = isUsedUp(remaining) ? 'spent' : 'held';
    const where = status !== 'held' ? status : isStock ? 'in-circuit' : held;
    add(terms, `to ${where}`, remaining.elementMilligrams);
  }
  const stated = [...terms].map(
    ([name, masses]) => [name, new Map([...masses].filter(([, mass]) => mass !== 0n))] as const,
  );
  return new Map(stated.filter(([, masses]) => masses.size > 0));
}

type Terms = Map<string, Map<ElementSymbol, bigint>>;

function weighDeed(terms: Terms, { event, taken, made, changes }: Deed): void {
  if (event === null) return;
  for (const { cause, amounts } of changes) {
    const isGone = cause === 'disposed';
    add(terms, `${isGone ? 'to' : 'from'} ${cause}`, amounts.elementMilligrams, isGone ? -1n : 1n);
  }
  if (event.type === 'lot-created') {
    for (const { amounts } of made) add(terms, `from ${event.origin}`, amounts.elementMilligrams);
    return;
  }
  let [into, outOf]: [ElementMasses, ElementMasses] = [{}, {}];
  for (const { amounts } of taken) into = addElements(into, amounts.elementMilligrams);
  for (const { amounts } of made) outOf = addElements(outOf, amounts.elementMilligrams);
  for (const { kind, elementMilligrams } of event.type === 'lot-transformed' ? (event.losses ?? []) : []) {
    const lost = elementsOfJson(elementMilligrams ?? {});
    add(terms, `to loss (${kind})`, lost);
    outOf = addElements(outOf, lost);
  }
  for (const [element, mass] of elementEntries(addElements(into, outOf))) {
    const more = 2n * (outOf[element] ?? 0n) - mass;
    add(terms, more > 0n ? 'from unexplained-gains' : 'to unaccounted', { [element]: more > 0n ? more : -more });
  }
}

function add(terms: Terms, name: string, masses: ElementMasses, sign = 1n): void {
  const term = terms.get(name) ?? new Map<ElementSymbol, bigint>();
  terms.set(name, term);
  for (const [element, mass] of elementEntries(masses)) term.set(element, (term.get(element) ?? 0n) + sign * mass);
}

/** What came in less what became of it, of each element that is not conserved. */
export function differenceOf(weight: Weight): ReadonlyMap<ElementSymbol, bigint> {
  const difference = new Map<ElementSymbol, bigint>();
  for (const [name, masses] of weight) {
    const sign = name.startsWith('from ') ? 1n : -1n;
    for (const [element, mass] of masses) difference.set(element, (difference.get(element) ?? 0n) + sign * mass);
  }
  return new Map([...difference].filter(([, mass]) => mass !== 0n));
}
