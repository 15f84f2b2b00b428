import { type CustodyEvent, parseEvent, replacementOf } from '@lodestone/custody/event.ts';
import { parseEventBytes } from '@lodestone/proof/event-bytes.ts';

/**
 * What a recorded event says of the world: of a correction its replacement, or nothing where it only takes back. Throws
 * when the bytes are no event, which only a damaged ledger has.
 */
export function saidEvent(body: Uint8Array, eventId: string): CustodyEvent | null {
  const bytes = parseEventBytes(body);
  const parsed = bytes.ok ? parseEvent(bytes.value) : null;
  if (parsed === null || !parsed.ok) throw new Error(`event ${eventId} cannot be read: run verify`);
  return parsed.event.type === 'event-corrected' ? replacementOf(parsed.event) : parsed.event;
}
