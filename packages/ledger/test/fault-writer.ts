/**
 * A process of many callers, for tests that kill it: submits registrations `<prefix>-<from>` … `<prefix>-<to - 1>` to a
 * ledger and prints each receipt as a line of JSON as soon as it has it. The same arguments make the same submissions.
 */
import { writeSync } from 'node:fs';
import { createGroupCommit } from '../src/append/group-commit.ts';
import { openLedger, type Place } from '../src/open-ledger.ts';
import { signSubmission } from '../src/append/submission.ts';
import { uuidOf } from './own-chain.ts';
import { encode, operatorKey } from './submissions.ts';

export interface WriterJob {
  readonly place: Place;
  readonly origin: string;
  readonly prefix: string;
  readonly from: number;
  readonly to: number;
  readonly callers: number;
}

/** What a caller was told. */
export interface WriterLine {
  readonly party: string;
  readonly status: string;
  readonly position: number | null;
  readonly leafHash: string | null;
}

const STANDARD_OUTPUT = 1;

export async function runWriter({ place, origin, prefix, from, to, callers }: WriterJob): Promise<void> {
  const ledger = await openLedger(place, origin);
  const operator = await operatorKey(ledger);
  const group = await createGroupCommit(ledger);
  let next = from;
  const caller = async () => {
    while (next < to) {
      const party = `${prefix}-${next}`;
      next += 1;
      const event = encode({
        type: 'party-registered',
        id: uuidOf(party),
        occurredAt: '2026-03-01T08:00:00.000Z',
        party,
        name: party,
        roles: ['trader'],
        country: 'CN',
      });
      const { submission, signature, events } = signSubmission(ledger.name, operator, [event]);
      const outcome = await group.submit({ submission, signature, bodies: events.map(({ bytes }) => bytes) });
      const { position, leafHash } = 'receipt' in outcome ? outcome.receipt : { position: null, leafHash: null };
      const line: WriterLine = { party, status: outcome.status, position, leafHash };
      // Written at once: what was told must be known however soon the process is killed.
      writeSync(STANDARD_OUTPUT, `${JSON.stringify(line)}\n`);
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  await group.close();
  await ledger.close();
}

if (import.meta.main) await runWriter(JSON.parse(process.argv[2] ?? '') as WriterJob);
