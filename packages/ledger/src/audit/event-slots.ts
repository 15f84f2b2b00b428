/** Which event a line of a file is: the entries list the digests in order, and lines may be missing, changed or too many. */
import type { Digest } from '@lodestone/proof/digest.ts';

/** The events of one entry as it lists them; null when it cannot be read, and anything may belong to it. */
export interface ListedEvents {
  readonly position: number;
  readonly digests: readonly string[] | null;
}

export interface EventPlace {
  readonly position: number;
  readonly ordinal: number;
  /** What its entry lists there; null when the entry cannot be read. */
  readonly digest: string | null;
}

/** Finds the place of each line of a bundle, which must come in order. */
export interface EventSlots {
  /** The place of the next line, by its digest; `again` when that event stood before, null when there is no place left. */
  place(digest: Digest): EventPlace | 'again' | null;
}

/**
 * A line with a digest that is listed further on stands there: what is between is missing. Any other line stands where the
 * next one is expected: it was changed, or is one too many, which the digest behind it then tells.
 */
export function createEventSlots(entries: readonly ListedEvents[]): EventSlots {
  const slots: { position: number; ordinal: number; digest: string | null }[] = [];
  for (const { position, digests } of entries) {
    if (digests === null) slots.push({ position, ordinal: 0, digest: null });
    for (const [ordinal, digest] of (digests ?? []).entries()) slots.push({ position, ordinal, digest });
  }
  let next = 0;
  let byDigest: Map<string, number> | null = null;
  return {
    place: (digest) => {
      const slot = slots[next];
      if (slot?.digest === digest) {
        next += 1;
        return slot;
      }
      byDigest ??= new Map(slots.flatMap((each, index) => (each.digest === null ? [] : [[each.digest, index]])));
      const listed = byDigest.get(digest);
      if (listed !== undefined) {
        if (listed < next) return 'again';
        next = listed + 1;
        return slots[listed] ?? null;
      }
      if (slot === undefined) return null;
      if (slot.digest === null) {
        const { position, ordinal } = slot;
        slot.ordinal += 1;
        return { position, ordinal, digest: null };
      }
      next += 1;
      return slot;
    },
  };
}
