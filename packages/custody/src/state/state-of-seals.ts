/** What is known of sealed members. */

/** A member that an event commits to instead of stating it. */
export interface SealedState {
  /** Whose act the event was. */
  readonly party: string;
  /** The event by which its opening was erased. */
  readonly erasedNumber: number | null;
}

/** A sealed member belongs to its event. */
export function sealedName(event: string, field: string): string {
  return `${event} ${field}`;
}
