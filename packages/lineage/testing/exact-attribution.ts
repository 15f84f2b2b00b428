/**
 * Attribution a second time, to check the first: forwards, with exact fractions, as the rule in `src/attribution.ts` reads.
 *
 * Every lot carries, per element, its share from each origin. It is slow (shares × lots) and shares no code with `src`.
 */
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import type { LineageGraph, LineageSubject } from '../src/graph.ts';

export interface Fraction {
  readonly numerator: bigint;
  /** Above zero, and without a divisor in common with the numerator. */
  readonly denominator: bigint;
}

export interface ExactOrigin {
  readonly lot: string;
  readonly exactMilligrams: Fraction;
  readonly milligrams: bigint;
  readonly share: string;
}

export interface ExactAttribution {
  readonly milligrams: bigint;
  readonly unknownMilligrams: bigint;
  /** By milligrams falling, then id. */
  readonly origins: readonly ExactOrigin[];
}

/** Shares by origin lot number; the unknown has this in place of a lot number. */
const UNKNOWN = -1;
type Shares = ReadonlyMap<number, Fraction>;

/** Attributes one element of the subject, or answers undefined when the subject has none of it. */
export function attributeExactly(
  graph: LineageGraph,
  subject: LineageSubject,
  element: ElementSymbol,
): ExactAttribution | undefined {
  const total = subject.parts.reduce((sum, part) => sum + (part.elementMilligrams[element] ?? 0n), 0n);
  if (total === 0n) return undefined;
  const sharesOfLots = shareForwards(graph, element);
  const exact = new Map<number, Fraction>([[UNKNOWN, ZERO]]);
  for (const { lotNumber, at, elementMilligrams } of subject.parts) {
    addShares(exact, sharesAt(graph, sharesOfLots, lotNumber, at, element), elementMilligrams[element] ?? 0n);
  }
  return round(graph, exact, total);
}

function shareForwards(graph: LineageGraph, element: ElementSymbol): ReadonlyMap<number, Shares> {
  const sharesOfLots = new Map<number, Shares>();
  const lots = [...graph.lots.values()].sort((left, right) => left.lotNumber - right.lotNumber);
  for (const lot of lots) {
    const step = lot.step === null ? undefined : graph.steps.get(lot.step);
    if (lot.step === null) {
      sharesOfLots.set(lot.lotNumber, new Map([[lot.lotNumber, fraction(1n, 1n)]]));
      continue;
    }
    const base = step?.baseElementMilligrams[element] ?? 0n;
    if (step === undefined || base === 0n) {
      sharesOfLots.set(lot.lotNumber, ALL_UNKNOWN);
      continue;
    }
    const pool = new Map<number, Fraction>();
    let taken = 0n;
    for (const input of step.inputs) {
      const milligrams = input.elementMilligrams[element] ?? 0n;
      addShares(pool, sharesAt(graph, sharesOfLots, input.lotNumber, step.at, element), milligrams);
      taken += milligrams;
    }
    addShares(pool, ALL_UNKNOWN, base - taken);
    sharesOfLots.set(
      lot.lotNumber,
      new Map([...pool].map(([origin, mass]) => [origin, multiply(mass, fraction(1n, base))])),
    );
  }
  return sharesOfLots;
}

/** The shares that a lot has at a place in the ledger: what it gained before that is unknown, and is part of it from then on. */
function sharesAt(
  graph: LineageGraph,
  sharesOfLots: ReadonlyMap<number, Shares>,
  lotNumber: number,
  at: number,
  element: ElementSymbol,
): Shares {
  let shares = sharesOfLots.get(lotNumber) ?? ALL_UNKNOWN;
  for (const gain of graph.lots.get(lotNumber)?.gains ?? []) {
    const gained = gain.gainedElementMilligrams[element] ?? 0n;
    if (gain.at >= at || gained === 0n) continue;
    const before = gain.beforeElementMilligrams[element] ?? 0n;
    const pool = new Map<number, Fraction>();
    addShares(pool, shares, before);
    addShares(pool, ALL_UNKNOWN, gained);
    const whole = fraction(1n, before + gained);
    shares = new Map([...pool].map(([origin, mass]) => [origin, multiply(mass, whole)]));
  }
  return shares;
}

/** Floors, then the milligrams left to the largest remainders: ties to the smaller id in byte order, unknown last. */
function round(graph: LineageGraph, exact: ReadonlyMap<number, Fraction>, total: bigint): ExactAttribution {
  const claimants = [...exact].map(([origin, mass]) => ({
    lot: origin === UNKNOWN ? null : (graph.lots.get(origin)?.lot as string),
    mass,
    floor: mass.numerator / mass.denominator,
  }));
  claimants.sort((left, right) => {
    if (left.lot === null) return 1;
    if (right.lot === null) return -1;
    return Buffer.compare(Buffer.from(left.lot), Buffer.from(right.lot));
  });
  const left = total - claimants.reduce((sum, { floor }) => sum + floor, 0n);
  const byRemainder = claimants.toSorted((one, other) => compare(fractionalPart(other.mass), fractionalPart(one.mass)));
  const receivers = new Set(byRemainder.slice(0, Number(left)));
  const rounded = claimants.map((claimant) => ({
    ...claimant,
    milligrams: claimant.floor + (receivers.has(claimant) ? 1n : 0n),
  }));
  return {
    milligrams: total,
    unknownMilligrams: rounded.find(({ lot }) => lot === null)?.milligrams ?? 0n,
    origins: rounded
      .filter(({ lot, mass }) => lot !== null && mass.numerator > 0n)
      .map(({ lot, mass, milligrams }) => ({
        lot: lot as string,
        exactMilligrams: mass,
        milligrams,
        share: formatRounded(multiply(mass, fraction(1n, total)), 6),
      }))
      .toSorted((one, other) => (one.milligrams === other.milligrams ? 0 : one.milligrams > other.milligrams ? -1 : 1)),
  };
}

/** A fraction in decimals, rounded half up. */
export function formatRounded({ numerator, denominator }: Fraction, decimals: number): string {
  const scaled = (2n * numerator * 10n ** BigInt(decimals) + denominator) / (2n * denominator);
  const digits = scaled.toString().padStart(decimals + 1, '0');
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

const ZERO: Fraction = { numerator: 0n, denominator: 1n };
const ALL_UNKNOWN: Shares = new Map([[UNKNOWN, { numerator: 1n, denominator: 1n }]]);

function addShares(pool: Map<number, Fraction>, shares: Shares, milligrams: bigint): void {
  if (milligrams === 0n) return;
  for (const [origin, share] of shares) {
    pool.set(origin, add(pool.get(origin) ?? ZERO, multiply(share, fraction(milligrams, 1n))));
  }
}

export function fraction(numerator: bigint, denominator: bigint): Fraction {
  let [divisor, rest] = [numerator, denominator];
  while (rest !== 0n) [divisor, rest] = [rest, divisor % rest];
  if (divisor < 0n !== denominator < 0n) divisor = -divisor;
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

export function add(left: Fraction, right: Fraction): Fraction {
  return fraction(
    left.numerator * right.denominator + right.numerator * left.denominator,
    left.denominator * right.denominator,
  );
}

export function multiply(left: Fraction, right: Fraction): Fraction {
  return fraction(left.numerator * right.numerator, left.denominator * right.denominator);
}

export function fractionalPart({ numerator, denominator }: Fraction): Fraction {
  return fraction(numerator % denominator, denominator);
}

export function compare(left: Fraction, right: Fraction): number {
  const difference = left.numerator * right.denominator - right.numerator * left.denominator;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
