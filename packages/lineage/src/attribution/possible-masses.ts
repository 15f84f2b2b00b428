/**
 * The least and the most of the subject's mass of an element that can have come from each origin.
 *
 * The book mixes by mass where material meets (`attribution.ts`). Physically, what leaves a circuit or a silo may be of
 * any of the lots that went in, as long as no mass is used twice: 60 kg of one mine and 40 kg of another in a silo, half
 * of it drawn, and that half holds between 10 and 50 kg of the first, by the book 30 kg. Every such assignment of masses
 * to origins is a flow of the whole through the network of what the record states (`element-network.ts`). Both ends of
 * the interval are reached by some assignment in whole milligrams, and the mass by the book always lies within.
 *
 * The ends of different origins are not reached together, nor are those of different elements. What a step lost counts
 * as mixed like all the rest.
 */
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import { ancestryOf } from '../ancestry.ts';
import { networkOf, type Spring } from './element-network.ts';
import { greatestChange, type Work } from './flow-network.ts';
import type { LineageGraph, LineageSubject } from '../graph.ts';

export interface PossibleMass {
  readonly leastMilligrams: bigint;
  readonly mostMilligrams: bigint;
  /** False where the work was used up first: both are true, but an assignment may not reach them. */
  readonly isReached: boolean;
}

/** How far a search may go. */
export interface SearchOptions {
  /** How many arcs may be looked at for the element. */
  readonly workMax?: number | undefined;
  /** Told of each origin, or origins that are asked together, how many are done of how many. */
  readonly onProgress?: ((element: ElementSymbol, done: number, total: number) => void) | undefined;
}

/** Half a minute of an element at most. All but the largest lineages need far less. */
export const DEFAULT_WORK_MAX = 200_000_000;

/** By the lot number of each origin of which the subject may have any; null stands for the unknown. */
export type PossibleMasses = ReadonlyMap<number | null, PossibleMass>;

/**
 * Needs a subject as `attribute` does; of an element that it has none of, there is none of any origin. The largest
 * origins are asked first; those that no work is left for have the ends that follow from what each can give at all.
 */
export function possibleMasses(
  graph: LineageGraph,
  subject: LineageSubject,
  element: ElementSymbol,
  { workMax = DEFAULT_WORK_MAX, onProgress }: SearchOptions = {},
): PossibleMasses {
  const { network, source, springs, totalMilligrams } = networkOf(ancestryOf(graph, subject), subject, element);
  const work: Work = { left: workMax };
  const givenByAll = springs.reduce((sum, { origins }) => sum + givenBy(origins), 0n);
  const possible = new Map<number | null, PossibleMass>();
  for (const [done, spring] of springs.toSorted(byGreatestFalling).entries()) {
    onProgress?.(element, done, springs.length);
    const flows = network.residuals[spring.arc ^ 1] as bigint;
    const change = { closed: spring.arc, from: spring.node, to: source, limit: greatestOf(spring) };
    // The others can be driven out of the subject as far as this spring's own material gets there, and the other way round.
    const gained = greatestChange(network, change, work);
    const rerouted = greatestChange(network, { ...change, from: source, to: spring.node, limit: flows }, work);
    const all = givenBy(spring.origins);
    // Without a search: no more than the subject has, and of the others no more than they can give together.
    const most = gained === null ? totalMilligrams : flows + gained;
    const fromOthers = rerouted === null ? givenByAll - all : totalMilligrams - flows + rerouted;
    for (const { lotNumber, milligrams } of spring.origins) {
      // Beside the others, the other origins of the same spring.
      const least = totalMilligrams - fromOthers - (all - milligrams);
      possible.set(lotNumber, {
        leastMilligrams: least > 0n ? least : 0n,
        mostMilligrams: milligrams < most ? milligrams : most,
        isReached: gained !== null && rerouted !== null,
      });
    }
  }
  return possible;
}

/** What they can give together. */
function givenBy(origins: Spring['origins']): bigint {
  return origins.reduce((sum, { milligrams }) => sum + milligrams, 0n);
}

function byGreatestFalling(left: Spring, right: Spring): number {
  const [one, other] = [greatestOf(left), greatestOf(right)];
  return one > other ? -1 : one < other ? 1 : 0;
}

/** No change of what flows matters beyond what any one origin has. */
function greatestOf({ origins }: Spring): bigint {
  return origins.reduce((greatest, { milligrams }) => (milligrams > greatest ? milligrams : greatest), 0n);
}
