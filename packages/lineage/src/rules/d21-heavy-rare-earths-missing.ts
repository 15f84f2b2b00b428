/** D21: magnets that are said to have no dysprosium or terbium though their grade, what went in or a test says otherwise. */
import { type ElementMasses, sumElementMasses, totalMilligrams } from '@lodestone/custody/element-masses.ts';
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import { MAGNET_CHAIN_FORMS } from '@lodestone/custody/material.ts';
import { daysBetween } from '../days.ts';
import { continueEpisode, type Episodes, findingOfEpisode } from '../episode.ts';
import type { AssayObservation, ObservedLot, StepObservation } from '../observation.ts';
import { percentOf, roundedKilograms } from '../rounded-figures.ts';
import type { Rule, RuleContext } from '../rule.ts';

const thresholds = {
  /** Of the net mass: less may be a trace in the neodymium. */
  heavyMinPartsPerMillion: 1_000,
  episodeGapDays: 60,
  /** So long the test of one lot speaks for others of its grade. */
  testDays: 365,
};

type Limits = typeof thresholds;
type Context = RuleContext<Limits>;

interface State {
  readonly episodes: Episodes;
  /** By plant and grade: the finding that rests on the grade alone, and when a test last found none. */
  readonly grades: Map<string, { readonly finding: string | null; readonly testedAt: string | null }>;
}

const HEAVY = ['Dy', 'Tb'] as const satisfies readonly ElementSymbol[];

/** `42SH`, `N38UH-T`: classes of coercivity of 20 kOe and above, hardly reached without heavy rare earths. */
const HEAVY_GRADE = /\d(?:SH|UH|EH|AH|TH)(?![A-Z])/i;

/** From 25 kOe on grain refining alone does not do. */
const CERTAINLY_HEAVY_GRADE = /\d(?:UH|EH|AH|TH)(?![A-Z])/i;

const PARTS_PER_MILLION = 1_000_000;

export const heavyRareEarthsMissing: Rule<State, Limits> = {
  id: 'D21',
  version: 1,
  title: 'Dysprosium and terbium left out',
  family: 'chemistry',
  inputs: 'grade and elements of magnets and what becomes one, Dy and Tb that went in, assays',
  mistakes: 'magnets of class SH made without heavy rare earths by refining the grain: a test decides',
  clears: 'a laboratory other than the maker finds none in a lot of that grade, or what the lots hold is stated',
  thresholds,
  start: () => ({ episodes: new Map(), grades: new Map() }),
  observe: (state, observation, context) => {
    if (observation.kind === 'step') judgeStep(state, observation, context);
    if (observation.kind === 'assay') judgeAssay(state, observation, context);
  },
};

function judgeStep(state: State, observation: StepObservation, context: Context): void {
  const magnets = observation.outputs.filter(isMagnet);
  if (magnets.length === 0) return;
  const drawn = drawnWithout(observation, magnets, context.thresholds);
  if (drawn !== null) {
    const { element, milligrams, lots } = drawn;
    const where = `${observation.step} at ${placeOf(observation)}`;
    const sentence = `${where} took ${roundedKilograms(milligrams)} of ${element} into lot ${lots[0]?.lot}, which states none`;
    reportEpisode(
      state,
      observation,
      lots,
      'medium',
      { element, takenMilligrams: milligrams.toString() },
      sentence,
      context,
    );
    return;
  }
  // What an input already left out is told of the step that made that.
  const known = new Set(observation.inputs.flatMap(({ lot }) => (isWithoutByGrade(lot) ? [lot.grade] : [])));
  const byGrade = magnets.filter((lot) => isWithoutByGrade(lot) && !known.has(lot.grade));
  if (byGrade.length > 0) reportByGrade(state, observation, byGrade, context);
}

/** An element of which more than traces went into lots that state none of it. */
function drawnWithout(observation: StepObservation, magnets: readonly ObservedLot[], limits: Limits) {
  const { inputs, outputs, lossElementMilligrams } = observation;
  const taken = sumElementMasses(inputs.map(({ amounts }) => amounts.elementMilligrams));
  const given = sumElementMasses(outputs.map(({ made }) => made.elementMilligrams));
  for (const element of HEAVY) {
    const lots = magnets.filter(({ made: { elementMilligrams } }) => {
      return Object.keys(elementMilligrams).length > 0 && isNone(elementMilligrams, element);
    });
    if (lots.length === 0) continue;
    // Where other magnets have it, what is stated as lost may be: all of it hardly is.
    const lost = lots.length === magnets.length ? 0n : (lossElementMilligrams[element] ?? 0n);
    const milligrams = (taken[element] ?? 0n) - (given[element] ?? 0n) - lost;
    const net = lots.reduce((sum, lot) => sum + netOf(lot), 0n);
    const isMore = milligrams * BigInt(PARTS_PER_MILLION) > net * BigInt(limits.heavyMinPartsPerMillion);
    if (isMore) return { element, milligrams, lots };
  }
  return null;
}

/** An assay that finds what the lot left out, or leaves out what the lot has. */
function judgeAssay(state: State, observation: AssayObservation, context: Context): void {
  const { lot, stated, laboratory } = observation;
  if (!isMagnet(lot)) return;
  const about = { ...observation, party: lot.party, facility: lot.facility };
  for (const element of HEAVY) {
    const [before, after] = [
      shareOf(lot, lot.made.elementMilligrams, element),
      shareOf(lot, stated.elementMilligrams, element),
    ];
    const min = context.thresholds.heavyMinPartsPerMillion / PARTS_PER_MILLION;
    const isFound = before === 0 && after > min;
    const isLost = before > min && after === 0 && Object.keys(stated.elementMilligrams).length > 0;
    if (!isFound && !isLost) continue;
    const says = `${laboratory} finds ${percentOf(after)} of ${element} in lot ${lot.lot}, it was made with ${percentOf(before)}`;
    const numbers = {
      element,
      madePartsPerMillion: Math.round(before * PARTS_PER_MILLION),
      assayedPartsPerMillion: Math.round(after * PARTS_PER_MILLION),
    };
    reportEpisode(state, about, [lot], 'medium', numbers, says, context);
    return;
  }
  const isTested = HEAVY.every((element) => isNone(stated.elementMilligrams, element));
  if (isTested && laboratory !== lot.party && lot.grade !== null) {
    const key = `${placeOf(about)}/${lot.grade}`;
    const finding = state.grades.get(key)?.finding ?? null;
    if (finding !== null) context.withdraw(finding);
    state.grades.set(key, { finding: null, testedAt: observation.occurredAt });
  }
}

function reportByGrade(
  state: State,
  observation: StepObservation,
  lots: readonly ObservedLot[],
  context: Context,
): void {
  const grade = lots[0]?.grade ?? '';
  const key = `${placeOf(observation)}/${grade}`;
  const testedAt = state.grades.get(key)?.testedAt ?? null;
  if (testedAt !== null && daysBetween(testedAt, observation.occurredAt) <= context.thresholds.testDays) return;
  const severity = CERTAINLY_HEAVY_GRADE.test(grade) ? 'medium' : 'low';
  const sentence = `lot ${lots[0]?.lot} of ${placeOf(observation)} has the grade ${grade} and states no Dy and no Tb: such a grade usually has them`;
  const finding = reportEpisode(state, observation, lots, severity, { grade }, sentence, context);
  state.grades.set(key, { finding, testedAt });
}

/** Returns the id of the finding. */
function reportEpisode(
  { episodes }: State,
  observation: Pick<StepObservation, 'event' | 'occurredAt' | 'party' | 'facility'>,
  lots: readonly ObservedLot[],
  severity: 'low' | 'medium',
  numbers: Readonly<Record<string, number | string>>,
  sentence: string,
  { thresholds: limits, report }: Context,
): string {
  const { party, facility } = observation;
  const kind = String(numbers['grade'] ?? numbers['element']).replaceAll(/\s+/g, '-');
  const subject = `${placeOf(observation)}/${kind}`;
  const seen = { ...observation, lots: lots.map(({ lot }) => lot) };
  const episode = continueEpisode(episodes, subject, seen, limits.episodeGapDays);
  const again = episode.count === 1 ? '' : `; ${episode.count} times since the first`;
  const finding = findingOfEpisode('D21', subject, episode);
  report({
    ...finding,
    severity,
    party,
    facility,
    numbers: { ...numbers, times: episode.count },
    sentence: `${sentence}${again}`,
  });
  return finding.id;
}

function placeOf({ party, facility }: Pick<StepObservation, 'party' | 'facility'>): string {
  return facility ?? party;
}

function isMagnet({ form }: ObservedLot): boolean {
  return form !== null && MAGNET_CHAIN_FORMS.has(form);
}

/** Says what it has and names none of them, or names 0. */
function isWithoutByGrade(lot: ObservedLot): boolean {
  const { grade, made } = lot;
  if (!isMagnet(lot) || grade === null || !HEAVY_GRADE.test(grade)) return false;
  if (Object.keys(made.elementMilligrams).length === 0) return false;
  return HEAVY.every((element) => isNone(made.elementMilligrams, element));
}

function isNone(masses: ElementMasses, element: ElementSymbol): boolean {
  return (masses[element] ?? 0n) === 0n;
}

function shareOf(lot: ObservedLot, masses: ElementMasses, element: ElementSymbol): number {
  const net = netOf(lot);
  return net === 0n ? 0 : Number(((masses[element] ?? 0n) * BigInt(PARTS_PER_MILLION)) / net) / PARTS_PER_MILLION;
}

/** Where no net mass is stated, the rare earths alone: a third of the mass of a magnet. */
function netOf({ made: { netMilligrams, elementMilligrams } }: ObservedLot): bigint {
  return netMilligrams ?? totalMilligrams(elementMilligrams) * 3n;
}
