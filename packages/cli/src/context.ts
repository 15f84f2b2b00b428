/** What every command gets: the options that all share, where the ledger is, where the answer goes. */
import { formatCount } from '@lodestone/custody/format-count.ts';
import { resolve } from 'node:path';
import type { KnownLedger } from '@lodestone/ledger/files/data-folder.ts';
import { NoLedgerName, offlineLedgerName } from '@lodestone/ledger/record/offline-ledger-name.ts';
import { type Ledger, NoLedger, openLedger, type Place } from '@lodestone/ledger/open-ledger.ts';
import type { Command } from 'commander';
import { CommandFailure, DiskFull, EXIT, isDatabaseGone } from './failure.ts';
import { INTERRUPTED_EXIT_CODE, onInterrupt } from './interrupted.ts';
import { createOutput, type Output } from './output/output.ts';

export interface Context {
  readonly place: Place;
  readonly origin: string | undefined;
  readonly output: Output;
}

interface GlobalOptions {
  readonly ledger?: string;
  readonly data?: string;
  readonly database?: string;
  readonly anchor?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly color?: boolean;
}

const DEFAULT_DATA_FOLDER = './lodestone-data';

export function contextOf(command: Command): Context {
  const options = command.optsWithGlobals<GlobalOptions>();
  const output = createOutput(options);
  const dataFolder = resolve(options.data ?? process.env['LODESTONE_DATA'] ?? DEFAULT_DATA_FOLDER);
  const databaseUrl = options.database ?? process.env['LODESTONE_DATABASE_URL'];
  if (databaseUrl !== undefined && !/^postgres(ql)?:\/\//.test(databaseUrl)) {
    // The value itself may hold a password, so it is not repeated.
    throw new CommandFailure(EXIT.usage, `${databaseName(options)} must be a URL that begins with postgres://`);
  }
  // Without a host pg takes its socket, which no URL can say.
  if (databaseUrl !== undefined && !URL.canParse(databaseUrl.replace('@/', '@localhost/'))) {
    const shape = 'postgres://user:password@host:5432/database';
    const advice = 'in a password, @ : / ? # and % are written %40 %3A %2F %3F %23 and %25';
    throw new CommandFailure(EXIT.usage, `${databaseName(options)} cannot be read as ${shape}; ${advice}`);
  }
  const anchor = options.anchor ?? process.env['LODESTONE_ANCHOR'];
  const anchorPath = anchor === undefined ? undefined : resolve(anchor);
  const place = { dataFolder, databaseUrl, anchorPath, onProgress: output.note };
  return { place, origin: options.ledger, output };
}

/** Where the URL of the database was given. */
function databaseName({ database }: GlobalOptions): string {
  return database === undefined ? 'LODESTONE_DATABASE_URL' : '--database';
}

/** The data folder knows a ledger that the database does not have. */
export class LostLedger extends CommandFailure {
  readonly known: KnownLedger;
  constructor(message: string, known: KnownLedger) {
    const advice = 'it was lost, or this is the wrong database; lodestone verify says more';
    const size = formatCount(known.size, 'entry', 'entries');
    super(EXIT.no, `${message}, but the data folder knows it with ${size}: ${advice}`);
    this.known = known;
  }
}

/** Opens the ledger, lends it to `work` and closes it, whatever happens. */
export async function withLedger<Result>(context: Context, work: (ledger: Ledger) => Promise<Result>): Promise<Result> {
  const ledger = await openLedger(context.place, context.origin).catch((error: unknown) => {
    if (!(error instanceof NoLedger)) throw error;
    const [lost] = error.known;
    throw lost === undefined ? new CommandFailure(EXIT.usage, error.message) : new LostLedger(error.message, lost);
  });
  // The database rolls back what was not committed.
  const leave = () => void ledger.abandon().finally(() => process.exit(INTERRUPTED_EXIT_CODE));
  const stopWaiting = onInterrupt(leave);
  try {
    const result = await work(ledger);
    await ledger.close();
    return result;
  } catch (error) {
    // What went wrong first is what people must hear of: asking why and closing fail of the same cause.
    const isDiskFull = isDatabaseGone(error) && (await ledger.foundDiskFull().catch(() => false));
    await ledger.close().catch(() => undefined);
    throw isDiskFull ? new DiskFull(error) : error;
  } finally {
    stopWaiting();
  }
}

/** The name of the ledger for a command that does without a database: `given`, else what the data folder remembers. */
export async function ledgerNameOffline({ place, origin }: Context, given: string | undefined): Promise<string> {
  try {
    return await offlineLedgerName(place.dataFolder, { origin, name: given });
  } catch (error) {
    throw error instanceof NoLedgerName ? new CommandFailure(EXIT.usage, error.message) : error;
  }
}
