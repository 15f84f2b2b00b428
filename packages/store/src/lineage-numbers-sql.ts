/**
 * Lots, the steps that made them and what these took, as one answer whose rows `read-numbers.ts` understands: of lots, then of
 * steps, then of inputs. Of lots only those have a row of which more is to be said than that they are there. Numbers stand in the
 * text, for a COPY takes no parameters.
 *
 * Rows of many keys are asked for with `= any (array)`: the index is then gone through once in its order, and not searched
 * anew for each key. The array is that of a subquery, so that the server does not look at each of its numbers to plan.
 */
import type { EventBound } from './event-bound.ts';
import type { Lookup } from './look-up-rows.ts';

/** The columns of a row. Each value takes the server as long as another to write, so there are few of them. */
export const COLUMNS_OF_NUMBERS = 6;
/** Null of an input; of a step how many lots it made, which is above 0; else one of these. */
export const KIND = 0;
/** A lot was found: said where there may be more than were looked for. */
export const OF_LOT = 0;
/** Something changed a lot without a step. */
export const OF_CHANGED_LOT = -1;
/** No step made a lot. */
export const OF_ORIGIN = -2;
/** Of a step, or of the step that took an input. */
export const EVENT_NUMBER = 1;
/** Of a step that of the first lot that it made. */
export const LOT_NUMBER = 2;
/** Of a step where that is not its event. */
export const PLACE = 3;
/** Of an origin. */
export const LOT = 4;
/** What the step gave, or took of the lot. */
export const ELEMENT_MILLIGRAMS = 5;

/** Reads one level: what it says is all that there is to these lots. */
export function levelQuery(ledgerId: number, lotNumbers: Iterable<number>, bound: EventBound): string {
  return `with lot as materialized (${madeLots(ledgerId, asked(lotNumbers), bound)})
    ${lotsStepsAndInputs(ledgerId, bound)}`;
}

/** Which lots: of these numbers, or of this name, whether it is known at the bound and stands or not. */
export type LotsAsked = { readonly lotNumbers: readonly number[] } | { readonly lot: string };

/** Reads the lots and all that they were made from, but of no more than `limit` lots: of so many, each has a row that says it was found. */
export function ancestorsLookup(ledgerId: number, lots: LotsAsked, bound: EventBound, limit: number): Lookup {
  const [lot, lotNumbers] = 'lot' in lots ? [lots.lot, null] : [null, `{${lots.lotNumbers.join(',')}}`];
  return { ...ANCESTORS, values: [`${ledgerId}`, `${bound}`, `${limit}`, lot, lotNumbers] };
}

/** Reads which lots these are alone. */
export function lotsAboveQuery(
  ledgerId: number,
  lotNumbers: readonly number[],
  bound: EventBound,
  limit: number,
): string {
  return `with recursive ${ancestors(ledgerId, arrayOf(lotNumbers), bound)}
    select lot_number from ancestor limit ${limit}`;
}

/**
 * The lots and all that they were made from. A recursive query hands on rows, and looking up what each of them was made from
 * would search the indexes once for every row. So each level is gathered into one array first: a window function may do
 * that where an aggregate must not stand. `union` leaves out what came at an earlier level. It begins with a row without a
 * lot, from which it comes to those asked for, so that how lots are looked up is planned once.
 */
function ancestors(ledgerId: SqlNumber, first: string, bound: SqlNumber): string {
  const next = `select case when level.lot_number is null then ${first} else array(
        select lot_number from view.input
        where ledger_id = ${ledgerId} and event_number = any (level.makers)) end as lot_numbers
      from (
        select lot_number, array_agg(maker) filter (where maker is not null) over () as makers,
          row_number() over () as place
        from reached) level
      where level.place = 1`;
  return `reached as (
      select null::bigint as lot_number, null::bigint as maker, false as is_revised
      union
      ${madeLots(ledgerId, next, bound)}),
    ancestor as not materialized (select * from reached where lot_number is not null)`;
}

/** Reads the steps of events [from, until), with what they took. */
export function appendedStepsQuery(ledgerId: number, from: EventBound, until: EventBound): string {
  const range = `event_number >= ${from} and event_number < ${until}`;
  return `${stepRows(ledgerId, range, placeOfAny(ledgerId))} union all ${inputRows(ledgerId, range)}`;
}

/** Reads the lots that no step made, of those from `firstLotNumber` on. */
export function appendedOriginsQuery(ledgerId: number, firstLotNumber: number, until: EventBound): string {
  return `select ${row(OF_ORIGIN, { lotNumber: 'lot_number', lot: 'lot' })} from view.lot
    where ledger_id = ${ledgerId} and lot_number >= ${firstLotNumber} and event_number < ${until} and kind not in ${MADE_BY_STEPS}`;
}

/** Reads steps by their events, with what they took. */
export function stepsQuery(ledgerId: number, eventNumbers: Iterable<number>): string {
  const wanted = `event_number = any (array(select unnest(${arrayOf(eventNumbers)})))`;
  return `${stepRows(ledgerId, wanted, placeOfAny(ledgerId))} union all ${inputRows(ledgerId, wanted)}`;
}

/** A number, or the place of one that is given later. */
type SqlNumber = number | `$${number}::${string}`;

function asked(lotNumbers: Iterable<number>): string {
  return `select ${arrayOf(lotNumbers)} as lot_numbers`;
}

function arrayOf(numbers: Iterable<number>): string {
  return `'{${[...numbers].join(',')}}'::bigint[]`;
}

/** The kinds of lots that a step made. */
const MADE_BY_STEPS = `('transformed', 'circuit-stock')`;

/**
 * The lots of an array with the event of the step that made each, null where none did: as the lot was made, or as the latest
 * correction of that says as of the bound. Corrections are looked up only where any of the lots has one: a row that
 * goes through the look-up takes twice as long, though nothing is found.
 */
function madeLots(ledgerId: SqlNumber, arrays: string, bound: SqlNumber): string {
  return `select made.lot_number, made.maker, made.is_revised
      from (${arrays} offset 0) wanted
      cross join lateral (
        select exists (
          select from view.lot_revision
          where ledger_id = ${ledgerId} and lot_number = any (wanted.lot_numbers)
            and event_number < ${bound}) as is_any offset 0) revision
      cross join lateral (
        select lot_number, case when kind in ${MADE_BY_STEPS} then event_number end as maker, false as is_revised
        from view.lot
        where not revision.is_any and ledger_id = ${ledgerId} and lot_number = any (wanted.lot_numbers)
        union all
        select made.lot_number,
          case when coalesce(revised.kind, made.kind) in ${MADE_BY_STEPS}
            then coalesce(revised.event_number, made.event_number) end,
          revised.event_number is not null
        from (
          select lot_number, kind, event_number from view.lot
          where revision.is_any and ledger_id = ${ledgerId} and lot_number = any (wanted.lot_numbers) offset 0) made
        left join lateral (
          select kind, event_number from view.lot_revision
          where ledger_id = ${ledgerId} and lot_number = made.lot_number and event_number < ${bound}
          order by event_number desc limit 1) revised on true
        offset 0) made`;
}

/**
 * What there is to say of the lots of `lot`, as `madeLots` has them. The place of a step among gains of lots is its own, or that
 * of what it corrects; a step can be a correction only where the lot was revised.
 */
function lotsStepsAndInputs(ledgerId: SqlNumber, bound: SqlNumber): string {
  const made = 'event_number = any (array(select maker from lot where maker is not null))';
  return `select distinct ${row(OF_CHANGED_LOT, { lotNumber: 'lot_number' })} from view.change
    where ledger_id = ${ledgerId} and lot_number = any (array(select lot_number from lot))
      and event_number < ${bound} and cause <> 'corrected'
    union all
    select ${row(OF_ORIGIN, { lotNumber: 'lot_number', lot: 'lot' })} from view.lot
    where ledger_id = ${ledgerId} and lot_number = any (array(select lot_number from lot where maker is null))
    union all
    ${stepRows(ledgerId, made, placeOf(ledgerId, 'event_number in (select maker from lot where is_revised)'))}
    union all
    ${inputRows(ledgerId, made)}`;
}

function stepRows(ledgerId: SqlNumber, which: string, place: string): string {
  const [lotNumber, elementMilligrams] = ['first_lot_number', 'given_element_milligrams'];
  const columns = row('lot_count', { eventNumber: 'event_number', lotNumber, place, elementMilligrams });
  return `(select ${columns} from view.step where ledger_id = ${ledgerId} and ${which} order by step.event_number)`;
}

/** What one step took stands together. */
function inputRows(ledgerId: SqlNumber, which: string): string {
  const columns = row('null::integer', {
    eventNumber: 'event_number',
    lotNumber: 'lot_number',
    elementMilligrams: 'element_milligrams',
  });
  return `(select ${columns} from view.input
      where ledger_id = ${ledgerId} and ${which} order by input.event_number, input.lot_number)`;
}

/** What rows of a kind say; the other columns are null. */
interface Said {
  readonly eventNumber?: string;
  readonly lotNumber: string;
  readonly place?: string;
  readonly lot?: string;
  readonly elementMilligrams?: string;
}

/** The columns of a row, in their order. */
function row(kind: number | string, { eventNumber, lotNumber, place, lot, elementMilligrams }: Said): string {
  const numbers = [eventNumber ?? 'null::bigint', lotNumber, place ?? 'null::bigint'];
  return [kind, ...numbers, lot ?? 'null::text', elementMilligrams ?? 'null::bigint[]'].join(', ');
}

function placeOf(ledgerId: SqlNumber, mayCorrect: string): string {
  return `case when ${mayCorrect} then (
        select target_number from view.correction
        where ledger_id = ${ledgerId} and event_number = step.event_number) end`;
}

/** Of a step that may correct another. */
function placeOfAny(ledgerId: number): string {
  return placeOf(ledgerId, 'true');
}

const [LEDGER, BOUND] = ['$1::integer', '$2::bigint'] as const;
const ASKED = `case when $4::text is null then $5::bigint[]
        else array(select lot_number from view.lot where ledger_id = ${LEDGER} and lot = $4::text) end`;

/** The ledger, the bound and the limit, then the name of a lot or the numbers of some. */
const ANCESTORS = {
  name: 'ancestors',
  text: `with recursive ${ancestors(LEDGER, ASKED, BOUND)},
    lot as materialized (select * from ancestor limit $3::bigint)
    select ${row(OF_LOT, { lotNumber: 'lot_number' })} from lot where (select count(*) from lot) >= $3::bigint
    union all
    ${lotsStepsAndInputs(LEDGER, BOUND)}`,
};
