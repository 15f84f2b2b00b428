import { appendUnderHeadLock, type RunAppend } from '@lodestone/store/append/append-under-head-lock.ts';
import { rehearseAppends } from '@lodestone/store/append/rehearse-appends.ts';
import { type Ledger, refuseCutShort } from '../open-ledger.ts';

/**
 * Lends a way to append to a ledger, unless that has been put back to before what it was seen to have. Of a dry run it is a
 * rehearsal, and a ledger that shows what was rehearsed: nothing of it is recorded.
 */
export async function appendOrRehearse<Result>(
  ledger: Ledger,
  dryRun: boolean,
  work: (runAppend: RunAppend, ledger: Ledger) => Promise<Result>,
): Promise<Result> {
  const { database, ledgerId } = ledger;
  await refuseCutShort(ledger);
  if (!dryRun) return work(appendUnderHeadLock(database, ledgerId), ledger);
  return rehearseAppends(database, ledgerId, (runAppend, rehearsed) =>
    work(runAppend, { ...ledger, database: rehearsed }),
  );
}
