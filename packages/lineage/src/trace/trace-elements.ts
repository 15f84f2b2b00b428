import type { ElementSymbol } from '@lodestone/custody/element.ts';
import { attribute, type AttributeSubject, formatShare } from '../attribution/attribution.ts';
import { describeOrigins } from './describe-origins.ts';
import type { LineageGraph, LineageSubject } from '../graph.ts';
import type { PossibleMass, PossibleMasses } from '../attribution/possible-masses.ts';
import { type RecycledContent, recycledContentOf } from '../attribution/recycled-content.ts';
import type { TraceBody, TraceBounds, TraceElement, TraceRecycled, TraceUnknown } from './trace-value.ts';
import type { UnknownSource } from '../attribution/unknown-sources.ts';

type Ask<Answer> = (graph: LineageGraph, subject: LineageSubject, element: ElementSymbol) => Answer;
export type AskPossible = Ask<PossibleMasses>;
export type AskUnknown = Ask<readonly UnknownSource[]>;

interface ElementOptions {
  readonly element?: ElementSymbol | undefined;
  /** Another way to the same attribution: a quicker one. */
  readonly attribute?: AttributeSubject | undefined;
  readonly bounds?: AskPossible | undefined;
  readonly explained?: AskUnknown | undefined;
}

/**
 * Attributes the subject's mass of one element, or of each that it has; with `bounds`, the least and the most that can
 * be of each origin as well; `explained`, where the unknown came in.
 */
export function describeElements(
  graph: LineageGraph,
  subject: LineageSubject,
  { element, bounds, explained, attribute: attributeSubject = (...of) => attribute(graph, ...of) }: ElementOptions,
): TraceBody['elements'] {
  const elements: Partial<Record<ElementSymbol, TraceElement>> = {};
  const asked = element === undefined ? undefined : [element];
  const recycled = recycledContentOf(graph, subject, asked);
  for (const [symbol, attribution] of attributeSubject(subject, asked)) {
    const possible = bounds?.(graph, subject, symbol);
    const { milligrams, unknownMilligrams, origins } = describeOrigins(subject.id, symbol, attribution, graph.lots);
    const boundsAt = (index: number): TraceBounds =>
      possible === undefined ? {} : boundsOf(possible, attribution.origins[index]?.lotNumber ?? null);
    elements[symbol] = {
      milligrams,
      unknownMilligrams,
      ...(possible === undefined ? {} : unknownBounds(possible)),
      origins: origins.map((origin, index) => ({ ...origin, ...boundsAt(index) })),
      ...(explained === undefined || attribution.unknownMilligrams === 0n
        ? {}
        : { unknownFrom: explained(graph, subject, symbol).map(describeUnknown) }),
      recycled: describeRecycled(recycled.get(symbol) as RecycledContent),
    };
  }
  return elements;
}

function describeUnknown(source: UnknownSource): TraceUnknown {
  const { why, lot } = source;
  const step = 'step' in source ? source.step : null;
  const milligrams = 'milligrams' in source ? Number(source.milligrams) : null;
  return { why, lot, step: step?.name ?? null, event: step?.event ?? null, milligrams };
}

const NONE: PossibleMass = { leastMilligrams: 0n, mostMilligrams: 0n, isReached: true };

function boundsOf(possible: PossibleMasses, lotNumber: number | null): TraceBounds {
  const { leastMilligrams, mostMilligrams, isReached } = possible.get(lotNumber) ?? NONE;
  const bounds = { leastMilligrams: Number(leastMilligrams), mostMilligrams: Number(mostMilligrams) };
  return isReached || leastMilligrams === mostMilligrams ? bounds : { ...bounds, boundsAreLoose: true };
}

/** Of how many origins of an element, the unknown among them, the bounds are wider than need be. */
export function countLooseBounds({ origins, unknownBoundsAreLoose }: TraceElement): number {
  const loose = origins.filter(({ boundsAreLoose }) => boundsAreLoose === true);
  return loose.length + (unknownBoundsAreLoose === true ? 1 : 0);
}

function unknownBounds(possible: PossibleMasses): Partial<TraceElement> {
  const { leastMilligrams = 0, mostMilligrams = 0, boundsAreLoose } = boundsOf(possible, null);
  const bounds = { unknownLeastMilligrams: leastMilligrams, unknownMostMilligrams: mostMilligrams };
  return boundsAreLoose === undefined ? bounds : { ...bounds, unknownBoundsAreLoose: true };
}

function describeRecycled({ preConsumer, postConsumer }: RecycledContent): TraceRecycled {
  return {
    preConsumerMilligrams: Number(preConsumer.milligrams),
    preConsumerShare: formatShare(preConsumer.shareMillionths),
    postConsumerMilligrams: Number(postConsumer.milligrams),
    postConsumerShare: formatShare(postConsumer.shareMillionths),
  };
}
