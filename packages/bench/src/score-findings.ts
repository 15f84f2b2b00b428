/** How well findings found: held against the crimes that are known. docs/detection.md has the definitions. */
import type { Finding, RuleId } from '@lodestone/lineage/finding.ts';
import type { Crime } from '@lodestone/simulator/truth.ts';

/** What a finding needs to be held against crimes. */
export type ScoredFinding = Pick<
  Finding,
  'rule' | 'severity' | 'party' | 'facility' | 'lots' | 'shipments' | 'others' | 'from' | 'to' | 'sentence'
>;

export interface Share {
  readonly part: number;
  readonly of: number;
}

export interface RuleScore {
  readonly rule: RuleId;
  /** Crimes that the rule should see, and those that it or one that may see them as well has caught. */
  readonly recall: Share;
  /** Of those, what the rule has caught itself. */
  readonly own: Share;
  /** Its findings that are right: of severity medium and high, and of any. */
  readonly precision: Share;
  readonly precisionOfAll: Share;
}

export interface Score {
  readonly rules: readonly RuleScore[];
  readonly recall: Share;
  readonly precision: Share;
  readonly precisionOfAll: Share;
  /** Of those of severity medium and high, what matches a crime that their own rule is to see, or may. */
  readonly precisionByRule: Share;
  /** Of each typology that was committed: how many of its crimes were named by findings of each rule. */
  readonly confusion: ReadonlyMap<RuleId, ReadonlyMap<RuleId, number>>;
  readonly missed: readonly Crime[];
  readonly wrong: readonly ScoredFinding[];
}

/** What a crime does shows until goods have arrived and books are closed: so much around it still is its time. */
const AROUND_MILLISECONDS = 14 * 24 * 60 * 60_000;

export function scoreFindings(findings: readonly ScoredFinding[], crimes: readonly Crime[]): Score {
  const matches = new Map(crimes.map((crime) => [crime, findings.filter((finding) => isAbout(finding, crime))]));
  const right = new Set([...matches.values()].flat());
  const caught = crimes.filter((crime) => isCaught(matches.get(crime) ?? [], [crime.rule, ...crime.also]));
  const rules = new Set([...findings.map(({ rule }) => rule), ...crimes.map(({ rule }) => rule)]);
  const score = (rule: RuleId): RuleScore => {
    const own = crimes.filter((crime) => crime.rule === rule);
    const byItself = own.filter((crime) => isCaught(matches.get(crime) ?? [], [rule]));
    const of = findings.filter((finding) => finding.rule === rule);
    return {
      rule,
      recall: { part: own.filter((crime) => caught.includes(crime)).length, of: own.length },
      own: { part: byItself.length, of: own.length },
      precision: precisionOf(of.filter(isAsked), right),
      precisionOfAll: precisionOf(of, right),
    };
  };
  return {
    rules: [...rules].sort().map(score),
    recall: { part: caught.length, of: crimes.length },
    precision: precisionOf(findings.filter(isAsked), right),
    precisionOfAll: precisionOf(findings, right),
    precisionByRule: precisionOf(findings.filter(isAsked), rightByRule(matches)),
    confusion: confusionOf(matches),
    missed: crimes.filter((crime) => !caught.includes(crime)),
    wrong: findings.filter((finding) => !right.has(finding)),
  };
}

/** Their times overlap, and the finding names the party, the works, a lot or a shipment of the crime. */
function isAbout(finding: ScoredFinding, crime: Crime): boolean {
  const begins = Date.parse(crime.from) - AROUND_MILLISECONDS;
  const ends = Date.parse(crime.to) + AROUND_MILLISECONDS;
  if (Date.parse(finding.to) < begins || Date.parse(finding.from) > ends) return false;
  const parties = [crime.party, ...crime.others];
  return (
    (finding.party !== null && parties.includes(finding.party)) ||
    finding.others.includes(crime.party) ||
    (finding.facility !== null && finding.facility === crime.facility) ||
    finding.lots.some((lot) => crime.lots.includes(lot)) ||
    finding.shipments.some((shipment) => crime.shipments.includes(shipment))
  );
}

/** What matches a crime by one of the crime's own rules. */
function rightByRule(matches: ReadonlyMap<Crime, readonly ScoredFinding[]>): ReadonlySet<ScoredFinding> {
  const right = [...matches].flatMap(([{ rule, also }, findings]) => {
    return findings.filter((finding) => finding.rule === rule || also.includes(finding.rule));
  });
  return new Set(right);
}

function isCaught(matching: readonly ScoredFinding[], rules: readonly RuleId[]): boolean {
  return matching.some(({ rule }) => rules.includes(rule));
}

/** A person is asked to look at it. */
function isAsked({ severity }: ScoredFinding): boolean {
  return severity !== 'low';
}

function precisionOf(findings: readonly ScoredFinding[], right: ReadonlySet<ScoredFinding>): Share {
  return { part: findings.filter((finding) => right.has(finding)).length, of: findings.length };
}

function confusionOf(matches: ReadonlyMap<Crime, readonly ScoredFinding[]>): Score['confusion'] {
  const confusion = new Map<RuleId, Map<RuleId, number>>();
  for (const [crime, findings] of matches) {
    const row = confusion.get(crime.rule) ?? new Map<RuleId, number>();
    confusion.set(crime.rule, row);
    const rules = new Set(findings.map(({ rule }) => rule));
    for (const rule of rules) row.set(rule, (row.get(rule) ?? 0) + 1);
  }
  return confusion;
}
