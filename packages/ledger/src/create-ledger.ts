import { OPERATOR } from '@lodestone/custody/operator.ts';
import { appendToNewLedger } from '@lodestone/store/append/append-under-head-lock.ts';
import { listLedgers } from '@lodestone/store/log/read-ledger.ts';
import { appendSubmissions } from './append/append-submissions.ts';
import { createAppender } from './append/appender.ts';
import { eventHead } from './append/event-head.ts';
import type { Receipt } from './append/outcome.ts';
import { encodeCustodyEvent, signSubmission } from './append/submission.ts';
import {
  checkpointKeysFolder,
  type KnownLedger,
  keysFolder,
  readKnownLedgers,
  rememberLedger,
} from './files/data-folder.ts';
import { createKey } from './keys/keyring.ts';
import { openPlace, type Place } from './open-ledger.ts';

export interface LedgerPolicy {
  readonly enforcement: 'strict' | 'observe';
}

export type CreatedLedger =
  | { readonly created: true; readonly receipt: Receipt; readonly operatorKey: string; readonly checkpointKey: string }
  /** There is one of this origin, or the data folder remembers one that is lost. */
  | { readonly created: false; readonly lost: KnownLedger | null };

/**
 * Makes a ledger: the operator's key, another key for checkpoints, and entry 0 that names both. Answers `created: false`
 * when the database has a ledger of this origin, or lost one that the data folder knows. If we crash midway there are keys without a ledger, and no harm.
 */
export async function createLedger(
  place: Place,
  origin: string,
  policy: LedgerPolicy,
  clock: () => number = Date.now,
): Promise<CreatedLedger> {
  const { database, close } = await openPlace(place);
  try {
    const existing = await listLedgers(database);
    if (existing.some((row) => row.origin === origin)) return { created: false, lost: null };
    const known = await readKnownLedgers(place.dataFolder);
    const lost = known.find((ledger) => ledger.origin === origin);
    if (lost !== undefined) return { created: false, lost };
    const operator = await createKey(keysFolder(place.dataFolder), OPERATOR);
    const checkpoint = await createKey(checkpointKeysFolder(place.dataFolder), origin);
    const operatorKey = operator.publicKey;
    const checkpointKey = checkpoint.publicKey;
    const now = clock();
    const encoded = encodeCustodyEvent({
      type: 'ledger-opened',
      ...eventHead(now),
      origin,
      operatorKey,
      checkpointKey,
      policy: { enforcement: policy.enforcement },
    });
    if (!encoded.ok) throw new Error(`the first event is not valid: ${encoded.problems[0]?.message}`);
    const runAppend = appendToNewLedger(database, origin);
    const appender = createAppender(runAppend, origin, { now: () => now, acceptClock: false });
    const [outcome] = await appendSubmissions(appender, [
      signSubmission(origin, await operator.unlock(), [encoded.encoded]),
    ]);
    if (outcome?.status !== 'recorded') throw new Error(`the first entry was not recorded: ${JSON.stringify(outcome)}`);
    const { receipt } = outcome;
    await rememberLedger(place.dataFolder, { origin, ledger: receipt.ledger, size: 1, leafHash: receipt.leafHash });
    return { created: true, receipt, operatorKey, checkpointKey };
  } finally {
    await close();
  }
}
