import type { ElementSymbol } from '@lodestone/custody/element.ts';
import { attribute, type AttributeSubject, formatShare } from './attribution.ts';
import type { LineageGraph, LineageLot, LineageSubject } from './graph.ts';
import { invariant } from './invariant.ts';
import type { PossibleMass, PossibleMasses } from './possible-masses.ts';
import { type RecycledContent, recycledContentOf } from './recycled-content.ts';
import type { TraceBody, TraceBounds, TraceElement, TraceRecycled, TraceUnknown } from './trace-value.ts';
import type { UnknownSource } from './unknown-sources.ts';

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
    elements[symbol] = {
      milligrams: safeInteger(attribution.milligrams, symbol, subject),
      unknownMilligrams: Number(attribution.unknownMilligrams),
      ...(possible === undefined ? {} : unknownBounds(possible)),
      origins: attribution.origins.map(({ lotNumber, milligrams, share }) => {
        const { lot, kind, party, facility, country } = graph.lots.get(lotNumber) as LineageLot;
        const described = { lot, kind, party, facility, country, milligrams: Number(milligrams), share };
        return possible === undefined ? described : { ...described, ...boundsOf(possible, lotNumber) };
      }),
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

/** No part of it is larger, so one look at the whole is enough. 2^53 mg are nine million tonnes of one element. */
function safeInteger(milligrams: bigint, element: ElementSymbol, subject: LineageSubject): number {
  const fits = milligrams <= BigInt(Number.MAX_SAFE_INTEGER);
  invariant(fits, `${subject.id} holds ${milligrams} mg of ${element}, more than a JSON number can carry exactly`);
  return Number(milligrams);
}
