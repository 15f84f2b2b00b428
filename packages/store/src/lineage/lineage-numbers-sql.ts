/**
 * Lots, the steps that made them and what these took, as one answer whose rows `read-numbers.ts` understands: of lots, then of
 * steps, then of inputs. Of lots only those have a row of which more is to be said than that they are there. What was
 * appended is asked for by a COPY, which takes no parameters: its numbers stand in the text.
 *
 * Rows of many keys are asked for with `= any (array)`: the index is then gone through once in its order, and not searched
 * anew for each key. The array is that of a subquery, so that the server does not look at each of its numbers to plan.
 */
import type { EventBound } from '../event-bound.ts';
import type { Lookup } from '../wire/look-up-rows.ts';

/** The columns of a row. Each value takes the server as long as another to write, so there are few of them. */
export const COLUMNS_OF_NUMBERS = 6;
/** Null of an input; of a step how many lots it made, which is above 0; else one of these. */
export const KIND = 0;
/** A step was found. What it did is told of it in a row of its own, or not at all. */
export const OF_FOUND_STEP = 0;
/** Something changed a lot without a step. */
export const OF_CHANGED_LOT = -1;
/** No step made a lot. */
export const OF_ORIGIN = -2;
/** There is more than was looked for: what was found may have been made from more. */
export const OF_MORE = -3;
/** Of a step, or of the step that took an input. */
export const EVENT_NUMBER = 1;
/** Of a step that of the first lot that it made. */
export const LOT_NUMBER = 2;
/** Of a step where that is not its event. */
export const PLACE = 3;
/** Of an input in the same column: the step that made its lot, as known at the bound. */
export const MAKER = 3;
/** Of an origin. */
export const LOT = 4;
/** What the step gave above what it took, or what it took of the lot. */
export const ELEMENT_MILLIGRAMS = 5;

/** Reads the steps of events [from, until), with what they took. */
export function appendedStepsQuery(ledgerId: number, from: EventBound, until: EventBound): string {
  const range = `event_number >= ${from} and event_number < ${until}`;
  return `${stepRows(ledgerId, range)} union all ${inputRows(ledgerId, range)}`;
}

/** Reads the lots that no step made, of those from `firstLotNumber` on. */
export function appendedOriginsQuery(ledgerId: number, firstLotNumber: number, until: EventBound): string {
  return `select ${row(OF_ORIGIN, { lotNumber: 'lot_number', lot: 'lot' })} from view.lot
    where ledger_id = ${ledgerId} and lot_number >= ${firstLotNumber} and event_number < ${until} and kind not in ${MADE_BY_STEPS}`;
}

/** Reads steps by their events, with what they took. */
export function stepsLookup(ledgerId: number, eventNumbers: ArrayLike<number>): Lookup {
  return { ...STEPS, values: [`${ledgerId}`, arrayBytes(eventNumbers)] };
}

/** A number, or the place of one that is given later. */
export type SqlNumber = number | `$${number}::${string}`;

export function arrayOf(numbers: readonly number[]): string {
  return `'{${numbers.join(',')}}'::bigint[]`;
}

const BIGINT_OID = 20;
const [HEADER_BYTES, ELEMENT_BYTES] = [20, 12] as const;

/** Whole numbers as the value of a `bigint[]` (`array_recv`): text takes longer to write and to read. */
export function arrayBytes(numbers: ArrayLike<number>): Buffer {
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + numbers.length * ELEMENT_BYTES);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  // One dimension, no nulls; so many elements, counted from 1.
  [1, 0, BIGINT_OID, numbers.length, 1].forEach((header, index) => view.setInt32(4 * index, header));
  for (let index = 0, at = HEADER_BYTES; index < numbers.length; index += 1, at += ELEMENT_BYTES) {
    const number = numbers[index] as number;
    view.setInt32(at, 8);
    view.setInt32(at + 4, Math.floor(number / 2 ** 32));
    view.setUint32(at + 8, number % 2 ** 32);
  }
  return bytes;
}

/** The kinds of lots that a step made. */
export const MADE_BY_STEPS = `('transformed', 'circuit-stock')`;

export function stepRows(ledgerId: SqlNumber, which: string): string {
  const [lotNumber, elementMilligrams] = ['first_lot_number', 'unexplained_element_milligrams'];
  const place = placeOf(ledgerId);
  const columns = row('lot_count', { eventNumber: 'event_number', lotNumber, place, elementMilligrams });
  return `(select ${columns} from view.step where ledger_id = ${ledgerId} and ${which} order by step.event_number)`;
}

/** What one step took stands together. */
export function inputRows(ledgerId: SqlNumber, which: string): string {
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
export function row(kind: number | string, { eventNumber, lotNumber, place, lot, elementMilligrams }: Said): string {
  const numbers = [eventNumber ?? 'null::bigint', lotNumber, place ?? 'null::bigint'];
  return [kind, ...numbers, lot ?? 'null::text', elementMilligrams ?? 'null::bigint[]'].join(', ');
}

/** The place of a step among gains of lots is its own, or that of what it corrects. Most ledgers have few corrections, or none. */
function placeOf(ledgerId: SqlNumber): string {
  return `case when (select exists (select from view.correction where ledger_id = ${ledgerId})) then (
        select target_number from view.correction
        where ledger_id = ${ledgerId} and event_number = step.event_number) end`;
}

const STEPS = stepsStatement();

function stepsStatement(): Pick<Lookup, 'name' | 'text'> {
  const wanted = 'event_number = any (array(select unnest($2::bigint[])))';
  return { name: 'steps', text: `${stepRows('$1::integer', wanted)} union all ${inputRows('$1::integer', wanted)}` };
}
