/** What is observed of quotas, sales and trade figures: what authorities allow, and what they are told. */
import type { OreKind, QuotaActivity } from '@lodestone/custody/events/quota-schema.ts';
import type { GapStatus } from '@lodestone/custody/events/trade-schema.ts';
import type { ObservedLot } from './observation.ts';
import type { ObservedEvent } from './observed-event.ts';

/** An authority lets a party dig or separate so much in a year. A later one of the same id takes its place. */
export interface QuotaObservation extends ObservedEvent {
  readonly kind: 'quota';
  readonly quota: string;
  readonly holder: string;
  readonly year: number;
  readonly batch: number;
  readonly activity: QuotaActivity;
  /** Null of separation. */
  readonly ore: OreKind | null;
  /** Null where the figure is not public. */
  readonly oxideMilligrams: bigint | null;
  /** What is done there draws on it; where there are none, what its holder does. */
  readonly facilities: readonly string[];
}

/** A sale was filed. What was sealed of it is null. */
export interface SaleObservation extends ObservedEvent {
  readonly kind: 'sale';
  readonly sale: string;
  readonly customer: string | null;
  readonly product: string | null;
  readonly invoice: string | null;
  readonly netMilligrams: bigint;
  readonly value: { readonly minorUnits: bigint; readonly currency: string } | null;
  readonly soldAt: string;
  readonly lots: readonly ObservedLot[];
}

/** Two countries' figures of a trade differ, or something is said of that. */
export interface TradeGapObservation extends ObservedEvent {
  readonly kind: 'trade-gap';
  readonly gap: string;
  readonly status: GapStatus;
  readonly reason: string;
  /** Those that show what the reason says. */
  readonly shipments: readonly string[];
  /** Null where the gap was opened before. */
  readonly figures: TradeGapFigures | null;
}

export interface TradeGapFigures {
  readonly exporter: string;
  readonly importer: string;
  /** 6 digits. */
  readonly hsCode: string;
  /** `2026-01`. */
  readonly fromMonth: string;
  readonly toMonth: string;
  readonly lagMonths: number;
  readonly exportsMilligrams: bigint;
  readonly importsMilligrams: bigint;
  readonly gapMilligrams: bigint;
}
