/**
 * Lots with their makers and what these took, as one answer whose rows `read-numbers.ts` understands: of a lot, then of an
 * input. Numbers stand in the text, for a COPY takes no parameters.
 */
import type { EventBound } from './event-bound.ts';

/** The columns of a row, by its kind. */
export const COLUMNS_OF_NUMBERS = 8;
export const KIND = 0;
const OF_LOT = 0;
/** Something changed it without a step. */
export const OF_CHANGED_LOT = 1;
export const OF_INPUT = 2;
export const LOT_NUMBER = 1;
export const EVENT_NUMBER = 2;
/** Of a lot that a step made, about the step: null of others. */
export const PLACE = 3;
export const FIRST_LOT_NUMBER = 4;
export const LOT_COUNT = 5;
/** Of a lot that no step made. */
export const LOT = 6;
/** What the step gave, or took of the lot. */
export const ELEMENT_MILLIGRAMS = 7;

/** Reads one level. */
export function levelQuery(ledgerId: number, lotNumbers: Iterable<number>, bound: EventBound): string {
  return `with ${lotsAndInputs(ledgerId, madeLots(ledgerId, lotNumbers, bound), bound)}`;
}

/**
 * Reads the lots and all that they were made from, but of no more than `limit` lots. Who made a lot goes along with it: that
 * is asked once for each time that it was taken, and not once more for each lot.
 */
export function ancestorsQuery(
  ledgerId: number,
  lotNumbers: readonly number[],
  bound: EventBound,
  limit: number,
): string {
  return `with recursive ancestor as (
      ${madeLots(ledgerId, lotNumbers, bound)}
      union
      select taken.lot_number, ${MADE} from ancestor
      ${inputJoin(ledgerId, 'ancestor.event_number', 'lot_number')}
      ${makerJoin(ledgerId, 'taken.lot_number', bound)}),
    ${lotsAndInputs(ledgerId, `select * from ancestor limit ${limit}`, bound)}`;
}

/** Reads the steps of events [from, until), with what they took. */
export function appendedStepsQuery(ledgerId: number, from: EventBound, until: EventBound): string {
  const range = `ledger_id = ${ledgerId} and event_number >= ${from} and event_number < ${until}`;
  return `select ${OF_LOT}, step.first_lot_number, step.event_number, coalesce(corrects.target_number, step.event_number),
      step.first_lot_number, step.lot_count, null, step.given_element_milligrams
    from (select * from view.step where ${range} order by event_number offset 0) step
    left join lateral (
      select target_number from view.correction
      where ledger_id = ${ledgerId} and event_number = step.event_number offset 0) corrects on true
    union all
    select ${OF_INPUT}, taken.lot_number, taken.event_number, null, null, null, null, taken.element_milligrams
    from (select * from view.input where ${range} order by event_number, lot_number offset 0) taken`;
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
  const events = `select event_number from unnest('{${[...eventNumbers].join(',')}}'::bigint[]) as wanted (event_number)`;
  return `with wanted as materialized (${events})
    select ${OF_LOT}, step.first_lot_number, step.event_number, coalesce(corrects.target_number, step.event_number),
      step.first_lot_number, step.lot_count, null, step.given_element_milligrams
    from wanted
    cross join lateral (
      select * from view.step where ledger_id = ${ledgerId} and event_number = wanted.event_number offset 0) step
    left join lateral (
      select target_number from view.correction
      where ledger_id = ${ledgerId} and event_number = step.event_number offset 0) corrects on true
    union all
    select ${OF_INPUT}, taken.lot_number, wanted.event_number, null, null, null, null, taken.element_milligrams
    from wanted
    ${inputJoin(ledgerId, 'wanted.event_number', 'lot_number, element_milligrams')}`;
}

/** These lots, with who made them. */
function madeLots(ledgerId: number, lotNumbers: Iterable<number>, bound: EventBound): string {
  return `select n.lot_number, ${MADE} from unnest('{${[...lotNumbers].join(',')}}'::bigint[]) as n (lot_number)
      ${makerJoin(ledgerId, 'n.lot_number', bound)}`;
}

/** Of a lot that a step made the event of that step, of another its name. */
const MADE = `coalesce(revised.event_number, made.event_number) as event_number, revised.event_number is not null as is_revised,
        case when coalesce(revised.kind, made.kind) not in ('transformed', 'circuit-stock') then made.lot end as lot`;

/** The lot as it was made, and the latest correction of that as of the bound. */
function makerJoin(ledgerId: number, lotNumber: string, bound: EventBound): string {
  return `cross join lateral (
        select lot, kind, event_number from view.lot
        where ledger_id = ${ledgerId} and lot_number = ${lotNumber} offset 0) made
      left join lateral (
        select kind, event_number from view.lot_revision
        where ledger_id = ${ledgerId} and lot_number = ${lotNumber} and event_number < ${bound}
        order by event_number desc limit 1) revised on true`;
}

function inputJoin(ledgerId: number, eventNumber: string, columns: string): string {
  return `cross join lateral (
        select ${columns} from view.input
        where ledger_id = ${ledgerId} and event_number = ${eventNumber} order by lot_number offset 0) taken`;
}

/**
 * The place of a step among gains of lots is its own, or that of what it corrects; a step can be a correction only where
 * the lot was revised.
 */
function lotsAndInputs(ledgerId: number, lots: string, bound: EventBound): string {
  return `lot as materialized (${lots})
    select case when exists (
        select from view.change c
        where c.ledger_id = ${ledgerId} and c.lot_number = lot.lot_number and c.event_number < ${bound}
          and c.cause <> 'corrected' offset 0) then ${OF_CHANGED_LOT} else ${OF_LOT} end,
      lot.lot_number, lot.event_number,
      case when is_revised then (
        select target_number from view.correction
        where ledger_id = ${ledgerId} and event_number = lot.event_number) else lot.event_number end,
      step.first_lot_number, step.lot_count, lot.lot, step.given_element_milligrams
    from lot
    left join lateral (
      select first_lot_number, lot_count, given_element_milligrams from view.step
      where lot.lot is null and ledger_id = ${ledgerId} and event_number = lot.event_number offset 0) step on true
    union all
    select ${OF_INPUT}, taken.lot_number, step.event_number, null, null, null, null, taken.element_milligrams
    from (select distinct event_number from lot where lot is null) step
    ${inputJoin(ledgerId, 'step.event_number', 'lot_number, element_milligrams')}`;
}
