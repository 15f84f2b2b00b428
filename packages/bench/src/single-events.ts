/** The events of the cases with one event to a submission, and the ledger's own side of them. */
import { bulkChain, EVENTS_PER_LINEAGE } from '@lodestone/custody/testing/bulk-chain.ts';
import { OPERATOR } from '@lodestone/custody/operator.ts';
import type { LawfulEvent } from '@lodestone/custody/testing/lawful-event.ts';
import { createGroupCommit } from '@lodestone/ledger/append/group-commit.ts';
import type { Ledger } from '@lodestone/ledger/open-ledger.ts';
import type { ArrivingSubmission } from '@lodestone/ledger/append/submission.ts';
import type { BenchServer } from './bench-ledger.ts';
import { runCallers } from './callers.ts';
import type { Timing } from './measure.ts';
import { openToParties, signLines } from './sign-lines.ts';

const SEED = 4;

export interface SingleEvents {
  readonly registrations: readonly LawfulEvent[];
  /** What each caller hands in, one event after the other. Nothing of it needs anything of another caller's. */
  readonly callers: readonly (readonly LawfulEvent[])[];
}

/** Gives each of the callers whole lineages of the bulk chain, `eventsPerCaller` rounded up to that. */
export function makeSingleEvents(callers: number, eventsPerCaller: number): SingleEvents {
  const lineagesPerCaller = Math.max(1, Math.ceil(eventsPerCaller / EVENTS_PER_LINEAGE));
  const registrations: LawfulEvent[] = [];
  const lineages: LawfulEvent[][] = [];
  let current: LawfulEvent[] = [];
  for (const line of bulkChain(SEED, Number.POSITIVE_INFINITY)) {
    if (line.by === OPERATOR) {
      registrations.push(line);
      continue;
    }
    current.push(line);
    if (current.length < EVENTS_PER_LINEAGE) continue;
    lineages.push(current);
    current = [];
    if (lineages.length === callers * lineagesPerCaller) break;
  }
  const ofCaller = (caller: number) => lineages.slice(caller * lineagesPerCaller, (caller + 1) * lineagesPerCaller);
  return { registrations, callers: Array.from({ length: callers }, (_, caller) => ofCaller(caller).flat()) };
}

/** A ledger that knows the parties, and what its callers have signed for it. Close it. */
export interface SignedSingles {
  readonly callers: readonly (readonly ArrivingSubmission[])[];
  /** Hands everything in; each call ends when its submission is committed. */
  append(): Promise<Timing>;
  close(): Promise<void>;
}

/** Signs one submission per event for a fresh ledger. */
export async function signSingles(
  server: BenchServer,
  { registrations, callers }: SingleEvents,
): Promise<SignedSingles> {
  const ledger = await server.freshLedger();
  try {
    const keys = await openToParties(ledger, registrations);
    const signed = callers.map((lines) => signLines(ledger, keys, lines, 1));
    return { callers: signed, append: () => appendSingles(ledger, signed), close: () => ledger.close() };
  } catch (error) {
    await ledger.close();
    throw error;
  }
}

/** One round of it, signing first. */
export async function appendSinglesOnce(server: BenchServer, events: SingleEvents): Promise<Timing> {
  const signed = await signSingles(server, events);
  try {
    return await signed.append();
  } finally {
    await signed.close();
  }
}

/**
 * The clock runs while every caller hands in bytes and a signature, waits for the receipt, and goes on: everything is
 * checked as in bulk, and what waits at the same time shares a transaction.
 */
async function appendSingles(ledger: Ledger, callers: readonly (readonly ArrivingSubmission[])[]): Promise<Timing> {
  const writer = await createGroupCommit(ledger);
  try {
    return await runCallers(callers, async (arriving) => {
      const outcome = await writer.submit(arriving);
      if (outcome.status !== 'recorded') throw new Error(`an event was not recorded: ${JSON.stringify(outcome)}`);
    });
  } finally {
    await writer.close();
  }
}
