/** What an event is about, in a few words: enough to find the right row. */
import type { JsonObject, JsonValue } from '@lodestone/proof/json-text.ts';

/** The member that names what an event of most types is about. */
const SUBJECTS = [
  'lot',
  'unit',
  'transfer',
  'shipment',
  'quota',
  'sale',
  'facility',
  'party',
  'key',
  'agent',
  'grant',
  'rule',
  'list',
  'gap',
  'item',
  'origin',
] as const;

/** `CON-001 → LIQ-001` for a step, else the id of the lot, transfer, shipment, facility, party or key. */
export function summariseEvent(event: JsonObject): string {
  if (event['type'] === 'lot-transformed') {
    return `${lotsOf(event['inputs']).join(', ')} → ${lotsOf(event['outputs']).join(', ')}`.trim();
  }
  if (event['type'] === 'ownership-transferred') {
    const { lots, owner } = event;
    return `${Array.isArray(lots) ? lots.map(String).join(', ') : ''} → ${typeof owner === 'string' ? owner : ''}`;
  }
  if (event['type'] === 'opening-erased' || event['type'] === 'field-viewed') {
    const { field, sealedIn } = event;
    return typeof field === 'string' && typeof sealedIn === 'string' ? `${field} of ${sealedIn}` : '';
  }
  // A facility-registered names its party too, a lot-created its facility: the event's own subject comes first.
  const { type } = event;
  const own = typeof type === 'string' ? event[type.split('-', 1)[0] ?? ''] : undefined;
  if (typeof own === 'string') return own;
  const subject = SUBJECTS.map((member) => event[member]).find((value) => typeof value === 'string');
  return typeof subject === 'string' ? subject : '';
}

function lotsOf(lines: JsonValue | undefined): string[] {
  if (!Array.isArray(lines)) return [];
  return lines.flatMap((line) => {
    const lot = typeof line === 'object' && line !== null && !Array.isArray(line) ? line['lot'] : undefined;
    return typeof lot === 'string' ? [lot] : [];
  });
}
