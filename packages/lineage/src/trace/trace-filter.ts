/** Which lots of a lineage are listed. Whatever is left out still counts: attribution looks at all of it. */
import type { LineageLot } from '../graph.ts';

/** A lot is listed that meets every kind of condition there is, in any of the values given of it. */
export interface TraceFilter {
  /** Who made it, brought it in or ever held it. */
  readonly parties: readonly string[];
  /** Where it was made. */
  readonly facilities: readonly string[];
  readonly forms: readonly string[];
  /** Bounds on when it was made, RFC 3339 in UTC; since is inclusive, until is not. */
  readonly since: string | null;
  readonly until: string | null;
}

/** What the graph does not say of a lot. */
export interface LotHistory {
  /** When it was made or brought in, RFC 3339 in UTC. */
  readonly madeAt: string;
  /** Everybody who ever received it. */
  readonly receivers: readonly string[];
}

/** A filter, and what it is asked of; of every lot of the graph. */
export interface FilteredListing {
  readonly filter: TraceFilter;
  readonly histories: ReadonlyMap<number, LotHistory>;
}

export function isFiltering({ parties, facilities, forms, since, until }: TraceFilter): boolean {
  return parties.length + facilities.length + forms.length > 0 || since !== null || until !== null;
}

export function passesFilter({ filter, histories }: FilteredListing, lot: LineageLot): boolean {
  const { parties, facilities, forms, since, until } = filter;
  const history = histories.get(lot.lotNumber);
  const holders = [lot.party, lot.custodian, ...(history?.receivers ?? [])];
  const madeAt = history?.madeAt ?? '';
  return (
    (parties.length === 0 || holders.some((holder) => parties.includes(holder))) &&
    (facilities.length === 0 || (lot.facility !== null && facilities.includes(lot.facility))) &&
    (forms.length === 0 || (lot.form !== null && forms.includes(lot.form))) &&
    (since === null || madeAt >= since) &&
    (until === null || (madeAt !== '' && madeAt < until))
  );
}
