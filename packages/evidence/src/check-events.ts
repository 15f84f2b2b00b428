/** That a bundle accounts for every event of an entry: it is shown, byte for byte, or said to be withheld, and why. */
import type { Digest } from '@lodestone/proof/digest.ts';
import type { Entry } from '@lodestone/proof/entry.ts';
import { digestEvent, parseEventBytes } from '@lodestone/proof/event-bytes.ts';
import type { Sha256 } from '@lodestone/proof/hash.ts';
import type { JsonObject } from '@lodestone/proof/json-value.ts';
import { encodeUtf8 } from '@lodestone/proof/utf8.ts';
import { eventNumberOf } from '@lodestone/custody/event-number.ts';
import type { BundleEvent } from './bundle.ts';
import { fail } from './failure.ts';

export interface ProvenEvent {
  readonly eventNumber: number;
  readonly digest: Digest;
  /** Where it stands in the bundle. */
  readonly field: string;
  /** Null when it is withheld. */
  readonly event: JsonObject | null;
}

/** Neighbours that are withheld for the same reason. */
export interface WithheldRun {
  readonly entry: Entry;
  /** The ordinal of the first of them. */
  readonly first: number;
  readonly count: number;
  readonly why: string;
}

export interface CheckedEvents {
  /** By ordinal, every one of the entry. */
  readonly events: readonly ProvenEvent[];
  readonly withheld: readonly WithheldRun[];
}

/** Checks what a bundle says of the events of an entry: nothing missing, nothing more, and in one spelling. */
export function checkEvents(said: readonly BundleEvent[], entry: Entry, field: string, sha256: Sha256): CheckedEvents {
  const events: ProvenEvent[] = [];
  const withheld: WithheldRun[] = [];
  for (const [index, item] of said.entries()) {
    const place = `${field}.events[${index}]`;
    const first = events.length;
    if (typeof item === 'string') {
      events.push(checkEvent(item, entry, first, place, sha256));
      continue;
    }
    const { count, withheld: why } = item;
    const before = said[index - 1];
    if (typeof before === 'object' && before.withheld === why) {
      fail('encoding', place, { expected: 'one member for neighbours withheld for one reason', found: 'two' });
    }
    requireListed(entry, first + count, place);
    const digests = entry.events.slice(first, first + count);
    for (const [offset, digest] of digests.entries()) {
      const eventNumber = eventNumberOf(entry.position, first + offset);
      events.push({ eventNumber, digest, field: place, event: null });
    }
    withheld.push({ entry, first, count, why });
  }
  if (events.length === entry.events.length) return { events, withheld };
  return failCount(entry, events.length, `${field}.events`);
}

function checkEvent(text: string, entry: Entry, ordinal: number, place: string, sha256: Sha256): ProvenEvent {
  const digest = entry.events[ordinal];
  if (digest === undefined) return failCount(entry, ordinal + 1, place);
  const bytes = encodeUtf8(text);
  const found = digestEvent(bytes, sha256);
  if (found !== digest) {
    const sentence = `the event has the digest ${found}, entry ${entry.position} lists ${digest} in its place`;
    fail('event', place, { expected: digest, found, sentence });
  }
  const parsed = parseEventBytes(bytes);
  const eventNumber = eventNumberOf(entry.position, ordinal);
  if (parsed.ok) return { eventNumber, digest, field: place, event: parsed.value };
  const expected = 'canonical JSON of an event';
  return fail('event', place, { expected, found: text.slice(0, 80), sentence: parsed.problem });
}

function requireListed(entry: Entry, count: number, place: string): void {
  if (count > entry.events.length) failCount(entry, count, place);
}

function failCount({ position, events }: Entry, count: number, place: string): never {
  const sentence = `entry ${position} lists ${events.length} events, the bundle accounts for ${count}`;
  return fail('encoding', place, { expected: String(events.length), found: String(count), sentence });
}
