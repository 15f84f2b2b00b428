/**
 * What lots were made from, as SQL whose answers `read-numbers.ts` understands. A lineage is gone through from step to step, for
 * an input names the step that made its lot; a lot is looked up only where more is to be said of it.
 */
import type { EventBound } from '../event-bound.ts';
import {
  arrayOf,
  arrayText,
  MADE_BY_STEPS,
  OF_CHANGED_LOT,
  OF_FOUND_STEP,
  OF_ORIGIN,
  row,
  type SqlNumber,
  stepRows,
} from './lineage-numbers-sql.ts';
import type { Lookup } from '../wire/look-up-rows.ts';

/** Which lots: of these numbers, or of this name, whether it is known at the bound and stands or not. */
export type LotsAsked = { readonly lotNumbers: readonly number[] } | { readonly lot: string };

/**
 * Reads the lots and all that they were made from, where that are fewer steps than `whole`; else which steps made the lots, and
 * which are the nearest, up to `limit` of them.
 */
export function ancestorsLookup(
  ledgerId: number,
  lots: LotsAsked,
  bound: EventBound,
  { limit, whole }: { readonly limit: number; readonly whole: number },
): Lookup {
  const [lot, lotNumbers] = 'lot' in lots ? [lots.lot, null] : [null, arrayText(lots.lotNumbers)];
  return { ...ANCESTORS, values: [`${ledgerId}`, `${bound}`, `${limit}`, `${whole}`, lot, lotNumbers] };
}

/** Reads some steps, and what there is to say of what they took. */
export function stepsLookup(ledgerId: number, eventNumbers: Iterable<number>, bound: EventBound): Lookup {
  return { ...STEPS, values: [`${ledgerId}`, `${bound}`, arrayText(eventNumbers)] };
}

/** Reads these lots, all of them, and which they were made from: what the nearest steps took, up to `limit`. */
export function lotsAboveQuery(
  ledgerId: number,
  lotNumbers: readonly number[],
  bound: EventBound,
  limit: number,
): string {
  return `with recursive ${ancestors(ledgerId, arrayOf(lotNumbers), bound)}
    select lot_number from asked
    union
    (select distinct lot_number from view.input
    where ledger_id = ${ledgerId} and event_number = any (array(select maker from reached limit ${limit}))
    limit ${limit})`;
}

/**
 * The lots asked for, and the steps that made them and all that these took. A recursive query hands on rows, and looking up
 * what each step took would search the index once for every row. So each level is gathered into one array first: a window
 * function may do that where an aggregate must not stand. `union` leaves out what came at an earlier level.
 */
function ancestors(ledgerId: SqlNumber, lotNumbers: string, bound: SqlNumber): string {
  return `asked as materialized (${madeLots(ledgerId, lotNumbers, bound)}),
    reached as (
      select maker from asked where maker is not null
      union
      select made.maker
      from (select array_agg(maker) over () as steps, row_number() over () as place from reached) level
      cross join lateral (
        select array_agg(lot_number) as lot_numbers, array_agg(maker_number) as makers from view.input
        where ledger_id = ${ledgerId} and event_number = any (level.steps) and maker_number is not null offset 0) taken
      cross join lateral (select ${isAnyRevised(ledgerId, 'taken.lot_numbers', bound)} as is_any offset 0) revision
      cross join lateral (
        select maker from unnest(taken.makers) as made (maker) where not revision.is_any
        union all
        select coalesce(revised.event_number, made.maker)
        from unnest(taken.lot_numbers, taken.makers) as made (lot_number, maker)
        ${revisedJoin(ledgerId, 'made.lot_number', bound)}
        where revision.is_any
        offset 0) made
      where level.place = 1)`;
}

/**
 * Whether the making of any of the lots was corrected. Asked before corrections are looked up: a row that goes through that
 * takes twice as long, though nothing is found.
 */
function isAnyRevised(ledgerId: SqlNumber, lotNumbers: string, bound: SqlNumber): string {
  return `exists (
        select from view.lot_revision
        where ledger_id = ${ledgerId} and lot_number = any (${lotNumbers}) and event_number < ${bound})`;
}

/** The latest correction of how a lot was made, as of the bound. */
function revisedJoin(ledgerId: SqlNumber, lotNumber: string, bound: SqlNumber): string {
  return `left join lateral (
          select kind, event_number from view.lot_revision
          where ledger_id = ${ledgerId} and lot_number = ${lotNumber} and event_number < ${bound}
          order by event_number desc limit 1) revised on true`;
}

/** The lots of an array with the event of the step that made each, as known at the bound; null where none did. */
function madeLots(ledgerId: SqlNumber, lotNumbers: string, bound: SqlNumber): string {
  return `select made.lot_number,
        case when coalesce(revised.kind, made.kind) in ${MADE_BY_STEPS}
          then coalesce(revised.event_number, made.event_number) end as maker
      from (
        select lot_number, kind, event_number from view.lot
        where ledger_id = ${ledgerId} and lot_number = any (array(select unnest(${lotNumbers}))) offset 0) made
      ${revisedJoin(ledgerId, 'made.lot_number', bound)}`;
}

function takenRow(maker: string): string {
  const said = { eventNumber: 'taken.event_number', lotNumber: 'taken.lot_number', place: maker };
  return row('null::integer', { ...said, elementMilligrams: 'taken.element_milligrams' });
}

/**
 * Steps with what they took, and what there is to say of those lots and of `others`. The rows of what one step took stand
 * together: an answer made of several goes through each in its order.
 */
function stepsAndInputs(
  ledgerId: SqlNumber,
  bound: SqlNumber,
  steps: string,
  others: { all: string; origins: string },
) {
  const taken = `taken as materialized (
      select event_number, lot_number, maker_number, element_milligrams from view.input
      where ledger_id = ${ledgerId} and event_number = any (${steps})
      order by event_number, lot_number),
    revision as materialized (
      select ${isAnyRevised(ledgerId, 'array(select lot_number from taken where maker_number is not null)', bound)} as is_any)`;
  const rows = `select distinct ${row(OF_CHANGED_LOT, { lotNumber: 'lot_number' })} from view.change
    where ledger_id = ${ledgerId} and lot_number = any (array(${others.all} select lot_number from taken))
      and event_number < ${bound} and cause <> 'corrected'
    union all
    select ${row(OF_ORIGIN, { lotNumber: 'lot_number', lot: 'lot' })} from view.lot
    where ledger_id = ${ledgerId}
      and lot_number = any (array(${others.origins} select lot_number from taken where maker_number is null))
    union all
    ${stepRows(ledgerId, `event_number = any (${steps})`)}
    union all
    select ${takenRow('taken.maker_number')} from taken where not (select is_any from revision)
    union all
    select ${takenRow('case when taken.maker_number is not null then coalesce(revised.event_number, taken.maker_number) end')}
    from taken ${revisedJoin(ledgerId, 'taken.lot_number', bound)} where (select is_any from revision)`;
  return { taken, rows };
}

const [LEDGER, BOUND] = ['$1::integer', '$2::bigint'] as const;

/** The ledger, the bound, the limit, from how many steps on no more is said, then the name of a lot or the numbers of some. */
const ANCESTORS = ancestorsStatement();

function ancestorsStatement(): Pick<Lookup, 'name' | 'text'> {
  const asked = `case when $5::text is null then $6::bigint[]
        else array(select lot_number from view.lot where ledger_id = ${LEDGER} and lot = $5::text) end`;
  const others = {
    all: 'select lot_number from asked union',
    origins: 'select lot_number from asked where maker is null union',
  };
  const { taken, rows } = stepsAndInputs(LEDGER, BOUND, 'array(select maker from whole)', others);
  return {
    name: 'ancestors',
    text: `with recursive ${ancestors(LEDGER, asked, BOUND)},
    found as materialized (select maker from reached limit $3::bigint),
    size as materialized (select count(*) as steps from found),
    whole as materialized (select maker from found where (select steps from size) < $4::bigint),
    ${taken}
    select ${row(OF_FOUND_STEP, { eventNumber: 'maker', lotNumber: 'null::bigint' })}
    from (select maker from found union all select maker from asked where maker is not null) nearest
    where (select steps from size) >= $4::bigint
    union all
    ${rows}`,
  };
}

/** The ledger, the bound, the events of the steps. */
const STEPS = stepsStatement();

function stepsStatement(): Pick<Lookup, 'name' | 'text'> {
  const { taken, rows } = stepsAndInputs(LEDGER, BOUND, 'array(select unnest($3::bigint[]))', { all: '', origins: '' });
  return { name: 'steps', text: `with ${taken} ${rows}` };
}
