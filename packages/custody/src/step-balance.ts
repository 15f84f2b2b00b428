/**
 * The balance of steps, per element, for plants: what went in, what came out, what was lost and how, what circuits hold
 * more or less than before, and what nobody accounts for. Of every balance, exactly:
 *
 *   in + gained = out + losses + in process + unaccounted
 */
import { ELEMENT_SYMBOLS, type ElementSymbol } from './element.ts';
import type { ElementMasses } from './element-masses.ts';

/** One step as it was recorded. Its circuit's stock is apart from what lots gave and what lots it made. */
export interface WeighedStep {
  readonly inputElementMilligrams: ElementMasses;
  readonly openingElementMilligrams: ElementMasses;
  readonly outputElementMilligrams: ElementMasses;
  readonly closingElementMilligrams: ElementMasses;
  readonly losses: readonly { readonly kind: string; readonly elementMilligrams: ElementMasses }[];
}

/** The balance of one element, over one step or several. */
export interface ElementBalance {
  readonly inMilligrams: bigint;
  readonly outMilligrams: bigint;
  readonly lossMilligrams: Readonly<Record<string, bigint>>;
  /** Closing less opening stock of circuits: negative when they gave more than they took. */
  readonly inProcessMilligrams: bigint;
  /** What steps took and did not state to have given: of each step for itself, so that no gain hides it. */
  readonly unaccountedMilligrams: bigint;
  /** What steps gave above what they took. */
  readonly gainedMilligrams: bigint;
}

export type Balance = Readonly<Partial<Record<ElementSymbol, ElementBalance>>>;

/** The balance of one step: of the elements that it took or gave. */
export function balanceOfStep(step: WeighedStep): Balance {
  const balance: Partial<Record<ElementSymbol, ElementBalance>> = {};
  for (const element of ELEMENT_SYMBOLS) {
    const massIn = (masses: ElementMasses) => masses[element] ?? 0n;
    const inMilligrams = massIn(step.inputElementMilligrams);
    const outMilligrams = massIn(step.outputElementMilligrams);
    const opening = massIn(step.openingElementMilligrams);
    const closing = massIn(step.closingElementMilligrams);
    const lossMilligrams = lossesOf(step, element);
    const given = outMilligrams + sumLosses(lossMilligrams) + closing;
    const missing = inMilligrams + opening - given;
    if (inMilligrams + opening + given === 0n) continue;
    balance[element] = {
      inMilligrams,
      outMilligrams,
      lossMilligrams,
      inProcessMilligrams: closing - opening,
      unaccountedMilligrams: missing > 0n ? missing : 0n,
      gainedMilligrams: missing < 0n ? -missing : 0n,
    };
  }
  return balance;
}

/** Two balances together. */
export function addBalances(left: Balance, right: Balance): Balance {
  const sum: Partial<Record<ElementSymbol, ElementBalance>> = {};
  for (const element of ELEMENT_SYMBOLS) {
    const [one, other] = [left[element], right[element]];
    const both = one === undefined || other === undefined ? (one ?? other) : addElementBalances(one, other);
    if (both !== undefined) sum[element] = both;
  }
  return sum;
}

/** All losses together, of whatever kind. */
export function sumLosses(lossMilligrams: ElementBalance['lossMilligrams']): bigint {
  return Object.values(lossMilligrams).reduce((sum, mass) => sum + mass, 0n);
}

/**
 * How much of what was taken is accounted for, in percent with two decimals; null when nothing was taken. What circuits
 * hold more than before counts as given, what they hold less as taken: their whole stock on both sides would make any
 * balance look closed. Rounded away from 100, so that `100.00` says that it closes to the milligram.
 */
export function closurePercent(balance: ElementBalance): string | null {
  const { inMilligrams, outMilligrams, lossMilligrams, inProcessMilligrams } = balance;
  const intoCircuits = inProcessMilligrams > 0n ? inProcessMilligrams : 0n;
  const outOfCircuits = inProcessMilligrams < 0n ? -inProcessMilligrams : 0n;
  const given = outMilligrams + sumLosses(lossMilligrams) + intoCircuits;
  const taken = inMilligrams + outOfCircuits;
  if (taken === 0n) return null;
  const exact = given * 10_000n;
  const hundredths = given > taken ? (exact + taken - 1n) / taken : exact / taken;
  const digits = hundredths.toString().padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

function lossesOf({ losses }: WeighedStep, element: ElementSymbol): Record<string, bigint> {
  const byKind = new Map<string, bigint>();
  for (const { kind, elementMilligrams } of losses) {
    const mass = elementMilligrams[element] ?? 0n;
    if (mass > 0n) byKind.set(kind, (byKind.get(kind) ?? 0n) + mass);
  }
  return Object.fromEntries(byKind);
}

function addElementBalances(left: ElementBalance, right: ElementBalance): ElementBalance {
  const kinds = [...Object.keys(left.lossMilligrams), ...Object.keys(right.lossMilligrams)];
  const lossOf = (kind: string) => (left.lossMilligrams[kind] ?? 0n) + (right.lossMilligrams[kind] ?? 0n);
  return {
    inMilligrams: left.inMilligrams + right.inMilligrams,
    outMilligrams: left.outMilligrams + right.outMilligrams,
    lossMilligrams: Object.fromEntries(kinds.map((kind) => [kind, lossOf(kind)])),
    inProcessMilligrams: left.inProcessMilligrams + right.inProcessMilligrams,
    unaccountedMilligrams: left.unaccountedMilligrams + right.unaccountedMilligrams,
    gainedMilligrams: left.gainedMilligrams + right.gainedMilligrams,
  };
}
