/**
 * What a rule found that does not add up. It is a reason to look, never an accusation: it says with which numbers, in one
 * plain sentence, and what would clear it.
 */

/** Kinds of evidence that do not depend on one another: two of them about the same party or lot weigh more than one. */
export const FAMILIES = ['mass', 'chemistry', 'paper', 'party', 'trade'] as const;
export type Family = (typeof FAMILIES)[number];

/** `high` is never a rule's own word: it takes two families (`rank-findings.ts`). */
export const SEVERITIES = ['low', 'medium', 'high'] as const;
export type Severity = (typeof SEVERITIES)[number];

export type RuleId = `D${number}`;

export function isRuleId(text: string): text is RuleId {
  return /^D\d{2}$/.test(text);
}

/** A figure that the finding rests on, in the unit that its name ends with, such as `gainedMilligrams`. */
export type FindingNumbers = Readonly<Record<string, number | string>>;

/** So many lots, shipments, parties or events a finding names at most. */
export const NAMED_MAX = 100;

export interface Finding {
  /** The same for the same thing found again, with whatever numbers: `D02/SX-GANZHOU/solvent-extraction/EV-17`. */
  readonly id: string;
  readonly rule: RuleId;
  /** Of the rule, grows when its answers change. */
  readonly version: number;
  readonly family: Family;
  readonly severity: Severity;
  /** Whom it is about first of all; null where nobody is. */
  readonly party: string | null;
  readonly facility: string | null;
  /** At most `NAMED_MAX` of each: those that show it best. */
  readonly lots: readonly string[];
  readonly shipments: readonly string[];
  /** Other parties that it concerns. */
  readonly others: readonly string[];
  /** Ids of the events that it rests on, at most `NAMED_MAX`. */
  readonly events: readonly string[];
  /** When what it is about began and ended, as the events claim, RFC 3339. */
  readonly from: string;
  readonly to: string;
  readonly numbers: FindingNumbers;
  /** One plain sentence with both values. */
  readonly sentence: string;
  /** What would clear it, in a sentence. */
  readonly clears: string;
}
