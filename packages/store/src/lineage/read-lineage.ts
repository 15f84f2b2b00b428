/**
 * The graph around some lots. Which lots it has is found first (`find-lineage.ts`); then one question reads them, one
 * their steps and one their inputs, however many there are. What is beyond those that were found is read level by level. So
 * nothing reads more than the lineage it was asked for.
 */
import type { Database } from '../database.ts';
import type { EventBound } from '../event-bound.ts';
import { findAncestors, findDescendants } from './find-lineage.ts';
import type { GraphOfLineage } from './graph-of-lineage.ts';
import { madeOf } from './lots-below-sql.ts';
import { readLotsOfLineage, readStepsOfLineage } from './read-lineage-level.ts';

/** Adds everything that the lots were made from, and the lots themselves. So many of them are found first. */
export async function readAncestors(
  database: Database,
  ledgerId: number,
  lotNumbers: readonly number[],
  bound: EventBound,
  graph: GraphOfLineage,
  lotsMax?: number,
): Promise<void> {
  const isNew = (number: number) => !graph.lots.has(number);
  let level = (await findAncestors(database, ledgerId, lotNumbers.filter(isNew), bound, lotsMax)).filter(isNew);
  while (level.length > 0) {
    const lots = await readLotsOfLineage(database.pool, ledgerId, level, bound);
    for (const lot of lots) graph.lots.set(lot.lotNumber, lot);
    const wanted = new Set(lots.flatMap(({ step }) => (step === null || graph.steps.has(step) ? [] : [step])));
    const steps = await readStepsOfLineage(database.pool, ledgerId, [...wanted]);
    for (const step of steps) graph.steps.set(step.step, step);
    const inputs = new Set(steps.flatMap((step) => step.inputs.map(({ lotNumber }) => lotNumber)));
    level = [...inputs].filter(isNew);
  }
}

/** Adds everything that was made from the lots, and the lots themselves. */
export async function readDescendants(
  database: Database,
  ledgerId: number,
  lotNumbers: readonly number[],
  bound: EventBound,
  graph: GraphOfLineage,
): Promise<void> {
  let level = await findDescendants(database, ledgerId, lotNumbers, bound);
  const seen = new Set(level);
  while (level.length > 0) {
    const missing = level.filter((number) => !graph.lots.has(number));
    for (const lot of await readLotsOfLineage(database.pool, ledgerId, missing, bound))
      graph.lots.set(lot.lotNumber, lot);
    const { rows } = await database.pool.query<{ step: bigint; lot_number: bigint }>(
      madeOf('select lot_number from unnest($2::bigint[]) as n (lot_number)'),
      [ledgerId, level, bound],
    );
    const steps = new Set(rows.map(({ step }) => Number(step)).filter((step) => !graph.steps.has(step)));
    for (const step of await readStepsOfLineage(database.pool, ledgerId, [...steps])) graph.steps.set(step.step, step);
    level = [...new Set(rows.map(({ lot_number }) => Number(lot_number)))].filter((number) => !seen.has(number));
    for (const number of level) seen.add(number);
  }
}
