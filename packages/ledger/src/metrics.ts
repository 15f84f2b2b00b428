/** What a process counts of its work on a ledger, in the form that Prometheus reads. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Outcome } from './append/outcome.ts';
import type { WitnessOutcome } from './witness/request-cosignature.ts';
import { countWitnesses } from './witness/witness-metrics.ts';

export interface Metrics {
  /** A batch was answered: its outcomes, the events that it recorded, and how long the database took to commit them. */
  batchAnswered(batch: {
    readonly outcomes: readonly Outcome[];
    readonly events: number;
    readonly seconds: number;
  }): void;
  /** A checkpoint of so many entries was published at a time, in epoch milliseconds. */
  checkpointPublished(checkpoint: { readonly size: number; readonly at: number }): void;
  /** A witness is to cosign a checkpoint of so many entries, and has cosigned so many so far. */
  witnessAwaited(witness: { readonly witness: string; readonly size: number; readonly cosignedSize: number }): void;
  /** A witness was asked, and has cosigned so many entries by now. */
  witnessAnswered(answer: {
    readonly witness: string;
    readonly outcome: WitnessOutcome;
    readonly cosignedSize: number;
  }): void;
  /** An audit has got so far. */
  verified(progress: { readonly pass: string; readonly done: number; readonly total: number }): void;
  /** Everything counted so far, in Prometheus' text format, and its content type. */
  readonly contentType: string;
  text(): Promise<string>;
}

const BATCH_EVENTS_BUCKETS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000];
const COMMIT_SECONDS_BUCKETS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];

/** Starts counting from nothing. `now` is a clock in epoch milliseconds: a checkpoint's age is taken when it is asked for. */
export function createMetrics(now: () => number = Date.now): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const submissions = new Counter({
    name: 'lodestone_submissions_total',
    help: 'Submissions answered, by outcome: recorded, already-recorded, or refused with its reason',
    labelNames: ['outcome', 'reason'] as const,
    registers,
  });
  const events = new Counter({
    name: 'lodestone_events_appended_total',
    help: 'Events recorded',
    registers,
  });
  const batchEvents = new Histogram({
    name: 'lodestone_batch_events',
    help: 'Events recorded by one transaction',
    buckets: BATCH_EVENTS_BUCKETS,
    registers,
  });
  const commitSeconds = new Histogram({
    name: 'lodestone_commit_seconds',
    help: 'From sending a batch to the database to its commit, waiting for the lock included',
    buckets: COMMIT_SECONDS_BUCKETS,
    registers,
  });
  const checkpointSize = new Gauge({
    name: 'lodestone_checkpoint_entries',
    help: 'Entries that the last published checkpoint covers',
    registers,
  });
  let publishedAt: number | null = null;
  const checkpointAge = new Gauge({
    name: 'lodestone_checkpoint_age_seconds',
    help: 'Time since the last checkpoint was published by this process',
    registers: [],
    collect() {
      if (publishedAt !== null) this.set((now() - publishedAt) / 1_000);
    },
  });
  registry.registerMetric(checkpointAge);
  const verifyPosition = new Gauge({
    name: 'lodestone_verify_position',
    help: 'Entries that the audit under way, or the last one, has passed',
    labelNames: ['pass'] as const,
    registers,
  });
  const verifyTotal = new Gauge({
    name: 'lodestone_verify_entries',
    help: 'Entries that it has to pass',
    labelNames: ['pass'] as const,
    registers,
  });
  return {
    batchAnswered: (batch) => {
      for (const outcome of batch.outcomes) {
        const reason = outcome.status === 'refused' ? outcome.refusal.code : '';
        submissions.inc({ outcome: outcome.status, reason });
      }
      if (batch.events === 0) return;
      events.inc(batch.events);
      batchEvents.observe(batch.events);
      commitSeconds.observe(batch.seconds);
    },
    checkpointPublished: ({ size, at }) => {
      checkpointSize.set(size);
      publishedAt = at;
    },
    verified: ({ pass, done, total }) => {
      verifyPosition.set({ pass }, done);
      verifyTotal.set({ pass }, total);
    },
    ...countWitnesses(registry, now),
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}
