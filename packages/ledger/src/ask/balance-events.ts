import { eventNumberOf } from '@lodestone/custody/event-number.ts';
import { type Balance, balanceOfStep } from '@lodestone/custody/step-balance.ts';
import { readSteps } from '@lodestone/store/ask/stream-steps.ts';
import type { Ledger } from '../open-ledger.ts';
import { statedLosses } from './stated-losses.ts';

export interface BalancedEvent {
  readonly position: number;
  readonly ordinal: number;
  readonly step: string;
  readonly balance: Balance;
}

/** The balances of those of the events that are steps, in their order. */
export async function balanceEvents(
  { database, ledgerId }: Ledger,
  events: readonly { readonly position: number; readonly ordinal: number }[],
): Promise<BalancedEvent[]> {
  const numbers = events.map(({ position, ordinal }) => eventNumberOf(position, ordinal));
  const steps = await readSteps(database, ledgerId, numbers);
  return events.flatMap(({ position, ordinal }) => {
    const recorded = steps.get(eventNumberOf(position, ordinal));
    if (recorded === undefined) return [];
    const balance = balanceOfStep({ ...recorded, losses: statedLosses(recorded.body) });
    return [{ position, ordinal, step: recorded.step, balance }];
  });
}
