/** Where the unknown part of the subject's mass of an element comes in: what the record itself does not explain. */
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import { type Ancestor, type AncestralStep, ancestryOf } from '../ancestry.ts';
import type { LineageGraph, LineageLot, LineageStep, LineageSubject } from '../graph.ts';

/** Masses are those that came in there; how much of them is in the subject is for attribution to say. */
export type UnknownSource =
  /** A step gave more than all that it took. */
  | {
      readonly why: 'step-gave-more';
      readonly lot: string;
      readonly step: LineageStep;
      readonly milligrams: bigint;
    }
  /** A lot had more of it without a step: by counts, assays, settlements. */
  | { readonly why: 'gained'; readonly lot: string; readonly milligrams: bigint }
  /** The element is stated of the lot, and of nothing that it was made from or with. */
  | { readonly why: 'not-stated-before'; readonly lot: string; readonly step: LineageStep }
  /** The lot or its making is not in the graph: the subject says why. */
  | { readonly why: 'branch-missing'; readonly lot: string };

/** Finds them from the origins on; none where every milligram has an origin. */
export function unknownSources(
  graph: LineageGraph,
  subject: LineageSubject,
  element: ElementSymbol,
): readonly UnknownSource[] {
  const { ancestors, placeOfLot } = ancestryOf(graph, subject);
  /** By place, the places in the ledger at which some of the element was drawn from the lot. */
  const drawnAt = new Map<number, Set<number>>();
  const sources: UnknownSource[] = [];
  const missing = new Map(subject.missing.map(({ lotNumber, lot }) => [lotNumber, lot]));
  const draw = (lotNumber: number, at: number) => {
    const place = placeOfLot.get(lotNumber);
    if (place === undefined) {
      const lot = missing.get(lotNumber);
      if (lot !== undefined && missing.delete(lotNumber)) sources.push({ why: 'branch-missing', lot });
      return;
    }
    const known = drawnAt.get(place);
    if (known === undefined) drawnAt.set(place, new Set([at]));
    else known.add(at);
  };
  for (const { lotNumber, at, elementMilligrams } of subject.parts) {
    if ((elementMilligrams[element] ?? 0n) > 0n) draw(lotNumber, at);
  }
  const seen = new Set<number>();
  for (let place = ancestors.length - 1; place >= 0; place -= 1) {
    const { lot, madeBy } = ancestors[place] as Ancestor;
    const draws = drawnAt.get(place);
    if (draws === undefined) continue;
    const { milligrams, isDrawnAsMade } = gainedIn(lot, element, [...draws]);
    if (milligrams > 0n) sources.push({ why: 'gained', lot: lot.lot, milligrams });
    if (!isDrawnAsMade || madeBy === 'origin') continue;
    if (madeBy === 'missing') {
      sources.push({ why: 'branch-missing', lot: lot.lot });
    } else if (!seen.has(madeBy.place)) {
      seen.add(madeBy.place);
      const source = sourceIn(lot.lot, madeBy, element);
      if (source !== null) sources.push(source);
      for (const { lotNumber, elementMilligrams } of madeBy.step.inputs) {
        if ((elementMilligrams[element] ?? 0n) > 0n) draw(lotNumber, madeBy.step.at);
      }
    }
  }
  return sources.toReversed();
}

/** What the lot had gained that can be in what was drawn, and whether anything it was made with can. */
function gainedIn(
  { gains }: LineageLot,
  element: ElementSymbol,
  draws: readonly number[],
): { readonly milligrams: bigint; readonly isDrawnAsMade: boolean } {
  const counted = new Set<number>();
  let isDrawnAsMade = false;
  for (const at of draws) {
    let reachesBack = true;
    for (const gain of gains.toReversed()) {
      if (gain.at >= at || (gain.gainedElementMilligrams[element] ?? 0n) === 0n || !reachesBack) continue;
      counted.add(gain.at);
      // Nothing of what was there earlier was left when this came.
      reachesBack = (gain.beforeElementMilligrams[element] ?? 0n) > 0n;
    }
    isDrawnAsMade ||= reachesBack;
  }
  const milligrams = gains
    .filter(({ at }) => counted.has(at))
    .reduce((sum, { gainedElementMilligrams }) => sum + (gainedElementMilligrams[element] ?? 0n), 0n);
  return { milligrams, isDrawnAsMade };
}

/** What the step gave beyond what the lots it took had of the element. */
function sourceIn(lot: string, { step, inputs }: AncestralStep, element: ElementSymbol): UnknownSource | null {
  const base = step.baseElementMilligrams[element] ?? 0n;
  const taken = inputs.reduce((sum, { elementMilligrams }) => sum + (elementMilligrams[element] ?? 0n), 0n);
  if (base > taken) return { why: 'step-gave-more', lot, step, milligrams: base - taken };
  return base === 0n ? { why: 'not-stated-before', lot, step } : null;
}
