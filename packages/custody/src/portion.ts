import type { ElementSymbol } from './element.ts';
import { elementMassesOf, type MutableElementMasses } from './element-masses.ts';
import type { EventOf } from './event.ts';
import { formatAmount } from './format-amount.ts';
import { AMOUNT_MEASURES, amountField, type AmountMeasure, type Amounts } from './amounts.ts';
import { Refused } from './refusal.ts';

type Input = EventOf<'lot-transformed'>['inputs'][number];

/**
 * What an input takes of what remains of its lot. Nothing stated takes all. A part by net mass, volume or pieces takes
 * every other measure and each element in the same proportion, rounded down: what is left stays with the lot. A part
 * by elements takes just these, the net mass stays. `field` is where the event has the input.
 */
export function takePortion(field: string, input: Input, remaining: Amounts): Amounts {
  const measure = AMOUNT_MEASURES.find((candidate) => input[candidate] !== undefined);
  if (measure !== undefined) return takeByMeasure(field, input.lot, measure, BigInt(input[measure] ?? 0), remaining);
  if (input.elementMilligrams !== undefined) return takeElements(field, input.lot, input.elementMilligrams, remaining);
  return remaining;
}

function takeByMeasure(field: string, lot: string, measure: AmountMeasure, asked: bigint, remaining: Amounts): Amounts {
  const left = remaining[measure];
  if (left === null) {
    const message = `lot ${lot} has no ${measure} on record, ${formatAmount(measure, asked)} was asked; ${adviceFor(remaining)}`;
    const facts = { lot, measure, asked: asked.toString(), remaining: null };
    throw new Refused('overdrawn', amountField(field, measure), message, facts);
  }
  if (asked > left) refuseOverdrawn(field, lot, measure, asked, left);
  if (asked === left) return remaining;
  const share = (amount: bigint | null) => (amount === null ? null : (amount * asked) / left);
  // A copy has room for every element; what grows element by element is moved on the way.
  const elementMilligrams: MutableElementMasses = { ...remaining.elementMilligrams };
  for (const key in elementMilligrams) {
    const element = key as ElementSymbol;
    elementMilligrams[element] = ((elementMilligrams[element] ?? 0n) * asked) / left;
  }
  return {
    netMilligrams: share(remaining.netMilligrams),
    volumeMillilitres: share(remaining.volumeMillilitres),
    pieces: share(remaining.pieces),
    elementMilligrams,
  };
}

function takeElements(
  field: string,
  lot: string,
  asked: Readonly<Partial<Record<string, number>>>,
  remaining: Amounts,
): Amounts {
  const elementMilligrams = elementMassesOf(asked);
  for (const [element, mass] of Object.entries(elementMilligrams)) {
    const left = remaining.elementMilligrams[element as ElementSymbol] ?? 0n;
    if (mass > left) refuseOverdrawn(field, lot, element, mass, left);
  }
  return { netMilligrams: null, volumeMillilitres: null, pieces: null, elementMilligrams };
}

/** In which measure a part can be taken, with what remains in it. */
function adviceFor(remaining: Amounts): string {
  const measures = AMOUNT_MEASURES.flatMap((measure) => {
    const left = remaining[measure];
    return left === null ? [] : [`${formatAmount(measure, left)} left`];
  });
  return `ask by what it has: ${measures.length === 0 ? 'its elements' : measures.join(', ')}`;
}

function refuseOverdrawn(field: string, lot: string, what: string, asked: bigint, remaining: bigint): never {
  const message = `lot ${lot} has ${formatAmount(what, remaining)} left, ${formatAmount(what, asked)} was asked: ask for no more than is left`;
  const facts = { lot, measure: what, asked: asked.toString(), remaining: remaining.toString() };
  throw new Refused('overdrawn', amountField(field, what), message, facts);
}
