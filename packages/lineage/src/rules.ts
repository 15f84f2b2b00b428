import type { Rule } from './rule.ts';
import { moreOutThanIn } from './rules/d01-more-out-than-in.ts';

/**
 * The rules that Lodestone ships with, in the order of their numbers.
 *
 * @public
 */
export const RULES: readonly Rule[] = [moreOutThanIn];
