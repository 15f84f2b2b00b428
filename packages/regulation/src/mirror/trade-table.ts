/** One side's trade as its customs publish it: masses by month, code and pair of countries. */

import { numberOfMonth } from '@lodestone/lineage/months.ts';

export const PRICE_BASES = ['FOB', 'CIF'] as const;
/** Free on board, without freight and insurance; or with them to the place of arrival. */
export type PriceBasis = (typeof PRICE_BASES)[number];

export interface TradeRow {
  /** As a spreadsheet counts: the header is row 1. Of rows made from a ledger, 0. */
  readonly row: number;
  /** As `numberOfMonth` has it. */
  readonly month: number;
  /** ISO 3166-1: whence and whither, whichever of the two reports it. */
  readonly exporter: string;
  readonly importer: string;
  /** Digits alone, 6 or more: the first 6 are the same everywhere, what follows is each country's own. */
  readonly hsCode: string;
  /** Null where the side keeps the mass to itself. */
  readonly netMilligrams: bigint | null;
  /** In hundredths of the table's currency; null where none is stated. */
  readonly valueHundredths: bigint | null;
}

export interface TradeTable {
  readonly rows: readonly TradeRow[];
  /** What the last digit of its masses stands for: each is rounded to half of that at most. */
  readonly digitMilligrams: bigint;
  /** Null where the table states no values. */
  readonly price: { readonly currency: string; readonly basis: PriceBasis } | null;
}

/** `2026-03` or `202603` as a number of months; null for anything else. */
export function parseMonth(text: string): number | null {
  return /^\d{4}-?(?:0[1-9]|1[0-2])$/.test(text) ? numberOfMonth(text) : null;
}

/** The digits by which countries can be compared: the World Customs Organization's own. */
export function subheadingOf(hsCode: string): string {
  return hsCode.slice(0, 6);
}

/** The four digits that sibling codes have in common. */
export function headingOf(hsCode: string): string {
  return hsCode.slice(0, 4);
}
