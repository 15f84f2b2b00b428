/**
 * What somebody may have typed wrong, from how two figures of the same thing relate. A guess, worded as a question: it
 * goes behind the sentence that states both figures, and decides nothing.
 *
 * The ratios of the common slips lie apart: oxide taken for metal 1.14–1.23 (each element has its own), moisture
 * forgotten 0.4–0.98, a unit one step off 1,000.
 */
import { elementPerOxide, isElementSymbol, type Ratio, tradeOxide } from './element.ts';
import { formatPercent } from './format-percent.ts';
import type { Form } from './material.ts';

/** Two figures that should agree. `stated` is the one in question, `expected` what it was held against. */
export interface DoubtfulFigure {
  /** A measure of a quantity, such as `netMilligrams`, or the symbol of an element. */
  readonly what: string;
  readonly stated: bigint;
  readonly expected: bigint;
  readonly form?: Form | null | undefined;
  /** Of the material, where it is known. */
  readonly moisturePartsPerMillion?: number | null | undefined;
  /** What the stated net mass weighs with its packaging, where it is known. */
  readonly grossMilligrams?: number | null | undefined;
}

/** How far a ratio may lie from that of a slip and still be taken for it. */
const MATCH_PARTS_PER_MILLION = 15_000n;
const PARTS_PER_MILLION = 1_000_000n;

/** What the trade oxides weigh for each mass of their element, and the other way round; Sc and Y lie outside. */
const OXIDE_FOR_METAL_PERCENT = [114n, 123n] as const;
const METAL_FOR_OXIDE_PERCENT = [80n, 88n] as const;

/** Forms that are weighed wet, and how wet they come at most, in percent. */
const MOIST_FORMS: Readonly<Partial<Record<Form, bigint>>> = {
  ore: 30n,
  concentrate: 20n,
  carbonate: 30n,
  'mixed-oxide': 10n,
  chloride: 30n,
  swarf: 60n,
  residue: 60n,
  tailings: 40n,
};

/** Names the slips that would explain the figures, as questions, or null when none would. */
export function suggestSlip(figure: DoubtfulFigure): string | null {
  if (figure.stated <= 0n || figure.expected <= 0n || figure.stated === figure.expected) return null;
  const guesses = [guessUnit(figure), guessOxide(figure), guessMoisture(figure), guessPackaging(figure)];
  const named = guesses.filter((guess) => guess !== null);
  return named.length === 0 ? null : named.join(' or ');
}

function guessUnit({ what, stated, expected }: DoubtfulFigure): string | null {
  const [smaller, larger] = what === 'volumeMillilitres' ? ['L', 'm3'] : ['kg', 't'];
  if (what === 'pieces') return null;
  if (isRatio(stated, expected, { numerator: 1_000n, denominator: 1n })) return `${smaller} written as ${larger}?`;
  if (isRatio(stated, expected, { numerator: 1n, denominator: 1_000n })) return `${larger} written as ${smaller}?`;
  return null;
}

/** Yields blur the ratio, so that what is not quite the element's own is looked for among those of all elements. */
function guessOxide({ what, stated, expected, form }: DoubtfulFigure): string | null {
  if (isElementSymbol(what)) {
    const factor = elementPerOxide(what);
    const weighs = `${tradeOxide(what)} weighs ${fourDecimals(invert(factor))} times its ${what}`;
    if (isRatio(stated, expected, invert(factor)) || isWithin(stated, expected, OXIDE_FOR_METAL_PERCENT)) {
      return `oxide taken for metal? ${weighs}`;
    }
    const isMetal = isRatio(stated, expected, factor) || isWithin(stated, expected, METAL_FOR_OXIDE_PERCENT);
    return isMetal ? `metal taken for oxide? ${weighs}` : null;
  }
  if (what !== 'netMilligrams' || !(form === 'oxide' || form === 'mixed-oxide' || form === 'metal')) return null;
  if (isWithin(stated, expected, OXIDE_FOR_METAL_PERCENT)) return 'oxide taken for metal?';
  return isWithin(stated, expected, METAL_FOR_OXIDE_PERCENT) ? 'metal taken for oxide?' : null;
}

function guessMoisture({ what, stated, expected, form, moisturePartsPerMillion }: DoubtfulFigure): string | null {
  if (what !== 'netMilligrams' && !isElementSymbol(what)) return null;
  if (moisturePartsPerMillion) {
    const dry = { numerator: PARTS_PER_MILLION - BigInt(moisturePartsPerMillion), denominator: PARTS_PER_MILLION };
    const moisture = `${formatPercent(BigInt(moisturePartsPerMillion))} moisture`;
    if (isElementSymbol(what)) {
      return isRatio(stated, expected, invert(dry)) ? `shares of the dry mass taken of the wet? ${moisture}` : null;
    }
    if (isRatio(stated, expected, dry)) return `${moisture} missing?`;
    return isRatio(stated, expected, invert(dry)) ? `${moisture} counted in?` : null;
  }
  const wettest = (form && MOIST_FORMS[form]) ?? 0n;
  if (what !== 'netMilligrams' || wettest === 0n) return null;
  const [less, more] = stated < expected ? [stated, expected] : [expected, stated];
  const missingPercent = (200n * (more - less) + more) / (2n * more);
  if (missingPercent < 2n || missingPercent > wettest) return null;
  return `${missingPercent} % moisture ${stated < expected ? 'missing' : 'counted in'}?`;
}

function guessPackaging({ what, stated, grossMilligrams }: DoubtfulFigure): string | null {
  if (what !== 'netMilligrams' || !grossMilligrams) return null;
  return stated === BigInt(grossMilligrams) ? 'gross taken for net?' : null;
}

/** Whether `stated ÷ expected` lies in a range of percents, both ends included. */
function isWithin(stated: bigint, expected: bigint, [low, high]: readonly [bigint, bigint]): boolean {
  return stated * 100n >= expected * low && stated * 100n <= expected * high;
}

/** Whether `stated ÷ expected` is about `ratio`. */
function isRatio(stated: bigint, expected: bigint, { numerator, denominator }: Ratio): boolean {
  const found = stated * denominator * PARTS_PER_MILLION;
  const wanted = expected * numerator * PARTS_PER_MILLION;
  const difference = found > wanted ? found - wanted : wanted - found;
  return difference <= expected * numerator * MATCH_PARTS_PER_MILLION;
}

function invert({ numerator, denominator }: Ratio): Ratio {
  return { numerator: denominator, denominator: numerator };
}

function fourDecimals({ numerator, denominator }: Ratio): string {
  const scaled = (20_000n * numerator + denominator) / (2n * denominator);
  return `${scaled / 10_000n}.${(scaled % 10_000n).toString().padStart(4, '0')}`;
}
