import type { LineageGraph, LineageInput, LineageLot, LineageStep, LineageSubject } from './graph.ts';
import { invariant } from './invariant.ts';

/** A lot upstream of the subject. Places count the lots of the ancestry from 0, in ascending lot number. */
export interface Ancestor {
  readonly lot: LineageLot;
  /** `origin`: nothing is before it. `missing`: something is, but it cannot be followed. */
  readonly madeBy: AncestralStep | 'origin' | 'missing';
}

export interface AncestralStep {
  /** Counts the steps of the ancestry from 0. */
  readonly place: number;
  readonly step: LineageStep;
  readonly inputs: readonly AncestralInput[];
}

export interface AncestralInput {
  /** The place of the lot taken, or null when it is missing. */
  readonly place: number | null;
  readonly elementMilligrams: LineageInput['elementMilligrams'];
}

export interface Ancestry {
  readonly ancestors: readonly Ancestor[];
  readonly placeOfLot: ReadonlyMap<number, number>;
  readonly stepCount: number;
}

/**
 * Finds all that the subject was made from, each lot and step once, however deep.
 * A lot that is neither in the graph nor named as missing is a bug, and so is a step that takes a lot numbered after its output.
 */
export function ancestryOf(graph: LineageGraph, subject: LineageSubject): Ancestry {
  const missing = new Set(subject.missing.map((branch) => branch.lotNumber));
  const found = collectLots(graph, subject, missing);
  const placeOfLot = new Map<number, number>();
  const steps = new Map<number, AncestralStep>();
  const ancestors: Ancestor[] = [];
  // A lot comes after all that it was made from, whose places are known by then. Numbers alone sort faster than values do.
  for (const lotNumber of Float64Array.from(found.keys()).sort()) {
    const lot = found.get(lotNumber) as LineageLot;
    const madeBy = makerOf(graph, lot, placeOfLot, steps);
    placeOfLot.set(lotNumber, ancestors.length);
    ancestors.push({ lot, madeBy });
  }
  return { ancestors, placeOfLot, stepCount: steps.size };
}

function makerOf(
  graph: LineageGraph,
  { lot, lotNumber, step: number }: LineageLot,
  placeOfLot: ReadonlyMap<number, number>,
  steps: Map<number, AncestralStep>,
): Ancestor['madeBy'] {
  if (number === null) return 'origin';
  const known = steps.get(number);
  if (known !== undefined) return known;
  const step = graph.steps.get(number);
  if (step === undefined) return 'missing';
  const inputs: AncestralInput[] = [];
  for (const { lotNumber: taken, elementMilligrams } of step.inputs) {
    if (taken >= lotNumber) {
      invariant(false, `lot ${lot} (${lotNumber}) is made from lot number ${taken}, which is not before it`);
    }
    inputs.push({ place: placeOfLot.get(taken) ?? null, elementMilligrams });
  }
  const made = { place: steps.size, step, inputs };
  steps.set(number, made);
  return made;
}

/** A worklist, not recursion: a chain of lots may be longer than the stack. */
function collectLots(
  graph: LineageGraph,
  subject: LineageSubject,
  missing: ReadonlySet<number>,
): ReadonlyMap<number, LineageLot> {
  const found = new Map<number, LineageLot>();
  const seenSteps = new Set<number>();
  const waiting = subject.parts.map((part) => part.lotNumber);
  for (let lotNumber = waiting.pop(); lotNumber !== undefined; lotNumber = waiting.pop()) {
    if (found.has(lotNumber)) continue;
    const lot = graph.lots.get(lotNumber);
    if (lot === undefined) {
      invariant(missing.has(lotNumber), `lot number ${lotNumber} is neither in the graph nor said to be missing`);
      continue;
    }
    found.set(lotNumber, lot);
    if (lot.step === null || seenSteps.has(lot.step)) continue;
    seenSteps.add(lot.step);
    const step = graph.steps.get(lot.step);
    if (step === undefined) {
      invariant(
        missing.has(lotNumber),
        `the step that made lot ${lot.lot} is neither in the graph nor said to be missing`,
      );
      continue;
    }
    for (const input of step.inputs) waiting.push(input.lotNumber);
  }
  return found;
}
