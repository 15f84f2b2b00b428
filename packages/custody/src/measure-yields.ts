/** How much of what a step took its useful outputs hold, on the basis that the step is judged on (`step-yield.ts`). */
import { ELEMENT_SYMBOLS, type ElementSymbol } from './element.ts';
import {
  type ElementMasses,
  isNoneStated,
  subtractElementMasses,
  sumElementMasses,
  totalMilligrams,
} from './element-masses.ts';
import { COUNTED_FORMS, type Form, type ProcessStep } from './material.ts';
import { oxideMassBillionths } from './oxide-mass.ts';
import type { Amounts } from './amounts.ts';
import { STEP_YIELDS, WASTE_FORMS } from './step-yield.ts';

export interface FlowingLot {
  /** Null of what is in a circuit. */
  readonly form: Form | null;
  readonly amounts: Amounts;
  readonly coatingMilligrams: bigint;
}

/** All that went through a step. */
export interface StepFlow {
  readonly step: ProcessStep;
  readonly inputs: readonly FlowingLot[];
  readonly outputs: readonly FlowingLot[];
  /** What the inputs hold together. */
  readonly inputElementMilligrams: ElementMasses;
  /** Null where the step has no circuit. */
  readonly stock: { readonly opening: ElementMasses; readonly closing: ElementMasses } | null;
}

export interface MeasuredYield {
  /** Of `TREO`, taken and useful are billionths of a milligram. */
  readonly of: 'TREO' | 'rare earths' | 'net mass' | 'uncoated mass' | 'pieces' | ElementSymbol;
  readonly taken: bigint;
  readonly useful: bigint;
}

/** An element that is less than a thousandth of the rare earths is not judged by itself: no assay is that exact. */
const TRACES_PER_WHOLE = 1_000n;

/**
 * Measures the yields of a step; nothing where they are not known: when it makes nothing useful, when a lot does not state
 * what is judged, when what it took cannot be told. A mass not stated is never taken for none.
 */
export function measureYields(flow: StepFlow): MeasuredYield[] {
  const { basis, returnedForms } = STEP_YIELDS[flow.step];
  const valuable = flow.outputs.filter(({ form }) => form !== null && !WASTE_FORMS.has(form));
  const consumed = returnedForms.length === 0 ? valuable : valuable.filter(({ form }) => !isAmong(returnedForms, form));
  const useful = consumed.length === 0 ? valuable : consumed;
  const returned = useful === valuable ? [] : valuable.filter(({ form }) => isAmong(returnedForms, form));
  if (useful.length === 0) return [];
  switch (basis) {
    case 'treo':
    case 'element':
    case 'rare-earth':
      return measureElements(basis, flow, useful, returned);
    case 'uptake':
      return measureUptake(flow, useful, returned);
    case 'net':
      return measureNet(flow, useful, returned);
    case 'pieces':
      return measurePieces(flow, useful, returned);
    default:
      return basis satisfies never;
  }
}

function measureElements(
  basis: 'treo' | 'element' | 'rare-earth',
  flow: StepFlow,
  useful: readonly FlowingLot[],
  returned: readonly FlowingLot[],
): MeasuredYield[] {
  if (flow.inputs.some(isUnstated) || useful.some(isUnstated)) return [];
  const taken = elementsTaken(flow, returned);
  const made = elementsOf(useful);
  if (basis === 'treo') return measured('TREO', oxideMassBillionths(taken), oxideMassBillionths(made));
  const total = totalMilligrams(taken);
  if (basis === 'rare-earth') return measured('rare earths', total, totalMilligrams(made));
  const yields: MeasuredYield[] = [];
  // Rounded up, so that a whole mass is compared with it exactly.
  const traceBelow = (total + TRACES_PER_WHOLE - 1n) / TRACES_PER_WHOLE;
  for (const element of ELEMENT_SYMBOLS) {
    const mass = taken[element];
    if (mass === undefined || mass <= 0n || mass < traceBelow) continue;
    const output = made[element];
    if (output !== undefined) yields.push({ of: element, taken: mass, useful: output });
  }
  return yields;
}

/** Bodies may hold dysprosium before: only what they have more of it was taken up. */
function measureUptake({ inputs }: StepFlow, useful: readonly FlowingLot[], returned: readonly FlowingLot[]) {
  const isBody = ({ form }: FlowingLot) => form !== null && COUNTED_FORMS.has(form);
  const before = elementsOf(inputs.filter(isBody));
  const source = elementsOf(inputs.filter((input) => !isBody(input)));
  const [after, back] = [elementsOf(useful), elementsOf(returned)];
  return (['Tb', 'Dy'] as const).flatMap((element) => {
    const output = after[element];
    if (output === undefined) return [];
    const gained = output - (before[element] ?? 0n);
    return measured(element, (source[element] ?? 0n) - (back[element] ?? 0n), gained > 0n ? gained : 0n);
  });
}

function measureNet({ inputs, stock }: StepFlow, useful: readonly FlowingLot[], returned: readonly FlowingLot[]) {
  return stock === null ? measureBy('netMilligrams', { taken: inputs, returned, useful }) : [];
}

function measurePieces({ inputs, stock }: StepFlow, useful: readonly FlowingLot[], returned: readonly FlowingLot[]) {
  // Many magnets become one assembly.
  if (stock !== null || useful.some(({ form }) => form === 'assembly')) return [];
  const taken = inputs.filter(({ form }) => form !== null && COUNTED_FORMS.has(form));
  const counted = measureBy('pieces', { taken, returned, useful });
  if (counted.length > 0) return counted;
  // Magnets that come in are coated already.
  const coats = taken.every(({ form }) => form !== 'magnet');
  const coating = coats ? useful.reduce((sum, { coatingMilligrams }) => sum + coatingMilligrams, 0n) : 0n;
  return measureBy('netMilligrams', { taken, returned, useful }).map((weighed) =>
    coating === 0n ? weighed : { ...weighed, of: 'uncoated mass' as const, useful: weighed.useful - coating },
  );
}

/** By a measure that every lot states; nothing otherwise. */
function measureBy(
  measure: 'netMilligrams' | 'pieces',
  lots: Readonly<Record<'taken' | 'returned' | 'useful', readonly FlowingLot[]>>,
): MeasuredYield[] {
  const taken = totalOf(lots.taken, measure);
  const returned = totalOf(lots.returned, measure);
  const useful = totalOf(lots.useful, measure);
  if (taken === null || returned === null || useful === null) return [];
  return measured(measure === 'pieces' ? 'pieces' : 'net mass', taken - returned, useful);
}

function measured(of: MeasuredYield['of'], taken: bigint, useful: bigint): MeasuredYield[] {
  return taken > 0n ? [{ of, taken, useful }] : [];
}

function elementsTaken(flow: StepFlow, returned: readonly FlowingLot[]): ElementMasses {
  const { inputElementMilligrams: entered, stock } = flow;
  const held = stock === null ? entered : sumElementMasses([entered, stock.opening]);
  const left = elementsOf(returned);
  return subtractElementMasses(held, stock === null ? left : sumElementMasses([left, stock.closing]));
}

function elementsOf(lots: readonly FlowingLot[]): ElementMasses {
  return sumElementMasses(lots.map(({ amounts }) => amounts.elementMilligrams));
}

/** The sum of a measure, or null when a lot does not state it. */
function totalOf(lots: readonly FlowingLot[], measure: 'netMilligrams' | 'pieces'): bigint | null {
  let total = 0n;
  for (const { amounts } of lots) {
    const amount = amounts[measure];
    if (amount === null) return null;
    total += amount;
  }
  return total;
}

function isUnstated({ amounts }: FlowingLot): boolean {
  return isNoneStated(amounts.elementMilligrams);
}

function isAmong(forms: readonly Form[], form: Form | null): boolean {
  return form !== null && forms.includes(form);
}
