/** Whether a return contradicts what is recorded before it: every way into the ledger asks the same. */
import type { CustodyEvent } from '@lodestone/custody/event.ts';
import { formatKilograms } from '@lodestone/custody/format-amount.ts';
import { findEvents } from '@lodestone/store/append/read-recorded.ts';
import type { SubmissionRefusal } from '../append/outcome.ts';
import type { SignedSubmission } from '../append/submission.ts';
import type { Ledger } from '../open-ledger.ts';
import { checkReturn } from './file-returns.ts';

interface ReturnContradiction extends Pick<SubmissionRefusal, 'message' | 'facts'> {
  readonly event: string;
  readonly reason: 'return-contradicts';
}

export function hasReturn({ events }: SignedSubmission): boolean {
  return events.some(({ event }) => event.type === 'return-filed');
}

/** The first return of a submission that does. It goes in as a whole, so each is held against what is recorded before all of it. */
export async function findContradictionIn(
  ledger: Ledger,
  { events }: SignedSubmission,
): Promise<(ReturnContradiction & { readonly ordinal: number }) | null> {
  for (const [ordinal, { event }] of events.entries()) {
    const found = await findContradiction(ledger, event);
    if (found !== null) return { ...found, ordinal };
  }
  return null;
}

/**
 * The first difference with both values, and how many there are; null of what is no return, contradicts nothing, or is recorded
 * already, whatever came since. The rules do not ask this, since they decide an event on what it names, so a replay does
 * not either.
 */
export async function findContradiction(ledger: Ledger, event: CustodyEvent): Promise<ReturnContradiction | null> {
  if (event.type !== 'return-filed') return null;
  const known = await findEvents(ledger.database.pool, ledger.ledgerId, [event.id]);
  if (known.length > 0) return null;
  const differences = (await checkReturn(ledger, event)) ?? [];
  const [first] = differences;
  if (first === undefined) return null;
  const { form, element, figure, filedMilligrams: filed, computedMilligrams: computed } = first;
  const { facility, month } = event;
  const name = figure.replace('Milligrams', '');
  const more = differences.length > 1 ? ` (and ${differences.length - 1} more)` : '';
  const message = `the return of ${month} for ${facility} contradicts the ledger: ${name} of ${element} in ${form} is ${formatKilograms(BigInt(filed))} in the return and ${formatKilograms(BigInt(computed))} in the ledger${more}; lodestone returns draft computes it, --accept-contradiction records it as it is`;
  const facts = { facility, month, form, element, figure, filed, computed, differences: differences.length };
  return { event: event.id, reason: 'return-contradicts', message, facts };
}
