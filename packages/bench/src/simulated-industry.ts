/** A made-up industry as the chunks of a file, and the clock of a ledger that records it as it happens. */
import type { Ledger } from '@lodestone/ledger/open-ledger.ts';
import { recordEvents } from '@lodestone/ledger/record/record-events.ts';
import type { Line } from '@lodestone/simulator/line.ts';
import { simulate } from '@lodestone/simulator/simulate.ts';
import type { Crime } from '@lodestone/simulator/truth.ts';
import { digestOfEvent } from './simulated-lines.ts';

/** Sites record what they did some hours later. */
const RECORDED_AFTER_MILLISECONDS = 6 * 60 * 60_000;

const LINES_PER_CHUNK = 100;

export interface Industry {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** The latest time that a line has told so far, and some hours: so the ledger's clock goes with the industry's. */
  readonly now: () => number;
  /** Known once all lines are read. */
  readonly crimes: () => readonly Crime[];
}

export function readIndustry(seed: number, events: number): Industry {
  let latest = Number.NEGATIVE_INFINITY;
  let crimes: readonly Crime[] = [];
  const industry = simulate({ seed, events, digestOf: digestOfEvent });
  const first = industry.next();
  async function* chunks(): AsyncGenerator<Uint8Array> {
    let lines: string[] = [];
    for (let next = first; ; next = industry.next()) {
      if (next.done !== true) {
        lines.push(JSON.stringify(next.value));
        latest = Math.max(latest, timeOf(next.value));
      }
      if (lines.length === LINES_PER_CHUNK || (next.done === true && lines.length > 0)) {
        yield Buffer.from(`${lines.join('\n')}\n`);
        lines = [];
      }
      if (next.done !== true) continue;
      crimes = next.value;
      return;
    }
  }
  if (first.done !== true) latest = timeOf(first.value);
  return { chunks: chunks(), now: () => latest + RECORDED_AFTER_MILLISECONDS, crimes: () => crimes };
}

/** Records what an industry says, or somebody else by its clock; throws when a line is refused. Returns how many events. */
export async function recordIndustry(
  ledger: Ledger,
  { chunks, now }: Pick<Industry, 'chunks' | 'now'>,
): Promise<number> {
  const options = { by: undefined, createKeys: true, dryRun: false, acceptClock: true, now };
  const { recorded, refused } = await recordEvents(ledger, chunks, options);
  if (refused !== null) throw new Error(`line ${refused.line}: ${refused.message}`);
  return recorded;
}

function timeOf({ event }: Line): number {
  return Date.parse(String(event['occurredAt']));
}
