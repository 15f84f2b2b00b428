/**
 * The graph around some lots, read level by level: one question a level for lots, one for steps, one for inputs,
 * however wide the level. So nothing reads more than the lineage it was asked for, and it works across shards.
 */
import type { Database } from './database.ts';
import type { EventBound } from './event-bound.ts';
import type { GraphOfLineage } from './graph-of-lineage.ts';
import { readLotsOfLineage, readStepsOfLineage } from './read-lineage-level.ts';

/** Adds everything that the lots were made from, and the lots themselves. */
export async function readAncestors(
  database: Database,
  ledgerId: number,
  lotNumbers: readonly number[],
  bound: EventBound,
  graph: GraphOfLineage,
): Promise<void> {
  let level = lotNumbers.filter((number) => !graph.lots.has(number));
  while (level.length > 0) {
    const lots = await readLotsOfLineage(database.pool, ledgerId, level, bound);
    for (const lot of lots) graph.lots.set(lot.lotNumber, lot);
    const wanted = new Set(lots.flatMap(({ step }) => (step === null || graph.steps.has(step) ? [] : [step])));
    const steps = await readStepsOfLineage(database.pool, ledgerId, [...wanted]);
    for (const step of steps) graph.steps.set(step.step, step);
    const inputs = new Set(steps.flatMap((step) => step.inputs.map(({ lotNumber }) => lotNumber)));
    level = [...inputs].filter((number) => !graph.lots.has(number));
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
  const seen = new Set(lotNumbers);
  let level = [...lotNumbers];
  while (level.length > 0) {
    const missing = level.filter((number) => !graph.lots.has(number));
    for (const lot of await readLotsOfLineage(database.pool, ledgerId, missing, bound))
      graph.lots.set(lot.lotNumber, lot);
    const { rows } = await database.pool.query<{ step: bigint; lot_number: bigint }>(
      `select i.event_number as step, s.first_lot_number + made.index as lot_number
       from unnest($2::bigint[]) as n (lot_number)
       cross join lateral (
         select event_number from view.input
         where ledger_id = $1 and lot_number = n.lot_number and event_number < $3 offset 0) i
       left join lateral (
         select true as by from view.correction
         where ledger_id = $1 and superseded_number = i.event_number and event_number < $3 offset 0) superseded on true
       cross join lateral (
         select first_lot_number, lot_count from view.step
         where ledger_id = $1 and event_number = i.event_number offset 0) s
       cross join lateral generate_series(0, s.lot_count - 1) as made (index)
       where superseded.by is null`,
      [ledgerId, level, bound],
    );
    const steps = new Set(rows.map(({ step }) => Number(step)).filter((step) => !graph.steps.has(step)));
    for (const step of await readStepsOfLineage(database.pool, ledgerId, [...steps])) graph.steps.set(step.step, step);
    level = [...new Set(rows.map(({ lot_number }) => Number(lot_number)))].filter((number) => !seen.has(number));
    for (const number of level) seen.add(number);
  }
}
