/** D25: a lot is stated wetter or poorer than the place's lots are: so much less of it has to be accounted for. */
import { oxideMassBillionths } from '@lodestone/custody/oxide-mass.ts';
import { continueEpisode, type Episodes, findingOfEpisode } from '../episode.ts';
import type { ObservedLot } from '../observation.ts';
import { addToNorm, type Norm, normOf, type OwnNorm, startNorm } from '../own-norm.ts';
import { percentOf } from '../rounded-figures.ts';
import type { Rule } from '../rule.ts';

const thresholds = {
  /** Hundredths of standard deviations that make one lot enough. */
  outlierHundredths: 400,
  /** And those that so many lots in a row must each be away. */
  inARowHundredths: 210,
  inARowMin: 3,
  normCountMin: 8,
  /** What the spread of a figure is taken for at first, of the figure, and how many lots that is worth. */
  spreadPriorPercent: 5,
  spreadPriorCount: 6,
  episodeGapDays: 60,
};

type Limits = typeof thresholds;

interface State {
  readonly norms: Map<string, OwnNorm>;
  /** By series: how many lots in a row lie towards freed mass. */
  readonly rows: Map<string, number>;
  readonly episodes: Episodes;
}

interface Figure {
  readonly name: 'moisture' | 'grade';
  readonly value: number;
  /** 1 where more of it frees mass, −1 where less does. */
  readonly frees: 1 | -1;
}

/** A figure against what is usual; `freed` are standard deviations in the direction that frees mass. */
interface Judged extends Figure {
  readonly norm: Norm;
  readonly freed: number;
}

/** Forms that are weighed wet and paid by grade. Swarf is not: how much liquid is in it nobody rules (30 % to 60 %). */
const GRADED_FORMS: ReadonlySet<string> = new Set(['ore', 'leach-solution', 'concentrate', 'mixed-oxide', 'carbonate']);

export const moistureOrGrade: Rule<State, Limits> = {
  id: 'D25',
  version: 1,
  title: 'Moisture or grade gaming',
  family: 'mass',
  inputs: 'moisture and TREO of the lots that a place digs or makes, against its own last twelve months',
  mistakes: 'rain, a new face of the deposit',
  clears: 'a sample taken by another shows the moisture and the grade, or the weather and the face are shown',
  thresholds,
  start: () => ({ norms: new Map(), rows: new Map(), episodes: new Map() }),
  observe: (state, observation, { thresholds: limits, report }) => {
    if (observation.kind !== 'origin' && observation.kind !== 'step') return;
    const { party, facility } = observation;
    const place = facility ?? party;
    for (const lot of observation.kind === 'origin' ? [observation.lot] : observation.outputs) {
      const judged = figuresOf(lot).flatMap(
        (figure) => judge(state, `${place}/${lot.form}`, figure, observation.occurredAt, limits) ?? [],
      );
      const freed = mostFreed(state, `${place}/${lot.form}`, judged, limits);
      if (freed === null) continue;
      const seen = { ...observation, lots: [lot.lot] };
      const episode = continueEpisode(state.episodes, place, seen, limits.episodeGapDays);
      report({
        ...findingOfEpisode('D25', place, episode),
        severity: 'medium',
        party,
        facility,
        numbers: {
          ...Object.fromEntries(judged.flatMap(numbersOf)),
          deviations: Number(freed.toFixed(1)),
          lots: episode.count,
        },
        sentence: describe(lot, place, judged, freed, episode.count),
      });
    }
  },
};

function figuresOf({ form, made, moisturePartsPerMillion }: ObservedLot): Figure[] {
  if (form === null || !GRADED_FORMS.has(form)) return [];
  const moisture = moisturePartsPerMillion === null ? [] : [moisturePartsPerMillion / 1_000_000];
  const grade = gradeOf(made, moisture[0] ?? 0);
  return [
    ...moisture.map((value): Figure => ({ name: 'moisture', value, frees: 1 })),
    ...(grade === null ? [] : [{ name: 'grade', value: grade, frees: -1 } as const]),
  ];
}

/** TREO of the dry mass; of a solution, in grams a litre. Null where nothing is stated. */
function gradeOf({ netMilligrams, volumeMillilitres, elementMilligrams }: ObservedLot['made'], moisture: number) {
  const oxides = Number(oxideMassBillionths(elementMilligrams) / 1_000_000n) / 1_000;
  if (oxides === 0) return null;
  if (netMilligrams !== null && netMilligrams > 0n && moisture < 1) {
    return oxides / (Number(netMilligrams) * (1 - moisture));
  }
  return volumeMillilitres !== null && volumeMillilitres > 0n ? oxides / Number(volumeMillilitres) : null;
}

/** Null while nobody knows what is usual. The norm grows by the figure either way. */
function judge({ norms }: State, place: string, figure: Figure, at: string, limits: Limits): Judged | null {
  const key = `${place}/${figure.name}`;
  const own = norms.get(key) ?? startNorm();
  norms.set(key, own);
  const prior = {
    standardDeviation: (figure.value * limits.spreadPriorPercent) / 100,
    count: limits.spreadPriorCount,
  };
  const norm = normOf(own, prior);
  addToNorm(own, at, figure.value, prior);
  if (norm.count < limits.normCountMin) return null;
  return { ...figure, norm, freed: ((figure.value - norm.mean) / norm.standardDeviation) * figure.frees };
}

/** By which figure most is freed, or by both together, in standard deviations; null where that is nothing to ask about. */
function mostFreed({ rows }: State, place: string, judged: readonly Judged[], limits: Limits): number | null {
  // Independent deviations add up as their sum does: the spread of a sum of n is √n.
  const together = judged.reduce((sum, { freed }) => sum + freed, 0) / Math.sqrt(Math.max(judged.length, 1));
  const series = [...judged, ...(judged.length > 1 ? [{ name: 'together', freed: together }] : [])];
  const hits = series.filter(({ name, freed }) => {
    const key = `${place}/${name}`;
    const inARow = freed * 100 > limits.inARowHundredths ? (rows.get(key) ?? 0) + 1 : 0;
    rows.set(key, inARow);
    return freed * 100 > limits.outlierHundredths || inARow >= limits.inARowMin;
  });
  return hits.length === 0 ? null : Math.max(...hits.map(({ freed }) => freed));
}

function numbersOf({ name, value, norm }: Judged): [string, number][] {
  return [
    [name, Number(value.toPrecision(4))],
    [`${name}Norm`, Number(norm.mean.toPrecision(4))],
  ];
}

function describe(lot: ObservedLot, place: string, judged: readonly Judged[], freed: number, count: number): string {
  const figures = judged.map(({ name, value, norm }) => {
    const isSolution = lot.made.netMilligrams === null && name === 'grade';
    const show = (each: number) => (isSolution ? `${Number(each.toPrecision(4))} g/L` : percentOf(each));
    return `${show(value)} ${name === 'moisture' ? 'moisture' : 'TREO'} (its ${lot.form} usually ${show(norm.mean)})`;
  });
  const again = count === 1 ? '' : `; ${count} lots like it since the first`;
  return `lot ${lot.lot} of ${place} has ${figures.join(' and ')}: ${freed.toFixed(1)} standard deviations in the direction that frees mass${again}`;
}
