/** How long stocks last, what is licensed for those who need it, and where a ledger's material comes from. */
import { eventNumberOf } from '@lodestone/custody/event-number.ts';
import {
  countSupply,
  startSupply,
  type SupplyTotals,
  totalSupply,
} from '@lodestone/regulation/supply/concentration.ts';
import { coverBySector, type SectorCover } from '@lodestone/regulation/supply/cover-by-sector.ts';
import { coverNeeds, type LicensedMass, type NeedCoverage } from '@lodestone/regulation/supply/licensed-for-need.ts';
import { licensedMasses } from '@lodestone/regulation/supply/licensed-masses.ts';
import { coverOf, type StockCover, stockOf } from '@lodestone/regulation/supply/stock-cover.ts';
import { boundAt } from '../ask/event-bound.ts';
import { observeEvents } from '../detect/observe-events.ts';
import { type Ledger, readLedgerHead } from '../open-ledger.ts';
import { allDockets } from './all-dockets.ts';

export interface SupplyView extends SupplyTotals {
  /** RFC 3339. */
  readonly at: string;
  readonly sectors: readonly SectorCover[];
  /** By party, sector and item, what runs out first coming first. */
  readonly stocks: readonly StockCover[];
  readonly needs: readonly NeedCoverage[];
}

export interface SupplyRequest {
  /** As it was: only what happened before this time. */
  readonly at: string;
  /** Only what the ledger had recorded by this time. */
  readonly asKnownAt?: string | undefined;
  /** Only stocks of this sector; lots and exits are of no sector. */
  readonly sector?: string | undefined;
}

/** Looks at everything that is recorded. */
export async function viewSupply(ledger: Ledger, { at, asKnownAt, sector }: SupplyRequest): Promise<SupplyView> {
  const { size } = await readLedgerHead(ledger);
  const bound = Math.min(await boundAt(ledger, asKnownAt), eventNumberOf(size, 0));
  const stated: StockCover[] = [];
  for await (const { steps } of allDockets(ledger, 'stock', bound)) {
    for (const statement of stockOf(steps, at)) stated.push(coverOf(statement, at));
  }
  const stocks = stated.filter((cover) => sector === undefined || cover.sector === sector);
  const licensed: LicensedMass[] = [];
  for await (const { steps } of allDockets(ledger, 'licence', bound)) licensed.push(...licensedMasses(steps, at));
  const count = startSupply();
  for await (const { observations } of observeEvents(ledger, { from: 0, bound })) {
    for (const observation of observations) if (observation.occurredAt < at) countSupply(count, observation);
  }
  return {
    at,
    sectors: coverBySector(stocks),
    stocks: stocks.toSorted((one, other) => daysOf(one) - daysOf(other)),
    needs: coverNeeds(stocks, licensed),
    ...totalSupply(count),
  };
}

function daysOf({ daysLeft }: StockCover): number {
  return daysLeft ?? Number.MAX_SAFE_INTEGER;
}
