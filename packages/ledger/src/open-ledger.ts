import { leafHash as hashLeafOf, parseEntry } from '@lodestone/proof/entry.ts';
import { type Database, openDatabase } from '@lodestone/store/database.ts';
import { hasCluster } from '@lodestone/store/embedded/embedded-cluster.ts';
import { openEmbeddedServer } from '@lodestone/store/embedded/embedded-server.ts';
import { type Migrated, migrate } from '@lodestone/store/connect/migrate.ts';
import { readEntryBody } from '@lodestone/store/log/read-entry.ts';
import { type LedgerRow, listLedgers, readHead } from '@lodestone/store/log/read-ledger.ts';
import type { RememberReached } from './append/appender.ts';
import { type KnownLedger, readKnownLedgers, rememberLedger } from './files/data-folder.ts';
import { sha256 } from './keys/node-crypto.ts';
import { defaultAnchorPath } from './publish/anchor.ts';
import { findCutShort } from './publish/restore-guard.ts';

/** Where a ledger lives: a data folder, and a server if it is not the folder's own. */
export interface Place {
  readonly dataFolder: string;
  readonly databaseUrl: string | undefined;
  /** The file that keeps the last published checkpoint; in the user's state folder when not given. */
  readonly anchorPath?: string | undefined;
  readonly onProgress?: (message: string) => void;
}

/** An open ledger. Close it: that also remembers how far it reaches. */
export interface Ledger {
  readonly dataFolder: string;
  readonly database: Database;
  readonly ledgerId: number;
  readonly origin: string;
  /** `<origin>#<leaf hash of entry 0>`, or the bare origin before entry 0. */
  readonly name: string;
  readonly known: KnownLedger | undefined;
  /** The file that keeps the last published checkpoint, see `anchor.ts`. */
  readonly anchorPath: string;
  /** Says whether the data folder's own server has found its disk full since: what failed then, failed of that. */
  foundDiskFull(): Promise<boolean>;
  close(): Promise<void>;
  /** Leaves at once, for an interrupted command: what is not committed is rolled back by the database. */
  abandon(): Promise<void>;
}

/** The database has less of the ledger than was seen or published, or something else: an old backup is back, say. */
export class LedgerCutShort extends Error {}

/** Refuses to write to, or sign for, a ledger that was cut short: two histories would begin where the lost entries were. */
export async function refuseCutShort(ledger: Ledger): Promise<void> {
  const message = await findCutShort(ledger);
  if (message !== null) throw new LedgerCutShort(message);
}

/** An open database without a ledger chosen in it. */
export interface OpenPlace {
  readonly database: Database;
  /** With the password in it: not for logs. */
  readonly databaseUrl: string;
  foundDiskFull(): Promise<boolean>;
  close(): Promise<void>;
  abandon(): Promise<void>;
}

/** The place holds no such ledger; `known` says that the data folder remembers one, so it was lost. */
export class NoLedger extends Error {
  readonly known: readonly KnownLedger[];
  readonly choices: readonly string[];
  constructor(message: string, known: readonly KnownLedger[], choices: readonly string[]) {
    super(message);
    this.known = known;
    this.choices = choices;
  }
}

/** Starts or joins the embedded server, or connects to the given one, and brings the schema up to date. */
export async function openPlace(place: Place): Promise<OpenPlace> {
  const { databaseUrl } = place;
  return databaseUrl === undefined ? openEmbedded(place) : connect(databaseUrl, await migrate(databaseUrl));
}

/** The same where there is a schema; null where only making a ledger would make one: what was named by mistake stays as it is. */
async function openExisting(place: Place): Promise<OpenPlace | null> {
  const { dataFolder, databaseUrl } = place;
  if (databaseUrl === undefined) return hasCluster(dataFolder) ? openEmbedded(place) : null;
  const migrated = await migrate(databaseUrl, { onlyExisting: true });
  return migrated.isThere ? connect(databaseUrl, migrated) : null;
}

async function connect(databaseUrl: string, { role }: Migrated): Promise<OpenPlace> {
  const database = await openDatabase(databaseUrl, role);
  const close = () => database.close();
  return { database, databaseUrl, foundDiskFull: unknowable, close, abandon: async () => undefined };
}

async function openEmbedded({ dataFolder, onProgress }: Place): Promise<OpenPlace> {
  const server = await openEmbeddedServer(dataFolder, onProgress === undefined ? {} : { onProgress });
  try {
    await migrate(server.databaseUrl);
    const database = await openDatabase(server.databaseUrl);
    const close = async () => {
      await database.close();
      await server.close();
    };
    const { foundDiskFull } = server;
    return { database, databaseUrl: server.databaseUrl, foundDiskFull, close, abandon: () => server.close() };
  } catch (error) {
    await server.close();
    throw error;
  }
}

/** Of somebody else's server nobody here can read the log. */
const unknowable = async (): Promise<boolean> => false;

/** Opens the ledger named `origin`, else the one that the data folder names, else the only one there is. */
export async function openLedger(place: Place, origin?: string): Promise<Ledger> {
  const known = await readKnownLedgers(place.dataFolder);
  const open = await openExisting(place);
  if (open === null) throw noSuchLedger(place, [], known, origin);
  try {
    const rows = await listLedgers(open.database);
    const row = chooseLedger(rows, known, origin);
    if (row === undefined) throw noSuchLedger(place, rows, known, origin);
    return await ledgerOf(place, open, row, known);
  } catch (error) {
    await open.close();
    throw error;
  }
}

/** Wraps a row of `ledger.ledger` into an open ledger; closing it closes the place. */
async function ledgerOf(
  { dataFolder, anchorPath: namedAnchor }: Place,
  open: OpenPlace,
  row: LedgerRow,
  known: readonly KnownLedger[],
): Promise<Ledger> {
  const { database } = open;
  const { ledgerId, origin, firstLeafHash } = row;
  const name = firstLeafHash === null ? origin : `${origin}#${firstLeafHash}`;
  const remembered = known.find((ledger) => ledger.origin === origin);
  const close = async () => {
    const seen = await readReached(open.database, row, remembered).catch(() => null);
    if (seen !== null) await rememberLedger(dataFolder, seen);
    await open.close();
  };
  const anchorPath = namedAnchor ?? defaultAnchorPath(name, process.env);
  const { foundDiskFull, abandon } = open;
  const identity = { dataFolder, database, ledgerId, origin, name, known: remembered, anchorPath };
  return { ...identity, foundDiskFull, close, abandon };
}

/** Has the data folder remember how far a ledger was seen to reach, whatever the database has of it now. */
export function rememberReached({ dataFolder, origin, name }: Ledger): RememberReached {
  return ({ size, leafHash }) => rememberLedger(dataFolder, { origin, ledger: name, size, leafHash });
}

/**
 * How far the ledger reaches, for the data folder to remember. Null when the database does not go on from what the
 * folder has seen before: whoever changed it must not change what it is held against as well. The audit says more.
 */
async function readReached(
  database: Database,
  { ledgerId, origin, firstLeafHash }: LedgerRow,
  known: KnownLedger | undefined,
): Promise<KnownLedger | null> {
  const head = await readHead(database, ledgerId);
  if (head === null || head.leafHash === null || firstLeafHash === null) return null;
  const ledger = `${origin}#${firstLeafHash}`;
  if (known !== undefined && known.ledger !== ledger) return null;
  const hashAt = async (position: number) => {
    const body = await readEntryBody(database, ledgerId, position);
    return body === null ? null : hashLeafOf(body, sha256);
  };
  if ((await hashAt(head.size - 1)) !== head.leafHash) return null;
  if (known !== undefined && (await hashAt(known.size - 1)) !== known.leafHash) return null;
  return { origin, ledger, size: head.size, leafHash: head.leafHash };
}

/** The origins that may be meant: the one asked for, else those that the data folder names, else those there are. */
function candidates(rows: readonly LedgerRow[], known: readonly KnownLedger[], origin?: string): string[] {
  if (origin !== undefined) return [origin];
  return [...new Set((known.length > 0 ? known : rows).map((ledger) => ledger.origin))];
}

function chooseLedger(
  rows: readonly LedgerRow[],
  known: readonly KnownLedger[],
  origin?: string,
): LedgerRow | undefined {
  const [wanted, ...others] = candidates(rows, known, origin);
  return others.length > 0 ? undefined : rows.find((row) => row.origin === wanted);
}

/** Says why there is no ledger to open, and what to do. */
function noSuchLedger(
  { dataFolder, databaseUrl }: Place,
  rows: readonly LedgerRow[],
  known: readonly KnownLedger[],
  origin?: string,
): NoLedger {
  const where = databaseUrl === undefined ? `in ${dataFolder}` : 'in this database';
  const choices = rows.map((row) => row.origin);
  const [wanted, ...others] = candidates(rows, known, origin);
  if (wanted === undefined) {
    const advice = 'make one with lodestone init --origin example.org/first';
    return new NoLedger(`there is no ledger ${where} yet: ${advice}`, [], choices);
  }
  if (others.length > 0) {
    const names = [wanted, ...others].join(', ');
    return new NoLedger(`there are several ledgers ${where}: name one with --ledger, of ${names}`, [], choices);
  }
  const lost = known.filter((ledger) => ledger.origin === wanted);
  const there = choices.length === 0 ? '' : `, which has ${choices.join(', ')}`;
  return new NoLedger(`there is no ledger ${wanted} ${where}${there}`, lost, choices);
}

/** How far the ledger reaches now. */
export async function readLedgerHead({
  database,
  ledgerId,
}: Ledger): Promise<{ size: number; leafHash: string | null }> {
  const head = await readHead(database, ledgerId);
  if (head === null) throw new Error('the ledger has no head row: run verify');
  const { size, leafHash } = head;
  return { size, leafHash };
}

/** When the entry at `position` was recorded; null when there is none that can be read. */
export async function readRecordedAt({ database, ledgerId }: Ledger, position: number): Promise<string | null> {
  const body = await readEntryBody(database, ledgerId, position);
  const entry = body === null ? null : parseEntry(body);
  return entry?.ok === true ? entry.value.recordedAt : null;
}
