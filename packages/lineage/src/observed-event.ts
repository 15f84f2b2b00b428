import type { Finding as Notice } from '@lodestone/custody/finding.ts';

/** What every observation says of its event. */
export interface ObservedEvent {
  readonly eventNumber: number;
  /** The event's own id. */
  readonly event: string;
  /** RFC 3339, as the event claims and as the ledger wrote it down. */
  readonly occurredAt: string;
  readonly recordedAt: string;
  /** Whose act it was. */
  readonly party: string;
  readonly facility: string | null;
  /** What was noticed as it was recorded. */
  readonly notices: readonly Notice[];
}
