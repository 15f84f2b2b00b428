/** Lots with all that is ever known of them below a bound, so that whoever reads along the log needs them once. */
import type { Amounts } from '@lodestone/custody/amounts.ts';
import type { Consumption } from '@lodestone/custody/consumption.ts';
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import type { ChangeCause, LotKind } from '@lodestone/custody/facts/facts-of-lots.ts';
import type { Form } from '@lodestone/custody/material.ts';
import { amountsOfRow } from '../amounts-row.ts';
import type { Database } from '../database.ts';
import type { EventBound } from '../event-bound.ts';
import type { AmountRow } from '../tables.ts';

/** How a lot was made, as known from an event on. */
export interface Making {
  readonly eventNumber: number;
  readonly kind: LotKind;
  readonly facility: string | null;
  readonly country: string;
  readonly form: Form | null;
  readonly product: string | null;
  readonly made: Amounts;
  readonly notDetected: readonly ElementSymbol[];
  readonly uncertaintyPartsPerMillion: number | null;
}

/** A change of the book of a lot, with the assay that made it. */
export interface ChangeOfLot {
  readonly eventNumber: number;
  readonly cause: ChangeCause;
  readonly reason: string;
  readonly by: Amounts;
  readonly assay: {
    readonly moisturePartsPerMillion: number | null;
    readonly notDetected: readonly ElementSymbol[];
    readonly uncertaintyPartsPerMillion: number;
  } | null;
  /** Of an assay that was taken back: the event of the one that counts again, 0 where none does. */
  readonly countsAgain: number | null;
}

export interface LotHistory {
  readonly lotNumber: number;
  readonly lot: string;
  readonly party: string;
  /** In the order of the log, the first as it was made, the others as corrected. */
  readonly makings: readonly Making[];
  readonly changes: readonly ChangeOfLot[];
  readonly consumption: Consumption | null;
}

/** Which lots: some by number, or some by name, or so many from a number on. */
export type LotChoice =
  | { readonly by: 'number'; readonly lotNumbers: readonly number[] }
  | { readonly by: 'name'; readonly lots: readonly string[] }
  | { readonly by: 'range'; readonly firstLotNumber: number; readonly count: number };

interface LotRow extends AmountRow {
  readonly event_number: bigint;
  readonly lot_number: bigint;
  readonly lot: string;
  readonly party: string;
  readonly kind: LotKind;
  readonly facility: string | null;
  readonly country: string;
  readonly form: Form | null;
  readonly product: string | null;
  readonly not_detected: ElementSymbol[] | null;
  readonly uncertainty_parts_per_million: number | null;
}

/** The lots that are there of those chosen, in the order of their numbers. */
export async function readLotHistories(
  database: Database,
  ledgerId: number,
  choice: LotChoice,
  bound: EventBound,
): Promise<LotHistory[]> {
  const lots = await readLots(database, ledgerId, choice);
  if (lots.length === 0) return [];
  const lotNumbers = lots.map(({ lot_number }) => lot_number);
  const [revisions, changes, consumptions] = await Promise.all([
    readRevisions(database, ledgerId, lotNumbers, bound),
    readChanges(database, ledgerId, lotNumbers, bound),
    readConsumptions(database, ledgerId, lotNumbers),
  ]);
  return lots.map((row) => ({
    lotNumber: Number(row.lot_number),
    lot: row.lot,
    party: row.party,
    makings: [row, ...(revisions.get(row.lot_number) ?? [])].map(makingOf),
    changes: changes.get(row.lot_number) ?? [],
    consumption: consumptions.get(row.lot_number) ?? null,
  }));
}

async function readLots({ pool }: Database, ledgerId: number, choice: LotChoice): Promise<LotRow[]> {
  const { rows } = await pool.query<LotRow>(LOTS_QUERY[choice.by], [ledgerId, ...valuesOf(choice)]);
  return rows;
}

const LOTS_QUERY = {
  number: `select l.* from unnest($2::bigint[]) as n (lot_number)
    cross join lateral (select * from view.lot where ledger_id = $1 and lot_number = n.lot_number offset 0) l`,
  name: `select l.* from unnest($2::text[]) as n (lot)
    cross join lateral (select * from view.lot where ledger_id = $1 and lot = n.lot offset 0) l`,
  range: 'select * from view.lot where ledger_id = $1 and lot_number >= $2 and lot_number < $3 order by lot_number',
} as const;

function valuesOf(choice: LotChoice): readonly unknown[] {
  if (choice.by === 'number') return [choice.lotNumbers];
  if (choice.by === 'name') return [choice.lots];
  return [choice.firstLotNumber, choice.firstLotNumber + choice.count];
}

/** The number that the first lot has which events from `from` on have made; beyond all lots where there is none. */
export async function readFirstLotNumber({ pool }: Database, ledgerId: number, from: number): Promise<number> {
  // Else read from the end: who asks wants to go on from there.
  if (from === 0) return 0;
  const { rows } = await pool.query<{ lot_number: bigint }>(
    `select lot_number from view.lot where ledger_id = $1 and event_number < $2 order by lot_number desc limit 1`,
    [ledgerId, from],
  );
  const [last] = rows;
  return last === undefined ? 0 : Number(last.lot_number) + 1;
}

type ByLot<Row> = ReadonlyMap<bigint, Row[]>;

async function readRevisions(
  { pool }: Database,
  ledgerId: number,
  lotNumbers: readonly bigint[],
  bound: EventBound,
): Promise<ByLot<LotRow>> {
  const { rows } = await pool.query<LotRow>(
    `select r.* from unnest($2::bigint[]) as n (lot_number)
     cross join lateral (
       select * from view.lot_revision
       where ledger_id = $1 and lot_number = n.lot_number and event_number < $3 order by event_number offset 0) r`,
    [ledgerId, lotNumbers, bound],
  );
  return Map.groupBy(rows, ({ lot_number }) => lot_number);
}

interface ChangeRow extends AmountRow {
  readonly event_number: bigint;
  readonly lot_number: bigint;
  readonly cause: ChangeCause;
  readonly reason: string;
  readonly is_assay: boolean | null;
  readonly moisture: number | null;
  readonly not_detected: ElementSymbol[] | null;
  readonly uncertainty: number | null;
  readonly counts_again: bigint | null;
}

async function readChanges(
  { pool }: Database,
  ledgerId: number,
  lotNumbers: readonly bigint[],
  bound: EventBound,
): Promise<ByLot<ChangeOfLot>> {
  const { rows } = await pool.query<ChangeRow>(
    `select c.*, a.is_assay, a.moisture, a.not_detected, a.uncertainty, w.counts_again
     from unnest($2::bigint[]) as n (lot_number)
     cross join lateral (
       select event_number, lot_number, cause, reason, net_milligrams, volume_millilitres, pieces, element_milligrams
       from view.change
       where ledger_id = $1 and lot_number = n.lot_number and event_number < $3 order by event_number offset 0) c
     left join lateral (
       select true as is_assay, moisture_parts_per_million as moisture, not_detected,
         uncertainty_parts_per_million as uncertainty
       from view.assay
       where ledger_id = $1 and lot_number = c.lot_number and event_number = c.event_number offset 0) a
       on c.cause = 'reassayed'
     left join lateral (
       select coalesce(assay_number, 0) as counts_again from view.assay_withdrawal
       where ledger_id = $1 and lot_number = c.lot_number and event_number = c.event_number offset 0) w
       on c.cause = 'reassayed'`,
    [ledgerId, lotNumbers, bound],
  );
  const changes = new Map<bigint, ChangeOfLot[]>();
  for (const [lotNumber, ofLot] of Map.groupBy(rows, ({ lot_number }) => lot_number)) {
    changes.set(lotNumber, ofLot.map(changeOf));
  }
  return changes;
}

async function readConsumptions({ pool }: Database, ledgerId: number, lotNumbers: readonly bigint[]) {
  const { rows } = await pool.query<{ lot_number: bigint; consumption: Consumption }>(
    `select c.* from unnest($2::bigint[]) as n (lot_number)
     cross join lateral (
       select lot_number, consumption from view.consumption
       where ledger_id = $1 and lot_number = n.lot_number offset 0) c`,
    [ledgerId, lotNumbers],
  );
  return new Map(rows.map(({ lot_number, consumption }) => [lot_number, consumption] as const));
}

function makingOf(row: Omit<LotRow, 'lot' | 'party'>): Making {
  const { kind, facility, country, form, product } = row;
  return {
    eventNumber: Number(row.event_number),
    kind,
    facility,
    country,
    form,
    product,
    made: amountsOfRow(row),
    notDetected: row.not_detected ?? [],
    uncertaintyPartsPerMillion: row.uncertainty_parts_per_million,
  };
}

function changeOf(row: ChangeRow): ChangeOfLot {
  const { cause, reason } = row;
  const isAssay = row.is_assay === true && row.uncertainty !== null;
  return {
    eventNumber: Number(row.event_number),
    cause,
    reason,
    by: amountsOfRow(row),
    assay: isAssay
      ? {
          moisturePartsPerMillion: row.moisture,
          notDetected: row.not_detected ?? [],
          uncertaintyPartsPerMillion: row.uncertainty ?? 0,
        }
      : null,
    countsAgain: row.counts_again === null ? null : Number(row.counts_again),
  };
}
