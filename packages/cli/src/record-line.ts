import type { Ledger } from '@lodestone/ledger/open-ledger.ts';
import { recordEvents } from '@lodestone/ledger/record/record-events.ts';
import type { RecordResult } from '@lodestone/ledger/record/recording.ts';
import type { JsonObject } from '@lodestone/proof/json-text.ts';
import { CommandFailure, EXIT } from './failure.ts';

/** Records one event that a command has made, as `record` does; a refusal is the command's answer. */
export async function recordLine(
  ledger: Ledger,
  { by, event }: { readonly by: string; readonly event: JsonObject },
): Promise<RecordResult> {
  const result = await recordEvents(ledger, oneLine({ by, event }), {
    by: undefined,
    createKeys: false,
    dryRun: false,
    acceptClock: false,
  });
  if (result.refused !== null) throw new CommandFailure(EXIT.no, result.refused.message);
  return result;
}

async function* oneLine(line: { by: string; event: JsonObject }): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${JSON.stringify(line)}\n`);
}
