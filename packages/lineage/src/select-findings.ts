import type { Trace } from './trace/trace-value.ts';
import { type Finding, type RuleId, SEVERITIES, type Severity } from './finding.ts';

/** Which findings are asked for: those for which all that is stated holds. */
export interface FindingFilter {
  readonly lot?: string | undefined;
  readonly shipment?: string | undefined;
  /** Whom it is about, or whom it concerns besides. */
  readonly party?: string | undefined;
  readonly facility?: string | undefined;
  readonly rule?: RuleId | undefined;
  /** RFC 3339: what it is about ended at this time or later, and began before that one. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** Those that fit, in their order. */
export function selectFindings<Found extends Finding>(findings: readonly Found[], filter: FindingFilter): Found[] {
  const { lot, shipment, party, facility, rule } = filter;
  const since = filter.since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(filter.since);
  const until = filter.until === undefined ? Number.POSITIVE_INFINITY : Date.parse(filter.until);
  return findings.filter(
    (finding) =>
      (lot === undefined || finding.lots.includes(lot)) &&
      (shipment === undefined || finding.shipments.includes(shipment)) &&
      (party === undefined || finding.party === party || finding.others.includes(party)) &&
      (facility === undefined || finding.facility === facility) &&
      (rule === undefined || finding.rule === rule) &&
      Date.parse(finding.to) >= since &&
      Date.parse(finding.from) < until,
  );
}

/** Whether a finding is as severe as that, or more. */
export function isAtLeast({ severity }: Pick<Finding, 'severity'>, least: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(least);
}

/**
 * Whether a finding is about the subject of an upward trace or a lot of it; or about a party of it, where the finding names neither
 * lot nor shipment.
 */
export function aboutLineage(
  { lots, custodians }: Pick<Trace, 'lots' | 'custodians'>,
  id: string,
): (finding: Finding) => boolean {
  const upstream = new Set([id, ...lots.map(({ lot }) => lot)]);
  const parties = new Set(custodians);
  return ({ lots: named, shipments, party, others }) => {
    if ([...shipments, ...named].some((each) => upstream.has(each))) return true;
    if (named.length + shipments.length > 0) return false;
    return [party, ...others].some((each) => each !== null && parties.has(each));
  };
}
