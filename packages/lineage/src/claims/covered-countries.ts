/**
 * DFARS 252.225-7052: magnets for the United States' defence may have no step in covered countries. From 1 January 2027
 * every step counts from the mine on; before it, from the melting of the alloy on. What is not known is a fail.
 */
import type { LineageLot } from '../graph.ts';
import type { CountryQuestion, StepsThatCount } from './steps-elsewhere.ts';
import { stageOf } from './stage.ts';

const COVERED_COUNTRIES = ['CN', 'RU', 'KP', 'IR'] as const;
/** The day from which mining, refining and separation count as well. */
const ALL_STEPS_FROM = '2027-01-01';
const SOURCE = 'DFARS 252.225-7052 as amended on 2024-05-30 (89 FR 46816), 10 U.S.C. 4872';

/**
 * Mining, refining, separation, melting, production; what only rearranges is none of these, nor is collecting scrap. What
 * was imported was made where its origin is declared to be.
 */
const ALL_STEPS: StepsThatCount = {
  counts: (lot, step) => (step === null ? lot.kind !== 'collected' : stageOf(lot, step) !== null),
  mayHaveBeenBefore: ({ kind }) => kind !== 'mined',
  mayBeUnknown: true,
};

/** Forms that come of melting or after it. */
const MELTED_FORMS: ReadonlySet<string> = new Set([
  'alloy',
  'flake',
  'powder',
  'block',
  'body',
  'magnet',
  'assembly',
  'swarf',
  'scrap',
]);

/** Melting of the alloy and what follows. What became oxide or metal again is melted again, by a step that counts. */
const MELTED_OR_PRODUCED: StepsThatCount = {
  counts: (lot, step) => {
    if (step === null) return cameMelted(lot);
    const stage = stageOf(lot, step);
    return stage === 'alloy' || stage === 'magnet' || step === 'reuse';
  },
  mayHaveBeenBefore: cameMelted,
  mayBeUnknown: false,
};

function cameMelted({ kind, form }: LineageLot): boolean {
  return (kind === 'imported' || kind === 'opening-stock') && form !== null && MELTED_FORMS.has(form);
}

/** The question as it stands on a day, `2026-11-23`. */
export function coveredCountriesQuestion(date: string): CountryQuestion {
  const all = date >= ALL_STEPS_FROM;
  const acts = all ? 'mined, refined, separated, melted or produced' : 'melted or produced';
  return {
    id: 'dfars-252.225-7052',
    title: `Not ${acts} in ${COVERED_COUNTRIES.join(', ')} (DFARS 252.225-7052)`,
    countries: COVERED_COUNTRIES,
    steps: all ? ALL_STEPS : MELTED_OR_PRODUCED,
    rule: { name: `DFARS 252.225-7052: ${acts}`, source: SOURCE, from: all ? ALL_STEPS_FROM : null },
    whenUnknown: 'not-supported',
    remarks: [
      ...(all ? [] : [`From ${ALL_STEPS_FROM} mining, refining and separation count as well`]),
      'Whether an exception applies (such as off-the-shelf items of which less than 50 % is covered material) is not decided here: a ledger does not know the item',
    ],
    isInformation: false,
  };
}

/** "No step in these countries", of every kind, from where the material came to be. */
export function notInQuestion(countries: readonly string[]): CountryQuestion {
  return {
    id: `not-in/${countries.join(',')}`,
    title: `No step in ${countries.join(', ')}`,
    countries,
    steps: { counts: () => true, mayHaveBeenBefore: ({ kind }) => kind !== 'mined', mayBeUnknown: true },
    rule: { name: 'No step in a country', source: 'the question as it was asked', from: null },
    whenUnknown: 'cannot-say',
    remarks: [],
    isInformation: false,
  };
}
