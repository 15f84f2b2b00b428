/** The sales that were filed, with what is missing of them and whether they came in time. */
import { type FiledSale, saleOf } from '@lodestone/regulation/filed-sale.ts';
import { readFacilities } from '@lodestone/store/ask/read-facilities.ts';
import { boundAt } from '../ask/event-bound.ts';
import type { Ledger } from '../open-ledger.ts';
import { allDockets } from './all-dockets.ts';

export interface SaleRequest {
  readonly seller?: string | undefined;
  /** As stated: nobody finds a customer that is sealed. */
  readonly customer?: string | undefined;
  /** Bounds on when it was sold: from is inclusive, until is not. */
  readonly from?: string | undefined;
  readonly until?: string | undefined;
  readonly incompleteOnly?: boolean | undefined;
  readonly lateOnly?: boolean | undefined;
  readonly limit: number;
  readonly asKnownAt?: string | undefined;
}

/** By when they were sold, then by id: the first of those that fit. */
export async function listSales(ledger: Ledger, request: SaleRequest): Promise<FiledSale[]> {
  const { database, ledgerId } = ledger;
  const bound = await boundAt(ledger, request.asKnownAt);
  const facilities = await readFacilities(database, ledgerId, bound);
  const timeZones = new Map(facilities.map(({ facility, timeZone }) => [facility, timeZone]));
  const timeZoneOf = (facility: string | null) => (facility === null ? null : (timeZones.get(facility) ?? null));
  const sales: FiledSale[] = [];
  for await (const { steps } of allDockets(ledger, 'sale', bound)) {
    const sale = saleOf(steps, timeZoneOf);
    if (sale !== null && fits(sale, request)) sales.push(sale);
  }
  return sales.sort((one, other) => Date.parse(one.soldAt) - Date.parse(other.soldAt)).slice(0, request.limit);
}

function fits(sale: FiledSale, request: SaleRequest): boolean {
  const { seller, customer, from, until, incompleteOnly = false, lateOnly = false } = request;
  const at = Date.parse(sale.soldAt);
  return (
    (seller === undefined || sale.seller === seller) &&
    (customer === undefined || sale.customer === customer || sale.endCustomer === customer) &&
    (from === undefined || at >= Date.parse(from)) &&
    (until === undefined || at < Date.parse(until)) &&
    (!incompleteOnly || sale.missing.length > 0) &&
    (!lateOnly || sale.isLate)
  );
}
