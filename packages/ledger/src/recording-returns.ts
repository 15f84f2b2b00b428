/** Holds a return against what is recorded before it, where whoever records it wants that. */
import { formatKilograms } from '@lodestone/custody/format-amount.ts';
import { findEvents } from '@lodestone/store/read-recorded.ts';
import { checkReturn } from './file-returns.ts';
import type { EventLine } from './read-event-line.ts';
import type { Recording } from './recording.ts';
import { flush } from './recording-batch.ts';
import { closeGroup } from './recording-group.ts';
import { StopRecording } from './recording-refusal.ts';

/**
 * Stops the recording at a return that contradicts the ledger. All lines before it are committed first: they are part of what
 * it is held against. The rules do not ask this, since they decide an event on what it names, so a replay does not either.
 */
export async function refuseContradiction(recording: Recording, { line, encoded }: EventLine): Promise<void> {
  const { event } = encoded;
  if (event.type !== 'return-filed') return;
  await closeGroup(recording);
  await flush(recording);
  const { ledger } = recording;
  // What is recorded already is passed over, whatever was recorded since.
  const known = await findEvents(ledger.database.pool, ledger.ledgerId, [event.id]);
  if (known.length > 0) return;
  const differences = (await checkReturn(ledger, event)) ?? [];
  const [first] = differences;
  if (first === undefined) return;
  const { form, element, figure, filedMilligrams: filed, computedMilligrams: computed } = first;
  const { facility, month } = event;
  const name = figure.replace('Milligrams', '');
  const more = differences.length > 1 ? ` (and ${differences.length - 1} more)` : '';
  const message = `the return of ${month} for ${facility} contradicts the ledger: ${name} of ${element} in ${form} is ${formatKilograms(BigInt(filed))} in the return and ${formatKilograms(BigInt(computed))} in the ledger${more}; lodestone returns draft computes it, --accept-contradiction records it as it is`;
  const facts = { facility, month, form, element, figure, filed, computed, differences: differences.length };
  throw new StopRecording({ line, event: event.id, reason: 'return-contradicts', message, facts });
}
