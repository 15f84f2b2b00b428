/** What steps lost and leave unaccounted, and what lots gained without a step, in the words of the tree. */
import { formatKilograms } from '@lodestone/custody/format-amount.ts';
import { printable, wrapColumns } from '../plain-text.ts';
import type { Trace, TraceLot, TraceMasses, TraceStep } from './trace-value.ts';

/**
 * Gives the notes for one lot after the other, in lines of at most so many columns: the masses for the first lot that is
 * asked about of each step, a reference to that lot for the others.
 */
export function lossNotes({ steps, elements }: Trace): (lot: TraceLot, widthColumns: number) => readonly string[] {
  const stepOf = new Map(steps.flatMap((step) => step.lots.map((lot) => [lot, step] as const)));
  const firstOf = new Map<TraceStep, string>();
  return ({ lot }, widthColumns) => {
    const step = stepOf.get(lot);
    if (step === undefined) return [];
    const sums = [...Object.entries(step.lossMilligrams), ['unaccounted', step.unaccountedMilligrams] as const];
    const notes = sums.flatMap(([name, masses]) => {
      const title = name === 'unaccounted' ? name : `lost, ${printable(name)}`;
      return massNotes(title, masses, elements, widthColumns);
    });
    if (notes.length === 0) return [];
    const first = firstOf.get(step);
    if (first !== undefined) return [`losses of this step: see ${printable(first)}`];
    firstOf.set(step, lot);
    return notes;
  };
}

/** What a lot came to have more of than the record explains: a count, an assay or a settlement says so. */
export function gainNotes({ elements }: Trace, lot: TraceLot, widthColumns: number): readonly string[] {
  return massNotes('gained without a step, of unknown origin', lot.gainedMilligrams, elements, widthColumns);
}

function massNotes(title: string, masses: TraceMasses, asked: Trace['elements'], widthColumns: number): string[] {
  const words = massWords(masses, asked);
  if (words.length === 0) return [];
  const [line = '', ...more] = wrapColumns([`${title}: ${words[0]}`, ...words.slice(1)], ' · ', widthColumns - 2);
  return [line, ...more.map((rest) => `  ${rest}`)];
}

/** The elements that the trace is about, one by one; the others, which did not come this way, together. */
function massWords(masses: TraceMasses, asked: Trace['elements']): string[] {
  const entries = Object.entries(masses);
  const wanted = entries.filter(([element]) => element in asked);
  const others = entries.filter(([element]) => !(element in asked));
  const words = wanted.map(([element, mass]) => `${element} ${formatKilograms(BigInt(mass))}`);
  if (others.length === 0) return words;
  const sum = others.reduce((total, [, mass]) => total + BigInt(mass), 0n);
  const names = others.length === 1 ? others[0]?.[0] : `${others.length} other elements`;
  return [...words, `${names} ${formatKilograms(sum)}`];
}
