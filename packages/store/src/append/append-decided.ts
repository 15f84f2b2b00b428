import type { AppendRows } from './append-rows.ts';
import { appendSteps } from './append-steps.ts';
import type { Database } from '../database.ts';
import { DEPARTURE, type FlightStep } from '../wire/flight.ts';
import { shareLine } from '../wire/shared-line.ts';

/** Says whether rows that are on their way may be committed. */
export type Confirm = () => boolean;

/** Appends rows that were decided on a head that may still be on its way, see `appendDecided`. */
export type AppendDecided = (rows: AppendRows, confirm?: Confirm) => Promise<boolean>;

/**
 * Appends rows that were decided on a head that may still be on its way, as one flight: lock and write. Answers false,
 * and nothing is recorded, when the log ends elsewhere by then (the rows do not continue it, or are there already), or
 * what they make has a name that is used, or `confirm` says no: it is asked while the server writes them.
 * The flight is a transaction of its own: its end commits it, and a failure in it lets go of the lock at once, with no
 * word from us. If we crash, or the connection is lost, it is recorded whole or not at all, and nobody knows which.
 * Appends that come while others are on their way go behind them on the same connection: they cannot overtake.
 */
export function appendDecided(database: Database, ledgerId: number): AppendDecided {
  const borrowLine = shareLine(database);
  return async (rows, confirm) => {
    const line = await borrowLine();
    let failure: unknown;
    try {
      await line.send(writeAndConfirm(ledgerId, rows, confirm));
      return true;
    } catch (error) {
      if (error instanceof NotConfirmed || wasDecidedInVain(error)) return false;
      failure = error;
      throw error;
    } finally {
      line.giveBack(failure !== undefined);
    }
  };
}

function* writeAndConfirm(ledgerId: number, rows: AppendRows, confirm: Confirm | undefined): Generator<FlightStep> {
  yield* appendSteps(ledgerId, rows);
  if (confirm === undefined) return;
  yield DEPARTURE;
  // Nothing is committed before the end of the flight, and a step that cannot be made undoes all of it.
  if (!confirm()) throw new NotConfirmed();
}

class NotConfirmed extends Error {}

function wasDecidedInVain(error: unknown): boolean {
  if (!(error instanceof Error) || !('constraint' in error)) return false;
  return ELSEWHERE.has(error.constraint) || NAME_USED.has(error.constraint);
}

/**
 * The move of the head is the compare-and-swap: it moves nowhere from where it is not, and at the commit only onto entries
 * that continue the chain. A submission that is recorded, of which memory knows nothing any more, is found by the keys of
 * its events or its own.
 */
const ELSEWHERE: ReadonlySet<unknown> = new Set([
  'head_moves_forward',
  'entry_continues_chain',
  'event_id_is_unique',
  'entry_submission_is_unique',
]);
/** Names of what is new are not looked up before: these are where they are asked for. */
const NAME_USED: ReadonlySet<unknown> = new Set([
  'lot_name_is_unique',
  'transfer_pkey',
  'shipment_pkey',
  'name_is_unique',
  'document_pkey',
]);
