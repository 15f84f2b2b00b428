/**
 * Divides the subject's mass of one element among its origins, every milligram and every share as exact fractions would.
 *
 * The exact masses are fractions whose denominators may have millions of digits, so they are not computed if they
 * need not be. The subject's masses, times a whole `scale`, run back through the mixtures in whole numbers; each
 * division drops less than one. What arrives at the origins (and at the unknown) is therefore short, and short by
 *
 *     shortfall = total × scale − Σ arrived
 *
 * taken together: the parts of a mixture sum to its denominator, so nothing but the dropped fractions is ever lost.
 * With that one number, known exactly and not estimated, every exact mass lies in [arrived, arrived + shortfall] ÷ scale.
 * When all decisions (which whole milligram, who gets the ones left over, how each share rounds) come out the same
 * at both ends, they are the exact ones. Otherwise the scale is squared and all is done again.
 *
 * Squaring cannot settle an exact tie: two origins with equal remainders, a mass of exactly 5 mg seen as a little
 * less. The last scale can. It is the product of the denominators of all mixtures. No path through the mixtures
 * passes one of them twice, so the mass that arrives at any node over any path, a product of numerators ÷ denominators
 * of different mixtures, is a whole number at that scale; hence so is each sum of them, each division leaves no
 * remainder, the shortfall is 0 and the arrived masses are exact. (`apportion` sees a shortfall of 0 and knows it.)
 * A tie between origins that the same mixtures contain in the same parts is seen without it (`kinOf`): ore lots of one
 * size that went into one heap have equal masses in whatever came of it.
 * The last scale is tried as soon as it is no larger than the next power of two, which with few blends is at once.
 */
import { apportion, type Apportionment } from './apportion.ts';
import { compareBytes } from '../byte-order.ts';
import { invariant } from '../invariant.ts';
import type { Mixing } from './mixing.ts';
import { type MixingNode, UNKNOWN_NODE } from './mixing-node.ts';

/**
 * Of 100,000 divisions, 17 bits are in doubt; the others tell masses apart that differ by 10⁻³³ mg. What is closer is a
 * tie, or the last of an origin after hundreds of blends.
 */
const FIRST_SCALE_BITS = 128;

export interface OriginMass {
  readonly lotNumber: number;
  readonly lot: string;
  readonly milligrams: bigint;
  /** Of the subject's mass of the element, rounded half up. */
  readonly shareMillionths: bigint;
}

export interface ApportionedMixing {
  readonly unknownMilligrams: bigint;
  /** Every origin with an exact mass above zero, in byte order of the lot ids. */
  readonly origins: readonly OriginMass[];
  /** At how many scales it was computed. */
  readonly rounds: number;
}

type OriginNode = Extract<MixingNode, { kind: 'origin' }>;
type Mixture = Extract<MixingNode, { kind: 'mixture' }>;

/** Needs a total above zero; the masses of origins and unknown sum to it. The first scale changes the work, not the answer. */
export function apportionMixing(mixing: Mixing, firstScaleBits: number = FIRST_SCALE_BITS): ApportionedMixing {
  invariant(mixing.totalMilligrams > 0n, 'there is no mass to apportion');
  const origins = originsInByteOrder(mixing.nodes);
  // The unknown takes part as one more origin and comes last, so it loses every tie.
  const claimants = [...origins.map(([node]) => node), UNKNOWN_NODE];
  const kin = kinOf(mixing.nodes, claimants);
  let rounds = 0;
  for (const scale of scalesFor(mixing.nodes, firstScaleBits)) {
    rounds += 1;
    const arrived = propagate(mixing, scale);
    const apportionment = apportion(
      claimants.map((node) => arrived[node] as bigint),
      scale,
      mixing.totalMilligrams,
      kin,
    );
    if (apportionment !== 'undecided') return { ...named(origins, apportionment), rounds };
  }
  throw new Error('lineage: masses without a shortfall were left undecided');
}

function originsInByteOrder(nodes: readonly MixingNode[]): [number, OriginNode][] {
  const origins: [number, OriginNode][] = [];
  for (const [index, node] of nodes.entries()) if (node.kind === 'origin') origins.push([index, node]);
  return origins.sort(([, left], [, right]) => compareBytes(left.lot, right.lot));
}

/**
 * Gives claimants the same number when each mixture holds the same of them: what the subject has of them through
 * mixtures is then equal, and what it has besides is whole milligrams, so that their remainders are equal too.
 */
function kinOf(nodes: readonly MixingNode[], claimants: readonly number[]): readonly number[] {
  const holdings = new Map(claimants.map((node) => [node, '']));
  for (const [index, node] of nodes.entries()) {
    if (node.kind !== 'mixture') continue;
    for (const part of node.parts) {
      const holding = holdings.get(part.node);
      if (holding !== undefined) holdings.set(part.node, `${holding} ${index}:${part.numerator}`);
    }
  }
  const numbers = new Map<string, number>();
  return claimants.map((node) => {
    const holding = holdings.get(node) as string;
    const number = numbers.get(holding) ?? numbers.size;
    numbers.set(holding, number);
    return number;
  });
}

/** Powers of two, each the square of the one before, then the scale at which every division is exact. */
function* scalesFor(nodes: readonly MixingNode[], firstScaleBits: number): Generator<bigint> {
  const mixtures = nodes.filter((node) => node.kind === 'mixture');
  let bits = firstScaleBits;
  if (2 * mixtures.length > firstScaleBits) {
    // A denominator has two bits at least, so the product has more than the first scale; it is mostly never needed.
    yield 1n << BigInt(bits);
    bits *= 2;
  }
  const denominators = mixtures.map(reducedDenominator);
  const exactBits = denominators.reduce((sum, denominator) => sum + bitLengthAtMost(denominator), 0);
  for (; bits < exactBits; bits *= 2) yield 1n << BigInt(bits);
  yield product(denominators);
}

/** The denominator without what it has in common with all the parts: kilograms in milligrams lose six zeros. */
function reducedDenominator({ denominator, parts }: Mixture): bigint {
  let divisor = denominator;
  for (const { numerator } of parts) divisor = greatestCommonDivisor(divisor, numerator);
  return denominator / divisor;
}

function greatestCommonDivisor(left: bigint, right: bigint): bigint {
  let [greater, lesser] = [left, right];
  while (lesser !== 0n) [greater, lesser] = [lesser, greater % lesser];
  return greater;
}

function bitLengthAtMost(value: bigint): number {
  return value.toString(16).length * 4;
}

/** Multiplies in pairs, so that the factors stay of similar length: sequentially it would be quadratic. */
function product(factors: readonly bigint[]): bigint {
  let level = factors;
  while (level.length > 1) {
    const next: bigint[] = [];
    for (let index = 0; index < level.length; index += 2) {
      next.push((level[index] as bigint) * (level[index + 1] ?? 1n));
    }
    level = next;
  }
  return level[0] ?? 1n;
}

/** What arrives at the origins and the unknown, times `scale`, rounded down at each part of each mixture. */
function propagate({ nodes, subjectMilligrams }: Mixing, scale: bigint): readonly bigint[] {
  const arrived = new Array<bigint>(nodes.length).fill(0n);
  for (const [node, milligrams] of subjectMilligrams) arrived[node] = milligrams * scale;
  for (let index = nodes.length - 1; index >= 0; index -= 1) {
    const node = nodes[index] as MixingNode;
    if (node.kind !== 'mixture') continue;
    const passing = arrived[index] as bigint;
    arrived[index] = 0n; // What has passed is not kept: at the last scale it may be large.
    for (const part of node.parts) {
      arrived[part.node] = (arrived[part.node] as bigint) + (passing * part.numerator) / node.denominator;
    }
  }
  return arrived;
}

function named(
  origins: readonly [number, OriginNode][],
  { milligrams, shareMillionths }: Exclude<Apportionment, 'undecided'>,
): Omit<ApportionedMixing, 'rounds'> {
  return {
    unknownMilligrams: milligrams[origins.length] as bigint,
    origins: origins.map(([, { lotNumber, lot }], index) => ({
      lotNumber,
      lot,
      milligrams: milligrams[index] as bigint,
      shareMillionths: shareMillionths[index] as bigint,
    })),
  };
}
