/** Simulated events as a ledger takes them. */
import type { JsonObject } from '@lodestone/simulator/line.ts';
import { sha256 } from '@lodestone/ledger/keys/node-crypto.ts';
import { digestEvent, encodeEvent } from '@lodestone/proof/event-bytes.ts';
import type { JsonValue } from '@lodestone/proof/json-value.ts';

/** The digest by which a correction names an event. */
export function digestOfEvent(event: JsonObject): string {
  const encoded = encodeEvent(event as JsonValue);
  if (!encoded.ok) throw new Error(`a simulated event is none: ${encoded.problem}`);
  return digestEvent(encoded.value, sha256);
}
