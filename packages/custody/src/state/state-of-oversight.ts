/** What is known of holds and documents. */

/** Who stopped a lot, unit, transfer or shipment, when and why. */
export interface Hold {
  readonly placedBy: string;
  readonly placedAt: string;
  readonly reason: string;
}

/** A document that events have named. */
export interface DocumentState {
  /** How often it was named. */
  readonly count: number;
  /** The first times, at most `DOCUMENT_USES_HELD`. */
  readonly uses: readonly DocumentUse[];
}

/** So many times of naming a document are held against later ones: a list that grows for ever would be one to attack with. */
export const DOCUMENT_USES_HELD = 8;

/** A time when a document was named, see `DocumentFact`. */
export interface DocumentUse {
  readonly eventNumber: number;
  readonly about: readonly string[];
  readonly steps: readonly number[];
}

/** Names a step by its event number. */
export function stepName(eventNumber: number): string {
  return String(eventNumber);
}
