/** Why a recording stops at a line, and how the line at fault ends it. */
import type { SubmissionRefusal } from '../append/outcome.ts';
import type { LineProblem } from './read-event-line.ts';

/** Why recording stopped at a line. `event` is null when the line is no event. */
export interface RecordRefusal {
  readonly line: number;
  readonly event: string | null;
  readonly reason: SubmissionRefusal['code'] | 'bad-line' | 'no-key' | 'damaged' | 'document-differs' | 'document-size';
  readonly message: string;
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
}

/**
 * Ends the recording at a line: nothing of its submission is recorded, everything before that is. It is thrown, since
 * it may come from a batch that is on its way while later lines are read; `recordEvents` catches it and returns it.
 */
export class StopRecording extends Error {
  readonly refusal: RecordRefusal;
  constructor(refusal: RecordRefusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

/** Stops at a line that is no event, or that cannot become one. */
export function stopAtBadLine({ line, message, facts }: LineProblem): StopRecording {
  return new StopRecording({ line, event: null, reason: 'bad-line', message, facts });
}
