/** The second pass of an audit: every event decided again, and what the replay makes held against the views. */
import type { Fact, FactOf } from '@lodestone/custody/fact.ts';
import { leafHash, parseEntry } from '@lodestone/proof/entry.ts';
import type { CopyRows } from '@lodestone/store/wire/copy-rows.ts';
import { entryBodyOf, eventBodyOf } from '@lodestone/store/log/read-bodies.ts';
import { sha256 } from '../keys/node-crypto.ts';
import type { ViewComparison } from './compare-views.ts';
import type { Replay } from './replay.ts';
import type { Failure, KeyCounts } from './verdict.ts';

export interface ReplaySource {
  /** Rows of `streamEntryBodies` and `streamEventBodies`. */
  readonly entries: AsyncIterable<CopyRows>;
  readonly events: AsyncIterable<CopyRows>;
}

interface VerifyReplayOptions {
  readonly replay: Replay;
  /** Null when only the rules are asked for. */
  readonly comparison: ViewComparison | null;
  readonly report: (failure: Failure) => void;
  /** Told how much more was replayed. */
  readonly onProgress: (entries: number, events: number) => void;
}

/** An entry as a replay needs it. One that could not be read is the other pass's to report. */
interface ReplayedEntry {
  readonly position: number;
  readonly signed: { readonly author: string; readonly recordedAt: string } | null;
}

/** Decides every event again, as the author that its entry's bytes name. Returns what keys were enrolled. */
export async function verifyReplay(source: ReplaySource, options: VerifyReplayOptions): Promise<KeyCounts> {
  const { replay, comparison, report, onProgress } = options;
  const keys = { heldByLedger: 0, recovery: 0, stolen: { keys: 0, entries: 0, events: 0 } };
  const entries = replayedEntries(source.entries, replay);
  let entry = await entries.next();
  let passedEntries = 0;
  for await (const rows of source.events) {
    const facts: Fact[] = [];
    for (let row = 0; row < rows.count; row++) {
      const { position, ordinal, body } = eventBodyOf(rows, row);
      for (; !entry.done && entry.value.position < position; entry = await entries.next()) passedEntries += 1;
      // Events without an entry are the other pass's to report as well.
      if (entry.done || entry.value.position !== position || entry.value.signed === null) continue;
      const { author, recordedAt } = entry.value.signed;
      const result = replay.event({ position, ordinal, author, recordedAt, body });
      if (result.accepted) {
        for (const fact of result.facts) facts.push(fact);
        continue;
      }
      const kind = result.code === 'key-not-enrolled' || result.code === 'key-revoked' ? 'key' : 'rule';
      const message = `event ${ordinal} of entry ${position} breaks a rule: ${result.message}`;
      report({ kind, position, ordinal, expected: 'an event that the rules accept', found: result.code, message });
    }
    countKeys(facts, keys);
    await comparison?.facts(facts);
    onProgress(passedEntries, rows.count);
    passedEntries = 0;
  }
  for (; !entry.done; entry = await entries.next()) passedEntries += 1;
  await comparison?.end();
  onProgress(passedEntries, 0);
  return keys;
}

/** Entries by position. The first one gives the ledger its name. */
async function* replayedEntries(stream: AsyncIterable<CopyRows>, replay: Replay): AsyncGenerator<ReplayedEntry, void> {
  for await (const rows of stream) {
    for (let row = 0; row < rows.count; row++) {
      const { position, body } = entryBodyOf(rows, row);
      const entry = parseEntry(body);
      if (position === 0 && entry.ok) {
        replay.setFirstLeafHash(entry.value.ledger.split('#', 1)[0] ?? '', leafHash(body, sha256));
      }
      yield { position, signed: entry.ok ? entry.value : null };
    }
  }
}

type Counted<Counts> = {
  -readonly [Name in keyof Counts]: Counts[Name] extends number ? number : Counted<Counts[Name]>;
};

function countKeys(facts: readonly Fact[], keys: Counted<KeyCounts>): void {
  for (const fact of facts) {
    if (fact.kind === 'key-revocation') countStolen(fact, keys.stolen);
    if (fact.kind !== 'key') continue;
    if (fact.heldBy === 'ledger') keys.heldByLedger += 1;
    if (fact.recovery) keys.recovery += 1;
  }
}

function countStolen({ stolenFrom, signed }: FactOf<'key-revocation'>, stolen: Counted<KeyCounts['stolen']>): void {
  if (stolenFrom === null) return;
  stolen.keys += 1;
  stolen.entries += signed?.entries ?? 0;
  stolen.events += signed?.events ?? 0;
}
