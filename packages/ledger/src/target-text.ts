/** The state of an event that is corrected as a text and back, exactly: what a replay writes to its scratch. */
import type { TargetState } from '@lodestone/custody/state-of-corrections.ts';

/** What an author wrote may hold anything, so it stands apart as a text of its own; the masses are whole numbers. */
export function formatTarget({ event, said, ...rest }: TargetState): string {
  return JSON.stringify([JSON.stringify([event, said]), JSON.stringify(rest, replaceBigint)]);
}

/** Reads what `formatTarget` has written. */
export function parseTarget(text: string): TargetState {
  const [written, rest] = JSON.parse(text) as [string, string];
  const [event, said] = JSON.parse(written) as [TargetState['event'], TargetState['said']];
  return { event, said, ...(JSON.parse(rest, reviveBigint) as Omit<TargetState, 'event' | 'said'>) };
}

function replaceBigint(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? { exact: value.toString() } : value;
}

function reviveBigint(_: string, value: unknown): unknown {
  const isObject = typeof value === 'object' && value !== null;
  return isObject && 'exact' in value && typeof value.exact === 'string' ? BigInt(value.exact) : value;
}
