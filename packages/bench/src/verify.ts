import { hash } from 'node:crypto';
import { bulkChain } from '@lodestone/custody/testing/bulk-chain.ts';
import type { LawfulEvent } from '@lodestone/custody/testing/lawful-event.ts';
import type { Ledger } from '@lodestone/ledger/open-ledger.ts';
import { type VerifyOptions, verifyLedger } from '@lodestone/ledger/audit/verify-ledger.ts';
import { appendArriving, createBulkAppender } from './append-arriving.ts';
import { type BenchServer, withBenchServer } from './bench-ledger.ts';
import { EVENTS_PER_SUBMISSION } from './bulk-events.ts';
import { type Comparison, compare, type Measurement, timed } from './measure.ts';
import { bodyOf, openToParties, type PartyKeys, signLines } from './sign-lines.ts';
import { type PreparedSignature, prepareSignature, verifySignatures } from './verify-signatures.ts';

const EVENTS = 1_000_000;
const SINGLE_EVENTS = 200_000;
const SEED = 1;
/** So many events are made, signed and recorded at a time: they need not all fit into memory. */
const EVENTS_PER_PART = 50_000;
/** Bare hashing is measured on so many of them: it is as fast on the rest. */
const HASHED_EVENTS = 100_000;
const TWO_THREADS = 2;

type Say = (message: string) => void;

/**
 * `verify-bulk-1` and `verify-bulk-2`: the chain pass over submissions of 1,000 events, in this thread and in this and
 * another, beside a bare SHA-256 of the first of the same event bytes in memory, one hash an event.
 */
export function benchVerifyBulk(scale: number, say: Say): Promise<Measurement[]> {
  return withBenchServer((server) => benchBulk(server, scale, say));
}

/** `verify-single`: the chain pass over submissions of one event, in two threads, beside the bare verification of their signatures in one. */
export function benchVerifySingle(scale: number, say: Say): Promise<Measurement[]> {
  return withBenchServer((server) => benchSingle(server, scale, say));
}

async function benchBulk(server: BenchServer, scale: number, say: Say): Promise<Measurement[]> {
  return withRecorded(server, Math.round(EVENTS * scale), EVENTS_PER_SUBMISSION, say, async (ledger) => {
    const cases = [
      { name: 'verify-bulk-1', threads: 1, goal: 0.28 },
      { name: 'verify-bulk-2', threads: TWO_THREADS, goal: 0.5 },
    ];
    const measurements: Measurement[] = [];
    for (const { name, threads, goal } of cases) {
      const options: VerifyOptions = { only: 'chain', threads };
      measurements.push(await compareToHashing(name, goal, ledger, options, say));
    }
    return measurements;
  });
}

async function benchSingle(server: BenchServer, scale: number, say: Say): Promise<Measurement[]> {
  return withRecorded(server, Math.round(SINGLE_EVENTS * scale), 1, say, async (ledger, signatures) => {
    const name = 'verify-single';
    const comparison: Comparison = {
      name,
      unit: 'events/s',
      goal: 1.3,
      baselineName: 'bare Ed25519 verification of the same signatures, one thread',
      baseline: () => timed(async () => verifySignatures(signatures)),
      subject: () => timed(() => verifyAll(ledger, { only: 'chain', threads: TWO_THREADS })),
    };
    return [await compare(comparison, (round, of) => say(`${name}: round ${round} of ${of}`))];
  });
}

async function compareToHashing(
  name: string,
  goal: number,
  ledger: Ledger,
  options: VerifyOptions,
  say: Say,
): Promise<Measurement> {
  const bodies = [...bulkChain(SEED, HASHED_EVENTS)].map(bodyOf);
  const comparison: Comparison = {
    name,
    unit: 'events/s',
    goal,
    baselineName: 'bare SHA-256 of the same bytes',
    baseline: () => timed(async () => hashAll(bodies)),
    subject: () => timed(() => verifyAll(ledger, options)),
  };
  return compare(comparison, (round, of) => say(`${name}: round ${round} of ${of}`));
}

/** Lends a ledger in which so many events of the bulk chain are recorded, and the signatures of single ones. */
async function withRecorded<Result>(
  server: BenchServer,
  events: number,
  eventsPerSubmission: number,
  say: Say,
  work: (ledger: Ledger, signatures: readonly PreparedSignature[]) => Promise<Result>,
): Promise<Result> {
  const ledger = await server.freshLedger();
  try {
    say(`verify: recording ${events} events, ${eventsPerSubmission} to a submission`);
    const appender = createBulkAppender(ledger);
    const signatures: PreparedSignature[] = [];
    let keys: PartyKeys | undefined;
    for (const lines of partsOf(bulkChain(SEED, events))) {
      keys ??= await openToParties(ledger, lines);
      const arriving = signLines(ledger, keys, lines, eventsPerSubmission);
      await appendArriving(appender, arriving);
      if (eventsPerSubmission === 1) for (const each of arriving) signatures.push(prepareSignature(each));
    }
    return await work(ledger, signatures);
  } finally {
    await ledger.close();
  }
}

function* partsOf(chain: Iterable<LawfulEvent>): Generator<LawfulEvent[]> {
  let part: LawfulEvent[] = [];
  for (const line of chain) {
    part.push(line);
    if (part.length < EVENTS_PER_PART) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}

async function verifyAll(ledger: Ledger, options: VerifyOptions): Promise<number> {
  const { verdict, events } = await verifyLedger(ledger, options);
  if (verdict !== 'valid') throw new Error('the ledger that was just recorded is not valid');
  return events;
}

/** To text, which takes half the time of digests as Buffers: most of those is making the Buffer. */
function hashAll(bodies: readonly Buffer[]): number {
  for (const body of bodies) hash('sha256', body, 'base64url');
  return bodies.length;
}
