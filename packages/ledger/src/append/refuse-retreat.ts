/**
 * A process may outlive its database: a server that fails over to a copy which was behind, or goes back to a backup, has
 * less than this process has given receipts for. The restore guard asked when the process began; from then on it is asked
 * here.
 */
import { formatCount } from '@lodestone/custody/format-count.ts';
import { leafHash } from '@lodestone/proof/entry.ts';
import type { AppendTransaction } from '@lodestone/store/append/append-under-head-lock.ts';
import { readEntryBefore } from '@lodestone/store/log/read-log.ts';
import { sha256 } from '../keys/node-crypto.ts';
import { LedgerCutShort } from '../open-ledger.ts';
import { CUT_SHORT_ADVICE } from '../publish/restore-guard.ts';
import type { Appender, Reached } from './appender.ts';

/**
 * Throws `LedgerCutShort` when the ledger that is locked does not have what this appender has recorded last, and has that
 * remembered for whoever starts next. The entry itself is looked up once for each connection: the database behind one that
 * is open stays the same, and two writers who take turns at the head would pay for it each time.
 */
export async function refuseRetreat(appender: Appender, transaction: AppendTransaction): Promise<void> {
  const { recorded, trusted } = appender;
  if (recorded === null) return;
  const problem = await findRetreat(transaction, recorded, trusted.has(transaction.client));
  if (problem === null) {
    trusted.add(transaction.client);
    return;
  }
  await appender.remember?.(recorded);
  throw new LedgerCutShort(`${problem}. Nothing is written; ${CUT_SHORT_ADVICE}`);
}

async function findRetreat(
  { client, ledgerId, head }: AppendTransaction,
  recorded: Reached,
  isTrusted: boolean,
): Promise<string | null> {
  if (head.size < recorded.size) {
    return `the ledger has ${formatCount(head.size, 'entry', 'entries')}, ${recorded.size} were recorded from here: some were lost`;
  }
  if (isTrusted) return null;
  const last = await readEntryBefore(client, ledgerId, String(recorded.size));
  const found = last === null ? 'no such entry' : leafHash(last.body, sha256);
  if (found === recorded.leafHash) return null;
  return `the leaf hash of entry ${recorded.size - 1} is ${found}, ${recorded.leafHash} was recorded from here: this is another history`;
}
