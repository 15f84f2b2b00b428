/**
 * "No step in these countries": which steps of the lineage were done in one of them, and of which it is not known where
 * they were done or what was before. Carriage and trade are no steps: who held a lot is in the trace.
 */
import { nameSome } from '@lodestone/custody/name-some.ts';
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import { formatKilograms } from '@lodestone/custody/format-amount.ts';
import type { Ancestor, Ancestry } from '../ancestry.ts';
import type { ElementAttribution } from '../attribution/attribution.ts';
import type { LineageLot, LineageSubject } from '../graph.ts';
import { type Claim, type ClaimRule, evidenceOf } from './claim.ts';
import { contradictingCountry, type RegisteredPlaces, statedElsewhere } from './registered-places.ts';
import { describeUnexplained, placesOf, unexplainedOf } from './unexplained.ts';

/** What counts as a step, and what before the ledger matters. */
export interface StepsThatCount {
  /** Whether what made the lot, or brought it into the ledger, is one of them. */
  readonly counts: (lot: LineageLot, step: string | null) => boolean;
  /** Whether one of them may have been done to such a lot before it came into the ledger. */
  readonly mayHaveBeenBefore: (lot: LineageLot) => boolean;
  /** Whether one of them may be hidden in mass of unknown origin. */
  readonly mayBeUnknown: boolean;
}

export interface CountryQuestion extends Pick<Claim, 'id' | 'title' | 'isInformation'> {
  readonly countries: readonly string[];
  readonly steps: StepsThatCount;
  readonly rule: ClaimRule;
  /** What the verdict is where nothing speaks against it, but something is not known. */
  readonly whenUnknown: 'not-supported' | 'cannot-say';
  /** What a reader must know besides. */
  readonly remarks: readonly string[];
}

/** Answers for the subject, whose elements are attributed. */
export function judgeCountries(
  ancestry: Ancestry,
  subject: LineageSubject,
  attributions: ReadonlyMap<ElementSymbol, ElementAttribution>,
  { countries, steps, rule, whenUnknown, remarks, ...question }: CountryQuestion,
  registered: RegisteredPlaces,
): Claim {
  const counted = ancestry.ancestors.filter(({ lot, madeBy }) => {
    return madeBy !== 'missing' && steps.counts(lot, madeBy === 'origin' ? null : madeBy.step.name);
  });
  const isAsked = (country: string | null) => country !== null && countries.includes(country);
  const failing = counted.filter(({ lot }) => {
    return isAsked(lot.country) || isAsked(contradictingCountry(registered, lot));
  });
  const failingSteps = onePerStep(failing);
  const doubts = [
    ...doubtsBefore(ancestry, steps),
    ...doubtsOfPlaces(counted, new Set(failing), countries, registered),
    ...doubtsOfMissing(ancestry),
    ...(steps.mayBeUnknown ? doubtsOfMasses(ancestry, subject, attributions) : []),
  ];
  const notKnown = doubts.flatMap(({ sentence }) => (sentence === null ? [] : [`Not known: ${sentence}`]));
  const found = describeFound(counted, failingSteps, countries, registered);
  const verdict = failingSteps.length > 0 ? 'not-supported' : notKnown.length > 0 ? whenUnknown : 'supported';
  return {
    ...question,
    element: null,
    verdict: counted.length === 0 && notKnown.length === 0 ? 'cannot-say' : verdict,
    reason: `${[found, ...notKnown, ...remarks].join('. ')}.`,
    ...evidenceOf([...new Set([...failingSteps, ...doubts.flatMap(({ about }) => about)])]),
    rule,
  };
}

/** Something that is not known, and of which lots. No sentence where all of it is told already. */
interface Doubt {
  readonly about: readonly Ancestor[];
  readonly sentence: string | null;
}

/** `sentence` is given the names of `told`, which are those that it is about unless some of them are told already. */
function doubt(
  about: readonly Ancestor[],
  sentence: (names: string, first: Ancestor) => string,
  told: readonly Ancestor[] = about,
): Doubt {
  const [first] = told;
  return { about, sentence: first === undefined ? null : sentence(nameSome(told.map(({ lot }) => lot.lot)), first) };
}

function doubtsBefore({ ancestors }: Ancestry, { mayHaveBeenBefore }: StepsThatCount): Doubt[] {
  const before = ancestors.filter(({ lot, madeBy }) => madeBy === 'origin' && mayHaveBeenBefore(lot));
  return [doubt(before, (names) => `what was done to ${names} before it came into the ledger is not recorded`)];
}

/** Where a step was done, as far as that is nobody's word, or only that of whoever it would speak against. */
function doubtsOfPlaces(
  counted: readonly Ancestor[],
  failing: ReadonlySet<Ancestor>,
  countries: readonly string[],
  registered: RegisteredPlaces,
): Doubt[] {
  const unplaced = counted.filter(
    ({ lot, madeBy }) => lot.facility === null && (madeBy !== 'origin' || lot.kind === 'mined'),
  );
  const contradicted = counted.filter(({ lot }) => contradictingCountry(registered, lot) !== null);
  const elsewhere = counted.filter(({ lot }) => statedElsewhere(registered, lot, countries) !== null);
  return [
    doubt(onePerStep(unplaced), (names) => `no facility is stated where ${names} was made or mined`),
    doubt(
      contradicted,
      (names) => `${names} is said to be from another country than that of the facility where it was dug or collected`,
      contradicted.filter((each) => !failing.has(each)),
    ),
    doubt(onePerStep(elsewhere), (names, { lot }) => {
      const stated = statedElsewhere(registered, lot, countries);
      const where = stated === null ? '' : ` at ${stated.facility}, a facility of ${stated.owner}`;
      return `whether ${names} was made${where}: that is the word of ${lot.party}, of ${stated?.homeCountry ?? ''}`;
    }),
  ];
}

function doubtsOfMissing({ ancestors }: Ancestry): Doubt[] {
  const missing = ancestors.filter(({ madeBy }) => madeBy === 'missing');
  return [doubt(missing, (names) => `what ${names} was made from is not in the lineage`)];
}

function describeFound(
  counted: readonly Ancestor[],
  failingSteps: readonly Ancestor[],
  countries: readonly string[],
  registered: RegisteredPlaces,
): string {
  const list = countries.join(', ');
  if (counted.length === 0) return 'No step that counts here is recorded of it';
  if (failingSteps.length === 0) return `${stepsOf(counted)}, none in ${list}`;
  const named = failingSteps.map((each) => describeStep(each, registered));
  return `${failingSteps.length} of ${stepsOf(counted)} in ${list}: ${nameSome(named, FAILING_NAMED_MAX)}`;
}

function stepsOf(counted: readonly Ancestor[]): string {
  const count = onePerStep(counted).length;
  return `${count.toLocaleString('en')} ${count === 1 ? 'step' : 'steps'}`;
}

/** A step may have made many lots. */
function onePerStep(ancestors: readonly Ancestor[]): Ancestor[] {
  const seen = new Set<number>();
  return ancestors.filter(({ madeBy }) => {
    if (typeof madeBy !== 'object') return true;
    if (seen.has(madeBy.place)) return false;
    seen.add(madeBy.place);
    return true;
  });
}

function describeStep({ lot, madeBy }: Ancestor, registered: RegisteredPlaces): string {
  const act = typeof madeBy === 'object' ? madeBy.step.name : (ACTS.get(lot.kind) ?? lot.kind);
  const other = contradictingCountry(registered, lot);
  const place = other === null ? lot.country : `said to be ${lot.country}, at ${lot.facility} in ${other}`;
  return `${act} of ${lot.lot} (${place})`;
}

const ACTS: ReadonlyMap<string, string> = new Map([
  ['mined', 'mining'],
  ['imported', 'making before the import'],
  ['collected', 'collection'],
  ['opening-stock', 'making before the opening stock'],
]);

/** So many steps that speak against it are named. */
const FAILING_NAMED_MAX = 4;

/** Any milligram counts: what is unknown may have been anywhere. */
function doubtsOfMasses(
  ancestry: Ancestry,
  subject: LineageSubject,
  attributions: ReadonlyMap<ElementSymbol, ElementAttribution>,
): Doubt[] {
  return [...attributions].flatMap(([element, { milligrams, unknownMilligrams }]) => {
    if (unknownMilligrams === 0n) return [];
    const unexplained = unexplainedOf(ancestry, subject, element);
    const masses = `${formatKilograms(unknownMilligrams)} of ${formatKilograms(milligrams)} ${element}`;
    const where = describeUnexplained(unexplained);
    const sentence = `where ${masses} comes from${where === '' ? '' : ` (${where})`}`;
    return [{ sentence, about: placesOf(unexplained) }];
  });
}
