/** Records an event that a command makes itself, as the line of a file would be. */
import type { JsonObject } from '@lodestone/proof/json-text.ts';
import { eventHead } from '../append/event-head.ts';
import type { Ledger } from '../open-ledger.ts';
import { recordEvents } from './record-events.ts';
import type { RecordResult } from './recording.ts';

/** `body` is the event without its id and time, which are new and now. */
export function recordOneEvent(
  ledger: Ledger,
  { type, ...members }: JsonObject & { readonly type: string },
  { by, acceptClock }: { readonly by: string | undefined; readonly acceptClock: boolean },
): Promise<RecordResult> {
  const line = JSON.stringify({ type, ...eventHead(), ...members });
  return recordEvents(ledger, fileOf(line), { by, createKeys: false, dryRun: false, acceptClock });
}

async function* fileOf(line: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${line}\n`);
}
