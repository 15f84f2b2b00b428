/** What lots gained without a step, read for the few that ever changed so. */
import { findLotGains, type LotGain, type LotPassage } from '@lodestone/custody/lot-gains.ts';
import type pg from 'pg';
import { elementMassesOfArray } from '../element-array.ts';
import type { EventBound } from '../event-bound.ts';
import type { LotPart } from './lot-part.ts';
import { standsBelow } from '../lot-state-sql.ts';

interface PassageRow {
  lot_number: bigint;
  at: bigint;
  cause: LotPassage['cause'];
  element_milligrams: (bigint | null)[];
}

/** Gives the gains of these lots, by lot number; lots that gained nothing are left out. */
export async function readGains(
  client: pg.Pool,
  ledgerId: number,
  lots: readonly LotPart[],
  bound: EventBound,
): Promise<ReadonlyMap<number, readonly LotGain[]>> {
  const numbers = lots.map(({ lotNumber }) => lotNumber);
  const passagesOf = await readPassages(client, ledgerId, numbers, bound);
  const gainsOf = new Map<number, readonly LotGain[]>();
  for (const { lotNumber, elementMilligrams } of lots) {
    const gains = findLotGains(elementMilligrams, passagesOf.get(lotNumber) ?? []);
    if (gains.length > 0) gainsOf.set(lotNumber, gains);
  }
  return gainsOf;
}

/** Gives what happened to those of the lots that ever changed without a step, by lot number; the others are left out. */
export async function readPassages(
  client: pg.Pool,
  ledgerId: number,
  lotNumbers: readonly number[],
  bound: EventBound,
): Promise<ReadonlyMap<number, readonly LotPassage[]>> {
  const { rows } = await client.query<PassageRow>(PASSAGES_QUERY, [ledgerId, lotNumbers, bound]);
  const passagesOf = new Map<number, readonly LotPassage[]>();
  for (const [lotNumber, ofLot] of Map.groupBy(rows, ({ lot_number }) => Number(lot_number))) {
    const passages = ofLot.map(({ at, cause, element_milligrams }) => {
      return { at: Number(at), cause, elementMilligrams: elementMassesOfArray(element_milligrams) };
    });
    passagesOf.set(
      lotNumber,
      passages.sort((left, right) => left.at - right.at),
    );
  }
  return passagesOf;
}

/**
 * What steps took of the lots, as known at the bound, and what changed them besides, each at the place of its event or of
 * the one that it corrects. A lot whose making was corrected is read as it is known to have been made, so the change by
 * which its book came to that is none here.
 */
const PASSAGES_QUERY = `
  select n.lot_number, passage.at, passage.cause, passage.element_milligrams
  from (
    select lot_number from unnest($2::bigint[]) as n (lot_number)
    where exists (
      select from view.change c
      where c.ledger_id = $1 and c.lot_number = n.lot_number and c.event_number < $3 and c.cause <> 'corrected')
    offset 0) n
  cross join lateral (
    select i.event_number, 'taken' as cause, i.element_milligrams from view.input i
    where i.ledger_id = $1 and i.lot_number = n.lot_number and i.event_number < $3
      and ${standsBelow('i.event_number', '$3')}
    union all
    select c.event_number, case when c.cause = 'reassayed' and not exists (
        select from view.finding f
        where f.ledger_id = $1 and f.event_number = c.event_number and f.code = 'assay-differs')
      then 'measured' else c.cause end, c.element_milligrams from view.change c
    where c.ledger_id = $1 and c.lot_number = n.lot_number and c.event_number < $3 and c.cause <> 'corrected' offset 0) did
  left join lateral (
    select target_number from view.correction
    where ledger_id = $1 and event_number = did.event_number offset 0) corrects on true
  cross join lateral (
    select coalesce(corrects.target_number, did.event_number) as at, did.cause, did.element_milligrams) passage`;
