/**
 * Lots, the steps that made them and what these took, as one answer whose rows `read-numbers.ts` understands: of lots, then of
 * steps, then of inputs. Numbers stand in the text, for a COPY takes no parameters.
 *
 * Rows of many keys are asked for with `= any (array)`: the index is then gone through once in its order, and not searched
 * anew for each key. The array is that of a subquery, so that the server does not look at each of its numbers to plan.
 */
import type { EventBound } from './event-bound.ts';

/** The columns of a row, by its kind. */
export const COLUMNS_OF_NUMBERS = 8;
export const KIND = 0;
const OF_LOT = 0;
/** Something changed it without a step. */
export const OF_CHANGED_LOT = 1;
export const OF_STEP = 2;
export const OF_INPUT = 3;
export const LOT_NUMBER = 1;
export const EVENT_NUMBER = 2;
/** Of a step, as are the next two. */
export const PLACE = 3;
export const FIRST_LOT_NUMBER = 4;
export const LOT_COUNT = 5;
/** Of a lot that no step made: null of others. */
export const LOT = 6;
/** What the step gave, or took of the lot. */
export const ELEMENT_MILLIGRAMS = 7;

/** Reads one level. */
export function levelQuery(ledgerId: number, lotNumbers: Iterable<number>, bound: EventBound): string {
  return `with ${lotsStepsAndInputs(ledgerId, madeLots(ledgerId, asked(lotNumbers), bound), bound)}`;
}

/** Reads the lots and all that they were made from, but of no more than `limit` lots. */
export function ancestorsQuery(
  ledgerId: number,
  lotNumbers: readonly number[],
  bound: EventBound,
  limit: number,
): string {
  return `with recursive ${ancestors(ledgerId, lotNumbers, bound)},
    ${lotsStepsAndInputs(ledgerId, `select * from ancestor limit ${limit}`, bound)}`;
}

/** Reads which lots these are alone. */
export function lotsAboveQuery(
  ledgerId: number,
  lotNumbers: readonly number[],
  bound: EventBound,
  limit: number,
): string {
  return `with recursive ${ancestors(ledgerId, lotNumbers, bound)}
    select lot_number from ancestor limit ${limit}`;
}

/**
 * The lots and all that they were made from. A recursive query hands on rows, and looking up what each of them was made from
 * would search the indexes once for every row. So each level is gathered into one array first: a window function may do
 * that where an aggregate must not stand. `union` leaves out what came at an earlier level.
 */
function ancestors(ledgerId: number, lotNumbers: readonly number[], bound: EventBound): string {
  const taken = `select array(
        select lot_number from view.input
        where ledger_id = ${ledgerId} and event_number = any (level.makers)) as lot_numbers
      from (
        select array_agg(event_number) filter (where lot is null) over () as makers, row_number() over () as place
        from ancestor) level
      where level.place = 1`;
  return `ancestor as (
      ${madeLots(ledgerId, asked(lotNumbers), bound)}
      union
      ${madeLots(ledgerId, taken, bound)})`;
}

/** Reads the steps of events [from, until), with what they took. */
export function appendedStepsQuery(ledgerId: number, from: EventBound, until: EventBound): string {
  const range = `event_number >= ${from} and event_number < ${until}`;
  return `${stepRows(ledgerId, range, placeOfAny(ledgerId))} union all ${inputRows(ledgerId, range)}`;
}

/** Reads the lots that no step made, of those from `firstLotNumber` on. */
export function appendedOriginsQuery(ledgerId: number, firstLotNumber: number, until: EventBound): string {
  return `select ${OF_LOT}, lot_number, event_number, null::bigint, null::bigint, null::integer, lot, null::bigint[]
    from view.lot
    where ledger_id = ${ledgerId} and lot_number >= ${firstLotNumber} and event_number < ${until}
      and kind not in ('transformed', 'circuit-stock')`;
}

/** Reads steps by their events, with what they took. */
export function stepsQuery(ledgerId: number, eventNumbers: Iterable<number>): string {
  const wanted = `event_number = any (array(select unnest(${arrayOf(eventNumbers)})))`;
  return `${stepRows(ledgerId, wanted, placeOfAny(ledgerId))} union all ${inputRows(ledgerId, wanted)}`;
}

function asked(lotNumbers: Iterable<number>): string {
  return `select ${arrayOf(lotNumbers)} as lot_numbers`;
}

function arrayOf(numbers: Iterable<number>): string {
  return `'{${[...numbers].join(',')}}'::bigint[]`;
}

/**
 * The lots of an array with who made them: the lot as it was made, or the latest correction of that as of the bound. Of a lot
 * that a step made this has the event of that step, of another its name. Corrections are looked up only where any of the lots has one.
 */
function madeLots(ledgerId: number, arrays: string, bound: EventBound): string {
  return `select made.lot_number, coalesce(revised.event_number, made.event_number) as event_number,
        revised.event_number is not null as is_revised,
        case when coalesce(revised.kind, made.kind) not in ('transformed', 'circuit-stock') then made.lot end as lot
      from (${arrays} offset 0) wanted
      cross join lateral (
        select exists (
          select from view.lot_revision
          where ledger_id = ${ledgerId} and lot_number = any (wanted.lot_numbers)
            and event_number < ${bound}) as is_any offset 0) revision
      cross join lateral (
        select lot_number, lot, kind, event_number from view.lot
        where ledger_id = ${ledgerId} and lot_number = any (wanted.lot_numbers) offset 0) made
      left join lateral (
        select kind, event_number from view.lot_revision
        where revision.is_any and ledger_id = ${ledgerId} and lot_number = made.lot_number and event_number < ${bound}
        order by event_number desc limit 1) revised on true`;
}

/**
 * The place of a step among gains of lots is its own, or that of what it corrects; a step can be a correction only where
 * the lot was revised.
 */
function lotsStepsAndInputs(ledgerId: number, lots: string, bound: EventBound): string {
  const made = 'event_number = any (array(select event_number from lot where lot is null))';
  return `lot as materialized (${lots})
    select case when lot_number in (
        select c.lot_number from view.change c
        where c.ledger_id = ${ledgerId} and c.lot_number = any (array(select lot_number from lot))
          and c.event_number < ${bound} and c.cause <> 'corrected') then ${OF_CHANGED_LOT} else ${OF_LOT} end,
      lot_number, event_number, null::bigint, null::bigint, null::integer, lot, null::bigint[]
    from lot
    union all
    ${stepRows(ledgerId, made, placeOf(ledgerId, 'event_number in (select event_number from lot where is_revised)'))}
    union all
    ${inputRows(ledgerId, made)}`;
}

function stepRows(ledgerId: number, which: string, place: string): string {
  return `(select ${OF_STEP}, null::bigint, event_number, ${place}, first_lot_number, lot_count, null::text, given_element_milligrams
      from view.step where ledger_id = ${ledgerId} and ${which} order by step.event_number)`;
}

/** What one step took stands together. */
function inputRows(ledgerId: number, which: string): string {
  return `(select ${OF_INPUT}, lot_number, event_number, null::bigint, null::bigint, null::integer, null::text, element_milligrams
      from view.input where ledger_id = ${ledgerId} and ${which} order by input.event_number, input.lot_number)`;
}

function placeOf(ledgerId: number, mayCorrect: string): string {
  return `case when ${mayCorrect} then coalesce((
        select target_number from view.correction
        where ledger_id = ${ledgerId} and event_number = step.event_number), event_number) else event_number end`;
}

/** Of a step that may correct another. */
function placeOfAny(ledgerId: number): string {
  return placeOf(ledgerId, 'true');
}
