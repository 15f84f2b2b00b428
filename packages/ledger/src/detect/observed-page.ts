/** A page of recorded events with everything that observing them takes, read in a fixed number of questions. */
import { docketName, type DocketStep } from '@lodestone/custody/docket.ts';
import type { CustodyEvent } from '@lodestone/custody/event.ts';
import type { EventBound } from '@lodestone/store/event-bound.ts';
import { type EventOfNumber, type EventOfPage, readEventsOfNumbers } from '@lodestone/store/log/read-event-page.ts';
import { readCorrections } from '@lodestone/store/log/read-corrections.ts';
import { readDocketsNamed } from '@lodestone/store/state/read-dockets.ts';
import { type DocumentNaming, readDocumentNamings } from '@lodestone/store/detect/read-named-before.ts';
import {
  readDeclaredLines,
  readReceivedLines,
  readSettledLots,
  readShipmentHistories,
  readTransferHistories,
  type ReceivedLine,
  type ShipmentHistory,
  type StatedLine,
  type TransferHistory,
} from '@lodestone/store/detect/read-observed-movements.ts';
import { readStepsOfEvents, type StepOfPage } from '@lodestone/store/detect/read-observed-steps.ts';
import type { Ledger } from '../open-ledger.ts';
import type { ObservedLots } from './observed-lots.ts';
import { saidEvent } from './said-event.ts';

/** A recorded event, and what it says of the world as it counts today. */
export interface SaidEvent extends EventOfPage {
  /** Of a correction its replacement; null where it says nothing. */
  readonly said: CustodyEvent | null;
  /** Whether that counts: it was not superseded, nor is it contested. */
  readonly counts: boolean;
}

export interface ObservedPage {
  readonly events: readonly SaidEvent[];
  /** By event number, as are those below. */
  readonly steps: ReadonlyMap<number, StepOfPage>;
  readonly received: ReadonlyMap<number, readonly ReceivedLine[]>;
  readonly settled: ReadonlyMap<number, readonly number[]>;
  /** Events that corrections name, and the packings of shipments that left. */
  readonly named: ReadonlyMap<number, EventOfNumber>;
  /** Of corrections: the events that each has come to replace, its target and the corrections of it before. */
  readonly replaced: ReadonlyMap<number, readonly number[]>;
  /** By name. */
  readonly transfers: ReadonlyMap<string, TransferHistory>;
  readonly shipments: ReadonlyMap<string, ShipmentHistory>;
  /** What is on file of shipments that left: their declarations. */
  readonly files: ReadonlyMap<string, readonly DocketStep[]>;
  /** By transfer and lot number, with a space between. */
  readonly declared: ReadonlyMap<string, readonly StatedLine[]>;
  /** By SHA-256. */
  readonly documents: ReadonlyMap<string, readonly DocumentNaming[]>;
  /** The number that the first lot after the page will have. */
  readonly nextLotNumber: number;
}

/** Reads what the events of a page need; `lots` has every lot that they name at hand then. */
export async function readObservedPage(
  { database, ledgerId }: Ledger,
  rows: readonly EventOfPage[],
  { firstLotNumber, lots, bound }: { firstLotNumber: number; lots: ObservedLots; bound: EventBound },
): Promise<ObservedPage> {
  const events = rows.map(saidOf);
  const range = { first: rows[0]?.eventNumber ?? 0, last: rows.at(-1)?.eventNumber ?? -1 };
  const wanted = wantsOf(events);
  const [steps, transfers, shipments, files, received, settled, documents] = await Promise.all([
    readStepsOfEvents(database, ledgerId, range),
    readTransferHistories(database, ledgerId, wanted.transfers),
    readShipmentHistories(database, ledgerId, wanted.shipments),
    readDocketsNamed(
      database.pool,
      ledgerId,
      wanted.exits.map((shipment) => docketName('shipment', shipment)),
    ),
    readReceivedLines(database, ledgerId, wanted.receipts),
    readSettledLots(database, ledgerId, wanted.settlements),
    readDocumentNamings(database, ledgerId, wanted.documents, bound),
  ]);
  const made = new Map(events.map((event) => [event.eventNumber, event]));
  const count = lotsMade(events, steps);
  const madeLots = await lots.load({ by: 'range', firstLotNumber, count }, made);
  const ownLots = madeLots.filter(({ makings }) => (makings[0]?.eventNumber ?? 0) <= range.last);
  const lines = [...received.values()].flat();
  const numbers = [
    ...[...steps.values()].flatMap(({ inputs, firstLotNumber: first, lotCount }) => [
      ...inputs.map(({ lotNumber }) => lotNumber),
      ...Array.from({ length: lotCount }, (_, index) => first + index),
    ]),
    ...lines.map(({ lotNumber }) => lotNumber),
    ...[...settled.values()].flat(),
    ...[...shipments.values()].flatMap((shipment) => shipment.lines.map(({ lotNumber }) => lotNumber)),
  ];
  const packings = [...shipments.values()].flatMap(({ statements }) =>
    statements.map(({ eventNumber }) => eventNumber),
  );
  const targets = events.flatMap(({ correction }) => (correction === null ? [] : [correction.targetNumber]));
  const [declared, corrections, named] = await Promise.all([
    readDeclaredLines(database, ledgerId, lines),
    readCorrections(database.pool, ledgerId, targets),
    readEventsOfNumbers(database, ledgerId, [...new Set([...packings, ...targets])]),
    lots.load({ by: 'number', lotNumbers: lots.missingNumbers(numbers) }, made),
    lots.load({ by: 'name', lots: lots.missingNames(wanted.lots) }, made),
  ]);
  const nextLotNumber = firstLotNumber + ownLots.length;
  const replaced = replacedBy(events, corrections);
  return {
    events,
    steps,
    received,
    settled,
    named,
    replaced,
    transfers,
    shipments,
    files: new Map(files.map(({ subject, steps: filed }) => [subject, filed])),
    declared,
    documents,
    nextLotNumber,
  };
}

function saidOf(event: EventOfPage): SaidEvent {
  const { isSuperseded, correction, body, eventId } = event;
  const said = saidEvent(body, eventId);
  return { ...event, said, counts: said !== null && !isSuperseded && correction?.outcome !== 'contested' };
}

function replacedBy(
  events: readonly SaidEvent[],
  corrections: readonly { readonly eventNumber: number; readonly targetNumber: number }[],
): ReadonlyMap<number, readonly number[]> {
  const replaced = new Map<number, readonly number[]>();
  for (const { correction, eventNumber } of events) {
    if (correction === null) continue;
    const { targetNumber } = correction;
    const before = corrections.filter(
      (other) => other.targetNumber === targetNumber && other.eventNumber < eventNumber,
    );
    replaced.set(eventNumber, [targetNumber, ...before.map((other) => other.eventNumber)]);
  }
  return replaced;
}

/** As many lots as the events have made at most: a correction makes none, its step names those of its target. */
function lotsMade(events: readonly SaidEvent[], steps: ReadonlyMap<number, StepOfPage>): number {
  let count = 0;
  for (const { type, eventNumber } of events) {
    if (type === 'event-corrected') continue;
    count += type === 'lot-created' ? 1 : (steps.get(eventNumber)?.lotCount ?? 0);
  }
  return count;
}

interface Wants {
  readonly transfers: string[];
  readonly shipments: string[];
  /** Those of them that left. */
  readonly exits: string[];
  readonly receipts: { readonly transfer: string; readonly eventNumber: number }[];
  readonly settlements: { readonly transfer: string; readonly eventNumber: number }[];
  readonly documents: string[];
  readonly lots: string[];
}

/** The names under which the events' own words are looked up. */
function wantsOf(events: readonly SaidEvent[]): Wants {
  const transfers = new Set<string>();
  const shipments = new Set<string>();
  const exits = new Set<string>();
  const documents = new Set<string>();
  const lots = new Set<string>();
  const receipts: Wants['receipts'] = [];
  const settlements: Wants['settlements'] = [];
  for (const { said, counts, eventNumber } of events) {
    if (said === null || !counts) continue;
    for (const { sha256 } of said.documents ?? []) documents.add(sha256);
    for (const lot of lotsNamed(said)) lots.add(lot);
    if (said.type === 'transfer-received' || said.type === 'transfer-dispatched') {
      transfers.add(said.transfer);
      receipts.push({ transfer: said.transfer, eventNumber });
    }
    if (said.type === 'transfer-settled') settlements.push({ transfer: said.transfer, eventNumber });
    if (said.type === 'shipment-exited' || said.type === 'shipment-packed') shipments.add(said.shipment);
    if (said.type === 'shipment-exited') exits.add(said.shipment);
  }
  return {
    transfers: [...transfers],
    shipments: [...shipments],
    exits: [...exits],
    documents: [...documents],
    lots: [...lots],
    receipts,
    settlements,
  };
}

/** Lots that an event names, but for those of its step: they were there before it, or it says again how they came to be. */
function lotsNamed(said: CustodyEvent): readonly string[] {
  switch (said.type) {
    case 'lot-created':
    case 'lot-assayed':
    case 'lot-adjusted':
    case 'lot-disposed':
      return [said.lot];
    case 'transfer-dispatched':
      return said.lines.map(({ lot }) => lot);
    case 'ownership-transferred':
      return said.lots;
    case 'sale-filed':
      return said.lots ?? [];
    default:
      return [];
  }
}
