/**
 * That assays are false: they are set aside, and what was known before each of them counts again.
 *
 * Two books are kept of each lot, in the order of the ledger: the recorded one, and the one without these assays.
 *
 * - A false assay changes the recorded book alone. The next assay that stands brings both to what it states.
 * - What a step took, a count, a disposal and a settlement change both in the same proportion, element by element.
 * - A split, merge, blend or repack hands on what it took, in the same proportion to each of its outputs. Any other step
 *   keeps its outputs and losses as stated, for its maker weighed them; what it took changes, and with it what is
 *   unaccounted, and what is of unknown origin for having come out and not gone in.
 *
 * An element that the recorded book has none of, and the other some, goes in the proportion of all elements together. Whole
 * milligrams, the nearest, of two as near the even one.
 */
import { ELEMENT_SYMBOLS, type ElementSymbol } from '@lodestone/custody/element.ts';
import {
  type ElementMasses,
  statedElements,
  sumElementMasses,
  totalMilligrams,
} from '@lodestone/custody/element-masses.ts';
import { findLotGains, type LotPassage } from '@lodestone/custody/lot-gains.ts';
import { REARRANGING_STEPS } from '@lodestone/custody/material.ts';
import { roundHalfEven } from '@lodestone/custody/round-half-even.ts';
import { weighStep } from '@lodestone/custody/weigh-step.ts';
import type { AssumedLineage } from './assumed-lineage.ts';
import type { LineageGraph, LineageInput, LineageLot, LineageStep } from './graph.ts';
import type { RecallGraph } from './recall/recall-places.ts';

/** Both books of a lot, as of a place in the ledger. */
interface Books {
  readonly recorded: ElementMasses;
  readonly assumed: ElementMasses;
}

interface Page extends Books {
  /** From behind this place on. */
  readonly at: number;
}

interface Passage {
  readonly at: number;
  readonly cause: LotPassage['cause'];
  readonly masses: ElementMasses;
  /** The step that took it. */
  readonly step: number | null;
}

/** Places in the ledger of false assays, by lot number. Needs every step that took of these lots and of what was parted from them. */
export type FalseAssays = ReadonlyMap<number, ReadonlySet<number>>;

export function setAssaysAside(graph: RecallGraph, falseAssays: FalseAssays): AssumedLineage {
  const passagesOf = indexTakings(graph);
  const lots = new Map(graph.lots);
  const steps = takenAnew(graph.steps);
  const pagesOf = new Map<number, readonly Page[]>();
  const ascending = [...graph.lots.values()].sort((left, right) => left.lotNumber - right.lotNumber);
  for (const lot of ascending) {
    const made = madeAnew(lot, graph.steps, steps);
    const falseAt = falseAssays.get(lot.lotNumber);
    if (made === lot.elementMilligrams && falseAt === undefined) continue;
    const passages = [...(passagesOf.get(lot.lotNumber) ?? []), ...changesOf(lot, graph)];
    const { pages, assumed } = replay({ recorded: lot.elementMilligrams, assumed: made }, passages, falseAt ?? NONE);
    pagesOf.set(lot.lotNumber, pages);
    lots.set(lot.lotNumber, { ...lot, elementMilligrams: made, gains: findLotGains(made, assumed) });
    for (const { step, elementMilligrams } of assumed) {
      if (step !== null) steps.take(step, lot.lotNumber, elementMilligrams);
    }
  }
  return {
    graph: { lots, steps: steps.all() },
    missing: [],
    reweigh: ({ lotNumber, at, elementMilligrams }) => {
      const page = pagesOf.get(lotNumber)?.findLast((each) => each.at < at || each.at === AS_MADE);
      return page === undefined ? elementMilligrams : inProportion(elementMilligrams, page);
    },
  };
}

const NONE: ReadonlySet<number> = new Set();
/** Before every place, and at the place 0 that subjects have of a lot as it was made. */
const AS_MADE = -1;

function indexTakings({ steps }: RecallGraph): ReadonlyMap<number, Passage[]> {
  const takings = new Map<number, Passage[]>();
  for (const { step, at, inputs } of steps.values()) {
    for (const { lotNumber, elementMilligrams: masses } of inputs) {
      const taking: Passage = { at, cause: 'taken', masses, step };
      const known = takings.get(lotNumber);
      if (known === undefined) takings.set(lotNumber, [taking]);
      else known.push(taking);
    }
  }
  return takings;
}

function changesOf({ lotNumber }: LineageLot, { changes }: RecallGraph): Passage[] {
  return (changes.get(lotNumber) ?? []).map(({ at, cause, elementMilligrams: masses }) => {
    return { at, cause, masses, step: null };
  });
}

/** What an output has of a step that hands on what it took; the same object where nothing is otherwise. */
function madeAnew(lot: LineageLot, recorded: LineageGraph['steps'], assumed: TakenAnew): ElementMasses {
  const before = lot.step === null ? undefined : recorded.get(lot.step);
  const after = before === undefined ? undefined : assumed.of(before);
  if (before === undefined || after === undefined || before === after || !handsOn(before)) return lot.elementMilligrams;
  return inProportion(lot.elementMilligrams, { recorded: takenBy(before), assumed: takenBy(after) });
}

function handsOn({ name }: LineageStep): boolean {
  return REARRANGING_STEPS.some((step) => step === name);
}

function takenBy({ inputs }: LineageStep): ElementMasses {
  return sumElementMasses(inputs.map(({ elementMilligrams }) => elementMilligrams));
}

/** Goes through the life of a lot in both books. */
function replay(made: Books, passages: readonly Passage[], falseAt: ReadonlySet<number>) {
  let books = made;
  const pages: Page[] = [{ at: AS_MADE, ...made }];
  const assumed: (LotPassage & { readonly step: number | null })[] = [];
  for (const passage of passages.toSorted((left, right) => left.at - right.at)) {
    const { at, cause, masses, step } = passage;
    const sign = cause === 'taken' ? -1n : 1n;
    const recorded = addMasses(books.recorded, masses, sign);
    const isAssay = cause === 'reassayed' || cause === 'measured';
    if (isAssay && falseAt.has(at)) {
      books = { recorded, assumed: books.assumed };
    } else if (isAssay) {
      const stated = Object.fromEntries(statedElements(masses).map(([element]) => [element, recorded[element] ?? 0n]));
      const next = { ...books.assumed, ...stated };
      // Within chance of what the recorded book said; of what this one says, nobody has judged.
      const known = statedElements(masses).every(([element]) => books.assumed[element] === books.recorded[element]);
      assumed.push({ at, cause: known ? cause : 'reassayed', elementMilligrams: subtract(next, books.assumed), step });
      books = { recorded, assumed: next };
    } else {
      const elementMilligrams = inProportion(masses, books);
      assumed.push({ at, cause, elementMilligrams, step });
      books = { recorded, assumed: addMasses(books.assumed, elementMilligrams, sign) };
    }
    pages.push({ at, ...books });
  }
  return { pages, assumed };
}

/** What steps take in the assumed book, as far as it is otherwise. */
interface TakenAnew {
  readonly take: (step: number, lotNumber: number, elementMilligrams: ElementMasses) => void;
  /** A step with what it takes; itself where nothing is otherwise. */
  readonly of: (recorded: LineageStep) => LineageStep;
  /** All steps, those that take something else weighed again. */
  readonly all: () => Map<number, LineageStep>;
}

function takenAnew(recorded: LineageGraph['steps']): TakenAnew {
  const taken = new Map<number, Map<number, ElementMasses>>();
  const of = (step: LineageStep): LineageStep => {
    const anew = taken.get(step.step);
    if (anew === undefined) return step;
    const inputs = step.inputs.map((input): LineageInput => {
      const elementMilligrams = anew.get(input.lotNumber);
      return elementMilligrams === undefined ? input : { lotNumber: input.lotNumber, elementMilligrams };
    });
    return { ...step, inputs };
  };
  return {
    take: (step, lotNumber, elementMilligrams) => {
      taken.set(step, (taken.get(step) ?? new Map<number, ElementMasses>()).set(lotNumber, elementMilligrams));
    },
    of,
    all: () => {
      const steps = new Map(recorded);
      for (const number of taken.keys()) {
        const step = recorded.get(number);
        if (step !== undefined) steps.set(number, weighAnew(step, of(step)));
      }
      return steps;
    },
  };
}

function weighAnew(recorded: LineageStep, step: LineageStep): LineageStep {
  const given = subtract(recorded.baseElementMilligrams, recorded.unaccountedElementMilligrams);
  const books = { recorded: takenBy(recorded), assumed: takenBy(step) };
  return { ...step, ...weighStep(handsOn(step) ? inProportion(given, books) : given, step.inputs) };
}

/** So much of the assumed book as the part is of the recorded one, element by element; below zero where the part is. */
function inProportion(part: ElementMasses, { recorded, assumed }: Books): ElementMasses {
  const masses: Partial<Record<ElementSymbol, bigint>> = {};
  const [partOfAll, all] = [totalMilligrams(part), totalMilligrams(recorded)];
  for (const element of ELEMENT_SYMBOLS) {
    const [has, had, own] = [assumed[element], recorded[element] ?? 0n, part[element]];
    if (has === undefined && had > 0n) continue;
    if (has === undefined || (had === 0n && (has === 0n || all === 0n))) {
      if (own !== undefined) masses[element] = own;
    } else if (had > 0n) {
      if (own !== undefined) masses[element] = timesRatio(has, own, had);
    } else {
      masses[element] = timesRatio(has, partOfAll, all);
    }
  }
  return masses;
}

function timesRatio(mass: bigint, part: bigint, whole: bigint): bigint {
  return part < 0n ? -roundHalfEven(mass * -part, whole) : roundHalfEven(mass * part, whole);
}

function addMasses(masses: ElementMasses, change: ElementMasses, sign: bigint): ElementMasses {
  const sum: Partial<Record<ElementSymbol, bigint>> = { ...masses };
  for (const [element, mass] of statedElements(change)) sum[element] = (sum[element] ?? 0n) + sign * mass;
  return sum;
}

function subtract(masses: ElementMasses, less: ElementMasses): ElementMasses {
  return addMasses(masses, less, -1n);
}
