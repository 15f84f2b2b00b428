/**
 * What lots were made from, as SQL whose answers `read-numbers.ts` understands. A lineage is gone through from step to step, for
 * an input names the step that made its lot; a lot is looked up only where more is to be said of it.
 */
import type { EventBound } from '../event-bound.ts';
import {
  arrayOf,
  arrayBytes,
  inputRows,
  MADE_BY_STEPS,
  OF_CHANGED_LOT,
  OF_FOUND_STEP,
  OF_MORE,
  OF_ORIGIN,
  row,
  type SqlNumber,
  stepRows,
} from './lineage-numbers-sql.ts';
import type { Lookup } from '../wire/look-up-rows.ts';

/** Which lots: of these numbers, or of this name, whether it is known at the bound and stands or not. */
export type LotsAsked = { readonly lotNumbers: readonly number[] } | { readonly lot: string };

/**
 * Finds the steps that the lots were made by, and what there is to say of what these took: the nearest, up to `limit`. Where that
 * are fewer steps than `whole`, it reads them too.
 */
export function ancestorsLookup(
  ledgerId: number,
  lots: LotsAsked,
  bound: EventBound,
  { limit, whole }: { readonly limit: number; readonly whole: number },
): Lookup {
  const [lot, lotNumbers] = 'lot' in lots ? [lots.lot, null] : [null, arrayBytes(lots.lotNumbers)];
  return { ...ANCESTORS, values: [`${ledgerId}`, `${bound}`, `${limit}`, `${whole}`, lot, lotNumbers] };
}

/** Reads some steps, and what there is to say of what they took. */
export function stepsOfLevelLookup(ledgerId: number, eventNumbers: ArrayLike<number>, bound: EventBound): Lookup {
  return { ...STEPS_OF_LEVEL, values: [`${ledgerId}`, `${bound}`, arrayBytes(eventNumbers)] };
}

/** Reads these lots, all of them, and which they were made from: what the nearest steps took, up to `limit`. */
export function lotsAboveQuery(
  ledgerId: number,
  lotNumbers: readonly number[],
  bound: EventBound,
  limit: number,
): string {
  return `with recursive ${ancestors(ledgerId, arrayOf(lotNumbers), bound, { isChangeTold: false })}
    select lot_number from asked
    union
    (select distinct lot_number from view.input
    where ledger_id = ${ledgerId}
      and event_number = any (array(select number from reached where kind = ${OF_FOUND_STEP} limit ${limit}))
    limit ${limit})`;
}

/**
 * The lots asked for; then, by `kind`, the steps that made them and all that these took, which of those lots no step made, and, if
 * that is to be told, which were changed without one. A recursive query hands on rows, and looking up what each step took would search the index
 * once for every row. So each level is gathered into one array first: a window function may do that where an aggregate must
 * not stand. `union` leaves out what came at an earlier level.
 */
function ancestors(
  ledgerId: SqlNumber,
  lotNumbers: string,
  bound: SqlNumber,
  { isChangeTold }: { readonly isChangeTold: boolean },
): string {
  const changed = `union all
        select lot_number, ${OF_CHANGED_LOT} ${changes(ledgerId, 'taken.lot_numbers', bound)}`;
  return `asked as materialized (${madeLots(ledgerId, lotNumbers, bound)}),
    reached as (
      select maker as number, ${OF_FOUND_STEP} as kind from asked where maker is not null
      union
      select said.number, said.kind
      from (
        select array_agg(number) filter (where kind = ${OF_FOUND_STEP}) over () as steps, row_number() over () as place
        from reached) level
      cross join lateral (
        select array_agg(lot_number) as lot_numbers, array_agg(maker_number) as makers from view.input
        where ledger_id = ${ledgerId} and event_number = any (level.steps) offset 0) taken
      cross join lateral (select ${isAnyRevised(ledgerId, 'taken.lot_numbers', bound)} as is_any offset 0) revision
      cross join lateral (
        ${makerOrOrigin('made.maker')}
        from unnest(taken.lot_numbers, taken.makers) as made (lot_number, maker) where not revision.is_any
        union all
        ${makerOrOrigin('case when made.maker is not null then coalesce(revised.event_number, made.maker) end')}
        from unnest(taken.lot_numbers, taken.makers) as made (lot_number, maker)
        ${revisedJoin(ledgerId, 'made.lot_number', bound)}
        where revision.is_any
        ${isChangeTold ? changed : ''}
        offset 0) said
      where level.place = 1)`;
}

/** The step that made a lot, or a lot that no step made. */
function makerOrOrigin(maker: string): string {
  return `select coalesce(${maker}, made.lot_number) as number,
          case when made.maker is null then ${OF_ORIGIN} else ${OF_FOUND_STEP} end as kind`;
}

/** What changed any of the lots without a step. */
function changes(ledgerId: SqlNumber, lotNumbers: string, bound: SqlNumber): string {
  return `from view.change
    where ledger_id = ${ledgerId} and lot_number = any (${lotNumbers}) and event_number < ${bound} and cause <> 'corrected'`;
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

const [LEDGER, BOUND] = ['$1::integer', '$2::bigint'] as const;

/** The ledger, the bound, the limit, from how many steps on no more is said, then the name of a lot or the numbers of some. */
const ANCESTORS = ancestorsStatement();

/** What was found is told as it is found. The lots that were asked for are told at the end: the limit may have cut them off. */
function ancestorsStatement(): Pick<Lookup, 'name' | 'text'> {
  const lotNumbers = `case when $5::text is null then $6::bigint[]
        else array(select lot_number from view.lot where ledger_id = ${LEDGER} and lot = $5::text) end`;
  const whole = 'event_number = any (array(select number from whole))';
  return {
    name: 'ancestors',
    text: `with recursive ${ancestors(LEDGER, lotNumbers, BOUND, { isChangeTold: true })},
    found as materialized (select number, kind from reached limit $3::bigint),
    steps as materialized (select number from found where kind = ${OF_FOUND_STEP}),
    whole as materialized (select number from steps where (select count(*) from steps) < $4::bigint)
    select ${row('kind', { eventNumber: 'number', lotNumber: 'number' })} from found where kind <> ${OF_ORIGIN}
    union all
    select ${row(OF_FOUND_STEP, { eventNumber: 'maker', lotNumber: 'lot_number' })} from asked where maker is not null
    union all
    select ${row(OF_CHANGED_LOT, { lotNumber: 'lot_number' })} ${changes(LEDGER, 'array(select lot_number from asked)', BOUND)}
    union all
    ${originRows(`select number from found where kind = ${OF_ORIGIN} union select lot_number from asked where maker is null`)}
    union all
    select ${row(OF_MORE, { lotNumber: 'null::bigint' })} where (select count(*) from found) >= $3::bigint
    union all
    ${stepRows(LEDGER, whole)}
    union all
    ${inputRows(LEDGER, whole)}`,
  };
}

/** Of lots that no step made. */
function originRows(lotNumbers: string): string {
  return `select ${row(OF_ORIGIN, { lotNumber: 'lot_number', lot: 'lot' })} from view.lot
    where ledger_id = ${LEDGER} and lot_number = any (array(${lotNumbers}))`;
}

function takenRow(maker: string): string {
  const said = { eventNumber: 'taken.event_number', lotNumber: 'taken.lot_number', place: maker };
  return row('null::integer', { ...said, elementMilligrams: 'taken.element_milligrams' });
}

/** The ledger, the bound, the events of the steps. */
const STEPS_OF_LEVEL = stepsOfLevelStatement();

/** The rows of what one step took stand together: an answer made of several goes through each in its order. */
function stepsOfLevelStatement(): Pick<Lookup, 'name' | 'text'> {
  const steps = 'event_number = any (array(select unnest($3::bigint[])))';
  const lotsMade = 'array(select lot_number from taken where maker_number is not null)';
  return {
    name: 'steps-of-level',
    text: `with taken as materialized (
      select event_number, lot_number, maker_number, element_milligrams from view.input
      where ledger_id = ${LEDGER} and ${steps}
      order by event_number, lot_number),
    revision as materialized (select ${isAnyRevised(LEDGER, lotsMade, BOUND)} as is_any)
    select ${row(OF_CHANGED_LOT, { lotNumber: 'lot_number' })} ${changes(LEDGER, 'array(select lot_number from taken)', BOUND)}
    union all
    ${originRows('select lot_number from taken where maker_number is null')}
    union all
    ${stepRows(LEDGER, steps)}
    union all
    select ${takenRow('taken.maker_number')} from taken where not (select is_any from revision)
    union all
    select ${takenRow('case when taken.maker_number is not null then coalesce(revised.event_number, taken.maker_number) end')}
    from taken ${revisedJoin(LEDGER, 'taken.lot_number', BOUND)} where (select is_any from revision)`,
  };
}
