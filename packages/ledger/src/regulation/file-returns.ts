/** Monthly returns: computed from the ledger, held against it, and which of them are due. */
import type { DocketStep } from '@lodestone/custody/docket.ts';
import type { EventOf } from '@lodestone/custody/event.ts';
import { eventNumberOf } from '@lodestone/custody/event-number.ts';
import { returnSubject } from '@lodestone/custody/filing-subject.ts';
import { monthBounds } from '@lodestone/regulation/reporting-month.ts';
import { type ReturnDifference, returnDifferences } from '@lodestone/regulation/return-differences.ts';
import { type ReturnDuty, returnDuties } from '@lodestone/regulation/return-duties.ts';
import {
  observeSiteFlow,
  type ReportingSite,
  type ReturnRow,
  returnRows,
  type SiteStock,
  startSiteFlows,
} from '@lodestone/regulation/site-flows.ts';
import { WHOLE_LEDGER } from '@lodestone/store/event-bound.ts';
import { readDockets } from '@lodestone/store/state/read-dockets.ts';
import { type FacilityRow, readFacilities } from '@lodestone/store/ask/read-facilities.ts';
import { readStock } from '@lodestone/store/ask/read-inventory.ts';
import { boundAt } from '../ask/event-bound.ts';
import { observeEvents } from '../detect/observe-events.ts';
import { type Ledger, readLedgerHead } from '../open-ledger.ts';
import { allDockets } from './all-dockets.ts';

export interface MonthOfFacility {
  readonly facility: string;
  readonly month: string;
}

/** What the return of a month should say, and what was filed for it so far. */
export interface ComputedReturn extends MonthOfFacility {
  readonly party: string;
  readonly timeZone: string | null;
  readonly figures: readonly ReturnRow[];
  /** The latest that was filed; null where none was. */
  readonly filed: DocketStep | null;
}

export type ReturnAnswer =
  | { readonly found: true; readonly computed: ComputedReturn }
  | { readonly found: false; readonly what: 'facility'; readonly id: string };

/** Computes the return of a month from what is recorded now: the stock at its ends, and what flowed in between. */
export async function computeReturn(ledger: Ledger, { facility, month }: MonthOfFacility): Promise<ReturnAnswer> {
  const { database, ledgerId } = ledger;
  const facilities = await readFacilities(database, ledgerId, WHOLE_LEDGER);
  const found = facilities.find((each) => each.facility === facility);
  if (found === undefined) return { found: false, what: 'facility', id: facility };
  const { party, timeZone } = found;
  const { from, until } = monthBounds(month, timeZone);
  const isOnlyOne = facilities.filter((each) => each.party === party).length === 1;
  const site = { facility, party, isOnlyOne, from, until };
  const [opening, closing] = [await stockAt(ledger, site, from), await stockAt(ledger, site, until)];
  const figures = returnRows(opening, await flowsOf(ledger, site), closing);
  const subject = returnSubject({ facility, month });
  const [docket] = await readDockets(database, ledgerId, { kind: 'return', subject, limit: 1, bound: WHOLE_LEDGER });
  return { found: true, computed: { facility, month, party, timeZone, figures, filed: docket?.steps.at(-1) ?? null } };
}

/** Where a return says something else than the ledger says now; both values of each figure. */
export async function checkReturn(
  ledger: Ledger,
  filed: Pick<EventOf<'return-filed'>, 'facility' | 'month' | 'figures'>,
): Promise<ReturnDifference[] | null> {
  const answer = await computeReturn(ledger, filed);
  return answer.found ? returnDifferences(filed.figures, answer.computed.figures) : null;
}

/** What the party has at the facility then. What is under way is neither's, and what is lost is gone. */
async function stockAt(ledger: Ledger, site: ReportingSite, happenedBefore: string): Promise<SiteStock> {
  const { party, facility, isOnlyOne } = site;
  const rows = await readStock(ledger.database, ledger.ledgerId, {
    party,
    owner: null,
    facility: isOnlyOne ? null : facility,
    form: null,
    element: null,
    by: ['form'],
    moment: { bound: WHOLE_LEDGER, happenedBefore },
  });
  return rows.filter(({ status }) => STATUSES_AT_SITE.has(status));
}

const STATUSES_AT_SITE: ReadonlySet<string> = new Set(['held', 'in-circuit', 'packed']);

/** Reads what was recorded from the month's beginning on: what happened in it cannot be recorded before. */
async function flowsOf(ledger: Ledger, site: ReportingSite) {
  const flows = startSiteFlows();
  const { size } = await readLedgerHead(ledger);
  const [from, bound] = [await boundAt(ledger, site.from), eventNumberOf(size, 0)];
  for await (const { observations } of observeEvents(ledger, { from, bound })) {
    for (const observation of observations) observeSiteFlow(flows, observation, site);
  }
  return flows;
}

export interface DutiesRequest {
  readonly party?: string | undefined;
  readonly facility?: string | undefined;
  readonly country?: string | undefined;
  /** RFC 3339: now where it is not given. */
  readonly at: string;
  /** The first month, `2026-01`. */
  readonly from: string;
}

/** The duties of those who dig, make, recycle, trade or export. */
export async function listDuties(ledger: Ledger, request: DutiesRequest): Promise<ReturnDuty[]> {
  const { at, from, party, facility, country } = request;
  // When they were registered they say themselves; when returns were filed, only the ledger's clock does.
  const facilities = await readFacilities(ledger.database, ledger.ledgerId, WHOLE_LEDGER);
  const filed = new Map<string, readonly DocketStep[]>();
  for await (const { subject, steps } of allDockets(ledger, 'return', WHOLE_LEDGER)) filed.set(subject, steps);
  const asked = facilities.filter((each) => {
    return (
      isReporting(each) &&
      (party === undefined || each.party === party) &&
      (facility === undefined || each.facility === facility) &&
      (country === undefined || each.country === country)
    );
  });
  const filedFor = (of: string, month: string) => filed.get(returnSubject({ facility: of, month })) ?? [];
  return returnDuties(asked, { at, from, filed: filedFor });
}

const REPORTING_ROLES: ReadonlySet<string> = new Set([
  'mine',
  'refiner',
  'metal-maker',
  'alloy-maker',
  'magnet-maker',
  'recycler',
  'trader',
  'exporter',
]);

function isReporting({ roles }: FacilityRow): boolean {
  return roles.some((role) => REPORTING_ROLES.has(role));
}
