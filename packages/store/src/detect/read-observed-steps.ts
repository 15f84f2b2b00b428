/** The steps of a range of events, what each took, and the ranges of yields that sites have set. */
import type { Amounts } from '@lodestone/custody/amounts.ts';
import type { Step } from '@lodestone/custody/material.ts';
import { amountsOfRow } from '../amounts-row.ts';
import type { Database } from '../database.ts';
import type { EventBound } from '../event-bound.ts';
import type { AmountRow } from '../tables.ts';

export interface StepOfPage {
  readonly step: Step;
  readonly party: string;
  readonly facility: string | null;
  /** The lots that it made, a circuit's stock among them, have so many consecutive numbers. */
  readonly firstLotNumber: number;
  readonly lotCount: number;
  readonly inputs: readonly { readonly lotNumber: number; readonly taken: Amounts }[];
}

/** The steps of events `[first, last]`, by event number. */
export async function readStepsOfEvents(
  { pool }: Database,
  ledgerId: number,
  { first, last }: { readonly first: number; readonly last: number },
): Promise<ReadonlyMap<number, StepOfPage>> {
  const [steps, inputs] = await Promise.all([
    pool.query<{
      event_number: bigint;
      step: Step;
      party: string;
      facility: string | null;
      first_lot_number: bigint;
      lot_count: number;
    }>(
      `select event_number, step, party, facility, first_lot_number, lot_count from view.step
       where ledger_id = $1 and event_number between $2 and $3`,
      [ledgerId, first, last],
    ),
    pool.query<AmountRow & { event_number: bigint; lot_number: bigint }>(
      `select event_number, lot_number, net_milligrams, volume_millilitres, pieces, element_milligrams from view.input
       where ledger_id = $1 and event_number between $2 and $3 order by event_number, lot_number`,
      [ledgerId, first, last],
    ),
  ]);
  const inputsOf = Map.groupBy(inputs.rows, ({ event_number }) => Number(event_number));
  return new Map(
    steps.rows.map(({ event_number, step, party, facility, first_lot_number, lot_count }) => {
      const eventNumber = Number(event_number);
      const taken = (inputsOf.get(eventNumber) ?? []).map((row) => {
        return { lotNumber: Number(row.lot_number), taken: amountsOfRow(row) };
      });
      const made = { firstLotNumber: Number(first_lot_number), lotCount: lot_count };
      return [eventNumber, { step, party, facility, ...made, inputs: taken }] as const;
    }),
  );
}

export interface YieldRangeSet {
  readonly eventNumber: number;
  readonly facility: string;
  readonly step: string;
  /** Null where a correction took the only range back. */
  readonly range: { readonly lowPartsPerMillion: number; readonly highPartsPerMillion: number } | null;
}

/** Every range of a yield that a site has set below the bound, in the order of the ledger: there are few. */
export async function readYieldRangesSet(
  { pool }: Database,
  ledgerId: number,
  bound: EventBound,
): Promise<YieldRangeSet[]> {
  const { rows } = await pool.query<{
    event_number: bigint;
    facility: string;
    step: string;
    low: number | null;
    high: number | null;
  }>(
    `select event_number, facility, step, low_parts_per_million as low, high_parts_per_million as high
     from view.yield_range where ledger_id = $1 and event_number < $2 order by event_number, index`,
    [ledgerId, bound],
  );
  return rows.map(({ event_number, facility, step, low, high }) => {
    const range = low === null || high === null ? null : { lowPartsPerMillion: low, highPartsPerMillion: high };
    return { eventNumber: Number(event_number), facility, step, range };
  });
}
