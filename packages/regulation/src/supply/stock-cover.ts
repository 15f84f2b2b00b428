/** How long what parties have lasts, as they state it. */
import type { DocketStep } from '@lodestone/custody/docket.ts';
import type { EventOf } from '@lodestone/custody/event.ts';
import type { Sector } from '@lodestone/custody/sector.ts';
import { DAY_MILLISECONDS } from '@lodestone/lineage/days.ts';

/** The latest that a party has stated of an item for a sector. */
export interface StockStatement {
  readonly party: string;
  readonly sector: Sector;
  readonly item: string;
  /** RFC 3339: when it was so. */
  readonly statedAt: string;
  readonly stockMilligrams: bigint;
  readonly dailyUseMilligrams: bigint;
  readonly need: { readonly milligrams: bigint; readonly from: string; readonly to: string } | null;
  /** Null where none is stated, or it is sealed. */
  readonly supplier: string | null;
}

export interface StockCover extends StockStatement {
  /** Whole days that the stated stock lasts from then on; null where nothing is used. */
  readonly coverDays: number | null;
  /** `2026-09-14`: the first day on which there is not enough; null where nothing is used. */
  readonly runsOutOn: string | null;
  /** Whole days from `at` on, 0 when it has run out. */
  readonly daysLeft: number | null;
}

/** Nobody plans so far, and calendars end. */
const COVER_DAYS_MAX = 36_500n;

/** The latest statements of a party's docket that were true before `at`: one of each sector and item. */
export function stockOf(steps: readonly DocketStep[], at: string): StockStatement[] {
  const latest = new Map<string, StockStatement>();
  for (const { party, event } of steps) {
    if (event.type !== 'stock-stated' || event.occurredAt >= at) continue;
    const key = JSON.stringify([event.sector, event.item]);
    const before = latest.get(key);
    if (before === undefined || before.statedAt <= event.occurredAt) latest.set(key, statementOf(party, event));
  }
  return [...latest.values()];
}

function statementOf(party: string, event: EventOf<'stock-stated'>): StockStatement {
  const { sector, item, occurredAt, stockMilligrams, dailyUseMilligrams, supplier } = event;
  const { needMilligrams, needFrom: from, needTo: to } = event;
  const isNeeded = needMilligrams !== undefined && from !== undefined && to !== undefined;
  return {
    party,
    sector,
    item,
    statedAt: occurredAt,
    stockMilligrams: BigInt(stockMilligrams),
    dailyUseMilligrams: BigInt(dailyUseMilligrams),
    need: isNeeded ? { milligrams: BigInt(needMilligrams), from, to } : null,
    supplier: supplier ?? null,
  };
}

/** How long it lasts if nothing arrives and as much is used as was stated: whole days, rounded down. */
export function coverOf(statement: StockStatement, at: string): StockCover {
  const { stockMilligrams, dailyUseMilligrams, statedAt } = statement;
  if (dailyUseMilligrams === 0n) return { ...statement, coverDays: null, runsOutOn: null, daysLeft: null };
  const days = stockMilligrams / dailyUseMilligrams;
  const coverDays = Number(days < COVER_DAYS_MAX ? days : COVER_DAYS_MAX);
  const end = Date.parse(statedAt) + coverDays * DAY_MILLISECONDS;
  const daysLeft = Math.max(0, Math.floor((end - Date.parse(at)) / DAY_MILLISECONDS));
  return { ...statement, coverDays, runsOutOn: new Date(end).toISOString().slice(0, 10), daysLeft };
}
