/** What corrections and their targets name: whether they take effect rests on what happened to that. */
import { stockLotId } from '@lodestone/custody/stock-lot-id.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '@lodestone/proof/json-value.ts';
import { parseEventBytes } from '@lodestone/proof/event-bytes.ts';
import { type Followed, readLotsTaken } from '@lodestone/store/log/read-corrections.ts';
import { readNumberedEvents } from '@lodestone/store/log/read-evidence.ts';

/** The members of events, and of the objects in them, that name lots, transfers, shipments and units. */
const MEMBERS = ['lot', 'lots', 'rejectedLot', 'transfer', 'shipment', 'unit'];
const LISTS = ['lines', 'inputs', 'outputs'];

/** The lots, transfers, shipments and units that targets and their replacements name or took of, until each correction. */
export async function thingsCorrected(
  client: Parameters<typeof readLotsTaken>[0],
  ledgerId: number,
  corrections: readonly { readonly eventNumber: number; readonly targetNumber: number }[],
): Promise<Followed[]> {
  const targets = new Map(corrections.map(({ eventNumber, targetNumber }) => [eventNumber, targetNumber]));
  const numbers = [...new Set([...targets.keys(), ...targets.values()])];
  const named = (await readNumberedEvents(client, ledgerId, numbers)).flatMap(({ eventNumber, body }) => {
    const parsed = parseEventBytes(body);
    if (!parsed.ok) throw new Error(`an event cannot be read (${parsed.problem}): run verify`);
    const { replacement } = parsed.value;
    const said = replacement !== undefined && isJsonObject(replacement) ? replacement : parsed.value;
    const names = thingsNamedBy(said, targets.get(eventNumber) ?? eventNumber);
    return names.map((name) => ({ eventNumber, name }));
  });
  const taken = await readLotsTaken(client, ledgerId, numbers);
  const all = [...named, ...taken.map(({ eventNumber, lot }) => ({ eventNumber, name: lot }))];
  return corrections.flatMap(({ eventNumber, targetNumber }) =>
    all
      .filter((thing) => thing.eventNumber === eventNumber || thing.eventNumber === targetNumber)
      .map(({ name }) => ({ name, below: eventNumber })),
  );
}

/** The lots, transfers, shipments and units that an event names; the stock that it leaves in a circuit is one. */
function thingsNamedBy(event: JsonObject, eventNumber: number): string[] {
  const { circuit } = event;
  const stock =
    circuit !== undefined && isJsonObject(circuit) && typeof circuit['id'] === 'string'
      ? [stockLotId(circuit['id'], eventNumber)]
      : [];
  const parts = LISTS.flatMap((list) => listOf(event[list])).filter(isJsonObject);
  return [event, ...parts]
    .flatMap((part) => MEMBERS.flatMap((member) => listOf(part[member])))
    .filter(isText)
    .concat(stock);
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}

function isText(value: JsonValue): value is string {
  return typeof value === 'string';
}
