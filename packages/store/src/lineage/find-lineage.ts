/**
 * Which lots are above or below some others, by their numbers alone. A chain of thousands of lots has as many levels, and a
 * question for each of them is a way to the server and back: one that goes on by itself finds them all at once.
 */
import type { Database } from '../database.ts';
import type { EventBound } from '../event-bound.ts';
import { lotsAboveQuery } from './ancestors-sql.ts';
import { LOTS_BELOW_QUERY } from './lots-below-sql.ts';

/** The server remembers as many at once. Those beyond them are found level by level. */
const LOTS_MAX = 20_000;

/** Finds the lots, all of them, and what they were made from, as known at the bound: up to 20,000 that the nearest steps took. */
export async function findAncestors(
  database: Database,
  ledgerId: number,
  lotNumbers: readonly number[],
  bound: EventBound,
  lotsMax: number = LOTS_MAX,
): Promise<number[]> {
  if (lotNumbers.length === 0) return [];
  const query = lotsAboveQuery(ledgerId, lotNumbers, bound, lotsMax);
  return numbersOf(await database.pool.query<{ lot_number: bigint }>(query));
}

/** Finds the lots and what was made from them, as known at the bound: up to 20,000, the nearest ones. */
export async function findDescendants(
  database: Database,
  ledgerId: number,
  lotNumbers: readonly number[],
  bound: EventBound,
): Promise<number[]> {
  if (lotNumbers.length === 0) return [];
  const parameters = [ledgerId, lotNumbers, bound, LOTS_MAX];
  return numbersOf(await database.pool.query<{ lot_number: bigint }>(LOTS_BELOW_QUERY, parameters));
}

function numbersOf({ rows }: { readonly rows: readonly { readonly lot_number: bigint }[] }): number[] {
  return rows.map(({ lot_number }) => Number(lot_number));
}
