import { Worker } from 'node:worker_threads';
import {
  type RangeContext,
  type RangeReport,
  type RangeRequest,
  type RangeSource,
  reportRange,
} from './verify-report.ts';
import type { WorkerAnswer, WorkerPlace } from './verify-worker.ts';

/** The worker's file: where a bundle puts it elsewhere, this is the line to change. */
const WORKER_FILE = new URL('./verify-worker.ts', import.meta.url);

/** A thread that walks ranges of the log. End it. */
export interface VerifyThread {
  /** How many ranges it was given and has not answered. */
  readonly waiting: number;
  /** Walks a range after those that were asked for before. Throws when the database is lost or the thread dies. */
  walk(request: RangeRequest): Promise<RangeReport>;
  /** Stops at once, whatever it is doing; PostgreSQL ends what its connections had begun. */
  end(): Promise<void>;
}

interface Waiting {
  resolve(report: RangeReport): void;
  reject(error: Error): void;
}

/** Starts a thread that sees the snapshot of `place`, which must be held until the thread has ended. */
export function startVerifyThread(
  place: WorkerPlace,
  onProgress: (entries: number, events: number) => void,
): VerifyThread {
  const worker = new Worker(WORKER_FILE, { workerData: place, name: 'verify' });
  const waiting: Waiting[] = [];
  let failure: Error | undefined;
  const fail = (error: Error) => {
    failure ??= error;
    for (const each of waiting.splice(0)) each.reject(failure);
  };
  worker.on('message', (answer: WorkerAnswer) => {
    switch (answer.kind) {
      case 'progress':
        return onProgress(answer.entries, answer.events);
      case 'walked':
        return waiting.shift()?.resolve(answer.report);
      case 'failed': {
        const { message, code } = answer;
        return fail(Object.assign(new Error(message), code === undefined ? {} : { code }));
      }
      default:
        return answer satisfies never;
    }
  });
  worker.on('messageerror', fail);
  worker.on('error', (cause) => fail(new Error(`a thread that verifies failed: ${String(cause)}`, { cause })));
  worker.on('exit', (code) => fail(new Error(`a thread that verifies ended with code ${code}`)));
  return {
    get waiting() {
      return waiting.length;
    },
    walk: (request) =>
      new Promise((resolve, reject) => {
        if (failure !== undefined) {
          reject(failure);
          return;
        }
        waiting.push({ resolve, reject });
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin.
        worker.postMessage(request);
      }),
    end: async () => {
      await worker.terminate();
    },
  };
}

/** Walks ranges in this thread, one after the other as the others do: it need not be started, and knows its way. */
export function useThisThread(
  source: RangeSource,
  context: RangeContext,
  onProgress: (entries: number, events: number) => void,
): VerifyThread {
  let waiting = 0;
  let isEnded = false;
  let last: Promise<unknown> = Promise.resolve();
  return {
    get waiting() {
      return waiting;
    },
    walk: (request) => {
      waiting += 1;
      const report = last.then(() => {
        if (isEnded) throw new Error('the audit was given up');
        return reportRange(source, request, context, onProgress);
      });
      last = report.finally(() => {
        waiting -= 1;
      });
      // Whoever waits for the report hears of a failure.
      last.catch(() => undefined);
      return report;
    },
    // What it is walking ends with the connections that it reads from.
    end: async () => {
      isEnded = true;
    },
  };
}
