import { type ElementMasses, elementMassesOf } from '@lodestone/custody/element-masses.ts';
import { parseEvent, replacementOf } from '@lodestone/custody/event.ts';
import { parseEventBytes } from '@lodestone/proof/event-bytes.ts';

export interface StatedLoss {
  readonly kind: string;
  readonly elementMilligrams: ElementMasses;
}

/**
 * The losses that a recorded event states, by kind: a transformation may, other events that make steps (a receipt that
 * accepts a part) do not. They are read from its bytes: as facts they would be a row more for most steps, to say again
 * what the event says.
 */
export function statedLosses(body: Uint8Array): StatedLoss[] {
  const bytes = parseEventBytes(body);
  const parsed = bytes.ok ? parseEvent(bytes.value) : null;
  if (parsed === null || !parsed.ok) throw new Error('the event of a step cannot be read: run verify');
  const event = parsed.event.type === 'event-corrected' ? replacementOf(parsed.event) : parsed.event;
  if (event?.type !== 'lot-transformed') return [];
  return (event.losses ?? []).map(({ kind, elementMilligrams }) => {
    return { kind, elementMilligrams: elementMassesOf(elementMilligrams) };
  });
}
