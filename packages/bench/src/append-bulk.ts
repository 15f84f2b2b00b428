import { setImmediate as nextTurn } from 'node:timers/promises';
import { bulkChain } from '@lodestone/custody/testing/bulk-chain.ts';
import { appendSubmissions } from '@lodestone/ledger/append-submissions.ts';
import { aheadOf, createAppender } from '@lodestone/ledger/appender.ts';
import { findSigner } from '@lodestone/ledger/find-signer.ts';
import type { SigningKey } from '@lodestone/ledger/node-crypto.ts';
import type { Ledger } from '@lodestone/ledger/open-ledger.ts';
import { createPartyKey } from '@lodestone/ledger/party-keys.ts';
import {
  decodeCustodyEvent,
  type EncodedEvent,
  encodeCustodyEvent,
  type SignedSubmission,
  signSubmission,
} from '@lodestone/ledger/submission.ts';
import type { JsonObject } from '@lodestone/proof/json-text.ts';
import { appendUnderHeadLock } from '@lodestone/store/append.ts';
import { type BenchServer, linesOf, recordLines, startBenchServer } from './bench-ledger.ts';
import { compare, type Measurement, timed } from './measure.ts';
import { rawCopy } from './raw-copy.ts';

const EVENTS = 100_000;
const SEED = 1;
const EVENTS_PER_SUBMISSION = 1_000;
const SUBMISSIONS_PER_BATCH = 2;
const EVENTS_PER_TURN = 50;
const OPERATOR = 'OPERATOR';

/** What this version has to reach; docs/performance.md says how far one can go. */
const GOAL_RATIO = 0.1;

/**
 * `append-bulk`: submissions of 1,000 events as their authors signed them. The clock runs while the ledger reads and
 * checks every event from its bytes, hashes it, checks every signature and rule, writes entries, events, views and all
 * indexes, and commits with fsync. Authors sign before the clock starts.
 * `record-bulk`: the same events as `lodestone record` takes them from a file in memory: lines that people may have
 * written, turned into canonical bytes, looked up in the ledger, grouped and signed as well.
 * The baseline of both is one COPY, in text format, of the same event bytes into a table without an index.
 */
export async function benchAppend(scale: number, say: (message: string) => void): Promise<Measurement[]> {
  const server = await startBenchServer();
  try {
    const lines = [...bulkChain(SEED, Math.round(EVENTS * scale))];
    const bodies = lines.map(({ event }) => Buffer.from(encodeOrThrow(event as JsonObject).bytes));
    const bytes = bodies.reduce((sum, body) => sum + body.length, 0);
    say(`append: ${lines.length} events of ${Math.round(bytes / lines.length)} bytes on average`);
    const shared = {
      unit: 'events/s',
      baselineName: 'raw COPY text of the same bodies',
      baseline: () => rawCopy(server.databaseUrl, bodies),
    };
    const chunks = linesOf(lines);
    const cases = [
      { ...shared, name: 'append-bulk', goal: GOAL_RATIO, subject: () => appendSigned(server, lines) },
      { ...shared, name: 'record-bulk', goal: null, subject: () => recordAll(server, chunks) },
    ];
    const measurements: Measurement[] = [];
    for (const each of cases) {
      measurements.push(await compare(each, (round, of) => say(`${each.name}: round ${round} of ${of}`)));
    }
    return measurements;
  } finally {
    await server.close();
  }
}

type Line = ReturnType<typeof bulkChain> extends Generator<infer Item> ? Item : never;

async function recordAll(server: BenchServer, chunks: readonly Buffer[]): Promise<{ seconds: number; amount: number }> {
  const ledger = await server.freshLedger();
  try {
    return await timed(() => recordLines(ledger, streamOf(chunks)));
  } finally {
    await ledger.close();
  }
}

async function appendSigned(server: BenchServer, lines: readonly Line[]): Promise<{ seconds: number; amount: number }> {
  const ledger = await server.freshLedger();
  try {
    const arriving = await signAll(ledger, lines);
    const amount = arriving.reduce((sum, { bodies }) => sum + bodies.length, 0);
    return await timed(async () => {
      await appendAll(ledger, arriving);
      return amount;
    });
  } finally {
    await ledger.close();
  }
}

/** A submission as it arrives: bytes and a signature, nothing checked yet. */
interface ArrivingSubmission {
  readonly submission: SignedSubmission['submission'];
  readonly signature: Uint8Array;
  readonly bodies: readonly Uint8Array[];
}

/** Registers the parties, enrols their keys, and signs everything else in submissions of 1,000. */
async function signAll(ledger: Ledger, lines: readonly Line[]): Promise<ArrivingSubmission[]> {
  const registrations = lines.filter(({ by }) => by === OPERATOR);
  await recordLines(ledger, streamOf(linesOf(registrations)));
  const keys = new Map<string, SigningKey>();
  for (const party of new Set(lines.map(({ by }) => by))) {
    if (party === OPERATOR) continue;
    const { by, enrolment } = await createPartyKey(ledger, party);
    await recordLines(ledger, streamOf(linesOf([{ by, event: enrolment }])));
    const signer = await findSigner(ledger.database, ledger.ledgerId, ledger.dataFolder, party);
    if (signer.key !== null) keys.set(party, signer.key.signingKey);
  }
  const arriving: ArrivingSubmission[] = [];
  let group: { by: string; events: EncodedEvent[] } = { by: '', events: [] };
  const sign = () => {
    const key = keys.get(group.by);
    if (key === undefined || group.events.length === 0) return;
    const { submission, signature, events } = signSubmission(ledger.name, key, group.events);
    arriving.push({ submission, signature, bodies: events.map(({ bytes }) => bytes) });
  };
  for (const { by, event } of lines) {
    if (by === OPERATOR) continue;
    if (by !== group.by || group.events.length === EVENTS_PER_SUBMISSION) {
      sign();
      group = { by, events: [] };
    }
    group.events.push(encodeOrThrow(event as JsonObject));
  }
  sign();
  return arriving;
}

/** Appends in order, one batch being decided while the one before is written, as `record` does. */
async function appendAll(ledger: Ledger, arriving: readonly ArrivingSubmission[]): Promise<void> {
  const { database, ledgerId, name } = ledger;
  const options = { now: Date.now, acceptClock: false };
  const runAppend = appendUnderHeadLock(database, ledgerId);
  const appender = createAppender(runAppend, name, options, aheadOf(database, ledgerId));
  let before: Promise<boolean> = Promise.resolve(true);
  let earlier: Promise<boolean> = before;
  for (let start = 0; start < arriving.length; start += SUBMISSIONS_PER_BATCH) {
    const batch: SignedSubmission[] = [];
    for (const each of arriving.slice(start, start + SUBMISSIONS_PER_BATCH)) batch.push(await receive(each));
    await earlier;
    earlier = before;
    before = appendSubmissions(appender, batch, before).then((outcomes) => {
      const whole = outcomes.length === batch.length && outcomes.every(({ status }) => status === 'recorded');
      if (!whole) throw new Error(`a submission was not recorded: ${JSON.stringify(outcomes.at(-1))}`);
      return whole;
    });
  }
  await before;
}

/** What the ledger does first with what arrives: every event checked and hashed from its bytes. */
async function receive({ submission, signature, bodies }: ArrivingSubmission): Promise<SignedSubmission> {
  const events: EncodedEvent[] = [];
  for (const [index, body] of bodies.entries()) {
    const decoded = decodeCustodyEvent(body);
    if (!decoded.ok) throw new Error(decoded.problems[0]?.message);
    events.push(decoded.encoded);
    // What the database answers meanwhile must be heard, or it would stand idle.
    if (index % EVENTS_PER_TURN === 0) await nextTurn();
  }
  return { submission, signature, events };
}

function encodeOrThrow(event: JsonObject): EncodedEvent {
  const encoded = encodeCustodyEvent(event);
  if (!encoded.ok) throw new Error(encoded.problems[0]?.message);
  return encoded.encoded;
}

async function* streamOf(chunks: readonly Buffer[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}
