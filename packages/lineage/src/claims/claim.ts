/**
 * What may be said of a lot or a shipment, with why. A claim is judged by a dated rule from what the ledger holds, and
 * says which lots and steps decide it. It says nothing of what was never recorded: then it cannot say.
 */
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import type { Ancestor } from '../ancestry.ts';

export type ClaimVerdict = 'supported' | 'not-supported' | 'cannot-say';

/** A lot, and how it was made or came into the ledger. */
export interface ClaimEvidence {
  readonly lot: string;
  /** The step that made it, or `mined`, `imported`, `collected`, `opening-stock`. */
  readonly by: string;
  readonly party: string;
  readonly facility: string | null;
  readonly country: string;
  /** The digest of the event of the step; null for an origin. */
  readonly event: string | null;
}

/** What a claim is judged by. */
export interface ClaimRule {
  readonly name: string;
  readonly source: string;
  /** The day from which it counts as it is applied here; null where that day is not known or there is none. */
  readonly from: string | null;
}

export interface Claim {
  /** Such as `custody/segregated`, `dfars-252.225-7052`, `not-in/CN,RU`, `recycled/Nd`. */
  readonly id: string;
  /** The claim itself, as a sentence. */
  readonly title: string;
  readonly element: ElementSymbol | null;
  readonly verdict: ClaimVerdict;
  /** Plain sentences, with both values where two are compared. */
  readonly reason: string;
  /** At most 100 lots that decide it; `evidenceCount` is how many there are. */
  readonly evidence: readonly ClaimEvidence[];
  readonly evidenceCount: number;
  readonly rule: ClaimRule;
  /** True where it only informs: the rule does not ask this of a shipment. */
  readonly isInformation: boolean;
}

/** More would say no more, and a lineage may have a hundred thousand lots. */
const EVIDENCE_MAX = 100;

export function evidenceOf(ancestors: readonly Ancestor[]): Pick<Claim, 'evidence' | 'evidenceCount'> {
  return { evidence: ancestors.slice(0, EVIDENCE_MAX).map(describeAncestor), evidenceCount: ancestors.length };
}

function describeAncestor({ lot: of, madeBy }: Ancestor): ClaimEvidence {
  const { lot, party, facility, country, kind } = of;
  const step = typeof madeBy === 'object' ? madeBy.step : null;
  return { lot, by: step?.name ?? kind, party, facility, country, event: step?.event ?? null };
}
