/** What happened to the lots of a lineage, lot by lot, as known below an event number: what their book is made of. */
import type { Amounts } from '@lodestone/custody/amounts.ts';
import type { Consumption } from '@lodestone/custody/consumption.ts';
import type { ElementMasses } from '@lodestone/custody/element-masses.ts';
import type { ChangeCause, LotKind } from '@lodestone/custody/facts/facts-of-lots.ts';
import type pg from 'pg';
import { amountsOfRow } from '../amounts-row.ts';
import { elementMassesOfArray } from '../element-array.ts';
import { asRevised, revisionJoin, standsBelow } from '../lot-state-sql.ts';
import type { AmountRow } from '../tables.ts';

type Client = pg.ClientBase | pg.Pool;

/** A lot as it is known to have been made, and by which event. */
export interface MadeLotRow {
  readonly lotNumber: number;
  readonly lot: string;
  readonly eventNumber: number;
  readonly kind: LotKind;
  readonly party: string;
  readonly facility: string | null;
  readonly country: string;
  readonly form: string | null;
  readonly product: string | null;
  readonly consumption: Consumption | null;
  readonly circuit: string | null;
  readonly uncertaintyPartsPerMillion: number | null;
  readonly amounts: Amounts;
}

const REVISED = [
  'event_number',
  'kind',
  'facility',
  'country',
  'form',
  'product',
  'net_milligrams',
  'volume_millilitres',
  'pieces',
  'element_milligrams',
  'uncertainty_parts_per_million',
] as const;

/** The lots of these numbers. */
export async function readMadeLots(
  client: Client,
  ledgerId: number,
  lotNumbers: readonly number[],
  bound: number,
): Promise<MadeLotRow[]> {
  const { rows } = await client.query<
    AmountRow & Omit<MadeLotRow, 'amounts'> & { lot_number: bigint; event_number: bigint; uncertainty: number | null }
  >(
    `select l.lot_number, l.lot, l.party, l.circuit, said.consumption, made.*, made.uncertainty_parts_per_million as uncertainty
     from unnest($2::bigint[]) as n (number)
     cross join lateral (select * from view.lot where ledger_id = $1 and lot_number = n.number offset 0) l
     ${revisionJoin('$3')}
     cross join lateral (select ${asRevised(REVISED)}) made
     left join lateral (
       select consumption from view.consumption where ledger_id = $1 and lot_number = n.number offset 0) said on true`,
    [ledgerId, lotNumbers, bound],
  );
  return rows.map((row) => {
    const { lot, kind, party, facility, country, form, product, consumption, circuit, uncertainty } = row;
    const made = { lot, kind, party, facility, country, form, product, consumption, circuit };
    return {
      lotNumber: Number(row.lot_number),
      eventNumber: Number(row.event_number),
      ...made,
      uncertaintyPartsPerMillion: uncertainty,
      amounts: amountsOfRow(row),
    };
  });
}

export interface TakenRow {
  readonly eventNumber: number;
  readonly lotNumber: number;
  readonly amounts: Amounts;
}

interface FoundTaken extends AmountRow {
  event_number: bigint;
  lot_number: bigint;
}

function takenOf(row: FoundTaken): TakenRow {
  return { eventNumber: Number(row.event_number), lotNumber: Number(row.lot_number), amounts: amountsOfRow(row) };
}

/** What steps took of the lots; what a correction has replaced is left out. */
export async function readTaken(
  client: Client,
  ledgerId: number,
  lotNumbers: readonly number[],
  bound: number,
): Promise<TakenRow[]> {
  const { rows } = await client.query<FoundTaken>(
    `select i.* from unnest($2::bigint[]) as n (lot_number)
     cross join lateral (
       select event_number, lot_number, net_milligrams, volume_millilitres, pieces, element_milligrams
       from view.input row
       where ledger_id = $1 and lot_number = n.lot_number and event_number < $3
         and ${standsBelow('row.event_number', '$3')} offset 0) i`,
    [ledgerId, lotNumbers, bound],
  );
  return rows.map(takenOf);
}

export interface ChangedRow extends TakenRow {
  readonly cause: ChangeCause;
  /** An assay that differs from the book by no more than chance explains. */
  readonly isMeasured: boolean;
  /** Of the assay that counts from here on; null of other changes, and where none counts. */
  readonly uncertaintyPartsPerMillion: number | null;
}

/** What the lots have more of, or less, without a step; what corrections did of their own is among it. */
export async function readChanged(
  client: Client,
  ledgerId: number,
  lotNumbers: readonly number[],
  bound: number,
): Promise<ChangedRow[]> {
  const { rows } = await client.query<FoundTaken & { cause: ChangeCause; differs: boolean; uncertainty: number }>(
    `select c.*, exists (
         select from view.finding f
         where f.ledger_id = $1 and f.event_number = c.event_number and f.code = 'assay-differs') as differs,
       case when c.cause = 'reassayed' then coalesce(
         (select a.uncertainty_parts_per_million from view.assay a
          where a.ledger_id = $1 and a.lot_number = c.lot_number and a.event_number = c.event_number),
         (select before.uncertainty_parts_per_million from view.assay_withdrawal w
          join view.assay before on before.ledger_id = $1 and before.lot_number = w.lot_number
            and before.event_number = w.assay_number
          where w.ledger_id = $1 and w.lot_number = c.lot_number and w.event_number = c.event_number),
         (select l.uncertainty_parts_per_million from view.lot l
          where l.ledger_id = $1 and l.lot_number = c.lot_number)) end as uncertainty
     from unnest($2::bigint[]) as n (lot_number)
     cross join lateral (
       select event_number, lot_number, cause, net_milligrams, volume_millilitres, pieces, element_milligrams
       from view.change
       where ledger_id = $1 and lot_number = n.lot_number and event_number < $3 offset 0) c`,
    [ledgerId, lotNumbers, bound],
  );
  return rows.map((row) => ({
    ...takenOf(row),
    cause: row.cause,
    isMeasured: row.cause === 'reassayed' && !row.differs,
    uncertaintyPartsPerMillion: row.uncertainty,
  }));
}

export interface MovedRow {
  readonly eventNumber: number;
  readonly lotNumber: number;
  readonly custodian: string;
}

/** Who had the lots, in the order of the log, as it was recorded: right or wrong. */
export async function readMoved(
  client: Client,
  ledgerId: number,
  lotNumbers: readonly number[],
  bound: number,
): Promise<MovedRow[]> {
  const { rows } = await client.query<{ event_number: bigint; lot_number: bigint; custodian: string }>(
    `select m.* from unnest($2::bigint[]) as n (lot_number)
     cross join lateral (
       select event_number, lot_number, custodian from view.movement
       where ledger_id = $1 and lot_number = n.lot_number and event_number < $3 offset 0) m
     order by m.event_number`,
    [ledgerId, lotNumbers, bound],
  );
  return rows.map(({ event_number, lot_number, custodian }) => {
    return { eventNumber: Number(event_number), lotNumber: Number(lot_number), custodian };
  });
}

/** What a shipment took of its lots, as it stands. */
export async function readPacked(
  client: Client,
  ledgerId: number,
  shipment: string,
  bound: number,
): Promise<TakenRow[]> {
  const { rows } = await client.query<FoundTaken>(
    `select event_number, lot_number, net_milligrams, volume_millilitres, pieces, element_milligrams
     from view.shipment_line line
     where ledger_id = $1 and shipment = $2 and event_number < $3 and ${standsBelow('line.event_number', '$3')}`,
    [ledgerId, shipment, bound],
  );
  return rows.map(takenOf);
}

/** What steps gave: outputs, stated losses and closing stock. */
export async function readGiven(
  client: Client,
  ledgerId: number,
  steps: readonly number[],
): Promise<ReadonlyMap<number, ElementMasses>> {
  const { rows } = await client.query<{ event_number: bigint; given_element_milligrams: (bigint | null)[] }>(
    `select s.* from unnest($2::bigint[]) as n (event_number)
     cross join lateral (
       select event_number, given_element_milligrams from view.step
       where ledger_id = $1 and event_number = n.event_number offset 0) s`,
    [ledgerId, steps],
  );
  return new Map(
    rows.map((row) => [Number(row.event_number), elementMassesOfArray(row.given_element_milligrams)] as const),
  );
}

/** The events by which a shipment was unpacked or has left. */
export async function readShipmentEnds(client: Client, ledgerId: number, shipment: string): Promise<number[]> {
  const { rows } = await client.query<{ event_number: bigint }>(
    'select event_number from view.shipment_end where ledger_id = $1 and shipment = $2',
    [ledgerId, shipment],
  );
  return rows.map(({ event_number }) => Number(event_number));
}
