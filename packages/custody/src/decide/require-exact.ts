/** That every sum which an event makes can be kept and shown exactly: no statement alone is above that, sums may be. */
import type { NamedThing } from '../state/custody-state.ts';
import { ELEMENT_SYMBOLS } from '../element.ts';
import { statedElements } from '../element-masses.ts';
import type { ChangeFact, StepFact } from '../facts/facts-of-lots.ts';
import { formatAmount } from '../format-amount.ts';
import { addAmounts, AMOUNT_MEASURES } from '../amounts.ts';
import { Refused } from '../refusal.ts';
import type { Ruling } from './ruling.ts';

/** 2⁵³ − 1, as of every number that an event states: nine million tonnes in milligrams. */
const AMOUNT_MAX = BigInt(Number.MAX_SAFE_INTEGER);

/** Refuses what would leave more of a lot than any event could state, or make a step give more than that of an element. */
export function requireExactSums({ state, event, facts }: Ruling): void {
  for (const fact of facts) {
    if (fact.kind === 'change') requireExactBook(state.things.get(fact.lot), fact, event.type);
    else if (fact.kind === 'step') requireExactStep(fact);
  }
}

/** A lot that the event itself makes has what the event states. */
function requireExactBook(thing: NamedThing | null | undefined, { lot, by }: ChangeFact, type: string): void {
  if (thing?.kind !== 'lot') return;
  const after = addAmounts(thing.remaining, by);
  const amounts = [
    ...AMOUNT_MEASURES.map((measure) => [measure, after[measure]] as const),
    ...statedElements(after.elementMilligrams),
  ];
  const field = type === 'transfer-settled' ? 'resolution' : type === 'event-corrected' ? 'replacement' : 'quantity';
  for (const [what, amount] of amounts) {
    if (amount !== null && amount > AMOUNT_MAX) refuse(field, `lot ${lot} would have`, what, amount, { lot });
  }
}

function requireExactStep({ step, givenElementMilligrams }: StepFact): void {
  for (const element of ELEMENT_SYMBOLS) {
    const mass = givenElementMilligrams[element] ?? 0n;
    if (mass > AMOUNT_MAX) refuse('outputs', `${step} would give`, element, mass, { step });
  }
}

function refuse(field: string, who: string, measure: string, amount: bigint, about: Record<string, string>): never {
  const message = `${who} ${formatAmount(measure, amount)}, the most that can be kept is ${formatAmount(measure, AMOUNT_MAX)}: correct the figures`;
  const facts = { ...about, measure, amount: amount.toString(), most: AMOUNT_MAX.toString() };
  throw new Refused('amount-too-large', field, message, facts);
}
