/** The thread in which ranges of the log are walked: one request after the other, all inside one shared snapshot. */
import { on } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { readEntryBefore, streamEntryRows, streamEventRows } from '@lodestone/store/log/read-log.ts';
import { type ConnectionSettings, withSharedSnapshot } from '@lodestone/store/connect/snapshot.ts';
import { type RangeContext, type RangeReport, type RangeRequest, reportRange } from './verify-report.ts';

/** What a worker needs to see what the thread sees that started it. */
export interface WorkerPlace extends RangeContext {
  readonly connection: ConnectionSettings;
  readonly ledgerId: number;
  /** Of the snapshot that the other thread holds. */
  readonly snapshot: string;
}

export type WorkerAnswer =
  | { readonly kind: 'progress'; readonly entries: number; readonly events: number }
  | { readonly kind: 'walked'; readonly report: RangeReport }
  | { readonly kind: 'failed'; readonly message: string; readonly code: string | undefined };

/** An entry at a time would be a message for each signature. */
const PROGRESS_INTERVAL_MILLISECONDS = 100;

if (parentPort === null) throw new Error('verify-worker.ts is started as a worker of verify-chain.ts');
const port = parentPort;
const place = workerData as WorkerPlace;
const answer = (message: WorkerAnswer) => port.postMessage(message);

try {
  await serve();
} catch (error) {
  const { message } = error as Error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  answer({ kind: 'failed', message, code });
}
port.close();

async function serve(): Promise<void> {
  const { connection, ledgerId, snapshot } = place;
  // What is asked while the connections are being made waits here.
  const requests = on(port, 'message');
  await withSharedSnapshot(connection, 2, snapshot, async ([entryClient, eventClient]) => {
    if (entryClient === undefined || eventClient === undefined) throw new Error('no snapshot');
    const source = {
      readEntryBefore: (position: string) => readEntryBefore(entryClient, ledgerId, position),
      streamEntries: (range: RangeRequest['range']) => streamEntryRows(entryClient, ledgerId, range),
      streamEvents: (range: RangeRequest['range']) => streamEventRows(eventClient, ledgerId, range),
    };
    const progress = createProgress();
    for await (const [request] of requests as AsyncIterable<[RangeRequest]>) {
      const report = await reportRange(source, request, place, progress.add);
      progress.tell();
      answer({ kind: 'walked', report });
    }
  });
}

/** Tells now and then how much more was checked. */
function createProgress(): { add(entries: number, events: number): void; tell(): void } {
  const sum = { entries: 0, events: 0 };
  let toldAt = Date.now();
  const tell = () => {
    answer({ kind: 'progress', ...sum });
    sum.entries = 0;
    sum.events = 0;
    toldAt = Date.now();
  };
  return {
    add: (entries, events) => {
      sum.entries += entries;
      sum.events += events;
      if (Date.now() - toldAt >= PROGRESS_INTERVAL_MILLISECONDS) tell();
    },
    tell,
  };
}
