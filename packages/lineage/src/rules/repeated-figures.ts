/**
 * The same composition to the last digit on lots that are not the same: two assays never agree in every digit, so figures
 * that come again were copied. Only of three elements or more: a pure oxide has the same figures every time.
 */
import { statedElements, totalMilligrams } from '@lodestone/custody/element-masses.ts';
import type { Amounts } from '@lodestone/custody/amounts.ts';
import type { Observation } from '../observation.ts';
import type { Reported } from '../rule.ts';
import { findingAbout } from './finding-about.ts';
import { rememberIn, timeOf } from './recent.ts';

interface Figures {
  readonly at: number;
  readonly figures: string;
  readonly event: string;
  readonly occurredAt: string;
  readonly lot: string;
}

/** By who states them: a laboratory, or whoever brought a lot in. */
export type RepeatedFigures = Map<string, Figures[]>;

export interface RepeatThresholds {
  readonly repeatsMin: number;
  readonly repeatWindowDays: number;
}

const ELEMENTS_MIN = 3;
const FIGURES_KEPT = 200;

export function observeFigures(
  state: RepeatedFigures,
  observation: Observation,
  { repeatsMin, repeatWindowDays: days }: RepeatThresholds,
  report: (finding: Reported) => void,
): void {
  const stated = statedBy(observation);
  const figures = stated === null ? null : figuresOf(stated.amounts);
  if (stated === null || figures === null) return;
  const { event, occurredAt } = observation;
  const { by, lot } = stated;
  const window = { days, entriesMax: FIGURES_KEPT };
  const kept = rememberIn(state, by, { at: timeOf(observation), figures, event, occurredAt, lot }, window);

  const same = kept.filter((one) => one.figures === figures);
  const lots = [...new Set(same.map((one) => one.lot))];
  if (lots.length < repeatsMin) return;
  const [first] = same;
  report(
    findingAbout(observation, {
      id: `D22/repeated/${by}/${first?.event ?? event}`,
      severity: 'medium',
      party: by,
      lots,
      others: by === observation.party ? [] : [observation.party],
      events: same.map((one) => one.event),
      from: first?.occurredAt ?? occurredAt,
      numbers: { lots: lots.length, figures },
      sentence: `${by} states the same composition to the last digit for ${lots.length} lots within ${days} days: ${lots.slice(0, 3).join(', ')}${lots.length > 3 ? ' and others' : ''}`,
    }),
  );
}

/** Assays, and what is dug or collected: the parts of a blend or a split have the same composition by right. */
function statedBy(observation: Observation): { by: string; lot: string; amounts: Amounts } | null {
  if (observation.kind === 'assay') {
    return { by: observation.laboratory, lot: observation.lot.lot, amounts: observation.stated };
  }
  if (observation.kind !== 'origin') return null;
  const { lot, party } = observation;
  return lot.kind === 'mined' || lot.kind === 'collected' ? { by: party, lot: lot.lot, amounts: lot.made } : null;
}

/** Each element in parts per million of the net mass, or of all elements where there is none; null of too few elements. */
function figuresOf({ netMilligrams, elementMilligrams }: Amounts): string | null {
  const stated = statedElements(elementMilligrams).filter(([, mass]) => mass > 0n);
  if (stated.length < ELEMENTS_MIN) return null;
  const whole = netMilligrams ?? totalMilligrams(elementMilligrams);
  if (whole === 0n) return null;
  return stated.map(([element, mass]) => `${element} ${(mass * 10_000_000n) / whole}`).join(' ');
}
