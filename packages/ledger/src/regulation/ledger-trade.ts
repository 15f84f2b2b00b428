/** What a ledger knows of foreign trade: its own exits as a table, and what is recorded of gaps. */
import { eventNumberOf } from '@lodestone/custody/event-number.ts';
import type { ExitObservation } from '@lodestone/lineage/observation.ts';
import { type TradeGap, tradeGapOf } from '@lodestone/regulation/mirror/trade-gap.ts';
import { parseMonth } from '@lodestone/regulation/mirror/trade-table.ts';
import { WHOLE_LEDGER } from '@lodestone/store/event-bound.ts';
import { observeEvents } from '../detect/observe-events.ts';
import { type Ledger, readLedgerHead } from '../open-ledger.ts';
import { allDockets } from './all-dockets.ts';
import type { StatedTable, StatedTrade } from './read-trade-table.ts';

export interface LedgerExports {
  readonly table: StatedTable;
  /** Shipments that left with no HS code, or no mass, stated: they are in no row. */
  readonly left: readonly string[];
}

/**
 * The exits of a ledger by month (of UTC), code and destination. The mass is the declared one, else that of the lots; the code
 * is that of the exit, else of the declaration that it left under. An exit that was taken back is none.
 */
export async function readLedgerExports(ledger: Ledger): Promise<LedgerExports> {
  const { size } = await readLedgerHead(ledger);
  const rows: StatedTrade[] = [];
  const left: string[] = [];
  for await (const { observations } of observeEvents(ledger, { from: 0, bound: eventNumberOf(size, 0) })) {
    for (const observation of observations) {
      if (observation.kind !== 'exit') continue;
      const row = rowOf(observation);
      if (row === null) left.push(observation.shipment);
      else rows.push(row);
    }
  }
  return { table: { rows, digitMilligrams: 1n, price: null }, left };
}

function rowOf({ occurredAt, netMilligrams, destination, hsCode, lines }: ExitObservation): StatedTrade | null {
  const digits = (hsCode ?? '').replaceAll(/\D/g, '');
  const month = parseMonth(occurredAt.slice(0, 7));
  const packed = lines.map(({ amounts }) => amounts.netMilligrams);
  const isWeighed = packed.every((mass) => mass !== null);
  const net = netMilligrams ?? (isWeighed ? packed.reduce((sum, mass) => sum + (mass ?? 0n), 0n) : null);
  if (digits.length < 6 || month === null || net === null) return null;
  return {
    row: 0,
    month,
    reporter: null,
    partner: destination,
    hsCode: digits,
    netMilligrams: net,
    valueHundredths: null,
  };
}

/** Every gap that anything is recorded of, by its name. */
export async function readTradeGaps(ledger: Ledger): Promise<Map<string, TradeGap>> {
  const gaps = new Map<string, TradeGap>();
  for await (const { subject, steps } of allDockets(ledger, 'trade-gap', WHOLE_LEDGER)) {
    const gap = tradeGapOf(steps);
    if (gap !== null) gaps.set(subject, gap);
  }
  return gaps;
}
