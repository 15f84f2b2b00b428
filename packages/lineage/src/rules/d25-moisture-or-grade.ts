/** D25: a lot is stated wetter or poorer than the place's lots are: so much less of it has to be accounted for. */
import { oxideMassBillionths } from '@lodestone/custody/oxide-mass.ts';
import { continueEpisode, type Episodes, findingOfEpisode } from '../episode.ts';
import type { ObservedLot } from '../observation.ts';
import { addToNorm, type Norm, normOf, type OwnNorm, startNorm } from '../own-norm.ts';
import { percentOf } from '../rounded-figures.ts';
import type { Rule } from '../rule.ts';

interface Names extends Record<string, number> {
  /** Hundredths of standard deviations that make one lot enough, and those that make two in a row enough. */
  outlierHundredths: number;
  inARowHundredths: number;
  normCountMin: number;
  /** Of itself: a figure varies by so much at least, whatever few figures say. */
  spreadMinPercent: number;
  episodeGapDays: number;
}

interface State {
  readonly norms: Map<string, OwnNorm>;
  readonly rows: Map<string, number>;
  readonly episodes: Episodes;
}

interface Figure {
  readonly name: 'moisture' | 'grade';
  readonly value: number;
  /** 1 where more of it frees mass, −1 where less does. */
  readonly frees: 1 | -1;
}

/** Forms that are weighed wet and paid by grade. */
const GRADED_FORMS: ReadonlySet<string> = new Set([
  'ore',
  'leach-solution',
  'concentrate',
  'mixed-oxide',
  'carbonate',
  'swarf',
]);

export const moistureOrGrade: Rule<State, Names> = {
  id: 'D25',
  version: 1,
  title: 'Moisture or grade gaming',
  family: 'mass',
  inputs: 'moisture and TREO of the lots that a place digs or makes, against its own last twelve months',
  mistakes: 'rain, a new face of the deposit',
  clears: 'a sample taken by another shows the moisture and the grade, or the weather and the face are shown',
  thresholds: {
    outlierHundredths: 400,
    inARowHundredths: 250,
    normCountMin: 12,
    spreadMinPercent: 1,
    episodeGapDays: 60,
  },
  start: () => ({ norms: new Map(), rows: new Map(), episodes: new Map() }),
  observe: (state, observation, { thresholds, report }) => {
    if (observation.kind !== 'origin' && observation.kind !== 'step') return;
    const { party, facility } = observation;
    const place = facility ?? party;
    for (const lot of observation.kind === 'origin' ? [observation.lot] : observation.outputs) {
      for (const figure of figuresOf(lot)) {
        const key = `${place}/${lot.form}/${figure.name}`;
        const hit = judge(state, key, figure, observation.occurredAt, thresholds);
        if (hit === null) continue;
        const subject = `${place}/${figure.name}`;
        const seen = { ...observation, lots: [lot.lot] };
        const episode = continueEpisode(state.episodes, subject, seen, thresholds.episodeGapDays);
        report({
          ...findingOfEpisode('D25', subject, episode),
          severity: 'medium',
          party,
          facility,
          numbers: {
            of: figure.name,
            value: Number(figure.value.toPrecision(4)),
            norm: Number(hit.norm.mean.toPrecision(4)),
            deviations: Number(hit.deviations.toFixed(1)),
            lots: episode.count,
          },
          sentence: describe(lot, place, figure, hit, episode.count),
        });
      }
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

function judge({ norms, rows }: State, key: string, { value, frees }: Figure, at: string, thresholds: Names) {
  const own = norms.get(key) ?? startNorm();
  norms.set(key, own);
  const spreadMin = (value * thresholds.spreadMinPercent) / 100;
  const norm = normOf(own, spreadMin);
  addToNorm(own, at, value, spreadMin);
  if (norm.count < thresholds.normCountMin) return null;
  const deviations = (value - norm.mean) / norm.standardDeviation;
  const freed = deviations * frees * 100;
  const inARow = freed > thresholds.inARowHundredths ? (rows.get(key) ?? 0) + 1 : 0;
  rows.set(key, inARow);
  return freed > thresholds.outlierHundredths || inARow >= 2 ? { norm, deviations: Math.abs(deviations) } : null;
}

function describe(
  { lot, form }: ObservedLot,
  place: string,
  figure: Figure,
  { norm, deviations }: { readonly norm: Norm; readonly deviations: number },
  count: number,
): string {
  const isSolution = form === 'leach-solution' && figure.name === 'grade';
  const show = (value: number) => (isSolution ? `${Number(value.toPrecision(4))} g/L` : percentOf(value));
  const what = figure.name === 'moisture' ? 'moisture' : 'TREO';
  const again = count === 1 ? '' : `; ${count} lots like it since the first`;
  return `lot ${lot} of ${place} has ${show(figure.value)} ${what}, its ${form} has ${show(norm.mean)} by its own norm: ${deviations.toFixed(1)} standard deviations in the direction that frees mass${again}`;
}
