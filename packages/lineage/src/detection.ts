/** All rules over all observations: what `lodestone findings` shows before anybody has answered it. */
import type { Finding, RuleId } from './finding.ts';
import type { Observation } from './observation.ts';
import type { Rule, RuleContext, Thresholds } from './rule.ts';

/** What a ledger has set of its own for a rule, from a day on. What it leaves out is as before. */
export interface RuleSetting {
  readonly rule: RuleId;
  /** RFC 3339: counts for what occurred at it or later. */
  readonly from: string;
  /** Null where it leaves that out. */
  readonly isOff: boolean | null;
  readonly thresholds: Thresholds;
}

/** What was seen so far, as plain data: kept between looks. */
export interface DetectionState {
  /** By rule: its state, as it made it. */
  readonly states: Map<RuleId, unknown>;
  /** By id. */
  readonly findings: Map<string, Finding>;
}

export interface Detection {
  observe(observation: Observation): void;
  /** What was found, with what the time up to which all is known adds. Observing may go on after it. */
  findings(knownAt: string): Finding[];
  readonly state: DetectionState;
}

/**
 * Starts, or goes on from the state of an earlier look with the same rules and settings.
 *
 * @public
 */
export function startDetection(
  rules: readonly Rule[],
  settings: readonly RuleSetting[],
  state: DetectionState = { states: new Map(), findings: new Map() },
): Detection {
  const runs = rules.map((rule) => {
    if (!state.states.has(rule.id)) state.states.set(rule.id, rule.start());
    return { rule, inForce: inForceOf(rule, settings) };
  });
  return {
    state,
    observe: (observation) => {
      for (const { rule, inForce } of runs) {
        const context = contextOf(rule, inForce(observation.occurredAt), state.findings);
        if (context !== null) rule.observe(state.states.get(rule.id), observation, context);
      }
    },
    findings: (knownAt) => {
      const findings = new Map(state.findings);
      for (const { rule, inForce } of runs) {
        const context = rule.close === undefined ? null : contextOf(rule, inForce(knownAt), findings);
        if (context !== null) rule.close?.(state.states.get(rule.id), knownAt, context);
      }
      return [...findings.values()];
    },
  };
}

/** The thresholds of a rule by time; null while it is off. */
function inForceOf(rule: Rule, settings: readonly RuleSetting[]): (at: string) => Thresholds | null {
  const own = settings.filter((setting) => setting.rule === rule.id);
  return own.length === 0 ? () => rule.thresholds : (at) => thresholdsInForce(rule, own, at);
}

/** The thresholds of a rule at a time, RFC 3339; null while it is off. */
export function thresholdsInForce(rule: Rule, settings: readonly RuleSetting[], at: string): Thresholds | null {
  const inForce = settings.filter((setting) => setting.rule === rule.id && Date.parse(setting.from) <= Date.parse(at));
  if (inForce.findLast(({ isOff }) => isOff !== null)?.isOff === true) return null;
  const known = inForce.map(({ thresholds }) => pick(thresholds, (name) => Object.hasOwn(rule.thresholds, name)));
  return Object.assign({}, rule.thresholds, ...known) as Thresholds;
}

/** What a ledger sets and nothing reads: a rule that there is not, then without names, or thresholds that a rule has not. */
export interface UnreadSetting {
  readonly rule: RuleId;
  readonly thresholds: readonly string[];
}

export function unreadSettings(rules: readonly Rule[], settings: readonly RuleSetting[]): UnreadSetting[] {
  return settings.flatMap(({ rule: id, thresholds }) => {
    const rule = rules.find((each) => each.id === id);
    if (rule === undefined) return [{ rule: id, thresholds: [] }];
    const unread = Object.keys(thresholds).filter((name) => !Object.hasOwn(rule.thresholds, name));
    return unread.length === 0 ? [] : [{ rule: id, thresholds: unread }];
  });
}

function pick(thresholds: Thresholds, isWanted: (name: string) => boolean): Thresholds {
  return Object.fromEntries(Object.entries(thresholds).filter(([name]) => isWanted(name)));
}

function contextOf(
  rule: Rule,
  thresholds: Thresholds | null,
  findings: Map<string, Finding>,
): RuleContext<Thresholds> | null {
  if (thresholds === null) return null;
  const { id, version, family, clears } = rule;
  return {
    thresholds,
    report: (finding) => void findings.set(finding.id, { rule: id, version, family, clears, ...finding }),
    withdraw: (finding) => void findings.delete(finding),
  };
}
