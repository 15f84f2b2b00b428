/**
 * D08, weights that do not agree: what is received against what was declared, again and again on the same side between two
 * parties, each time within tolerance; the declared net mass of an export against what was packed; and what a filed sale
 * invoices against its lots, and its price against those of the month.
 */
import type { ExitObservation, ReceiptObservation } from '../observation.ts';
import { roundedKilograms } from '../rounded-figures.ts';
import type { Rule, RuleContext } from '../rule.ts';
import { findingAbout, type Reported } from './finding-about.ts';
import { excessPartsPerMillion, netOfParts } from './net-of-parts.ts';
import { remember, timeOf } from './recent.ts';
import { observeSale, type SalePrices } from './sale-figures.ts';

/** A line of a receipt: by how much it was weighed heavier (positive) or lighter than declared. */
interface Difference {
  readonly consignor: string;
  readonly partsPerMillion: number;
  readonly milligrams: bigint;
  readonly event: string;
  readonly occurredAt: string;
  readonly lot: string;
}

interface Pair {
  readonly at: number;
  readonly latest: Difference[];
}

/** Of a difference what the scale of a consignee is judged by, once it is none of the latest. */
type ScaleError = Pick<Difference, 'consignor' | 'partsPerMillion'>;

interface Scale {
  /** With everybody. */
  readonly latest: Difference[];
  /** Those and the ones before. */
  readonly errors: ScaleError[];
}

interface State {
  /** By consignor and consignee. */
  readonly pairs: Map<string, Pair>;
  /** By consignee. */
  readonly scales: Map<string, Scale>;
  readonly prices: SalePrices;
}

const thresholds = {
  linesMin: 8,
  /** Of the median difference: weighbridges differ by that much in one weighing, and not to one side in all. */
  driftPartsPerMillionMin: 1_000,
  sameSidePartsPerMillionMin: 900_000,
  /** From so many on it is no matter between two parties. */
  partnersMin: 3,
  pairsKeptMax: 20_000,
  pairDays: 400,
  exportDifferencePartsPerMillionMax: 5_000,
  exportDifferenceMilligramsMax: 100_000,
  invoiceDifferencePartsPerMillionMax: 5_000,
  invoiceDifferenceMilligramsMax: 100_000,
  /** So many other sales of the same month tell what is usual. */
  pricesMin: 5,
  priceDeviationPercentMax: 40,
  priceDays: 92,
  pricesKeptMax: 5_000,
};

type Context = RuleContext<typeof thresholds>;

/** So many of the latest lines between two parties count, and of a consignee with everybody. */
const LINES_KEPT = 24;
const SCALE_LINES_KEPT = 100;
/** So many lines from others tell how a consignee's own scale errs. */
const SCALE_LINES_MIN = 5;

export const weightsDisagree: Rule<State, typeof thresholds> = {
  id: 'D08',
  version: 2,
  title: 'Weights that do not agree',
  family: 'paper',
  inputs:
    'receipts: declared and measured net mass; exits of shipments: declared net mass and what was packed; filed sales: net mass and price, and the lots sold',
  mistakes:
    'the scale of one party is off, moisture that dries on the way, wet mass declared for dry, a provisional invoice, oxide invoiced for gross',
  clears: 'a check of both scales, or a correction of the wrong figure',
  thresholds,
  start: () => ({ pairs: new Map(), scales: new Map(), prices: new Map() }),
  observe: (state, observation, context) => {
    if (observation.kind === 'receipt') observeReceipt(state, observation, context);
    if (observation.kind === 'exit') observeExit(observation, context);
    if (observation.kind === 'sale') {
      observeSale(state.prices, observation, context.thresholds, context);
    }
  },
};

function observeReceipt(state: State, observation: ReceiptObservation, context: Context): void {
  const { consignee } = observation;
  const scale = state.scales.get(consignee) ?? { latest: [], errors: [] };
  // One text for all lines of a consignor.
  const consignor =
    scale.errors.findLast((one) => one.consignor === observation.consignor)?.consignor ?? observation.consignor;
  const differences = differencesOf(observation, consignor);
  if (differences.length === 0) return;

  const { pairsKeptMax: entriesMax, pairDays: days } = context.thresholds;
  const key = `${consignor} ${consignee}`;
  const latest = state.pairs.get(key)?.latest ?? [];
  remember(state.pairs, key, { at: timeOf(observation), latest }, { days, entriesMax });
  state.scales.set(consignee, scale);
  const errors = differences.map(({ partsPerMillion }) => ({ consignor, partsPerMillion }));
  addLatest(latest, differences, LINES_KEPT);
  addLatest(scale.latest, differences, LINES_KEPT);
  addLatest(scale.errors, errors, SCALE_LINES_KEPT);
  if (isOneSided(latest, context)) {
    const others = scale.errors.filter((one) => one.consignor !== consignor).map((one) => one.partsPerMillion);
    reportPair(observation, latest, medianOf(others), context);
    return;
  }
  const partners = new Set(scale.latest.map((one) => one.consignor)).size;
  if (partners >= context.thresholds.partnersMin && isOneSided(scale.latest, context))
    reportScale(observation, scale.latest, context);
}

function addLatest<Line>(lines: Line[], added: readonly Line[], linesMax: number): void {
  lines.push(...added);
  lines.splice(0, lines.length - linesMax);
}

/** Nothing of a line that was rejected or taken in part: its scale weighed something else. */
function differencesOf({ event, occurredAt, lines }: ReceiptObservation, consignor: string): Difference[] {
  return lines.flatMap(({ lot, outcome, declared, measured }) => {
    const { netMilligrams } = declared;
    if (outcome !== 'accepted' || netMilligrams === null || netMilligrams === 0n) return [];
    if (measured.netMilligrams === null) return [];
    const partsPerMillion = excessPartsPerMillion(measured.netMilligrams, netMilligrams);
    return [
      {
        consignor,
        partsPerMillion,
        milligrams: measured.netMilligrams - netMilligrams,
        event,
        occurredAt,
        lot: lot.lot,
      },
    ];
  });
}

function isOneSided(latest: readonly Difference[], { thresholds: limits }: Context): boolean {
  if (latest.length < limits.linesMin) return false;
  const own = latest.map(({ partsPerMillion }) => partsPerMillion);
  const heavier = own.filter((difference) => difference > 0).length;
  const lighter = own.filter((difference) => difference < 0).length;
  if (Math.max(heavier, lighter) * 1_000_000 < latest.length * limits.sameSidePartsPerMillionMin) return false;
  return Math.abs(medianOf(own, limits.linesMin)) >= limits.driftPartsPerMillionMin;
}

function reportPair(
  observation: ReceiptObservation,
  latest: readonly Difference[],
  bias: number,
  context: Context,
): void {
  const { consignor, consignee } = observation;
  const { median, side, all } = sumOf(latest);
  // What a consignee finds with everybody is of its own making, by its scale or by its hand.
  const isOfConsignee = Math.abs(bias) * 2 >= Math.abs(median) && bias * median > 0;
  reportDrift(observation, latest, context, {
    id: `D08/${consignor}/${consignee}/${side}`,
    party: isOfConsignee ? consignee : consignor,
    others: [isOfConsignee ? consignor : consignee],
    sentence: `The latest ${latest.length} lots from ${consignor} were weighed by ${consignee} mostly ${side} than declared, by ${Math.abs(median) / 10_000} % in the middle: ${all} in all; against others ${consignee} weighs ${bias / 10_000} % more`,
  });
}

function reportScale(observation: ReceiptObservation, latest: readonly Difference[], context: Context): void {
  const { consignee } = observation;
  const { median, side, all } = sumOf(latest);
  const consignors = [...new Set(latest.map(({ consignor }) => consignor))];
  reportDrift(observation, latest, context, {
    id: `D08/${consignee}/${side}`,
    party: consignee,
    others: consignors,
    sentence: `The latest ${latest.length} lots that ${consignee} received, from ${consignors.length} parties, it weighed mostly ${side} than declared, by ${Math.abs(median) / 10_000} % in the middle: ${all} in all`,
  });
}

function reportDrift(
  observation: ReceiptObservation,
  latest: readonly Difference[],
  { report }: Context,
  said: Pick<Reported, 'id' | 'party' | 'others' | 'sentence'>,
): void {
  const { median, milligrams } = sumOf(latest);
  report(
    findingAbout(observation, {
      severity: 'medium',
      facility: null,
      lots: latest.map(({ lot }) => lot),
      events: latest.map(({ event }) => event),
      from: latest[0]?.occurredAt ?? observation.occurredAt,
      numbers: {
        lines: latest.length,
        medianPartsPerMillion: median,
        differenceMilligrams: milligrams.toString(),
      },
      ...said,
    }),
  );
}

function sumOf(latest: readonly Difference[]) {
  const milligrams = latest.reduce((sum, one) => sum + one.milligrams, 0n);
  const median = medianOf(latest.map(({ partsPerMillion }) => partsPerMillion));
  const all = roundedKilograms(milligrams < 0n ? -milligrams : milligrams);
  return { milligrams, median, side: median < 0 ? 'lighter' : 'heavier', all };
}

function observeExit(observation: ExitObservation, { report, thresholds: limits }: Context): void {
  const { netMilligrams: declared, shipment, exporter, lines } = observation;
  const packed = netOfParts(lines);
  if (declared === null || packed === null) return;
  const difference = packed > declared ? packed - declared : declared - packed;
  if (difference <= BigInt(limits.exportDifferenceMilligramsMax)) return;
  const partsPerMillion = excessPartsPerMillion(packed, declared);
  if (Math.abs(partsPerMillion) <= limits.exportDifferencePartsPerMillionMax) return;
  report(
    findingAbout(observation, {
      id: `D08/${shipment}`,
      severity: 'medium',
      party: exporter,
      from: observation.packedAt,
      lots: lines.map(({ lot }) => lot.lot),
      shipments: [shipment],
      numbers: { declaredMilligrams: declared.toString(), packedMilligrams: packed.toString() },
      sentence: `Shipment ${shipment} is declared with ${roundedKilograms(declared)} net and ${roundedKilograms(packed)} were packed: ${roundedKilograms(difference)} ${packed > declared ? 'more' : 'less'} than customs was told`,
    }),
  );
}

/** 0 where there are fewer than are needed to tell. */
function medianOf(values: readonly number[], countMin = SCALE_LINES_MIN): number {
  if (values.length < countMin) return 0;
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
