/**
 * One question for origins after the other. The first ones go to the database. Once they have taken as long as reading the lineage
 * of the whole ledger takes, it is read, and the others are answered from memory: so whoever asks little waits for nothing,
 * and whoever asks much waits at most twice as long as if it had been known before.
 */
import { availableMemory } from 'node:process';
import { countLots } from '@lodestone/store/lineage/read-appended-numbers.ts';
import type { Ledger } from '../open-ledger.ts';
import { type Attributed, attributeSubject } from './attribute-subject.ts';
import { type Origins, originsIn } from './origins-of.ts';
import { keepLineage, type WarmLineage } from './warm-lineage.ts';

/** Reading it takes so long however small it is, and so many lots a millisecond: measured with another process on the other core. */
const READING_MILLISECONDS_MIN = 50;
const LOTS_READ_PER_MILLISECOND = 100;
/** With the names and what the heap has more while it is read: 260 MiB for a million lots. */
const BYTES_PER_LOT = 270;
/** What is kept may take this part of the memory that is free. */
const PART_OF_MEMORY = 0.25;

export interface AskingForOrigins {
  /** As known then: that is always asked of the database. */
  readonly asKnownAt?: string | undefined;
  /** Is told before the lineage of so many lots is read, which takes a while. */
  readonly onReading?: (lots: number) => void;
  /** By which clock, in milliseconds, answers take as long as they do. */
  readonly now?: () => number;
}

interface Asking extends AskingForOrigins {
  readonly ledger: Ledger;
  spentMilliseconds: number;
  /** Null until it is worth knowing. Lots that come later do not make it worth less. */
  readingMilliseconds: number | null;
  kept: WarmLineage | null;
}

/** Gives what answers with the origins of a lot or a shipment as `trace` attributes them; null when nothing has that id (at that time). */
export function askForOrigins(ledger: Ledger, options: AskingForOrigins): (id: string) => Promise<Origins | null> {
  const asking: Asking = { ...options, ledger, spentMilliseconds: 0, readingMilliseconds: null, kept: null };
  return async (id) => {
    await keepWhereWorthIt(asking);
    const attributed = await (asking.kept === null ? attributeByDatabase(asking, id) : asking.kept.attribute(id));
    return attributed === null ? null : originsIn(id, attributed);
  };
}

async function attributeByDatabase(asking: Asking, id: string): Promise<Attributed | null> {
  const { ledger, asKnownAt, now = () => performance.now() } = asking;
  const begun = now();
  const attributed = await attributeSubject(ledger, id, asKnownAt);
  asking.spentMilliseconds += now() - begun;
  return attributed;
}

async function keepWhereWorthIt(asking: Asking): Promise<void> {
  const { ledger, asKnownAt, onReading, spentMilliseconds } = asking;
  if (asking.kept !== null || asKnownAt !== undefined || spentMilliseconds < READING_MILLISECONDS_MIN) return;
  asking.readingMilliseconds ??= await timeToRead(ledger);
  if (spentMilliseconds < asking.readingMilliseconds) return;
  onReading?.(await countLots(ledger.database, ledger.ledgerId));
  asking.kept = keepLineage(ledger, 'masses');
}

/** How long reading the lineage takes; for ever, where it would take too much memory. */
async function timeToRead({ database, ledgerId }: Ledger): Promise<number> {
  const lots = await countLots(database, ledgerId);
  if (lots * BYTES_PER_LOT > availableMemory() * PART_OF_MEMORY) return Number.POSITIVE_INFINITY;
  return READING_MILLISECONDS_MIN + lots / LOTS_READ_PER_MILLISECOND;
}
