/** Exit codes and the one place where failures are turned into what people read. */
import { BadIdentityFile } from '@lodestone/ledger/keys/age-file.ts';
import { NotRecordedYet } from '@lodestone/ledger/ask/event-bound.ts';
import { BadOpeningFile } from '@lodestone/ledger/seals/opening-file.ts';
import { BadReader } from '@lodestone/ledger/seals/reader-register.ts';
import { LedgerCutShort } from '@lodestone/ledger/open-ledger.ts';
import { NoPassphrase } from '@lodestone/ledger/keys/passphrase.ts';

export const EXIT = {
  /** Fine. */
  ok: 0,
  /** The answer is no: an invalid ledger, a refused event. */
  no: 1,
  /** Wrong use or bad input. */
  usage: 2,
  /** The database is away, the disk is full. */
  operating: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A failure that says itself what to do. */
export class CommandFailure extends Error {
  readonly exitCode: ExitCode;
  constructor(exitCode: ExitCode, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** The database went away because its disk was full. */
export class DiskFull extends Error {
  constructor(cause: unknown) {
    super(asCoded(cause).message, { cause });
  }
}

/** System errors that say that the other side is not there, or not any more. */
const CONNECTION_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EHOSTUNREACH']);

/** SQLSTATE classes of operating trouble: connection, resources, operator intervention, system error. */
const OPERATING_SQLSTATES = ['08', '53', '57', '58'];

const UNKNOWN_ISSUER =
  'nobody known here vouches for the certificate of the database server, and nothing was sent to it: name the certificate of its authority in the URL, ?sslmode=verify-full&sslrootcert=<file>';

/** By the beginning of a code. None begins with another. */
const CLASSES = {
  '57014':
    'the database ended a statement before it was done, by a time limit (statement_timeout) or because somebody cancelled it; what was committed stays recorded, run the same command again',
  XX001: 'the database is damaged: keep a copy of it, restore a backup, and run lodestone verify',
  XX002: 'the database is damaged: keep a copy of it, restore a backup, and run lodestone verify',
  '28000': 'the database does not let this user in from here: its administrator looks into pg_hba.conf',
  '28P01': 'the database refuses the user or the password: see --database or LODESTONE_DATABASE_URL',
  '3D': 'the database of that name does not exist: create it first, or see --database or LODESTONE_DATABASE_URL',
  '25006':
    'here the database can only be read: the login is one that only reads, or the server is a standby; connect to the primary as who runs the ledger',
  '42501': 'the database user may not do this',

  CERT_HAS_EXPIRED:
    'the certificate of the database server has expired, or the clock here is wrong; nothing was sent to it: its administrator renews the certificate',
  CERT_NOT_YET_VALID:
    'the certificate of the database server is not valid yet, or the clock here is wrong; nothing was sent to it',
  ERR_TLS_CERT_ALTNAME_INVALID:
    'the certificate of the database server is for another name, and nothing was sent to it: use the name that it has in the URL',
  DEPTH_ZERO_SELF_SIGNED_CERT: UNKNOWN_ISSUER,
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_ISSUER,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_ISSUER,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_ISSUER,

  EROFS: 'a file cannot be written, because its file system is read-only: make it writable, or name another --data',
  EACCES: 'this user may not use a file that is needed: run the command as the owner of the data folder',
} as const;

/** What pg says, without a code, when it asks for TLS and the server says no. */
const NO_TLS = 'The server does not support SSL connections';

const BAD_INPUTS = [BadIdentityFile, BadOpeningFile, BadReader, NoPassphrase, NotRecordedYet] as const;

/** The sentence and the exit code for an error that came all the way up. */
export function describeFailure(error: unknown): { message: string; exitCode: ExitCode } {
  if (error instanceof LedgerCutShort) return { message: error.message, exitCode: EXIT.no };
  if (BAD_INPUTS.some((kind) => error instanceof kind) && error instanceof Error) {
    return { message: error.message, exitCode: EXIT.usage };
  }
  if (error instanceof CommandFailure) return { message: error.message, exitCode: error.exitCode };
  const { code = '', message } = asCoded(error);
  if (error instanceof DiskFull || isDiskFull(code, message)) {
    const advice = 'what was committed stays recorded; make space and run the same command again';
    return { message: `the disk is full (${message}); ${advice}`, exitCode: EXIT.operating };
  }
  for (const [start, sentence] of Object.entries(CLASSES)) {
    if (code.startsWith(start)) return { message: `${sentence} (${message})`, exitCode: EXIT.operating };
  }
  if (message === NO_TLS) {
    const advice = 'have TLS switched on there, or leave sslmode out of the URL if you trust the network between';
    return { message: `the database server takes no TLS connections: ${advice}`, exitCode: EXIT.operating };
  }
  if (isConnectionTrouble(code, message)) {
    const advice = 'what was committed stays recorded; when the database is back, run the same command again';
    return { message: `the database went away or cannot be reached (${message}); ${advice}`, exitCode: EXIT.operating };
  }
  return { message, exitCode: EXIT.operating };
}

/** PostgreSQL's disk_full, the system's own error, or what a server said that ended of it. */
function isDiskFull(code: string, message: string): boolean {
  return code === '53100' || code === 'ENOSPC' || message.includes('No space left on device');
}

/** Says whether a failure is that the database went away or cannot be reached. */
export function isDatabaseGone(error: unknown): boolean {
  const { code = '', message } = asCoded(error);
  return isConnectionTrouble(code, message);
}

function isConnectionTrouble(code: string, message: string): boolean {
  const sqlState = code.length === 5 && OPERATING_SQLSTATES.some((start) => code.startsWith(start));
  return (
    sqlState ||
    CONNECTION_CODES.has(code) ||
    /Connection (terminated|ended)|Client has encountered a connection error|not queryable/i.test(message)
  );
}

function asCoded(error: unknown): { code?: string; message: string } {
  if (!(error instanceof Error)) return { message: String(error) };
  // Several addresses were tried: the first says it as well as any.
  const first = error instanceof AggregateError ? (error.errors[0] as Error & { code?: string }) : error;
  const code = 'code' in first && typeof first.code === 'string' ? first.code : undefined;
  const message = first.message === '' ? first.name : first.message;
  return code === undefined ? { message } : { code, message };
}
