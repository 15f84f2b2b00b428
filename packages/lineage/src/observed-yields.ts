/** The yields of an observed step, as custody measures them, each with how uncertain its assays leave it. */
import { combinedUncertaintyPartsPerMillion } from '@lodestone/custody/combined-uncertainty.ts';
import { isElementSymbol } from '@lodestone/custody/element.ts';
import { sumElementMasses, totalMilligrams } from '@lodestone/custody/element-masses.ts';
import { isRearranging } from '@lodestone/custody/material.ts';
import { type FlowingLot, type MeasuredYield, measureYields } from '@lodestone/custody/measure-yields.ts';
import { STEP_YIELDS, type YieldRange } from '@lodestone/custody/step-yield.ts';
import type { ObservedPart, StepObservation } from './observation.ts';
import type { SpreadPrior } from './running-moments.ts';

export interface ObservedYield extends MeasuredYield {
  /** Useful ÷ taken: a figure of a finding, not of the book. */
  readonly share: number;
  /** Standard uncertainty of it, of the assays on both sides; 0 where none is stated. */
  readonly uncertainty: number;
}

const PARTS_PER_MILLION = 1_000_000;

/** None for a step that only rearranges, and where custody cannot tell. */
export function observedYields(observation: StepObservation): ObservedYield[] {
  const { step, circuit } = observation;
  if (isRearranging(step)) return [];
  const [inputs, opening] = withoutStock(observation.inputs);
  const [outputs, closing] = withoutStock(observation.outputs.map((lot) => ({ lot, amounts: lot.made })));
  const stock =
    circuit === null
      ? null
      : { opening: sumElementMasses(opening.map(elementsOf)), closing: sumElementMasses(closing.map(elementsOf)) };
  const measured = measureYields({
    step,
    inputs: inputs.map(flowing),
    outputs: outputs.map(flowing),
    inputElementMilligrams: sumElementMasses(inputs.map(elementsOf)),
    stock,
  });
  // What is weighed instead of counted weighs its coating too, which no observation tells.
  const known = STEP_YIELDS[step].basis === 'pieces' ? measured.filter(({ of }) => of === 'pieces') : measured;
  const uncertainty = uncertaintyOf(inputs, outputs);
  return withSum(known).map((each) => ({
    ...each,
    share: Number((each.useful * 1_000_000_000n) / each.taken) / 1_000_000_000,
    uncertainty: each.of === 'pieces' || each.of === 'net mass' ? 0 : uncertainty,
  }));
}

/** The range that a yield of this step should lie in: the facility's own, else the usual one. */
export function rangeOf({ step, ownRange }: StepObservation): YieldRange | null {
  return isRearranging(step) ? null : (ownRange ?? STEP_YIELDS[step]);
}

/** A place's own yields vary by a small part of the range that is usual everywhere; nobody knows more before there are some. */
export function yieldSpreadPrior(observation: StepObservation, percentOfRange: number, count: number): SpreadPrior {
  const range = rangeOf(observation);
  const width = range === null ? 0 : range.highPartsPerMillion - range.lowPartsPerMillion;
  return { standardDeviation: (width * percentOfRange) / 100 / PARTS_PER_MILLION, count };
}

/** Where elements are judged one by one, all of them together are a figure too: the one that varies least. */
function withSum(measured: readonly MeasuredYield[]): MeasuredYield[] {
  const elements = measured.filter(({ of }) => isElementSymbol(of));
  if (elements.length < 2) return [...measured];
  const taken = elements.reduce((sum, each) => sum + each.taken, 0n);
  const useful = elements.reduce((sum, each) => sum + each.useful, 0n);
  return [...measured, { of: 'rare earths', taken, useful }];
}

function withoutStock(parts: readonly ObservedPart[]): [moved: ObservedPart[], stock: ObservedPart[]] {
  return [parts.filter((part) => !isStock(part)), parts.filter(isStock)];
}

function isStock({ lot }: ObservedPart): boolean {
  return lot.kind === 'circuit-stock';
}

function flowing({ lot: { form }, amounts }: ObservedPart): FlowingLot {
  return { form, amounts, coatingMilligrams: 0n };
}

function elementsOf({ amounts }: ObservedPart) {
  return amounts.elementMilligrams;
}

function uncertaintyOf(inputs: readonly ObservedPart[], outputs: readonly ObservedPart[]): number {
  return Math.hypot(sideUncertainty(inputs), sideUncertainty(outputs)) / PARTS_PER_MILLION;
}

function sideUncertainty(parts: readonly ObservedPart[]): number {
  const masses = parts.map(({ lot, amounts }) => ({
    milligrams: totalMilligrams(amounts.elementMilligrams),
    uncertaintyPartsPerMillion: lot.uncertaintyPartsPerMillion,
  }));
  return combinedUncertaintyPartsPerMillion(masses) ?? 0;
}
