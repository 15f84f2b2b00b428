/** What is really wrong in a made-up industry: written beside its events, to hold findings against. */

/** The typologies of laundering and smuggling, `D01` to `D25`. */
export type RuleId = `D${number}`;

export interface Crime {
  readonly crime: string;
  /** The rule that should see it. */
  readonly rule: RuleId;
  /** Others that may as well. */
  readonly also: readonly RuleId[];
  readonly party: string;
  readonly facility: string | null;
  /** Others in it. */
  readonly others: readonly string[];
  readonly lots: readonly string[];
  readonly shipments: readonly string[];
  /** When its acts began and ended, as their events say, RFC 3339. */
  readonly from: string;
  readonly to: string;
  /** One sentence. */
  readonly what: string;
}
