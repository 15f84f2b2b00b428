import type { Hold } from '@lodestone/custody/state/state-of-oversight.ts';
import { formatTime } from '../output/amounts.ts';

/** A status, and that an authority has stopped it. */
export function formatStatus(status: string, hold: Hold | null): string {
  return hold === null ? status : `${status}, on hold`;
}

/** Who has stopped it, when and why. */
export function describeHold({ placedBy, placedAt, reason }: Hold): string {
  return `on hold since ${formatTime(placedAt)} UTC, by ${placedBy}: ${reason}`;
}
