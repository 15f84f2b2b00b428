/**
 * The graph around some lots, read level by level: one question a level for lots, one for steps, one for inputs,
 * however wide the level. So nothing reads more than the lineage it was asked for, and it works across shards.
 */
import type { Consumption } from '@lodestone/custody/consumption.ts';
import type { ElementMasses } from '@lodestone/custody/element-masses.ts';
import type { LotKind } from '@lodestone/custody/facts-of-lots.ts';
import type { LotGain } from '@lodestone/custody/lot-gains.ts';
import { weighStep } from '@lodestone/custody/weigh-step.ts';
import { digestFromBytes } from '@lodestone/proof/digest.ts';
import type pg from 'pg';
import type { Database } from './database.ts';
import { elementMassesOfArray } from './element-array.ts';
import { asRevised, revisionJoin, standsBelow } from './lot-state-sql.ts';
import { readGains } from './read-gains.ts';
import type { LotTable, StepTable } from './tables.ts';

export interface LotOfLineage {
  readonly lotNumber: number;
  readonly lot: string;
  readonly kind: LotKind;
  /** As its event says; null where it does not. */
  readonly consumption: Consumption | null;
  readonly form: string | null;
  readonly product: string | null;
  readonly facility: string | null;
  readonly party: string;
  /** Who holds it as of the bound, or held it last. */
  readonly custodian: string;
  /** Everybody who received it, in order. */
  readonly receivers: readonly string[];
  readonly country: string;
  readonly step: number | null;
  readonly netMilligrams: bigint | null;
  readonly elementMilligrams: ElementMasses;
  /** What it gained without a step, as of the bound. */
  readonly gains: readonly LotGain[];
}

export interface StepOfLineage {
  readonly step: number;
  /** The place in the ledger that it has among gains of lots: its own, or that of the step that it corrects. */
  readonly at: number;
  readonly name: string;
  readonly event: string;
  readonly party: string;
  readonly facility: string | null;
  readonly baseElementMilligrams: ElementMasses;
  readonly unaccountedElementMilligrams: ElementMasses;
  /** The event, where it may state losses; null where it does not. */
  readonly lossesBody: Buffer | null;
  readonly inputs: readonly { readonly lotNumber: number; readonly elementMilligrams: ElementMasses }[];
}

export interface GraphOfLineage {
  readonly lots: Map<number, LotOfLineage>;
  readonly steps: Map<number, StepOfLineage>;
}

/** What is asked about: the lots, with what of them counts. */
export interface SubjectOfLineage {
  readonly kind: 'lot' | 'shipment';
  readonly id: string;
  readonly parts: readonly {
    readonly lotNumber: number;
    /** Where in the ledger that is: what the lot gained later is not in it. */
    readonly at: number;
    readonly elementMilligrams: ElementMasses;
  }[];
}

/** Events numbered below this count as known; the whole ledger when it is the largest number there is. */
export type EventBound = number;
export const WHOLE_LEDGER: EventBound = Number.MAX_SAFE_INTEGER;

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
    const lots = await readLots(database.pool, ledgerId, level, bound);
    for (const lot of lots) graph.lots.set(lot.lotNumber, lot);
    const wanted = new Set(lots.flatMap(({ step }) => (step === null || graph.steps.has(step) ? [] : [step])));
    const steps = await readSteps(database.pool, ledgerId, [...wanted]);
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
    for (const lot of await readLots(database.pool, ledgerId, missing, bound)) graph.lots.set(lot.lotNumber, lot);
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
    for (const step of await readSteps(database.pool, ledgerId, [...steps])) graph.steps.set(step.step, step);
    level = [...new Set(rows.map(({ lot_number }) => Number(lot_number)))].filter((number) => !seen.has(number));
    for (const number of level) seen.add(number);
  }
}

/** Before everything that a lot can gain. */
const AS_MADE = 0;

/** The lot or shipment under this id as of the bound, or null; one that was voided is none. A shipment counts as packed, a lot as made. */
export async function readSubject(
  database: Database,
  ledgerId: number,
  id: string,
  bound: EventBound,
): Promise<SubjectOfLineage | null> {
  const { rows: lots } = await database.pool.query<PartRow>(
    `select l.lot_number, ${asRevised(['element_milligrams'])}
     from view.lot l
     ${revisionJoin('$3')}
     where l.ledger_id = $1 and l.lot = $2 and l.event_number < $3 and not exists (
       select from view.movement m
       where m.ledger_id = $1 and m.lot_number = l.lot_number and m.status = 'voided' and m.event_number < $3)`,
    [ledgerId, id, bound],
  );
  if (lots.length > 0) return { kind: 'lot', id, parts: lots.map((row) => ({ ...partOf(row), at: AS_MADE })) };
  const { rows: lines } = await database.pool.query<PartRow & { event_number: bigint }>(
    `select lot_number, event_number, element_milligrams from view.shipment_line line
     where ledger_id = $1 and shipment = $2 and event_number < $3 and ${standsBelow('line.event_number', '$3')}
     order by lot_number`,
    [ledgerId, id, bound],
  );
  if (lines.length === 0) return null;
  return { kind: 'shipment', id, parts: lines.map((row) => ({ ...partOf(row), at: Number(row.event_number) })) };
}

/** Which shipments packed these lots and were not unpacked, as of the bound. */
export async function readPackings(
  database: Database,
  ledgerId: number,
  lotNumbers: readonly number[],
  bound: EventBound,
): Promise<{ shipment: string; lotNumber: number }[]> {
  const { rows } = await database.pool.query<{ shipment: string; lot_number: bigint }>(
    `select distinct packed.shipment, packed.lot_number
     from unnest($2::bigint[]) as n (lot_number)
     cross join lateral (
       select within as shipment, lot_number from view.movement
       where ledger_id = $1 and lot_number = n.lot_number and event_number < $3 and status = 'packed' offset 0) packed
     where exists (
       select from view.shipment_line line
       where line.ledger_id = $1 and line.shipment = packed.shipment and line.lot_number = packed.lot_number
         and line.event_number < $3 and ${standsBelow('line.event_number', '$3')})
     and not exists (
       select from view.shipment_end e
       where e.ledger_id = $1 and e.shipment = packed.shipment and e.ending = 'unpacked' and e.event_number < $3
         and ${standsBelow('e.event_number', '$3')})
     order by packed.shipment, packed.lot_number`,
    [ledgerId, lotNumbers, bound],
  );
  return rows.map(({ shipment, lot_number }) => ({ shipment, lotNumber: Number(lot_number) }));
}

/** What a correction may say otherwise of a lot; its event number is that of the step that made it, as known now. */
const REVISED = [
  'event_number',
  'kind',
  'form',
  'product',
  'facility',
  'country',
  'net_milligrams',
  'element_milligrams',
] as const;

async function readLots(
  client: pg.Pool,
  ledgerId: number,
  lotNumbers: readonly number[],
  bound: EventBound,
): Promise<LotOfLineage[]> {
  if (lotNumbers.length === 0) return [];
  const { rows } = await client.query<
    LotTable & { kind: LotKind; receivers: string[]; consumption: Consumption | null }
  >(
    `select l.lot_number, l.lot, l.party, coalesce(moves.receivers, '{}') as receivers, said.consumption,
       ${asRevised(REVISED)}
     from unnest($2::bigint[]) as n (lot_number)
     cross join lateral (select * from view.lot where ledger_id = $1 and lot_number = n.lot_number offset 0) l
     ${revisionJoin('$3')}
     cross join lateral (
       select array_agg(m.custodian order by m.event_number) as receivers
       from view.movement m
       where m.ledger_id = $1 and m.lot_number = n.lot_number and m.event_number < $3 and m.status = 'held'
         and ${standsBelow('m.event_number', '$3')}) moves
     left join lateral (
       select consumption from view.consumption where ledger_id = $1 and lot_number = n.lot_number offset 0) said on true`,
    [ledgerId, lotNumbers, bound],
  );
  const made = rows.map(partOf);
  const gains = await readGains(client, ledgerId, made, bound);
  return rows.map((row) => {
    const { lot, kind, form, product, facility, party, receivers, country } = row;
    return {
      lotNumber: Number(row.lot_number),
      lot,
      kind,
      consumption: row.consumption,
      form,
      product,
      facility,
      party,
      receivers,
      country,
      custodian: receivers.at(-1) ?? party,
      step: kind === 'transformed' || kind === 'circuit-stock' ? Number(row.event_number) : null,
      netMilligrams: row.net_milligrams,
      elementMilligrams: elementMassesOfArray(row.element_milligrams),
      gains: gains.get(Number(row.lot_number)) ?? [],
    };
  });
}

async function readSteps(client: pg.Pool, ledgerId: number, steps: readonly number[]): Promise<StepOfLineage[]> {
  if (steps.length === 0) return [];
  const { rows } = await client.query<StepTable & { digest: Buffer; losses_body: Buffer | null; at: bigint }>(
    `select s.event_number, coalesce(corrects.target_number, s.event_number) as at, s.step, s.party, s.facility, s.given_element_milligrams, e.digest, e.losses_body
     from unnest($2::bigint[]) as n (event_number)
     cross join lateral (select * from view.step where ledger_id = $1 and event_number = n.event_number offset 0) s
     cross join lateral (
       select digest, case when position($3::bytea in body) > 0 then body end as losses_body
       from ledger.event
       where ledger_id = $1 and position = n.event_number / 1000 and ordinal = n.event_number % 1000 offset 0) e
     left join lateral (
       select target_number from view.correction
       where ledger_id = $1 and event_number = n.event_number offset 0) corrects on true`,
    [ledgerId, steps, LOSSES_MEMBER],
  );
  const inputsOf = await readInputs(client, ledgerId, steps);
  return rows.map((row) => {
    const step = Number(row.event_number);
    const inputs = inputsOf.get(step) ?? [];
    const given = elementMassesOfArray(row.given_element_milligrams);
    return {
      step,
      at: Number(row.at),
      name: row.step,
      event: digestFromBytes(row.digest),
      party: row.party,
      facility: row.facility,
      ...weighStep(given, inputs),
      lossesBody: row.losses_body,
      inputs,
    };
  });
}

async function readInputs(client: pg.Pool, ledgerId: number, steps: readonly number[]) {
  const { rows } = await client.query<{
    event_number: bigint;
    lot_number: bigint;
    element_milligrams: (bigint | null)[];
  }>(
    `select i.event_number, i.lot_number, i.element_milligrams
     from unnest($2::bigint[]) as n (event_number)
     cross join lateral (
       select * from view.input where ledger_id = $1 and event_number = n.event_number order by lot_number offset 0) i`,
    [ledgerId, steps],
  );
  const inputsOf = new Map<number, { lotNumber: number; elementMilligrams: ElementMasses }[]>();
  for (const row of rows) {
    const step = Number(row.event_number);
    const input = partOf(row);
    const inputs = inputsOf.get(step);
    if (inputs === undefined) inputsOf.set(step, [input]);
    else inputs.push(input);
  }
  return inputsOf;
}

type PartRow = Pick<LotTable, 'lot_number' | 'element_milligrams'>;

/** In the bytes of every event that states losses, and of few others. */
const LOSSES_MEMBER = Buffer.from('"losses":');

function partOf(row: PartRow) {
  return { lotNumber: Number(row.lot_number), elementMilligrams: elementMassesOfArray(row.element_milligrams) };
}
