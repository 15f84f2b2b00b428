/** A sale as it is filed: what is missing of it, and whether it came in time. */
import type { DocketStep } from '@lodestone/custody/docket.ts';
import { isAfterDue, dueDateOf, monthAt } from './reporting-month.ts';

export interface FiledSale {
  readonly sale: string;
  readonly seller: string;
  readonly facility: string | null;
  /** Null where it is missing or sealed: `sealed` and `missing` say which. */
  readonly customer: string | null;
  readonly endCustomer: string | null;
  readonly value: { readonly minorUnits: bigint; readonly currency: string } | null;
  readonly product: string | null;
  readonly lots: readonly string[];
  readonly netMilligrams: bigint;
  readonly invoice: string | null;
  readonly soldAt: string;
  /** Members that only their readers can open. */
  readonly sealed: readonly string[];
  /** What a whole filing has and this one has not. */
  readonly missing: readonly string[];
  /** When it was first recorded, by the ledger's clock: nobody can edit it. */
  readonly filedAt: string;
  /** Of the latest filing: its receipt is the receipt of this event. */
  readonly eventNumber: number;
  readonly event: string;
  readonly timesFiled: number;
  /** The last day on which it is in time: with the return of the month in which it was sold. */
  readonly dueOn: string;
  readonly isLate: boolean;
}

/** The latest filing of a sale counts; null where nothing is filed. The time zone is that of its facility. */
export function saleOf(
  steps: readonly DocketStep[],
  timeZoneOf: (facility: string | null) => string | null,
): FiledSale | null {
  const [first, latest] = [steps[0], steps.at(-1)];
  if (first === undefined || latest?.event.type !== 'sale-filed') return null;
  const { event } = latest;
  const timeZone = timeZoneOf(event.facility ?? null);
  const month = monthAt(event.soldAt, timeZone);
  const sealed = Object.keys(event.sealed ?? {}).sort();
  const isThere = (member: 'customer' | 'endCustomer' | 'value' | 'invoice') =>
    event[member] !== undefined || sealed.includes(member);
  return {
    sale: event.sale,
    seller: latest.party,
    facility: event.facility ?? null,
    customer: event.customer ?? null,
    endCustomer: event.endCustomer ?? null,
    value: event.value === undefined ? null : { ...event.value, minorUnits: BigInt(event.value.minorUnits) },
    product: event.product ?? null,
    lots: event.lots ?? [],
    netMilligrams: BigInt(event.netMilligrams),
    invoice: event.invoice ?? null,
    soldAt: event.soldAt,
    sealed,
    missing: [
      ...(['customer', 'endCustomer', 'value', 'invoice'] as const).filter((member) => !isThere(member)),
      ...(event.lots === undefined && event.product === undefined ? ['lots or product'] : []),
    ],
    filedAt: first.recordedAt,
    eventNumber: latest.eventNumber,
    event: event.id,
    timesFiled: steps.length,
    dueOn: dueDateOf(month),
    isLate: isAfterDue(first.recordedAt, month, timeZone),
  };
}
