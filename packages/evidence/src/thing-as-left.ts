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

/** What rests on a packing, an unpacking or an exit of the same unit or shipment. */
const RESTING: ReadonlySet<string> = new Set([
  'unit-packed',
  'unit-unpacked',
  'shipment-packed',
  'shipment-declared',
  'shipment-arrived',
]);

/** Notes of which unit or shipment an event is, in the order of the log, so that a correction need not look through all. */
export function noteThing({ ofThing }: BookState, authored: AuthoredEvent): void {
  if (!RESTING.has(authored.type)) return;
  const thing = thingOf(authored);
  const known = ofThing.get(thing);
  if (known === undefined) ofThing.set(thing, [authored.eventNumber]);
  else known.push(authored.eventNumber);
}

/** Says whether nothing that is recorded of the unit or shipment rests on the target. */
export function isThingAsLeft(state: BookState, { standing, replacement }: CorrectionInBook): boolean {
  switch (standing.type) {
    case 'unit-packed':
    case 'unit-unpacked':
      return latestOf(state, standing, ['unit-packed', 'unit-unpacked']) === standing;
    case 'shipment-packed': {
      if (replacement !== null) return true;
      // Unpacking gives licences back what is drawn of them, which taking back the packing would not.
      return latestOf(state, standing, ['shipment-declared'])?.event['licenceLines'] === undefined;
    }
    case 'shipment-exited': {
      if (replacement !== null) return true;
      const packer = latestOf(state, standing, ['shipment-packed'])?.party;
      return latestOf(state, standing, ['shipment-arrived'], ({ party }) => party !== packer) === undefined;
    }
    default:
      return true;
  }
}

/** The latest event of these types that counts, of the thing that `of` is about. */
function latestOf(
  { ofThing, happened }: BookState,
  of: AuthoredEvent,
  types: readonly string[],
  isWanted: (event: AuthoredEvent) => boolean = () => true,
): AuthoredEvent | undefined {
  const events = ofThing.get(thingOf(of)) ?? [];
  for (let index = events.length - 1; index >= 0; index -= 1) {
    const standing = happened.get(events[index] as number)?.standing ?? null;
    if (standing !== null && types.includes(standing.type) && isWanted(standing)) return standing;
  }
  return undefined;
}
