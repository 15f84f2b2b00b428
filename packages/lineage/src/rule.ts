/**
 * A rule that finds what does not add up, as a fold: it is shown every observation in the order of the ledger, keeps what it
 * needs in a state of its own, and reports findings. It never looks anything up, so its cost is that of the observations,
 * and what came after the last look can be looked at alone.
 */
import type { Family, Finding, RuleId } from './finding.ts';
import type { Observation } from './observation.ts';

/** Whole numbers by name, the unit last: `yieldShiftPartsPerMillion`, `windowDays`. */
export type Thresholds = Readonly<Record<string, number>>;

/** What a rule reports: what the rule says of itself is added, and what clears it where the report does not say it. */
export type Reported = Omit<Finding, 'rule' | 'version' | 'family' | 'clears'> & { readonly clears?: string };

export interface RuleContext<Names extends Thresholds> {
  /** Those in force when the observed event occurred. */
  readonly thresholds: Names;
  /** A later report with the same id replaces the one before. */
  report(finding: Reported): void;
  /** What was reported under this id no longer holds. */
  withdraw(id: string): void;
}

export interface Rule<State = unknown, Names extends Thresholds = Thresholds> {
  readonly id: RuleId;
  readonly version: number;
  /** As a heading: "More out than in". */
  readonly title: string;
  readonly family: Family;
  /** What it reads, for people. */
  readonly inputs: string;
  /** What honest work it may take for a crooked one, for people. */
  readonly mistakes: string;
  /** What would clear a finding, where the finding does not say it more precisely. */
  readonly clears: string;
  /** Those that count where a ledger has not set its own. */
  readonly thresholds: Names;
  /**
   * Nothing seen yet. Plain data that `structuredClone` can copy (objects, arrays, Map, Set, bigint, typed arrays): it is kept
   * between looks. What grows with the ledger stands in maps that are members of it, or of plain objects in it: they are kept
   * on disk, and what a look asks for is read key by key. So a value of such a map may be changed only where `get` gave it,
   * or it is `set` again; and a member that is no map is small.
   */
  start(): State;
  /** Changes the state, and nothing else. */
  observe(state: State, observation: Observation, context: RuleContext<Names>): void;
  /** At the end of a look, changing nothing: with the time up to which everything is known, for what only the passing of time shows. */
  close?(state: State, knownAt: string, context: RuleContext<Names>): void;
}
