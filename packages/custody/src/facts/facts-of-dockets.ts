/** What an event adds to the views about dockets. */
import type { DocketKind } from '../docket.ts';
import type { CustodyEvent } from '../event.ts';

/** The event is a step of a docket. */
export interface DocketStepFact {
  readonly kind: 'docket-step';
  readonly eventNumber: number;
  /** Counts the dockets of one event from 0. */
  readonly index: number;
  readonly docket: DocketKind;
  readonly subject: string;
  /** Whose act it is. */
  readonly party: string;
  /** Of the entry, and in no column: the entry says it. */
  readonly recordedAt: string;
  /** The event itself, which is in no column either. */
  readonly event: CustodyEvent;
  /** The number of the event that a correction names: its own row says it. Null of other events. */
  readonly corrects: number | null;
}
