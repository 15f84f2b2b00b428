/** What the rare earths that a mine digs have been like: its own assays, as log-ratios to neodymium. */
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import type { LogComposition } from './log-ratio.ts';
import { addToMoments, type Moments, NO_MOMENTS } from './running-moments.ts';

/** Plain data. */
export interface MineSignature {
  readonly elements: Map<ElementSymbol, Moments>;
  /** How far its lots have been from the mean of those before. */
  distances: Moments;
  count: number;
}

export function startSignature(): MineSignature {
  return { elements: new Map(), distances: NO_MOMENTS, count: 0 };
}

/** Without neodymium nothing is added: every ore has it. */
export function addToSignature(signature: MineSignature, composition: LogComposition, distance: number | null): void {
  const reference = composition.get('Nd');
  if (reference === undefined) return;
  for (const [element, share] of composition) {
    const moments = signature.elements.get(element) ?? NO_MOMENTS;
    signature.elements.set(element, addToMoments(moments, share - reference));
  }
  signature.count += 1;
  if (distance !== null) signature.distances = addToMoments(signature.distances, distance);
}

/** The mean, as a composition: of the elements that at least half of the lots state. */
export function meanComposition({ elements, count }: MineSignature): LogComposition {
  const stated = [...elements].filter(([, moments]) => moments.count * 2 >= count);
  const total = Math.log(stated.reduce((sum, [, { mean }]) => sum + Math.exp(mean), 0));
  return new Map(stated.map(([element, { mean }]) => [element, mean - total]));
}
