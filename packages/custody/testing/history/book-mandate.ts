import type { EventOf } from '../../src/event.ts';
import type { Account } from './account.ts';

/** The latest word between the two counts. */
export function bookMandate(account: Account, event: EventOf<'mandate-given' | 'mandate-ended'>, by: string): void {
  const isGiven = event.type === 'mandate-given';
  const hasEnded = !isGiven || event.until !== undefined;
  account.mandates.set(`${by} ${event.agent}`, { acts: isGiven ? event.acts : [], hasEnded });
}
