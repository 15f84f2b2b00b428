import type { ElementMasses } from '../src/element-masses.ts';
import type { Amounts } from '../src/amounts.ts';
import type { JsonObject } from './json-object.ts';
import type { StockLot, Stock } from './lawful-stock.ts';
import type { RandomSource } from './random-source.ts';

/** An event and the party whose key signs it: a line of the file that `lodestone record` reads. */
export interface LawfulEvent {
  readonly by: string;
  readonly event: JsonObject;
}

/** An event before it has an id, a time and what any event may carry besides. */
export interface EventBody {
  readonly by: string;
  readonly body: JsonObject & { readonly type: string };
}

/** Lots of a transfer that nobody can use. */
export interface UnderWay {
  readonly transfer: string;
  readonly consignor: string;
  readonly consignee: string;
  lots: readonly StockLot[];
  /** Whether some of it arrived: then it cannot be cancelled any more. */
  isReceived: boolean;
}

export interface OpenDispute {
  readonly transfer: string;
  readonly consignor: string;
  readonly consignee: string;
  readonly lot: StockLot;
  readonly declared: Amounts;
  readonly measured: Amounts;
  proposal: { readonly by: string; readonly basis: 'declared' | 'measured' } | null;
}

/** A made-up chain as far as it has come. */
export interface Chain {
  readonly random: RandomSource;
  readonly stock: Stock;
  /** The closing stock of each circuit, by party and circuit. */
  readonly circuits: Map<string, ElementMasses>;
  readonly inTransit: UnderWay[];
  /** What was rejected, and is not back yet. */
  readonly returning: UnderWay[];
  /** What was measured too far from the book, and is not settled. */
  readonly disputes: OpenDispute[];
  readonly packed: { readonly shipment: string; readonly party: string; readonly lots: readonly StockLot[] }[];
  /** The hashes of documents that were named. */
  readonly papers: string[];
  /** Counts the ids given so far. */
  named: number;
}

/** An id that nothing in this chain has: lots, transfers and shipments share one name space. */
export function newId(chain: Chain, prefix: string): string {
  chain.named += 1;
  return `${prefix}-${String(chain.named).padStart(6, '0')}`;
}
