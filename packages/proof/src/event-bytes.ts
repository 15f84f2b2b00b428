import { canonicalize, parseCanonical } from './canonical-json.ts';
import { type Digest, digestBytes } from './digest.ts';
import type { Sha256 } from './hash.ts';
import { exceedsDepth, isJsonObject, type JsonObject, type JsonValue } from './json-value.ts';
import { accept, type Parsed, refuse } from './parsed.ts';
import { prefixed } from './prefixed.ts';
import { show } from './show.ts';
import { encodeUtf8 } from './utf8.ts';

/** An event as it is signed, hashed and stored: the canonical JSON of one object. Only `encodeEvent` makes it. */
export type EventBytes = Uint8Array & { readonly brand: 'EventBytes' };

export const EVENT_MAX_BYTES = 2 * 1024 * 1024;
export const EVENT_MAX_DEPTH = 16;

// Hashing a kind of thing under its own prefix keeps the digest of one kind from ever being that of another.
export const EVENT_PREFIX = encodeUtf8('lodestone/event/1\n');

/** Writes an event as its one canonical spelling; refuses what is no object, too deep or too large. */
export function encodeEvent(value: JsonValue): Parsed<EventBytes> {
  if (!isJsonObject(value)) return refuse(`an event is a JSON object, found ${show(value)}`);
  if (exceedsDepth(value, EVENT_MAX_DEPTH)) return refuse(`an event nests at most ${EVENT_MAX_DEPTH} levels deep`);
  const bytes = encodeUtf8(canonicalize(value));
  return bytes.length <= EVENT_MAX_BYTES ? accept(bytes as EventBytes) : refuse(describeSize(bytes.length));
}

/** Reads the bytes of an event; refuses every spelling but the canonical one, what is no object, too deep or too large. */
export function parseEventBytes(bytes: Uint8Array): Parsed<JsonObject> {
  if (bytes.length > EVENT_MAX_BYTES) return refuse(describeSize(bytes.length));
  const parsed = parseCanonical(bytes, { maxDepth: EVENT_MAX_DEPTH });
  if (!parsed.ok) return parsed;
  return isJsonObject(parsed.value)
    ? accept(parsed.value)
    : refuse(`an event is a JSON object, found ${show(parsed.value)}`);
}

/**
 * The digest that an entry names an event by: SHA-256("lodestone/event/1\n" ‖ event bytes). It names these bytes
 * whatever they hold, so an audit can compare digests of stored bytes before it knows whether they are an event.
 */
export function digestEvent(bytes: Uint8Array, sha256: Sha256): Digest {
  return digestBytes(prefixed(EVENT_PREFIX, bytes), sha256);
}

function describeSize(bytes: number): string {
  return `an event has at most ${EVENT_MAX_BYTES} bytes, found ${bytes}`;
}
