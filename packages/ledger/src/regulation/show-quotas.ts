/** Quotas, and what was drawn on them so far. */
import { eventNumberOf } from '@lodestone/custody/event-number.ts';
import { type QuotaAccount, quotaAccounts } from '@lodestone/lineage/quota-accounts.ts';
import { observeQuotaDraws, type QuotaDraws, startQuotaDraws } from '@lodestone/lineage/quota-draws.ts';
import { overQuota } from '@lodestone/lineage/rules/d04-over-quota.ts';
import { boundAt } from '../ask/event-bound.ts';
import { lookThrough } from '../detect/find-irregularities.ts';
import { observeEvents } from '../detect/observe-events.ts';
import { type Ledger, readLedgerHead } from '../open-ledger.ts';

export interface QuotaRequest {
  readonly holder?: string | undefined;
  readonly year?: number | undefined;
  /** Only what had happened before this time. */
  readonly at?: string | undefined;
  /** Only what the ledger had recorded by this time, or up to the entry of this position. */
  readonly asKnownAt?: string | undefined;
}

/** The accounts that fit, by year, holder, activity and ore. */
export async function showQuotas(ledger: Ledger, request: QuotaRequest): Promise<QuotaAccount[]> {
  const { holder, year, at, asKnownAt } = request;
  const accounts =
    at === undefined ? await accountsSoFar(ledger, asKnownAt) : quotaAccounts(await drawsBefore(ledger, at, asKnownAt));
  return accounts.filter((account) => {
    return (holder === undefined || account.holder === holder) && (year === undefined || account.year === year);
  });
}

/** What the rule has seen: so a second look reads only what came since. */
async function accountsSoFar(ledger: Ledger, asKnownAt: string | undefined): Promise<QuotaAccount[]> {
  const { seen } = await lookThrough(ledger, { rules: [overQuota], asKnownAt }, ({ state }) => {
    return quotaAccounts(state.states.get(overQuota.id) as QuotaDraws);
  });
  return seen;
}

/** Reads the whole ledger: what happened before a time may be recorded anywhere. */
async function drawsBefore(ledger: Ledger, at: string, asKnownAt: string | undefined): Promise<QuotaDraws> {
  const draws = startQuotaDraws();
  const { size } = await readLedgerHead(ledger);
  const bound = Math.min(await boundAt(ledger, asKnownAt), eventNumberOf(size, 0));
  for await (const { observations } of observeEvents(ledger, { from: 0, bound })) {
    for (const observation of observations) {
      // Who somebody is, and where a place lies, holds whenever it was written down.
      const isStanding = observation.kind === 'party' || observation.kind === 'facility';
      if (isStanding || Date.parse(observation.occurredAt) < Date.parse(at)) observeQuotaDraws(draws, observation);
    }
  }
  return draws;
}
