/**
 * How much of the subject's masses is recycled, with what end users discarded kept apart from waste of factories.
 *
 * Every mass has one class, found by going back from the subject to where it entered the ledger:
 *
 * - *post-consumer*: its origin is post-consumer (`consumptionOf`), whatever became of it since. Swarf of recycled magnets
 *   that is recycled again stays post-consumer, so that no mass is counted that nobody collected.
 * - *pre-consumer*: its origin is pre-consumer; or it went through a manufacturing step of the ledger, from electrolysis
 *   to finishing, and after that through `recycling` or `reuse`: swarf, rejects and slag that were used again.
 * - *unknown*: no origin explains it.
 * - *primary*: everything else. Tailings that are worked again are primary, for nothing was made of them before.
 *
 * Shares mix as those of origins do (`attribution.ts`), with each composition seen in three ways: as it is, as it is
 * after it was recycled, and as it is when something had been made of it before that. Rounding is the same too, with the
 * classes in place of the origins.
 */
import { consumptionOf } from '@lodestone/custody/consumption.ts';
import { ELEMENT_SYMBOLS, type ElementSymbol } from '@lodestone/custody/element.ts';
import { type Ancestor, type Ancestry, ancestryOf } from '../ancestry.ts';
import { apportionMixing } from './apportion-mixing.ts';
import type { LineageGraph, LineageSubject } from '../graph.ts';
import { type CompositionAt, compositionsOf, holdsAsMade } from './gained-composition.ts';
import { lotAt, type Mixing, mixStep, NO_NODE, weighSubject } from './mixing.ts';
import { type MixingNode, UNKNOWN_NODE } from './mixing-node.ts';

export interface RecycledMass {
  readonly milligrams: bigint;
  readonly shareMillionths: bigint;
}

export interface RecycledContent {
  readonly preConsumer: RecycledMass;
  readonly postConsumer: RecycledMass;
}

/** Steps that make something of rare earths: what they leave over is waste of a factory. */
const MANUFACTURING_STEPS: ReadonlySet<string> = new Set([
  'electrolysis',
  'metallothermic-reduction',
  'strip-casting',
  'milling',
  'sintering',
  'machining',
  'grain-boundary-diffusion',
  'finishing',
]);
const RECYCLING_STEPS: ReadonlySet<string> = new Set(['recycling', 'reuse']);

/** What is known of a mass from what was done to it later. */
const PLAIN = 0;
const RECYCLED = 1;
const MADE_AND_RECYCLED = 2;
const VIEWS = [PLAIN, RECYCLED, MADE_AND_RECYCLED] as const;
type View = (typeof VIEWS)[number];

/** The classes as nodes, behind the unknown. Their names give their order where remainders are equal. */
const CLASSES = ['post-consumer', 'pre-consumer', 'primary'] as const;
type Class = (typeof CLASSES)[number];
const NODE_OF_CLASS = { 'post-consumer': 1, 'pre-consumer': 2, primary: 3 } as const satisfies Record<Class, number>;

/** Finds the recycled content of each element of `elements` of which the subject has any; `ancestry` is that of the subject. */
export function recycledContentOf(
  graph: LineageGraph,
  subject: LineageSubject,
  elements: readonly ElementSymbol[] = ELEMENT_SYMBOLS,
  ancestry: Ancestry = ancestryOf(graph, subject),
): ReadonlyMap<ElementSymbol, RecycledContent> {
  const contents = new Map<ElementSymbol, RecycledContent>();
  for (const element of elements) {
    const mixing = classMixingOf(ancestry, subject, element);
    if (mixing.totalMilligrams === 0n) continue;
    const { origins } = apportionMixing(mixing);
    const massOf = (of: Class): RecycledMass => {
      const { milligrams, shareMillionths } = origins.find(({ lot }) => lot === of) ?? NOTHING;
      return { milligrams, shareMillionths };
    };
    contents.set(element, { preConsumer: massOf('pre-consumer'), postConsumer: massOf('post-consumer') });
  }
  return contents;
}

const NOTHING: RecycledMass = { milligrams: 0n, shareMillionths: 0n };

/** The mixing of the classes of one element, as `mixingOf` has that of its origins. */
function classMixingOf(ancestry: Ancestry, subject: LineageSubject, element: ElementSymbol): Mixing {
  const wanted = findViews(ancestry, subject, element);
  const nodes: MixingNode[] = [
    { kind: 'unknown' },
    ...CLASSES.map((lot, index) => ({ kind: 'origin' as const, lotNumber: index, lot })),
  ];
  const nodesOfPlaces = VIEWS.map(() => new Int32Array(ancestry.ancestors.length).fill(NO_NODE));
  const compositions = nodesOfPlaces.map((nodeOfPlace) => compositionsOf(ancestry, element, nodeOfPlace, nodes));
  const nodesOfSteps = VIEWS.map(() => new Int32Array(ancestry.stepCount).fill(NO_NODE));
  for (const [place, ancestor] of ancestry.ancestors.entries()) {
    for (const view of VIEWS) {
      if (!isWanted(wanted, place, view)) continue;
      const nodesOfPlace = nodesOfPlaces[view] as Int32Array;
      const { madeBy } = ancestor;
      if (madeBy === 'missing') nodesOfPlace[place] = UNKNOWN_NODE;
      else if (madeBy === 'origin') nodesOfPlace[place] = NODE_OF_CLASS[classOf(ancestor, view)];
      else {
        const nodesOfStep = nodesOfSteps[view] as Int32Array;
        if (nodesOfStep[madeBy.place] === NO_NODE) {
          const before = compositions[viewBefore(madeBy.step.name, view)] as CompositionAt;
          nodesOfStep[madeBy.place] = mixStep(madeBy, element, before, nodes);
        }
        nodesOfPlace[place] = nodesOfStep[madeBy.place] as number;
      }
    }
  }

  return { nodes, ...weighSubject(ancestry, subject, element, compositions[PLAIN] as CompositionAt) };
}

function classOf({ lot }: Ancestor, view: View): Class {
  const consumption = consumptionOf(lot.kind, lot.form, lot.consumption);
  if (consumption !== null) return consumption;
  return view === MADE_AND_RECYCLED ? 'pre-consumer' : 'primary';
}

/** How what a step takes is seen, when what it gives is seen as `view`. */
function viewBefore(step: string, view: View): View {
  if (view === PLAIN) return RECYCLING_STEPS.has(step) ? RECYCLED : PLAIN;
  return view === RECYCLED && MANUFACTURING_STEPS.has(step) ? MADE_AND_RECYCLED : view;
}

/** By place, a bit for each view that the subject has of the lot, if some of its element came from there. */
function findViews({ ancestors, placeOfLot }: Ancestry, subject: LineageSubject, element: ElementSymbol): Uint8Array {
  const wanted = new Uint8Array(ancestors.length);
  for (const { lotNumber, at, elementMilligrams } of subject.parts) {
    const place = placeOfLot.get(lotNumber);
    if (place === undefined || (elementMilligrams[element] ?? 0n) === 0n) continue;
    if (holdsAsMade(lotAt(ancestors, place), element, at)) wanted[place] = 1 << PLAIN;
  }
  const followed = new Map<number, number>();
  for (let place = ancestors.length - 1; place >= 0; place -= 1) {
    const madeBy = ancestors[place]?.madeBy;
    if (typeof madeBy !== 'object') continue;
    const seen = followed.get(madeBy.place) ?? 0;
    followed.set(madeBy.place, seen | (wanted[place] as number));
    for (const view of VIEWS) {
      if (!isWanted(wanted, place, view) || ((seen >> view) & 1) === 1) continue;
      const bit = 1 << viewBefore(madeBy.step.name, view);
      for (const input of madeBy.inputs) {
        if (input.place === null || (input.elementMilligrams[element] ?? 0n) === 0n) continue;
        if (!holdsAsMade(lotAt(ancestors, input.place), element, madeBy.step.at)) continue;
        wanted[input.place] = (wanted[input.place] as number) | bit;
      }
    }
  }
  return wanted;
}

function isWanted(wanted: Uint8Array, place: number, view: View): boolean {
  return (((wanted[place] as number) >> view) & 1) === 1;
}
