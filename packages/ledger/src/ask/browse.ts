/** What is there, for people and programs to look at. */
import type { Hold } from '@lodestone/custody/state/state-of-oversight.ts';
import { FORMS } from '@lodestone/custody/material.ts';
import { slipOfVariance } from '@lodestone/custody/transfer-variance.ts';
import { parseEventBytes } from '@lodestone/proof/event-bytes.ts';
import type { JsonObject } from '@lodestone/proof/json-text.ts';
import { type AssayFilter, type AssayRow, listAssays } from '@lodestone/store/ask/read-assays.ts';
import { type EventFilter, listEvents, type RecordedEventRow } from '@lodestone/store/log/read-events.ts';
import { type LotFilter, type LotRow, listLots } from '@lodestone/store/ask/read-lots.ts';
import { listShipments, type ShipmentFilter, type ShipmentRow } from '@lodestone/store/ask/read-shipments.ts';
import { type AwaitedLot, listAwaitedLots } from '@lodestone/store/ask/read-awaited-lots.ts';
import { listAwaited } from '@lodestone/store/ask/read-awaited.ts';
import { listTransfers, type TransferFilter, type TransferRow } from '@lodestone/store/ask/read-transfers.ts';
import { type DisputeFilter, type DisputeRow, listDisputes } from '@lodestone/store/ask/read-disputes.ts';
import { listMandates, type MandateRow } from '@lodestone/store/state/read-mandates.ts';
import {
  listContents,
  listUnitEvents,
  listUnits,
  readUnitHold,
  type UnitContent,
  type UnitEvent,
} from '@lodestone/store/ask/read-units.ts';
import { listParties, type PartyRow } from '@lodestone/store/ask/read-parties.ts';
import type { Ledger } from '../open-ledger.ts';
import { readWitnessedAt } from '../witness/witnessed-at.ts';
import { boundAt } from './event-bound.ts';

export interface BrowsedEvent extends Omit<RecordedEventRow, 'body'> {
  /** What it says, as it was signed. */
  readonly event: JsonObject;
  /** When a witness of the data folder's policy first cosigned the log with it, RFC 3339; null when none has. */
  readonly witnessedAt: string | null;
}

/** A filter as it is asked: `asKnownAt` is a time, or the position of an entry; all that is recorded without it. */
export type AsKnown<Filter> = Omit<Filter, 'bound'> & { readonly asKnownAt?: string | undefined };

export interface BrowsedLot extends LotRow {
  /** Receipts of it that wait for their dispatch. One from its custodian keeps it from every other use. */
  readonly awaited: readonly AwaitedLot[];
}

export async function browseLots(ledger: Ledger, { asKnownAt, ...filter }: AsKnown<LotFilter>): Promise<BrowsedLot[]> {
  const { database, ledgerId } = ledger;
  const bound = await boundAt(ledger, asKnownAt);
  const rows = await listLots(database, ledgerId, { ...filter, bound });
  const names = rows.map(({ lot }) => lot);
  const awaited = Map.groupBy(await listAwaitedLots(database, ledgerId, names, bound), ({ lot }) => lot);
  return rows.map((row) => ({ ...row, awaited: awaited.get(row.lot) ?? [] }));
}

/** The receipts of a lot that wait for their dispatch, whether or not the lot is recorded. */
export async function browseAwaited(
  ledger: Ledger,
  { lot, asKnownAt }: { readonly lot: string; readonly asKnownAt: string | undefined },
): Promise<AwaitedLot[]> {
  return listAwaitedLots(ledger.database, ledger.ledgerId, [lot], await boundAt(ledger, asKnownAt));
}

export async function browseEvents(
  ledger: Ledger,
  { asKnownAt, ...filter }: AsKnown<EventFilter>,
): Promise<BrowsedEvent[]> {
  const bound = await boundAt(ledger, asKnownAt);
  const rows = await listEvents(ledger.database, ledger.ledgerId, { ...filter, bound });
  const positions = rows.map(({ position }) => position);
  const witnessedAt = await readWitnessedAt(ledger, positions);
  return rows.map(({ body, ...row }) => {
    const parsed = parseEventBytes(body);
    if (!parsed.ok) throw new Error(`event ${row.eventId} cannot be read (${parsed.problem}): run verify`);
    return { ...row, event: parsed.value, witnessedAt: witnessedAt.get(row.position) ?? null };
  });
}

export async function browseAssays(
  ledger: Ledger,
  { asKnownAt, ...filter }: AsKnown<AssayFilter>,
): Promise<AssayRow[]> {
  const bound = await boundAt(ledger, asKnownAt);
  return listAssays(ledger.database, ledger.ledgerId, { ...filter, bound });
}

/** Those that were dispatched, and then those that were received and whose dispatch is awaited. */
export async function browseTransfers(
  ledger: Ledger,
  { asKnownAt, ...filter }: AsKnown<TransferFilter>,
): Promise<TransferRow[]> {
  const { database, ledgerId } = ledger;
  const bound = await boundAt(ledger, asKnownAt);
  const dispatched = await listTransfers(database, ledgerId, { ...filter, bound });
  const left = filter.limit - dispatched.length;
  return [...dispatched, ...(await listAwaited(database, ledgerId, { ...filter, bound, limit: left }))];
}

export interface BrowsedDispute extends DisputeRow {
  /** What may have been typed wrong, as a question; null where no usual slip explains both figures. */
  readonly slip: string | null;
}

export async function browseDisputes(
  ledger: Ledger,
  { asKnownAt, ...filter }: AsKnown<DisputeFilter>,
): Promise<BrowsedDispute[]> {
  const bound = await boundAt(ledger, asKnownAt);
  const rows = await listDisputes(ledger.database, ledger.ledgerId, { ...filter, bound });
  return rows.map((row) => {
    const form = FORMS.find((each) => each === row.form) ?? null;
    return { ...row, slip: slipOfVariance(row, form) };
  });
}

export async function browseShipments(
  ledger: Ledger,
  { asKnownAt, ...filter }: AsKnown<ShipmentFilter>,
): Promise<ShipmentRow[]> {
  const bound = await boundAt(ledger, asKnownAt);
  return listShipments(ledger.database, ledger.ledgerId, { ...filter, bound });
}

export function browseUnits(
  { database, ledgerId }: Ledger,
  filter: Parameters<typeof listUnits>[2],
): Promise<UnitEvent[]> {
  return listUnits(database, ledgerId, filter);
}

/** What happened to a unit, where what is in it is, and who has stopped it: as far as the ledger knew at a time. */
export interface BrowsedUnit {
  readonly history: UnitEvent[];
  readonly contents: UnitContent[];
  readonly hold: Hold | null;
}

/** The last of the history says what is in there; there is none of a unit that is not recorded. */
export async function browseUnit(ledger: Ledger, unit: string, asKnownAt: string | undefined): Promise<BrowsedUnit> {
  const { database, ledgerId } = ledger;
  const bound = await boundAt(ledger, asKnownAt);
  const history = await listUnitEvents(database, ledgerId, unit, bound);
  const contents = await listContents(database, ledgerId, history.at(-1)?.lots ?? [], bound);
  return { history, contents, hold: await readUnitHold(database, ledgerId, unit, bound) };
}

export function browseMandates(
  { database, ledgerId }: Ledger,
  filter: Parameters<typeof listMandates>[2],
): Promise<MandateRow[]> {
  return listMandates(database, ledgerId, filter);
}

export function browseParties({ database, ledgerId }: Ledger): Promise<PartyRow[]> {
  return listParties(database, ledgerId);
}
