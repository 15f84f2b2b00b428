import { type Database, openDatabase } from '@lodestone/store/database.ts';
import { openEmbeddedServer } from '@lodestone/store/embedded-server.ts';
import { migrate } from '@lodestone/store/migrate.ts';
import { type LedgerRow, listLedgers, readHead } from '@lodestone/store/read-ledger.ts';
import { type KnownLedger, readKnownLedgers, rememberLedger } from './data-folder.ts';

/** Where a ledger lives: a data folder, and a server if it is not the folder's own. */
export interface Place {
  readonly dataFolder: string;
  readonly databaseUrl: string | undefined;
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
  close(): Promise<void>;
  /** Leaves at once, for an interrupted command: what is not committed is rolled back by the database. */
  abandon(): Promise<void>;
}

/** An open database without a ledger chosen in it. */
export interface OpenPlace {
  readonly database: Database;
  /** With the password in it: not for logs. */
  readonly databaseUrl: string;
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
export async function openPlace({ dataFolder, databaseUrl, onProgress }: Place): Promise<OpenPlace> {
  if (databaseUrl !== undefined) {
    await migrate(databaseUrl);
    const database = await openDatabase(databaseUrl);
    return { database, databaseUrl, close: () => database.close(), abandon: async () => undefined };
  }
  const server = await openEmbeddedServer(dataFolder, onProgress === undefined ? {} : { onProgress });
  try {
    await migrate(server.databaseUrl);
    const database = await openDatabase(server.databaseUrl);
    const close = async () => {
      await database.close();
      await server.close();
    };
    return { database, databaseUrl: server.databaseUrl, close, abandon: () => server.close() };
  } catch (error) {
    await server.close();
    throw error;
  }
}

/** Opens the ledger named `origin`, else the one that the data folder names, else the only one there is. */
export async function openLedger(place: Place, origin?: string): Promise<Ledger> {
  const known = await readKnownLedgers(place.dataFolder);
  const open = await openPlace(place);
  try {
    const rows = await listLedgers(open.database);
    const row = chooseLedger(rows, known, origin);
    return await ledgerOf(place.dataFolder, open, row, known);
  } catch (error) {
    await open.close();
    throw error;
  }
}

/** Wraps a row of `ledger.ledger` into an open ledger; closing it closes the place. */
export async function ledgerOf(
  dataFolder: string,
  open: OpenPlace,
  row: LedgerRow,
  known: readonly KnownLedger[],
): Promise<Ledger> {
  const { database } = open;
  const { ledgerId, origin, firstLeafHash } = row;
  const name = firstLeafHash === null ? origin : `${origin}#${firstLeafHash}`;
  const close = async () => {
    const head = await readHead(database, ledgerId).catch(() => null);
    if (head !== null && head.leafHash !== null && name !== origin) {
      await rememberLedger(dataFolder, { origin, ledger: name, size: head.size, leafHash: head.leafHash });
    }
    await open.close();
  };
  const remembered = known.find((ledger) => ledger.origin === origin);
  return { dataFolder, database, ledgerId, origin, name, known: remembered, close, abandon: open.abandon };
}

function chooseLedger(rows: readonly LedgerRow[], known: readonly KnownLedger[], origin?: string): LedgerRow {
  const wanted = origin ?? known[0]?.origin;
  const choices = rows.map((row) => row.origin);
  const row = wanted === undefined ? rows[0] : rows.find((candidate) => candidate.origin === wanted);
  if (wanted === undefined && rows.length > 1) {
    throw new NoLedger(`the database holds ${rows.length} ledgers: name one with --ledger`, [], choices);
  }
  if (row !== undefined) return row;
  const lost = known.filter((ledger) => ledger.origin === wanted);
  const message =
    wanted === undefined
      ? 'there is no ledger here yet: make one with lodestone init --origin example.org/first'
      : `there is no ledger ${wanted} here; ${choices.length === 0 ? 'the database has none' : `it has ${choices.join(', ')}`}`;
  throw new NoLedger(message, lost, choices);
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
