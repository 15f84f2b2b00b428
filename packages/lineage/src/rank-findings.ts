/**
 * Which findings to look at first. One rule can be wrong about honest work; two kinds of evidence that do not depend on one
 * another seldom are about the same. So a finding is `high` only where another family points at the same party, facility
 * or lot about the same time.
 */
import { compareBytes } from './byte-order.ts';
import { DAY_MILLISECONDS } from './days.ts';
import { type Family, type Finding, type RuleId, SEVERITIES, type Severity } from './finding.ts';

/** So far apart findings may be to speak of the same. */
export const CORROBORATION_DAYS = 90;
const CLEARED = 'medium: it was cleared, so what else points at the same does not count for it, nor it for that';
const CORROBORATION_MILLISECONDS = CORROBORATION_DAYS * DAY_MILLISECONDS;

/** A rule that points at the same as a finding of another rule. */
export interface Corroboration {
  readonly rule: RuleId;
  readonly family: Family;
  /** At which party, facility or lot. */
  readonly kind: 'party' | 'facility' | 'lot';
  readonly id: string;
}

export interface RankedFinding extends Finding {
  /** One for each other rule, those of other families first. */
  readonly corroboration: readonly Corroboration[];
  /** Why it stands where it stands, in a sentence. */
  readonly ranked: string;
}

/**
 * The findings with the severities that they have together: by severity, then by how many families and rules agree, then the
 * latest first. What `isCleared` says of a finding keeps it from counting for others, and from being high itself.
 */
export function rankFindings<Found extends Finding>(
  findings: readonly Found[],
  isCleared: (finding: Found) => boolean = () => false,
): (Found & RankedFinding)[] {
  const pointing = indexBySubject(findings.filter((finding) => finding.severity !== 'low' && !isCleared(finding)));
  const nothing: Index = new Map();
  return findings
    .map((finding) => {
      if (!isCleared(finding)) return weigh(finding, pointing);
      const weighed = weigh(finding, nothing);
      // Others may well point at the same, and were not looked at.
      return weighed.severity === 'low' ? weighed : { ...weighed, ranked: CLEARED };
    })
    .sort(compareRanks);
}

interface Subject {
  readonly kind: Corroboration['kind'];
  readonly id: string;
}

/** Times of the findings of one rule about one subject, as `[from, to]` in milliseconds, by when they begin. */
interface Pointing {
  readonly family: Family;
  readonly spans: (readonly [from: number, to: number])[];
  /** The longest, so that a search knows where to begin. */
  longest: number;
}

type Index = ReadonlyMap<string, ReadonlyMap<RuleId, Pointing>>;

function indexBySubject(findings: readonly Finding[]): Index {
  const index = new Map<string, Map<RuleId, Pointing>>();
  for (const finding of findings) {
    const span = spanOf(finding);
    for (const subject of subjectsOf(finding)) {
      const rules = index.get(nameOf(subject)) ?? new Map<RuleId, Pointing>();
      const pointing = rules.get(finding.rule) ?? { family: finding.family, spans: [], longest: 0 };
      pointing.spans.push(span);
      pointing.longest = Math.max(pointing.longest, span[1] - span[0]);
      rules.set(finding.rule, pointing);
      index.set(nameOf(subject), rules);
    }
  }
  for (const rules of index.values()) {
    for (const { spans } of rules.values()) spans.sort(([left], [right]) => left - right);
  }
  return index;
}

function weigh<Found extends Finding>(finding: Found, index: Index): Found & RankedFinding {
  const found = new Map<RuleId, Corroboration>();
  const span = spanOf(finding);
  for (const subject of subjectsOf(finding)) {
    for (const [rule, pointing] of index.get(nameOf(subject)) ?? []) {
      if (rule === finding.rule || found.has(rule) || !isNear(pointing, span)) continue;
      found.set(rule, { rule, family: pointing.family, ...subject });
    }
  }
  const corroboration = [...found.values()].sort((left, right) => {
    const own = Number(left.family === finding.family) - Number(right.family === finding.family);
    return own === 0 ? compareBytes(left.rule, right.rule) : own;
  });
  const others = corroboration.filter(({ family }) => family !== finding.family);
  // What a rule calls low it takes for honest as often as not: nothing makes it more than that.
  const isHigh = finding.severity !== 'low' && others.length > 0;
  const severity = isHigh ? 'high' : finding.severity === 'high' ? 'medium' : finding.severity;
  return { ...finding, severity, corroboration, ranked: explain(severity, finding.family, corroboration) };
}

/** Whether one of the spans is within the window of the given one. */
function isNear({ spans, longest }: Pointing, [from, to]: readonly [from: number, to: number]): boolean {
  let low = 0;
  let high = spans.length;
  const earliest = from - CORROBORATION_MILLISECONDS - longest;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((spans[middle]?.[0] ?? 0) < earliest) low = middle + 1;
    else high = middle;
  }
  for (let place = low; place < spans.length; place += 1) {
    const [begins = 0, ends = 0] = spans[place] ?? [];
    if (begins > to + CORROBORATION_MILLISECONDS) return false;
    if (ends >= from - CORROBORATION_MILLISECONDS) return true;
  }
  return false;
}

function explain(severity: Severity, family: Family, corroboration: readonly Corroboration[]): string {
  const name = (others: readonly Corroboration[]) =>
    others.map((other) => `${other.rule} (${other.family}, ${other.kind} ${other.id})`).join(', ');
  const named = name(corroboration);
  if (severity === 'high') {
    const alike = name(corroboration.filter((other) => other.family === family));
    const others = name(corroboration.filter((other) => other.family !== family));
    const besides = alike === '' ? '' : `; and of the same kind ${alike}`;
    return `high: within ${CORROBORATION_DAYS} days evidence of another kind than ${family} points at the same: ${others}${besides}`;
  }
  if (severity === 'low') return 'low: honest work looks like this often';
  if (named === '') return `medium: nothing else points at the same within ${CORROBORATION_DAYS} days`;
  return `medium: only evidence of the same kind, ${family}, points at the same within ${CORROBORATION_DAYS} days: ${named}`;
}

function compareRanks(left: RankedFinding, right: RankedFinding): number {
  return (
    SEVERITIES.indexOf(right.severity) - SEVERITIES.indexOf(left.severity) ||
    familiesOf(right) - familiesOf(left) ||
    right.corroboration.length - left.corroboration.length ||
    Date.parse(right.to) - Date.parse(left.to) ||
    compareBytes(left.id, right.id)
  );
}

/** How many kinds of evidence there are, its own among them. */
function familiesOf({ family, corroboration }: RankedFinding): number {
  return new Set([family, ...corroboration.map((other) => other.family)]).size;
}

function subjectsOf({ party, facility, lots }: Finding): Subject[] {
  return [
    ...(party === null ? [] : [{ kind: 'party', id: party } as const]),
    ...(facility === null ? [] : [{ kind: 'facility', id: facility } as const]),
    ...lots.map((id) => ({ kind: 'lot', id }) as const),
  ];
}

function nameOf({ kind, id }: Subject): string {
  return `${kind} ${id}`;
}

function spanOf({ from, to }: Finding): readonly [from: number, to: number] {
  return [Date.parse(from), Date.parse(to)];
}
