/** The state of an event that is corrected as a text and back, exactly: what a replay writes to its scratch. */
import type { TargetState } from '@lodestone/custody/state/state-of-corrections.ts';
import { formatValue, parseValue } from '../detect/value-text.ts';

/** What an author wrote may hold anything, so it stands apart as a text of its own. */
export function formatTarget({ event, said, ...rest }: TargetState): string {
  return JSON.stringify([JSON.stringify([event, said]), formatValue(rest)]);
}

/** Reads what `formatTarget` has written. */
export function parseTarget(text: string): TargetState {
  const [written, rest] = JSON.parse(text) as [string, string];
  const [event, said] = JSON.parse(written) as [TargetState['event'], TargetState['said']];
  return { event, said, ...(parseValue(rest) as Omit<TargetState, 'event' | 'said'>) };
}
