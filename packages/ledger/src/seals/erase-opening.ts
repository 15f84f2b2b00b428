/** Erases what opens a sealed member: the ledger says so first, then it goes. */
import { readSealingEvent } from '@lodestone/store/log/read-openings.ts';
import type { Ledger } from '../open-ledger.ts';
import { recordOneEvent } from '../record/record-one-event.ts';
import type { RecordRefusal } from '../record/recording-refusal.ts';
import type { RecordResult } from '../record/recording.ts';
import { finishErasures } from './finish-erasures.ts';
import { forgetSealSecret } from './seal-secrets.ts';

export interface OpeningToErase {
  readonly event: string;
  readonly field: string;
  readonly reason: string;
  /** Who signs the event. */
  readonly by: string | undefined;
  readonly acceptClock: boolean;
}

export interface ErasureResult {
  /** False where it was recorded before, and at most the rest was left to do. */
  readonly recorded: boolean;
  /** Whether the ledger kept an opening until now. */
  readonly deleted: boolean;
  readonly refused: RecordRefusal | null;
}

/**
 * Records that the opening is erased, deletes it, and forgets the secret that its salt follows from. If we crash in between,
 * the same call goes on where it stopped: an erasure is recorded once.
 */
export async function eraseOpening(ledger: Ledger, erasing: OpeningToErase): Promise<ErasureResult> {
  const { event, field } = erasing;
  const { database, ledgerId, dataFolder } = ledger;
  const sealing = await readSealingEvent(database, ledgerId, event);
  const hadOpening = sealing?.openings.has(field) ?? false;
  const isRecorded = sealing?.erasures.has(field) ?? false;
  if (!isRecorded) {
    const { refused } = await recordErasure(ledger, erasing);
    if (refused !== null) return { recorded: false, deleted: false, refused };
  }
  await finishErasures(ledger);
  await forgetSealSecret(dataFolder, event, field);
  return { recorded: !isRecorded, deleted: hadOpening, refused: null };
}

function recordErasure(
  ledger: Ledger,
  { event, field, reason, by, acceptClock }: OpeningToErase,
): Promise<RecordResult> {
  const erasure = { type: 'opening-erased', sealedIn: event, field, reason };
  return recordOneEvent(ledger, erasure, { by, acceptClock });
}
