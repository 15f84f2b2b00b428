/** The part of an audit that checks time-stamps of checkpoints: a clock that neither the ledger nor a witness has set. */
import { formatCount } from '@lodestone/custody/format-count.ts';
import { hash, type X509Certificate } from 'node:crypto';
import type { Checkpoint } from '@lodestone/proof/checkpoint.ts';
import { CLOCK_TOLERANCE, findContradictions } from '../witness/recorded-and-witnessed.ts';
import { stampedBytes } from '../witness/timestamp-store.ts';
import type { Timestamp } from '../witness/timestamp-token.ts';
import { type Failure, lastPosition } from './verdict.ts';

/** What whoever verifies brings along of time-stamps. */
export interface TimestampTrust {
  /** Certificates that a token must lead to. */
  readonly authorities: readonly X509Certificate[];
  /** Answers that were kept, by the hash that they are over, in hexadecimal digits. */
  readonly kept: ReadonlyMap<string, KeptTimestamp>;
}

export interface KeptTimestamp {
  readonly path: string;
  readonly answer: Uint8Array;
}

/** The largest checkpoint that an authority has stamped. */
export interface StampedCheckpoint extends Timestamp {
  readonly size: number;
}

export interface TimestampsToVerify {
  /** Without it nothing is checked: there is nobody to believe. */
  readonly trust: TimestampTrust | null;
  /** The answer that the ledger keeps about a checkpoint; null when there is none. */
  readonly readKept: (checkpoint: Checkpoint) => Promise<KeptTimestamp | null>;
  /** When the entries at these positions were recorded. */
  readonly readRecordedAt: (positions: readonly number[]) => Promise<ReadonlyMap<number, string>>;
}

export interface TimestampsAudit {
  /** Takes a checkpoint that is what the entries give, in the order of sizes. A promise must be waited for before the next. */
  take(checkpoint: Checkpoint): Promise<void> | undefined;
  /** Reports what was brought along and is of no checkpoint here. */
  end(): void;
  /** After the end. */
  stamped(): StampedCheckpoint | null;
}

export function auditTimestamps(
  { trust, readKept, readRecordedAt }: TimestampsToVerify,
  report: (failure: Failure) => void,
): TimestampsAudit {
  let takenSize = 0;
  let stamped: StampedCheckpoint | null = null;
  const found = new Set<string>();

  const check = async (
    { authorities }: TimestampTrust,
    { size }: Checkpoint,
    message: Uint8Array,
    { path, answer }: KeptTimestamp,
  ) => {
    const position = lastPosition(size);
    // Only who has time-stamps waits for what reads them: it is larger than the rest of an audit.
    const { checkTimestamp } = await import('../witness/timestamp-token.ts');
    const checked = await checkTimestamp(answer, message, authorities);
    if (!checked.ok) {
      const expected = `a time-stamp of the first ${formatCount(size, 'entry', 'entries')} by a trusted authority`;
      const failure = { kind: 'timestamp', position, ordinal: null, expected, found: checked.problem } as const;
      report({ ...failure, message: `the time-stamp ${path}: ${checked.problem}` });
      return;
    }
    stamped = { size, ...checked.value };
    const recorded = await readRecordedAt([size - 1]);
    reportLate(size, checked.value, recorded, report);
  };
  const takeWith = async (given: TimestampTrust, checkpoint: Checkpoint) => {
    const message = stampedBytes(checkpoint);
    const imprint = hash('sha256', message);
    const brought = given.kept.get(imprint);
    if (brought !== undefined) {
      found.add(imprint);
      await check(given, checkpoint, message, brought);
    }
    const own = await readKept(checkpoint);
    if (own !== null) await check(given, checkpoint, message, own);
  };

  return {
    take: (checkpoint) => {
      // The same checkpoint comes again: stored, kept, and as the anchor.
      if (trust === null || checkpoint.size === takenSize) return undefined;
      takenSize = checkpoint.size;
      return takeWith(trust, checkpoint);
    },
    end: () => {
      for (const [imprint, { path }] of trust?.kept ?? []) {
        if (found.has(imprint)) continue;
        const message = `the time-stamp ${path} is over ${imprint}, which is no checkpoint of this ledger`;
        const expected = 'a time-stamp of a checkpoint of this ledger';
        report({ kind: 'timestamp', position: null, ordinal: null, expected, found: imprint, message });
      }
    },
    stamped: () => stamped,
  };
}

/**
 * A token says that what it is over was there by then. It says nothing of what was not: an authority stamps whatever it is
 * sent, however old. So only entries that say they were recorded later contradict it.
 */
function reportLate(
  size: number,
  { at, authority }: Timestamp,
  recorded: ReadonlyMap<number, string>,
  report: (failure: Failure) => void,
): void {
  const timestamp = Date.parse(at) / 1_000;
  const contradictions = findContradictions({ size, timestamp }, (position) => recorded.get(position) ?? null);
  for (const { bound, position, recordedAt } of contradictions) {
    if (bound === 'earliest') continue;
    const expected = `${at} and ${CLOCK_TOLERANCE} at the latest`;
    const message = `entry ${position} says that it was recorded at ${recordedAt}; ${authority} has stamped the log with it at ${at}`;
    report({ kind: 'time', position, ordinal: null, expected, found: recordedAt, message });
  }
}
