/** What one condition of an item says of a material: it holds, it does not, or what is stated does not tell. */
import type { ElementSymbol } from '../element.ts';

export type Answer =
  | { readonly is: 'yes'; readonly because: string | null }
  | {
      readonly is: 'maybe';
      readonly because: string;
      /** Elements of which the amount is not stated, and that an assay would tell. */
      readonly assay?: readonly ElementSymbol[];
      /** Other evidence that would tell. */
      readonly ask?: string;
      /** True where it is the end user who would tell. */
      readonly asksEndUser?: boolean;
    }
  /** A `because` of null is not worth telling: nobody would have thought that the item covers it. */
  | { readonly is: 'no'; readonly because: string | null };

export const YES: Answer = { is: 'yes', because: null };
export const NO: Answer = { is: 'no', because: null };

/** `Dy`, `Dy and Tb`, `Sm, Dy and Tb`. */
export function joinWords(words: readonly string[], conjunction: 'and' | 'or' = 'and'): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} ${conjunction} ${last}`;
}
