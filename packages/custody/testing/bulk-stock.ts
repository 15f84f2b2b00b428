/** What the steps of a bulk chain have made, and from which of it the next step draws. */
import type { RandomSource } from './random-source.ts';

/** A lot, or what is taken of one. */
export interface Made {
  readonly lot: string;
  readonly netMilligrams: bigint;
  readonly elementMilligrams: readonly bigint[];
}

export interface Stock {
  /** Keeps what a step has made. */
  add(made: Made): void;
  /** Takes half of what remains of a lot; null when there is nothing to take. */
  draw(): Made | null;
}

/** Draws on what the step before has made, once. */
export function stockOfStepBefore(): Stock {
  let last: Made | null = null;
  return {
    add: (made) => {
      last = made;
    },
    draw: () => (last === null ? null : takeHalf(last)),
  };
}

/**
 * Draws on any lot that was ever added, each as likely as every other, however often it was drawn on. `lotAt` names the
 * lot that was added as number so many. Amounts are kept as bare numbers, some 80 bytes a lot, because millions stay.
 */
export function stockOfEverything(random: RandomSource, elements: number, lotAt: (number: number) => string): Stock {
  const width = elements + 1;
  let remaining = new BigInt64Array(width * 1_024);
  let size = 0;
  const write = (number: number, { netMilligrams, elementMilligrams }: Made) => {
    remaining.set([netMilligrams, ...elementMilligrams], number * width);
  };
  return {
    add: (made) => {
      if ((size + 1) * width > remaining.length) {
        const longer = new BigInt64Array(remaining.length * 2);
        longer.set(remaining);
        remaining = longer;
      }
      write(size, made);
      size += 1;
    },
    draw: () => {
      if (size === 0) return null;
      const number = random.below(size);
      const [netMilligrams = 0n, ...elementMilligrams] = remaining.subarray(number * width, (number + 1) * width);
      const left: Made = { lot: lotAt(number), netMilligrams, elementMilligrams };
      if (netMilligrams < 2n) return null;
      const taken = takeHalf(left);
      write(number, lessen(left, taken));
      return taken;
    },
  };
}

/** What goes of a lot when half of its net mass is taken, rounded down twice as the rules do it. */
function takeHalf({ lot, netMilligrams, elementMilligrams }: Made): Made {
  const half = netMilligrams / 2n;
  const share = elementMilligrams.map((mass) => (mass * half) / netMilligrams);
  return { lot, netMilligrams: half, elementMilligrams: share };
}

function lessen(left: Made, taken: Made): Made {
  const elementMilligrams = left.elementMilligrams.map((mass, index) => mass - (taken.elementMilligrams[index] ?? 0n));
  return { lot: left.lot, netMilligrams: left.netMilligrams - taken.netMilligrams, elementMilligrams };
}
