/**
 * Everything that a reader needs to judge some events by: the entries that hold them, and all that these rest on, again and
 * again until nothing is missing: the enrolments of their authors' keys, mandates, registrations, corrections.
 */
import { OPERATOR } from '@lodestone/custody/operator.ts';
import { eventNumberOf, placeOfEvent } from '@lodestone/custody/event-number.ts';
import { parseEventBytes } from '@lodestone/proof/event-bytes.ts';
import type { JsonObject, JsonValue } from '@lodestone/proof/json-value.ts';
import { readCheckpointKeyEvents } from '@lodestone/store/log/publish.ts';
import {
  type AuthoredEntry,
  readEntries,
  readKeyEvents,
  readMandateEvents,
  readNumberedEvents,
  readFacilityEvents,
  readPartyEvents,
} from '@lodestone/store/log/read-evidence.ts';
import {
  readCorrections,
  readEventsAlong,
  readHandshakeEvents,
  readWaits,
} from '@lodestone/store/log/read-corrections.ts';
import type { Ledger } from '../open-ledger.ts';
import { thingsCorrected } from './things-corrected.ts';

export interface GatheredEvent {
  readonly eventNumber: number;
  /** Its bytes, as text. */
  readonly text: string;
  readonly event: JsonObject;
}

export interface Evidence {
  /** By position. */
  readonly entries: readonly AuthoredEntry[];
  /** In the order of the log. */
  readonly events: readonly GatheredEvent[];
  /** What corrections among them rest on, or settlements: whether they take effect, and what they do. */
  readonly followed: ReadonlySet<number>;
  /** Whose each key is, as its enrolment says. */
  readonly signers: ReadonlyMap<string, string>;
}

/** Members that name a party or a facility, wherever an event has them. */
const PARTY_MEMBERS = ['party', 'onBehalfOf', 'consignee', 'consignor', 'laboratory', 'agent', 'owner'];

/**
 * Gathers what the events of these numbers rest on, of what the log has below `bound`; of a lineage also what it takes to
 * see how a correction changes the book, or a settlement.
 */
export async function gatherEvidence(
  { database: { pool }, ledgerId }: Ledger,
  eventNumbers: Iterable<number>,
  { bound, isLineage }: { readonly bound: number; readonly isLineage: boolean },
): Promise<Evidence> {
  const entries = new Map<number, AuthoredEntry>();
  const events = new Map<number, GatheredEvent>();
  const asked = new Set<string>();
  const followed = new Set<number>();
  let missing = [...new Set([0, ...(await readKeyChangeNumbers(pool, ledgerId, bound)), ...eventNumbers])];
  while (missing.length > 0) {
    const positions = new Set(missing.map((number) => placeOfEvent(number).position));
    const newEntries = await readEntries(
      pool,
      ledgerId,
      [...positions].filter((position) => !entries.has(position)),
    );
    const newEvents = (await readNumberedEvents(pool, ledgerId, missing)).map(gathered);
    for (const entry of newEntries) entries.set(entry.position, entry);
    for (const event of newEvents) events.set(event.eventNumber, event);
    const named = (kind: string, names: readonly string[]) =>
      [...new Set(names)].filter((name) => {
        const isNew = !asked.has(`${kind} ${name}`);
        asked.add(`${kind} ${name}`);
        return isNew;
      });
    const parties = newEvents.flatMap(({ event }) => PARTY_MEMBERS.flatMap((member) => textsOf(event[member])));
    const facilities = newEvents.flatMap(({ event }) => textsOf(event['facility']));
    const keys = named(
      'key',
      newEntries.map(({ author }) => author),
    );
    const corrections = await readCorrections(pool, ledgerId, missing);
    const touched = (await thingsCorrected(pool, ledgerId, isLineage ? corrections : [])).filter(
      ({ name, below }) => named('thing', [`${name} ${below}`]).length > 0,
    );
    const corrected = named('handshake', [
      ...transfersOf(isLineage ? newEvents : [], 'transfer-settled'),
      ...touched.map(({ name }) => name),
    ]);
    const dispatched = named('wait', [...transfersOf(isLineage ? newEvents : [], 'transfer-dispatched'), ...corrected]);
    const along = [
      ...(await readEventsAlong(pool, ledgerId, touched)),
      ...(await readHandshakeEvents(pool, ledgerId, corrected)),
      ...(await readWaits(pool, ledgerId, dispatched)),
    ];
    const needed = [
      ...(await readKeyEvents(pool, ledgerId, keys)),
      ...(await readPartyEvents(pool, ledgerId, named('party', parties))),
      ...(await readFacilityEvents(pool, ledgerId, named('facility', facilities))),
      ...(await readMandateEvents(pool, ledgerId, missing)),
      ...corrections.flatMap(({ eventNumber, targetNumber }) => [eventNumber, targetNumber]),
      ...along,
    ];
    for (const number of [...along, ...corrections.map(({ targetNumber }) => targetNumber)]) followed.add(number);
    missing = [...new Set(needed)].filter((number) => number < bound && !events.has(number));
  }
  return {
    entries: [...entries.values()].sort((left, right) => left.position - right.position),
    events: [...events.values()].sort((left, right) => left.eventNumber - right.eventNumber),
    followed,
    signers: new Map([...events.values()].flatMap(enrolledBy)),
  };
}

/** Which keys sign checkpoints is what all of it rests on. */
async function readKeyChangeNumbers(
  pool: Parameters<typeof readCheckpointKeyEvents>[0],
  ledgerId: number,
  bound: number,
): Promise<number[]> {
  const events = await readCheckpointKeyEvents(pool, ledgerId);
  return events.map(({ position, ordinal }) => eventNumberOf(position, ordinal)).filter((number) => number < bound);
}

function gathered({ eventNumber, body }: { readonly eventNumber: number; readonly body: Buffer }): GatheredEvent {
  const parsed = parseEventBytes(body);
  if (!parsed.ok) throw new Error(`an event cannot be read (${parsed.problem}): run verify`);
  return { eventNumber, text: body.toString('utf8'), event: parsed.value };
}

function enrolledBy({ event: { type, key, party, operatorKey } }: GatheredEvent): [string, string][] {
  if (type === 'ledger-opened' && typeof operatorKey === 'string') return [[operatorKey, OPERATOR]];
  return type === 'key-enrolled' && typeof key === 'string' && typeof party === 'string' ? [[key, party]] : [];
}

function transfersOf(events: readonly GatheredEvent[], type: string): string[] {
  return events.filter(({ event }) => event['type'] === type).flatMap(({ event }) => textsOf(event['transfer']));
}

function textsOf(value: JsonValue | undefined): string[] {
  return typeof value === 'string' ? [value] : [];
}
