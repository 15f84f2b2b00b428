/** A writer that knows nothing of what others record meanwhile, and those others. */
import { readHead } from '@lodestone/store/log/read-ledger.ts';
import { appendBatch } from '../src/append/append-batch.ts';
import { appendSubmissions } from '../src/append/append-submissions.ts';
import { type Appender, aheadOf } from '../src/append/appender.ts';
import type { SigningKey } from '../src/keys/node-crypto.ts';
import type { Ledger } from '../src/open-ledger.ts';
import type { Outcome } from '../src/append/outcome.ts';
import type { SignedSubmission } from '../src/append/submission.ts';
import { appenderOf, registration, sign } from './submissions.ts';

/** Records by an appender of its own: those that are there already do not know of it. */
export async function recordElsewhere(ledger: Ledger, ...submissions: readonly SignedSubmission[]): Promise<void> {
  const outcomes = await appendSubmissions(appenderOf(ledger), submissions);
  const refused = outcomes.filter(({ status }) => status !== 'recorded');
  if (refused.length > 0) throw new Error(JSON.stringify(refused));
}

/** An appender that knows the head, so that it decides ahead, and nothing of what else is recorded. */
export async function lookingAhead(ledger: Ledger, operator: SigningKey): Promise<Appender> {
  const { database, ledgerId } = ledger;
  const appender = appenderOf(ledger, { ahead: aheadOf(database, ledgerId) });
  const primer = registration(`PRIMER-${(await readHead(database, ledgerId))?.size}`);
  await appendSubmissions(appender, [sign(ledger, operator, primer)]);
  return appender;
}

/** What becomes of submissions that each stand for themselves, in one batch. */
export async function outcomesOf(appender: Appender, ...submissions: readonly SignedSubmission[]): Promise<Outcome[]> {
  const batch = { submissions, endsAtRefusal: false, isWhole: true };
  return (await appendBatch(appender, batch, Promise.resolve(true))) ?? [];
}
