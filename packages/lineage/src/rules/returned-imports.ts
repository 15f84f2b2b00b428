/** An import that is what was exported before: the same form, nearly the same mass, and the same composition. */
import type { Amounts } from '@lodestone/custody/amounts.ts';
import { statedElements } from '@lodestone/custody/element-masses.ts';
import type { Form } from '@lodestone/custody/material.ts';
import { DAY_MILLISECONDS } from '../days.ts';
import { formWords } from '../form-words.ts';
import type { ExitObservation, ObservedLot, OriginObservation } from '../observation.ts';
import { roundedKilograms } from '../rounded-figures.ts';
import type { RuleContext, Thresholds } from '../rule.ts';
import { findingAbout } from './finding-about.ts';
import { rememberIn, timeOf } from './recent.ts';

interface Exported {
  readonly at: number;
  readonly event: string;
  readonly occurredAt: string;
  readonly exporter: string;
  readonly shipment: string;
  readonly lot: string;
  readonly netMilligrams: bigint;
  /** By element, of the net mass. */
  readonly shares: Readonly<Record<string, number>>;
}

export interface ReturnedImports {
  /** By form and about how much it is, those of the window: an import is held against few of all that left. */
  readonly exported: Map<string, Exported[]>;
}

export interface ReturnThresholds {
  readonly windowDays: number;
  readonly massDifferencePartsPerMillionMax: number;
  readonly shareDifferencePartsPerMillionMax: number;
  readonly kilogramsMin: number;
  readonly exportsKeptMax: number;
}

type Context = Pick<RuleContext<Thresholds>, 'report'>;

/** A share of an element below this is a trace, which two assays never agree on. */
const TRACE_SHARE = 0.001;

/** Keeps what leaves for a while, as far as its composition is stated. */
export function noteExported(state: ReturnedImports, observation: ExitObservation, limits: ReturnThresholds): void {
  const { windowDays: days, exportsKeptMax: entriesMax } = limits;
  const { event, occurredAt, exporter, shipment } = observation;
  const at = timeOf(observation);
  for (const { lot, amounts } of observation.lines) {
    const { netMilligrams } = amounts;
    const shares = sharesOf(amounts);
    if (netMilligrams === null || shares === null || !isEnough(netMilligrams, limits)) continue;
    const exported = { at, event, occurredAt, exporter, shipment, lot: lot.lot, netMilligrams, shares };
    rememberIn(state.exported, keyOf(lot.form, sizeOf(netMilligrams)), exported, { days, entriesMax });
  }
}

/** Reports an import that is what was exported before, as far as form, mass and composition tell. */
export function observeImport(
  { exported }: ReturnedImports,
  observation: OriginObservation,
  limits: ReturnThresholds,
  context: Context,
): void {
  if (observation.lot.kind !== 'imported') return;
  const { lot } = observation;
  const { netMilligrams } = lot.made;
  const shares = sharesOf(lot.made);
  if (netMilligrams === null || shares === null) return;
  const since = timeOf(observation) - limits.windowDays * DAY_MILLISECONDS;
  const isSame = (one: Exported) =>
    one.at >= since && isNear(one, { netMilligrams }, limits) && areSharesNear(one.shares, shares, limits);
  const [smallest, largest] = sizesNear(netMilligrams, limits);
  let first: Exported | undefined;
  for (let size = smallest; size <= largest; size += 1) {
    const found = exported.get(keyOf(lot.form, size))?.find(isSame);
    if (found !== undefined && (first === undefined || found.at < first.at)) first = found;
  }
  if (first !== undefined) reportImport(observation, lot, first, context);
}

function keyOf(form: Form | null, size: number): string {
  return `${form} ${size}`;
}

/** About how much: grows by one with every fourth of a power of two. */
function sizeOf(milligrams: bigint): number {
  const bits = milligrams.toString(2);
  return 4 * bits.length + Number.parseInt(bits.slice(1, 3).padEnd(2, '0'), 2);
}

/** The sizes of the smallest mass and of the largest that are near one. */
function sizesNear(milligrams: bigint, limits: ReturnThresholds): readonly [number, number] {
  const left = 1_000_000n - BigInt(Math.min(limits.massDifferencePartsPerMillionMax, 999_999));
  return [sizeOf((milligrams * left) / 1_000_000n), sizeOf((milligrams * 1_000_000n) / left)];
}

function reportImport(observation: OriginObservation, lot: ObservedLot, before: Exported, context: Context): void {
  const { exporter, shipment, event } = before;
  const back = lot.made.netMilligrams ?? 0n;
  context.report(
    findingAbout(observation, {
      id: `D18/${shipment}/${lot.lot}`,
      severity: 'medium',
      lots: [before.lot, lot.lot],
      shipments: [shipment],
      others: exporter === observation.party ? [] : [exporter],
      events: [event, observation.event],
      from: before.occurredAt,
      numbers: {
        exportedKilograms: Number((before.netMilligrams + 500_000n) / 1_000_000n),
        importedMilligrams: back.toString(),
      },
      sentence: `${roundedKilograms(before.netMilligrams)} of ${formWords(lot.form)} (${before.lot}) left with shipment ${shipment}, and ${observation.party} imported ${roundedKilograms(back)} of the same composition from ${lot.country} as ${lot.lot}`,
    }),
  );
}

/** Whether it is more than a sample. */
export function isEnough(netMilligrams: bigint, limits: ReturnThresholds): boolean {
  return netMilligrams >= BigInt(limits.kilogramsMin) * 1_000_000n;
}

type Weighed = Pick<Exported, 'netMilligrams'>;

/** Whether two masses differ by as little as weighing, drying and sampling make of one. */
export function isNear({ netMilligrams: one }: Weighed, { netMilligrams: other }: Weighed, limits: ReturnThresholds) {
  const [less, more] = one < other ? [one, other] : [other, one];
  return (more - less) * 1_000_000n <= more * BigInt(limits.massDifferencePartsPerMillionMax);
}

/** Every element that is more than a trace in either, within the relative difference. */
function areSharesNear(one: Exported['shares'], other: Exported['shares'], limits: ReturnThresholds): boolean {
  const elements = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return elements.every((element) => {
    const left = one[element] ?? 0;
    const right = other[element] ?? 0;
    const largest = Math.max(left, right);
    if (largest < TRACE_SHARE) return true;
    return Math.abs(left - right) * 1_000_000 <= largest * limits.shareDifferencePartsPerMillionMax;
  });
}

/** Null where no composition is stated: nothing can be told apart by it. */
function sharesOf({ netMilligrams, elementMilligrams }: Amounts): Record<string, number> | null {
  const stated = statedElements(elementMilligrams);
  if (netMilligrams === null || netMilligrams === 0n || stated.length === 0) return null;
  const net = Number(netMilligrams);
  return Object.fromEntries(stated.map(([element, mass]) => [element, Number(mass) / net]));
}
