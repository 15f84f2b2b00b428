/** Publishes at an interval while there is something new, and on demand; witnesses are asked beside it. */
import type { Metrics } from '../metrics.ts';
import type { Ledger } from '../open-ledger.ts';
import { createWitnessRounds, type WitnessRounds } from '../witness/witness-rounds.ts';
import { type PublishedCheckpoint, publishCheckpoint } from './publish-checkpoint.ts';

const INTERVAL_MILLISECONDS = 1_000;

export interface PublisherOptions {
  readonly intervalMilliseconds?: number;
  /** Hears of publications of the interval that failed; the next one tries again. */
  readonly onFailure?: (error: unknown) => void;
  readonly publish?: (ledger: Ledger) => Promise<PublishedCheckpoint>;
  readonly metrics?: Metrics;
  /** Takes each checkpoint to the witnesses; those of the data folder's policy otherwise. Closed with the publisher. */
  readonly witnesses?: WitnessRounds;
}

/** A publisher that runs until it is closed. Close it before the ledger. */
export interface Publisher {
  /** Publishes everything that is recorded when this is called. Throws when that fails. */
  publishNow(): Promise<PublishedCheckpoint>;
  /**
   * Waits for the publication that has the entry at `position`, which must be recorded. Throws when the next one fails
   * (the entry is recorded all the same, and one after it will have it), or the publisher is closed.
   */
  waitPublished(position: number): Promise<PublishedCheckpoint>;
  /** The last that this publisher has published or found; null before the first. */
  readonly last: PublishedCheckpoint | null;
  /** Stops the interval and waits for what is under way. Nothing more is published. */
  close(): Promise<void>;
}

interface Waiter {
  readonly position: number;
  readonly resolve: (published: PublishedCheckpoint) => void;
  readonly reject: (error: unknown) => void;
}

/** Starts publishing the ledger. One publication is under way at a time. */
export function createPublisher(ledger: Ledger, options: PublisherOptions = {}): Publisher {
  const { intervalMilliseconds = INTERVAL_MILLISECONDS, onFailure, publish = publishCheckpoint, metrics } = options;
  const { witnesses = createWitnessRounds(ledger, { metrics, onFailure }) } = options;
  let last: PublishedCheckpoint | null = null;
  let waiters: Waiter[] = [];
  let running: Promise<PublishedCheckpoint> | null = null;
  let following: Promise<PublishedCheckpoint> | null = null;
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;

  const settle = (published: PublishedCheckpoint) => {
    last = published;
    const { size } = published.checkpoint;
    metrics?.checkpointPublished({ size, at: Date.now() });
    const served = waiters.filter(({ position }) => position < size);
    waiters = waiters.filter(({ position }) => position >= size);
    for (const { resolve } of served) resolve(published);
    witnesses.offer(published);
  };
  const fail = (error: unknown) => {
    const failed = waiters;
    waiters = [];
    for (const { reject } of failed) reject(error);
  };
  const run = async (): Promise<PublishedCheckpoint> => {
    if (isClosed) throw new Error('the publisher is closed');
    const published = await publish(ledger);
    settle(published);
    return published;
  };
  const start = (): Promise<PublishedCheckpoint> => {
    const started = run().finally(() => {
      if (running === started) running = null;
    });
    running = started;
    return started;
  };
  /** One that is under way may have read the head too early, so another follows it: one for all who ask meanwhile. */
  const publishNow = (): Promise<PublishedCheckpoint> => {
    if (following !== null) return following;
    if (running === null) return start();
    following = running
      .catch(() => undefined)
      .then(() => {
        following = null;
        return start();
      });
    return following;
  };
  const publishLater = () => {
    if (isClosed) return;
    timer = setTimeout(() => {
      publishNow()
        .catch((error: unknown) => {
          fail(error);
          onFailure?.(error);
        })
        .finally(publishLater);
    }, intervalMilliseconds);
    // Whoever holds the ledger keeps the process alive; an interval alone should not.
    timer.unref();
  };
  publishLater();

  return {
    publishNow,
    waitPublished: (position) => {
      if (last !== null && last.checkpoint.size > position) return Promise.resolve(last);
      if (isClosed) return Promise.reject(new Error('the publisher is closed'));
      return new Promise((resolve, reject) => {
        waiters.push({ position, resolve, reject });
      });
    },
    get last() {
      return last;
    },
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      await Promise.allSettled([running, following]);
      await witnesses.close();
      fail(new Error('the publisher is closed'));
    },
  };
}
