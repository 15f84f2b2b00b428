/** Holds a return against what is recorded before it, where whoever records it wants that. */
import { findContradiction } from '../regulation/return-contradiction.ts';
import type { EventLine } from './read-event-line.ts';
import { flush } from './recording-batch.ts';
import { closeGroup } from './recording-group.ts';
import { StopRecording } from './recording-refusal.ts';
import type { Recording } from './recording.ts';

/** Stops the recording at a return that contradicts the ledger. All lines before it are committed first: they are part of it. */
export async function refuseContradiction(recording: Recording, { line, encoded }: EventLine): Promise<void> {
  if (encoded.event.type !== 'return-filed') return;
  await closeGroup(recording);
  await flush(recording);
  const found = await findContradiction(recording.ledger, encoded.event);
  if (found !== null) throw new StopRecording({ line, ...found });
}
