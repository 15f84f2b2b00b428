/** The lots and the steps of one level of a lineage, however wide it is, in a fixed number of questions. */
import type { Consumption } from '@lodestone/custody/consumption.ts';
import type { LotKind } from '@lodestone/custody/facts/facts-of-lots.ts';
import { weighStep } from '@lodestone/custody/weigh-step.ts';
import { digestFromBytes } from '@lodestone/proof/digest.ts';
import type pg from 'pg';
import { elementMassesOfArray } from '../element-array.ts';
import type { EventBound } from '../event-bound.ts';
import type { LotOfLineage, StepOfLineage } from './graph-of-lineage.ts';
import { type LotPart, type LotPartRow, lotPartOf } from './lot-part.ts';
import { asRevised, revisionJoin, standsBelow } from '../lot-state-sql.ts';
import { readGains } from './read-gains.ts';
import type { LotTable, StepTable } from '../tables.ts';
import { isEvent } from '../event-number-sql.ts';

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

/** Reads one level of lots, in one question and one for their gains. */
export async function readLotsOfLineage(
  client: pg.Pool,
  ledgerId: number,
  lotNumbers: readonly number[],
  bound: EventBound,
): Promise<LotOfLineage[]> {
  if (lotNumbers.length === 0) return [];
  const { rows } = await client.query<
    LotTable & { kind: LotKind; receivers: string[]; custodians: string[]; consumption: Consumption | null }
  >(
    `select l.lot_number, l.lot, l.party, coalesce(moves.receivers, '{}') as receivers,
       coalesce(moves.custodians, '{}') as custodians, said.consumption,
       ${asRevised(REVISED)}
     from unnest($2::bigint[]) as n (lot_number)
     cross join lateral (select * from view.lot where ledger_id = $1 and lot_number = n.lot_number offset 0) l
     ${revisionJoin('$3')}
     cross join lateral (
       select array_agg(m.custodian order by m.event_number) as custodians,
         array_agg(m.custodian order by m.event_number)
           filter (where m.status = 'held' and ${standsBelow('m.event_number', '$3')}) as receivers
       from view.movement m
       where m.ledger_id = $1 and m.lot_number = n.lot_number and m.event_number < $3) moves
     left join lateral (
       select consumption from view.consumption where ledger_id = $1 and lot_number = n.lot_number offset 0) said on true`,
    [ledgerId, lotNumbers, bound],
  );
  const made = rows.map(lotPartOf);
  const gains = await readGains(client, ledgerId, made, bound);
  return rows.map((row) => {
    const { lot, kind, form, product, facility, party, custodians, receivers, country } = row;
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
      custodian: custodians.at(-1) ?? party,
      step: kind === 'transformed' || kind === 'circuit-stock' ? Number(row.event_number) : null,
      netMilligrams: row.net_milligrams,
      elementMilligrams: elementMassesOfArray(row.element_milligrams),
      gains: gains.get(Number(row.lot_number)) ?? [],
    };
  });
}

/** Reads one level of steps, in one question and one for their inputs. */
export async function readStepsOfLineage(
  client: pg.Pool,
  ledgerId: number,
  steps: readonly number[],
): Promise<StepOfLineage[]> {
  if (steps.length === 0) return [];
  const { rows } = await client.query<StepTable & { digest: Buffer; losses_body: Buffer | null; at: bigint }>(
    `select s.event_number, coalesce(corrects.target_number, s.event_number) as at, s.step, s.party, s.facility, s.given_element_milligrams, e.digest, e.losses_body
     from unnest($2::bigint[]) as n (event_number)
     cross join lateral (select * from view.step where ledger_id = $1 and event_number = n.event_number offset 0) s
     cross join lateral (
       select digest, case when position($3::bytea in body) > 0 then body end as losses_body
       from ledger.event
       where ledger_id = $1 and ${isEvent('n.event_number')} offset 0) e
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

/** In the bytes of every event that states losses, and of few others. */
const LOSSES_MEMBER = Buffer.from('"losses":');

async function readInputs(
  client: pg.Pool,
  ledgerId: number,
  steps: readonly number[],
): Promise<ReadonlyMap<number, readonly LotPart[]>> {
  const { rows } = await client.query<LotPartRow & { event_number: bigint }>(
    `select i.event_number, i.lot_number, i.element_milligrams
     from unnest($2::bigint[]) as n (event_number)
     cross join lateral (
       select * from view.input where ledger_id = $1 and event_number = n.event_number order by lot_number offset 0) i`,
    [ledgerId, steps],
  );
  const inputsOf = new Map<number, LotPart[]>();
  for (const [step, inputs] of Map.groupBy(rows, ({ event_number }) => Number(event_number))) {
    inputsOf.set(step, inputs.map(lotPartOf));
  }
  return inputsOf;
}
