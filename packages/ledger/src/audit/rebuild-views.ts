import { formatCount } from '@lodestone/custody/format-count.ts';
import type { Fact } from '@lodestone/custody/fact.ts';
import { leafHash, parseEntry } from '@lodestone/proof/entry.ts';
import { appendUnderHeadLock } from '@lodestone/store/append/append-under-head-lock.ts';
import { writeFacts } from '@lodestone/store/facts/write-facts.ts';
import { deleteFacts } from '@lodestone/store/facts/read-facts.ts';
import { streamEntries, streamEvents } from '@lodestone/store/log/read-log.ts';
import { withSnapshot } from '@lodestone/store/connect/snapshot.ts';
import { sha256 } from '../keys/node-crypto.ts';
import type { Ledger } from '../open-ledger.ts';
import { expectCorrections } from './expect-corrections.ts';
import { type Replay, withReplay } from './replay.ts';

/** So many facts are written at once. */
const FACTS_PER_WRITE = 20_000;

/**
 * Empties the views and makes them again from the ledger, in one transaction under the head lock: readers see the old
 * rows until the new ones are complete, and a crash leaves the old ones. Throws when an event cannot be replayed.
 */
export async function rebuildViews(
  ledger: Ledger,
  onProgress: (entries: number, total: number) => void = () => undefined,
): Promise<RebuildCounts> {
  return withReplay((replay) => rebuildWith(replay, ledger, onProgress));
}

interface RebuildCounts {
  readonly entries: number;
  readonly events: number;
  readonly facts: number;
}

function rebuildWith(
  replay: Replay,
  ledger: Ledger,
  onProgress: (entries: number, total: number) => void,
): Promise<RebuildCounts> {
  const { database, ledgerId } = ledger;
  const runAppend = appendUnderHeadLock(database, ledgerId);
  return runAppend(({ client, head }) =>
    withSnapshot(database, 2, async ([entryClient, eventClient]) => {
      if (entryClient === undefined || eventClient === undefined) throw new Error('no snapshot');
      await deleteFacts(client, ledgerId);
      await expectCorrections(replay, eventClient, ledgerId);
      const events = streamEvents(eventClient, ledgerId);
      const counts = { entries: 0, events: 0, facts: 0 };
      let waiting: Fact[] = [];
      let next = await events.next();
      for await (const { position, body } of streamEntries(entryClient, ledgerId)) {
        if (position !== counts.entries) throw new Error(`entry ${counts.entries} is missing: run verify`);
        const entry = parseEntry(body);
        if (!entry.ok) throw new Error(`entry ${position} cannot be read (${entry.problem}): run verify`);
        if (position === 0) replay.setFirstLeafHash(entry.value.ledger, leafHash(body, sha256));
        for (; !next.done && next.value.position === position; next = await events.next()) {
          const { ordinal } = next.value;
          const { author, recordedAt } = entry.value;
          const result = replay.event({ position, ordinal, author, recordedAt, body: next.value.body });
          if (!result.accepted) {
            throw new Error(`event ${ordinal} of entry ${position} cannot be replayed (${result.message}): run verify`);
          }
          waiting.push(...result.facts);
          counts.events += 1;
          counts.facts += result.facts.length;
        }
        counts.entries += 1;
        if (waiting.length < FACTS_PER_WRITE) continue;
        await writeFacts(client, ledgerId, waiting);
        waiting = [];
        onProgress(counts.entries, head.size);
      }
      // Views of a part of the ledger would be wrong ones.
      if (counts.entries !== head.size) {
        throw new Error(
          `the head says ${formatCount(head.size, 'entry', 'entries')}, there are ${counts.entries}: run verify`,
        );
      }
      if (!next.done) throw new Error(`entry ${next.value.position} is missing: run verify`);
      await writeFacts(client, ledgerId, waiting);
      return counts;
    }),
  );
}
