/** D10: clay from across the border comes in as what a mine at home has dug, or as what nobody has dug or declared. */
import { totalMilligrams } from '@lodestone/custody/element-masses.ts';
import { continueEpisode, type Episodes, findingOfEpisode } from '../episode.ts';
import { formWords } from '../form-words.ts';
import { logComposition, logRatioDistance } from '../log-ratio.ts';
import { addToSignature, meanComposition, type MineSignature, startSignature } from '../mine-signature.ts';
import type { Observation, OriginObservation } from '../observation.ts';
import { nearestOre, type OreSignature } from '../ore-signatures.ts';
import { roundedKilograms } from '../rounded-figures.ts';
import type { Rule, RuleContext } from '../rule.ts';
import { standardDeviation } from '../running-moments.ts';
import { addToWeek, sumOfWeeks, weekOf, type WeeklySums, WEEKS_PER_QUARTER, WEEKS_PER_YEAR } from '../weekly-sums.ts';
import { type IntakeState, observeIntake, startIntake, takenIn } from './uncovered-intake.ts';

const thresholds = {
  /** Of what the mine dug in a quarter of the year before. */
  quarterMaxPercent: 170,
  /** Hundredths of the log-ratio distance from the mine's own lots. */
  distanceMaxHundredths: 30,
  deviations: 6,
  /** Lots of a mine before its own norm counts, and weeks since the first. */
  normCountMin: 8,
  normWeeksMin: 26,
  traceMaxPartsPerMillion: 1_000,
  episodeGapDays: 60,
  openingDaysMax: 60,
  uncoveredPercentMax: 5,
  uncoveredKilogramsMin: 500,
  importsKeptMax: 5_000,
};

type Limits = typeof thresholds;
type Context = RuleContext<Limits>;

interface Mine {
  readonly signature: MineSignature;
  readonly dug: WeeklySums;
  readonly firstWeek: number;
}

interface State {
  readonly mines: Map<string, Mine>;
  readonly episodes: Episodes;
  readonly intake: IntakeState;
}

export const foreignClay: Rule<State, Limits> = {
  id: 'D10',
  version: 3,
  title: 'Foreign clay as home ore',
  family: 'chemistry',
  inputs:
    'elements, forms and masses of what a mine digs, against ionic clays and against its own year; what separation plants take in, against what was dug and declared as imported',
  mistakes: 'a new field of the same mine, imports that are declared late: these count against the separation quota',
  clears: 'the import is declared, or the mine shows the field that the clay is from and what was leached there',
  thresholds,
  start: () => ({ mines: new Map(), episodes: new Map(), intake: startIntake() }),
  observe: (state, observation, context) => {
    const { thresholds: limits, report } = context;
    judgeIntake(state, observation, context);
    if (observation.kind !== 'origin' || observation.lot.kind !== 'mined') return;
    const { lot, party, facility } = observation;
    const place = facility ?? party;
    const composition = logComposition(lot.made.elementMilligrams);
    const looksLike = nearestOre(composition);
    const mine = mineOf(state, place, weekOf(observation.occurredAt));
    const signs = looksLike?.kind === 'clay' ? signsOf(mine, observation, looksLike, limits) : [];
    addLot(
      mine,
      observation,
      signs.some(({ name }) => name === 'composition'),
    );
    if (signs.length === 0 || looksLike === null) return;
    const episode = continueEpisode(state.episodes, place, { ...observation, lots: [lot.lot] }, limits.episodeGapDays);
    report({
      ...findingOfEpisode('D10', place, episode),
      severity: 'medium',
      party,
      facility,
      numbers: {
        looksLike: looksLike.ore,
        lots: episode.count,
        ...Object.fromEntries(signs.flatMap(({ numbers }) => Object.entries(numbers))),
      },
      sentence: `lot ${lot.lot}, mined at ${place}, looks like ${looksLike.ore} and ${signs.map(({ says }) => says).join(', and ')}`,
    });
  },
};

function judgeIntake({ intake, episodes }: State, observation: Observation, context: Context): void {
  const uncovered = observeIntake(intake, observation, context.thresholds);
  if (uncovered === null || observation.kind !== 'step' || observation.facility === null) return;
  const { party, facility } = observation;
  const { all, lateStock, undeclared } = uncovered;
  const subject = `${facility}/intake`;
  const seen = { ...observation, lots: takenIn(observation).map(({ lot }) => lot) };
  const episode = continueEpisode(episodes, subject, seen, context.thresholds.episodeGapDays);
  const parts = [
    ...(lateStock > 0n ? [`${roundedKilograms(lateStock)} are from stock that was entered long after it joined`] : []),
    ...(undeclared > 0n ? [`${roundedKilograms(undeclared)} were imported and no declaration is recorded`] : []),
  ];
  context.report({
    ...findingOfEpisode('D10', subject, episode),
    // A declaration may be a matter of papers that nobody has attached.
    severity: lateStock > undeclared ? 'medium' : 'low',
    party,
    facility,
    numbers: {
      intakeMilligrams: all.toString(),
      lateStockMilligrams: lateStock.toString(),
      undeclaredMilligrams: undeclared.toString(),
    },
    sentence: `${facility} has taken ${roundedKilograms(all)} of rare earths into separation in 52 weeks; nobody has dug or declared ${roundedKilograms(lateStock + undeclared)} of them: ${parts.join(', ')}`,
    clears: 'the declarations are recorded with the lots, or the stock is shown by counts of when the plant joined',
  });
}

interface Sign {
  readonly name: 'composition' | 'form' | 'mass';
  readonly numbers: Readonly<Record<string, number | string>>;
  readonly says: string;
}

/** Whatever says that this clay is not what the mine digs. */
function signsOf(mine: Mine, observation: OriginObservation, looksLike: OreSignature, limits: Limits): Sign[] {
  const form = formSign(observation);
  if (mine.signature.count < limits.normCountMin) return form;
  return [...compositionSign(mine, observation, looksLike, limits), ...form, ...massSign(mine, observation, limits)];
}

function compositionSign(
  { signature }: Mine,
  { lot }: OriginObservation,
  looksLike: OreSignature,
  limits: Limits,
): Sign[] {
  const usual = meanComposition(signature);
  const composition = logComposition(lot.made.elementMilligrams);
  const distance = logRatioDistance(composition, usual, limits.traceMaxPartsPerMillion)?.distance ?? 0;
  const spread = signature.distances.mean + limits.deviations * standardDeviation(signature.distances);
  if (distance <= Math.max(limits.distanceMaxHundredths / 100, spread)) return [];
  const before = nearestOre(usual);
  const norm =
    before === null || before === looksLike ? 'not like its other lots' : `its other lots like ${before.ore}`;
  return [
    {
      name: 'composition',
      numbers: { logRatioDistance: Number(distance.toFixed(2)) },
      says: `${norm} (log-ratio distance ${distance.toFixed(2)})`,
    },
  ];
}

/** Clay is leached where it lies: what is mined is the solution. What was made of that was made by somebody, somewhere. */
function formSign({ lot: { form } }: OriginObservation): Sign[] {
  if (form === null || !MADE_FORMS.has(form)) return [];
  return [
    { name: 'form', numbers: { form }, says: `is ${formWords(form)}, which is made of a leach solution and not mined` },
  ];
}

const MADE_FORMS: ReadonlySet<string> = new Set(['concentrate', 'mixed-oxide', 'carbonate', 'chloride', 'oxide']);

function massSign({ dug, firstWeek }: Mine, { lot, occurredAt }: OriginObservation, limits: Limits): Sign[] {
  const week = weekOf(occurredAt);
  const quarterFrom = week - WEEKS_PER_QUARTER + 1;
  const yearFrom = Math.max(quarterFrom - WEEKS_PER_YEAR, firstWeek);
  const weeks = quarterFrom - yearFrom;
  if (weeks < limits.normWeeksMin) return [];
  const quarter = sumOfWeeks(dug, quarterFrom, week + 1) + totalMilligrams(lot.made.elementMilligrams);
  const usual = (sumOfWeeks(dug, yearFrom, quarterFrom) * BigInt(WEEKS_PER_QUARTER)) / BigInt(weeks);
  if (quarter * 100n <= usual * BigInt(limits.quarterMaxPercent)) return [];
  return [
    {
      name: 'mass',
      numbers: { quarterMilligrams: quarter.toString(), usualMilligrams: usual.toString() },
      says: `with it ${roundedKilograms(quarter)} of rare earths were dug there in ${WEEKS_PER_QUARTER} weeks, where ${roundedKilograms(usual)} are usual`,
    },
  ];
}

function addLot(mine: Mine, { lot, occurredAt }: OriginObservation, isStrange: boolean): void {
  addToWeek(mine.dug, weekOf(occurredAt), totalMilligrams(lot.made.elementMilligrams));
  if (isStrange) return;
  const composition = logComposition(lot.made.elementMilligrams);
  const distance = logRatioDistance(composition, meanComposition(mine.signature), 1_000)?.distance ?? null;
  addToSignature(mine.signature, composition, distance);
}

function mineOf({ mines }: State, place: string, week: number): Mine {
  const known = mines.get(place);
  if (known !== undefined) return known;
  const begun: Mine = { signature: startSignature(), dug: new Map(), firstWeek: week };
  mines.set(place, begun);
  return begun;
}
