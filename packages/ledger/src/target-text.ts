/** The state of an event that is corrected as a text and back, exactly: what a replay writes to its scratch. */
import type { TargetState } from '@lodestone/custody/custody-state.ts';

/** What an author wrote may hold anything, so it stands apart as a text of its own; the masses are whole numbers. */
export function formatTarget({ event, ...rest }: TargetState): string {
  return JSON.stringify([JSON.stringify(event), JSON.stringify(rest, replaceBigint)]);
}

/** Reads what `formatTarget` has written. */
export function parseTarget(text: string): TargetState {
  const [event, rest] = JSON.parse(text) as [string, string];
  return {
    event: JSON.parse(event) as TargetState['event'],
    ...(JSON.parse(rest, reviveBigint) as Omit<TargetState, 'event'>),
  };
}

function replaceBigint(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? { exact: value.toString() } : value;
}

function reviveBigint(_: string, value: unknown): unknown {
  const isObject = typeof value === 'object' && value !== null;
  return isObject && 'exact' in value && typeof value.exact === 'string' ? BigInt(value.exact) : value;
}
