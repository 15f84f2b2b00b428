import type { ElementSymbol } from '@lodestone/custody/element.ts';
import { addBalances, type Balance, balanceOfStep } from '@lodestone/custody/step-balance.ts';
import { type RecordedStep, streamSteps } from '@lodestone/store/ask/stream-steps.ts';
import type { Ledger } from '../open-ledger.ts';
import { boundAt } from './event-bound.ts';
import { isTimeZone, localDateOf } from '@lodestone/lineage/local-time.ts';
import { findUnknownName, type NotFound } from './find-unknown-name.ts';
import { statedLosses } from './stated-losses.ts';

export const BALANCE_KEYS = ['step', 'facility', 'month'] as const;
export type BalanceKey = (typeof BALANCE_KEYS)[number];

/** A day where the step was made, from its midnight there; or an instant. */
export type PeriodEnd = { readonly date: string } | { readonly instant: string };

export interface BalanceRequest {
  readonly step?: string | undefined;
  readonly party?: string | undefined;
  readonly facility?: string | undefined;
  /** Only steps that it takes part in, and nothing else of them. */
  readonly element?: ElementSymbol | undefined;
  /** What happened at it or later. */
  readonly from?: PeriodEnd | undefined;
  /** What happened before it. */
  readonly until?: PeriodEnd | undefined;
  readonly by: readonly BalanceKey[];
  /** Only what the ledger had recorded by this time. */
  readonly asKnownAt?: string | undefined;
}

/** Steps that have these in common; what they were not told apart by is null, and so is a facility that none states. */
export interface BalanceRow {
  readonly step: string | null;
  readonly facility: string | null;
  /** `2026-03`, of the facility's calendar. */
  readonly month: string | null;
  readonly steps: number;
  readonly balance: Balance;
}

export interface StepBalances {
  readonly rows: readonly BalanceRow[];
  /** What facilities state as time zones that are none: their days are those of UTC. */
  readonly unknownTimeZones: readonly string[];
}

export type BalanceAnswer = { readonly found: true; readonly balances: StepBalances } | NotFound;

/** The balances of the steps that fit, added up by the keys asked for. Holds a row for each of those, not the steps. */
export async function balanceSteps(ledger: Ledger, request: BalanceRequest): Promise<BalanceAnswer> {
  const { database, ledgerId } = ledger;
  const { step = null, party = null, facility = null, from, until, asKnownAt } = request;
  const unknown = await findUnknownName(ledger, { parties: [party], facilities: [facility] });
  if (unknown !== null) return unknown;
  const bound = await boundAt(ledger, asKnownAt);
  const instants = { from: widest(from, -ZONE_AHEAD_MAX_HOURS), until: widest(until, ZONE_BEHIND_MAX_HOURS) };

  const rows = new Map<string, BalanceRow>();
  const unknownTimeZones = new Set<string>();
  for await (const recorded of streamSteps(database, ledgerId, { step, party, facility, ...instants, bound })) {
    const date = localDateOf(recorded.occurredAt, recorded.timeZone);
    if (recorded.timeZone !== null && !isTimeZone(recorded.timeZone)) unknownTimeZones.add(recorded.timeZone);
    if (from !== undefined && 'date' in from && date < from.date) continue;
    if (until !== undefined && 'date' in until && date >= until.date) continue;
    addStep(rows, request, recorded, date);
  }
  const sorted = [...rows].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, row]) => row);
  return { found: true, balances: { rows: sorted, unknownTimeZones: [...unknownTimeZones] } };
}

/** A day begins so much earlier than in UTC, or later, on islands of the Pacific. */
const ZONE_AHEAD_MAX_HOURS = 14;
const ZONE_BEHIND_MAX_HOURS = 12;

/** The instant beyond which nothing can be in the period, whatever the time zone. */
function widest(end: PeriodEnd | undefined, hours: number): string | null {
  if (end === undefined) return null;
  if ('instant' in end) return end.instant;
  return new Date(Date.parse(`${end.date}T00:00:00.000Z`) + hours * 3_600_000).toISOString();
}

function addStep(
  rows: Map<string, BalanceRow>,
  { by, element }: BalanceRequest,
  recorded: RecordedStep,
  date: string,
): void {
  const balance = onlyElement(balanceOfStep({ ...recorded, losses: statedLosses(recorded.body) }), element);
  if (element !== undefined && balance[element] === undefined) return;
  const keys = {
    step: by.includes('step') ? recorded.step : null,
    facility: by.includes('facility') ? recorded.facility : null,
    month: by.includes('month') ? date.slice(0, 'YYYY-MM'.length) : null,
  };
  // A facility that is not stated sorts behind those that are.
  const key = JSON.stringify([keys.month, keys.step, keys.facility ?? '\u{10ffff}']);
  const before = rows.get(key) ?? { ...keys, steps: 0, balance: {} };
  rows.set(key, { ...before, steps: before.steps + 1, balance: addBalances(before.balance, balance) });
}

function onlyElement(balance: Balance, element: ElementSymbol | undefined): Balance {
  return element === undefined ? balance : { [element]: balance[element] };
}
