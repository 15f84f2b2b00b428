/** How many licences were applied for and what became of them, as it can be published: `docs/public-figures.md`. */
import { groupBy } from '@lodestone/custody/group-by.ts';
import { GROUP_RULE, type GroupRule, type SafeGroup, safeGroups } from './safe-groups.ts';
import { quartilesOf, type Quartiles } from './quartiles.ts';

export const FIGURE_KEYS = ['country', 'item', 'class'] as const;
export type FigureKey = (typeof FIGURE_KEYS)[number];

export const OUTCOMES = ['granted', 'refused', 'withdrawn', 'pending'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** One application, as it was filed, and what has become of it. */
export interface LicenceCase {
  readonly applicant: string;
  /** Of destination, ISO 3166-1. */
  readonly country: string;
  /** A control code; `1C904.a + 1C905.a` where its lines have several. */
  readonly item: string;
  /** Of the end use. */
  readonly class: string;
  /** RFC 3339: when the ledger wrote the application down. */
  readonly appliedAt: string;
  readonly outcome: Outcome;
  /** From acceptance to the decision; null while there is none. */
  readonly workingDays: number | null;
  /** As asked for, all lines together. */
  readonly netMilligrams: bigint;
}

/** Figures of one or several groups together. */
export interface FigureRow {
  /** As `2026Q1`. */
  readonly quarter: string;
  /** By the keys that were asked for; null where several are together. */
  readonly words: Readonly<Partial<Record<FigureKey, string | null>>>;
  readonly applied: number;
  readonly granted: number;
  readonly refused: number;
  readonly withdrawn: number;
  readonly pending: number;
  readonly netMilligrams: bigint;
  /** Null where fewer parties than may be shown have a decision. */
  readonly workingDays: Quartiles | null;
}

export interface PublicFigures {
  /** RFC 3339: what had become of the applications then. The end of a quarter. */
  readonly asOf: string;
  readonly rows: readonly FigureRow[];
  /** Quarters of which nothing is published: too few applied. */
  readonly unpublished: readonly string[];
}

type CaseItem = LicenceCase & { readonly party: string; readonly milligrams: bigint };

interface PublishedGroup extends SafeGroup<CaseItem> {
  readonly quarter: string;
}

/**
 * The figures of the quarters that have ended, told apart by `by`. Which group an application is in depends on what was filed
 * in its quarter and on nothing else: not on the keys that are asked for, nor on what has become of it. `cases` are those
 * known at `asOf`, with what had become of them then.
 */
export function publishFigures(
  cases: readonly LicenceCase[],
  { asOf, by, rule = GROUP_RULE }: { asOf: string; by: readonly FigureKey[]; rule?: GroupRule },
): PublicFigures {
  const quarters = groupBy(
    cases.filter(({ appliedAt }) => appliedAt < asOf),
    ({ appliedAt }) => quarterOf(appliedAt),
  );
  const names = [...quarters.keys()].sort();
  const groups = names.flatMap((quarter) => groupsOfQuarter(quarter, quarters.get(quarter) ?? [], rule));
  const rows = [...groupBy(groups, (group) => JSON.stringify([group.quarter, wordsOf(group, by)])).values()].map(
    (some) => rowOf(some, by, rule),
  );
  const published = new Set(groups.map(({ quarter }) => quarter));
  return { asOf, rows, unpublished: names.filter((quarter) => !published.has(quarter)) };
}

/** The end of the last quarter that has ended at `at`: figures change when a quarter ends, and at no other time. */
export function lastQuarterEnd(at: string): string {
  const month = Math.floor((Number(at.slice(5, 7)) - 1) / 3) * 3 + 1;
  return `${at.slice(0, 4)}-${String(month).padStart(2, '0')}-01T00:00:00.000Z`;
}

/** `2026Q1`, of UTC. */
function quarterOf(time: string): string {
  return `${time.slice(0, 4)}Q${Math.ceil(Number(time.slice(5, 7)) / 3)}`;
}

function groupsOfQuarter(quarter: string, cases: readonly LicenceCase[], rule: GroupRule): PublishedGroup[] {
  const items = cases.map((one) => ({ ...one, party: one.applicant, milligrams: one.netMilligrams }));
  const words = FIGURE_KEYS.map((key) => (item: CaseItem) => item[key]);
  return safeGroups(items, words, rule).map((group) => ({ ...group, quarter }));
}

function wordsOf({ words }: PublishedGroup, by: readonly FigureKey[]): FigureRow['words'] {
  return Object.fromEntries(
    FIGURE_KEYS.flatMap((key, index) => (by.includes(key) ? [[key, words[index] ?? null] as const] : [])),
  );
}

function rowOf(groups: readonly PublishedGroup[], by: readonly FigureKey[], rule: GroupRule): FigureRow {
  const [first] = groups as [PublishedGroup];
  const items = groups.flatMap((group) => group.items);
  const countOf = (outcome: Outcome) => items.filter((item) => item.outcome === outcome).length;
  const decided = items.filter(({ workingDays }) => workingDays !== null);
  const parties = new Set(decided.map(({ party }) => party)).size;
  const days = decided.map(({ workingDays }) => workingDays ?? 0);
  return {
    quarter: first.quarter,
    words: wordsOf(first, by),
    applied: items.length,
    granted: countOf('granted'),
    refused: countOf('refused'),
    withdrawn: countOf('withdrawn'),
    pending: countOf('pending'),
    netMilligrams: items.reduce((sum, { milligrams }) => sum + milligrams, 0n),
    workingDays: parties < rule.partiesMin ? null : quartilesOf(days),
  };
}
