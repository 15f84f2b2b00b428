/** What a correction asks of the unit or shipment that its target is about, beside the lots in it. */
import type { BookState } from './book-state.ts';
import type { AuthoredEvent } from './check-authors.ts';
import type { CorrectionInBook } from './correction-in-book.ts';
import { readOptionalText } from './read-quantity.ts';

/** The transfer, shipment or unit that an event is about. */
export function thingOf({ found, event }: AuthoredEvent): string {
  const names = ['transfer', 'shipment', 'unit'].flatMap((kind) => readOptionalText(found, event, kind) ?? []);
  return names[0] ?? '';
}

/** Says whether nothing that is recorded of the unit or shipment rests on the target. */
export function isThingAsLeft(state: BookState, { standing, replacement }: CorrectionInBook): boolean {
  const thing = thingOf(standing);
  switch (standing.type) {
    case 'unit-packed':
    case 'unit-unpacked':
      return standingOf(state, ['unit-packed', 'unit-unpacked'], thing).at(-1) === standing;
    case 'shipment-packed': {
      const declared = standingOf(state, ['shipment-declared'], thing).at(-1);
      // Unpacking gives licences back what is drawn of them, which taking back the packing would not.
      return replacement !== null || declared?.event['licenceLines'] === undefined;
    }
    case 'shipment-exited': {
      const [packed] = standingOf(state, ['shipment-packed'], thing);
      const arrived = standingOf(state, ['shipment-arrived'], thing);
      return replacement !== null || arrived.every(({ party }) => party === packed?.party);
    }
    default:
      return true;
  }
}

/** What counts of a thing's events of these types, in the order of the log. */
function standingOf({ happened }: BookState, types: readonly string[], thing: string): AuthoredEvent[] {
  return [...happened.values()].flatMap(({ standing }) =>
    standing !== null && types.includes(standing.type) && thingOf(standing) === thing ? [standing] : [],
  );
}
