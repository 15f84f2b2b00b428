import { type ElementMasses, elementMassesOf } from '@lodestone/custody/element-masses.ts';
import { parseEvent } from '@lodestone/custody/event.ts';
import { parseEventBytes } from '@lodestone/proof/event-bytes.ts';

export interface StatedLoss {
  readonly kind: string;
  readonly elementMilligrams: ElementMasses;
}

/**
 * The losses that a recorded transformation states, by kind. They are read from its bytes: as facts they would be a row
 * more for most steps, to say again what the event says.
 */
export function statedLosses(body: Uint8Array): StatedLoss[] {
  const parsed = parseEventBytes(body);
  const event = parsed.ok ? parseEvent(parsed.value) : parsed;
  if (!event.ok || !('event' in event) || event.event.type !== 'lot-transformed')
    throw new Error('a recorded transformation cannot be read: run verify');
  return (event.event.losses ?? []).map(({ kind, elementMilligrams }) => {
    return { kind, elementMilligrams: elementMassesOf(elementMilligrams) };
  });
}
