import type { Rule } from './rule.ts';

/**
 * The rules that Lodestone ships with, in the order of their numbers.
 *
 * @public
 */
export const RULES: readonly Rule[] = [];
