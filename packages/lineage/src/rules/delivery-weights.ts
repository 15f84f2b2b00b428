/**
 * What deliveries were weighed with on arrival against what was declared of them, by who sent and who weighed: a run to one side
 * is a matter between the two, or of the scale of whoever finds it with everybody.
 */
import type { Severity } from '../finding.ts';
import type { ReceiptObservation } from '../observation.ts';
import { roundedKilograms } from '../rounded-figures.ts';
import type { Reported, RuleContext, Thresholds } from '../rule.ts';
import { findingAbout } from './finding-about.ts';
import { excessPartsPerMillion } from './net-of-parts.ts';
import { middleOf, type OneSidedThresholds, oneSidedRun } from './one-sided-lines.ts';
import { remember, timeOf } from './recent.ts';

/** A delivery: by how much its lots were weighed heavier (positive) or lighter than declared, together: what dries or gets lost does so on one way. */
interface Difference {
  readonly consignor: string;
  readonly partsPerMillion: number;
  readonly milligrams: bigint;
  readonly event: string;
  readonly occurredAt: string;
  /** Some of them. */
  readonly lots: readonly string[];
}

interface Pair {
  readonly at: number;
  readonly latest: Difference[];
}

/** Of a difference what the scale of a consignee is judged by, once it is none of the latest. */
type ScaleError = Pick<Difference, 'consignor' | 'partsPerMillion' | 'occurredAt'>;

interface Scale {
  /** With everybody. */
  readonly latest: Difference[];
  /** Those and the ones before. */
  readonly errors: ScaleError[];
}

export interface DeliveryWeights {
  /** By consignor and consignee. */
  readonly pairs: Map<string, Pair>;
  /** By consignee. */
  readonly scales: Map<string, Scale>;
}

export interface DeliveryThresholds extends OneSidedThresholds {
  readonly scaleDriftPartsPerMillionMin: number;
  readonly partnersMin: number;
  readonly pairsKeptMax: number;
  readonly pairDays: number;
}

type Context = Pick<RuleContext<Thresholds>, 'report' | 'withdraw'>;

/** So many of the latest lines between two parties count, and of a consignee with everybody. */
const LINES_KEPT = 24;
const SCALE_LINES_KEPT = 100;
/** So many lines from others tell how a consignee's own scale errs. */
const SCALE_LINES_MIN = 5;

/** Of a delivery. */
const LOTS_NAMED = 4;

export function startDeliveryWeights(): DeliveryWeights {
  return { pairs: new Map(), scales: new Map() };
}

/** Takes in what a delivery was weighed with, and reports where the latest of them differ to one side. */
export function observeReceipt(
  state: DeliveryWeights,
  observation: ReceiptObservation,
  limits: DeliveryThresholds,
  context: Context,
): void {
  const { consignee } = observation;
  const scale = state.scales.get(consignee) ?? { latest: [], errors: [] };
  // One text for all lines of a consignor.
  const consignor =
    scale.errors.findLast((one) => one.consignor === observation.consignor)?.consignor ?? observation.consignor;
  const difference = differenceOf(observation, consignor);
  if (difference === null) return;

  const { pairsKeptMax: entriesMax, pairDays: days } = limits;
  const key = `${consignor} ${consignee}`;
  const latest = state.pairs.get(key)?.latest ?? [];
  remember(state.pairs, key, { at: timeOf(observation), latest }, { days, entriesMax });
  state.scales.set(consignee, scale);
  const { partsPerMillion, occurredAt } = difference;
  addLatest(latest, difference, LINES_KEPT);
  addLatest(scale.latest, difference, LINES_KEPT);
  addLatest(scale.errors, { consignor, partsPerMillion, occurredAt }, SCALE_LINES_KEPT);
  const run = oneSidedRun(latest, limits);
  const ofScale = scaleRun(scale, run, limits);
  if (ofScale !== null) reportScale(observation, ofScale, limits, context);
  else if (run !== null) reportPair(observation, run, biasWithOthers(scale, run), context);
}

/** What a consignee finds with everybody is of its own making, by its scale or by its hand: one matter, whoever sent it. */
function scaleRun(scale: Scale, pairRun: readonly Difference[] | null, limits: DeliveryThresholds) {
  const run = oneSidedRun(scale.latest, limits);
  if (run !== null && new Set(run.map(({ consignor }) => consignor)).size >= limits.partnersMin) return run;
  if (pairRun === null) return null;
  const median = middleOf(pairRun.map(({ partsPerMillion }) => partsPerMillion));
  const bias = biasWithOthers(scale, pairRun);
  return bias !== null && Math.abs(bias) * 3 >= Math.abs(median) && bias * median > 0 ? pairRun : null;
}

/** What is usual of others' deliveries while the run went on, in parts per million; null where there were too few to tell. */
function biasWithOthers({ errors }: Scale, run: readonly Difference[]): number | null {
  const since = run[0]?.occurredAt ?? '';
  const consignor = run[0]?.consignor;
  const others = errors.filter((one) => one.consignor !== consignor && one.occurredAt >= since);
  return others.length < SCALE_LINES_MIN ? null : middleOf(others.map(({ partsPerMillion }) => partsPerMillion));
}

function addLatest<Line>(lines: Line[], added: Line, linesMax: number): void {
  lines.push(added);
  if (lines.length > linesMax) lines.shift();
}

/** Nothing of a line that was rejected or taken in part: its scale weighed something else. Null where no line is left. */
function differenceOf({ event, occurredAt, lines }: ReceiptObservation, consignor: string): Difference | null {
  let [declared, measured] = [0n, 0n];
  const lots: string[] = [];
  for (const line of lines) {
    const [sent, weighed] = [line.declared.netMilligrams, line.measured.netMilligrams];
    if (line.outcome !== 'accepted' || sent === null || weighed === null) continue;
    declared += sent;
    measured += weighed;
    if (lots.length < LOTS_NAMED) lots.push(line.lot.lot);
  }
  if (declared === 0n) return null;
  const partsPerMillion = excessPartsPerMillion(measured, declared);
  return { consignor, partsPerMillion, milligrams: measured - declared, event, occurredAt, lots };
}

function reportPair(
  observation: ReceiptObservation,
  run: readonly Difference[],
  bias: number | null,
  context: Context,
): void {
  const { consignor, consignee } = observation;
  const { median, side, all } = sumOf(run);
  const elsewhere =
    bias === null
      ? 'it received little from others in that time'
      : `what others sent it in that time, it weighs ${biasOf(bias)}`;
  reportDrift(observation, run, context, {
    id: `D08/${consignor}/${consignee}/${side}`,
    severity: 'medium',
    party: consignor,
    others: [consignee],
    sentence: `${consignee} weighed the latest ${run.length} deliveries from ${consignor} mostly ${side} than declared, by a median of ${percentOf(median)}: ${all} in all; ${elsewhere}`,
  });
}

function reportScale(
  observation: ReceiptObservation,
  run: readonly Difference[],
  limits: DeliveryThresholds,
  context: Context,
): void {
  const { consignee } = observation;
  const { median, side, all } = sumOf(run);
  const consignors = [...new Set(run.map(({ consignor }) => consignor))];
  // Before so much was known it may have looked like a matter with one of them.
  for (const consignor of consignors) context.withdraw(`D08/${consignor}/${consignee}/${side}`);
  const from =
    consignors.length === 1
      ? `${consignors.join('')}, and those of others in that time as well,`
      : `${consignors.length} parties`;
  reportDrift(observation, run, context, {
    id: `D08/${consignee}/${side}`,
    severity: severityOfScale(median, limits),
    party: consignee,
    others: consignors,
    sentence: `${consignee} weighed the latest ${run.length} deliveries from ${from} mostly ${side} than declared, by a median of ${percentOf(median)}: ${all} in all`,
  });
}

/** Who weighs heavier than it was sent answers for more than it got: nobody does that by hand. */
function severityOfScale(median: number, limits: DeliveryThresholds): Severity {
  return -median >= limits.scaleDriftPartsPerMillionMin ? 'medium' : 'low';
}

function percentOf(partsPerMillion: number): string {
  return `${Math.abs(partsPerMillion) / 10_000} %`;
}

function biasOf(partsPerMillion: number): string {
  if (partsPerMillion === 0) return 'as declared';
  return `${percentOf(partsPerMillion)} ${partsPerMillion < 0 ? 'lighter' : 'heavier'} by the median`;
}

function reportDrift(
  observation: ReceiptObservation,
  run: readonly Difference[],
  { report }: Context,
  said: Pick<Reported, 'id' | 'severity' | 'party' | 'others' | 'sentence'>,
): void {
  const { median, milligrams } = sumOf(run);
  report(
    findingAbout(observation, {
      facility: null,
      lots: run.flatMap(({ lots }) => lots),
      events: run.map(({ event }) => event),
      from: run[0]?.occurredAt ?? observation.occurredAt,
      numbers: {
        deliveries: run.length,
        medianPartsPerMillion: median,
        differenceMilligrams: milligrams.toString(),
      },
      ...said,
    }),
  );
}

function sumOf(run: readonly Difference[]) {
  const milligrams = run.reduce((sum, one) => sum + one.milligrams, 0n);
  const median = middleOf(run.map(({ partsPerMillion }) => partsPerMillion));
  const all = roundedKilograms(milligrams < 0n ? -milligrams : milligrams);
  return { milligrams, median, side: median < 0 ? 'lighter' : 'heavier', all };
}
