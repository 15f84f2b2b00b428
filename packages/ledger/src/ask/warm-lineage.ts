/**
 * The lineage of a whole ledger in memory, for whoever asks often: a server. It holds numbers (`dense-lineage.ts`) and the
 * names of origins, and before each answer it reads what was appended since the last.
 *
 * A step that was corrected is one record more, which takes the place of the one before; lots that changed without a step, or
 * of which a correction takes, have their gains read again. So memory is what the ledger says as of `bound`. A failure leaves
 * the bound where it was, and what is read twice replaces itself.
 */
import { attributeDense } from '@lodestone/lineage/attribute-dense.ts';
import {
  addOrigin,
  addStep,
  BeyondNumbers,
  bytesOf,
  type DenseLineage,
  type DenseStep,
  emptyDenseLineage,
} from '@lodestone/lineage/dense-lineage.ts';
import { ancestralSteps } from '@lodestone/lineage/ancestral-steps.ts';
import { eventNumberOf } from '@lodestone/custody/event-number.ts';
import type { EventBound } from '@lodestone/store/event-bound.ts';
import { readAppendedNumbers } from '@lodestone/store/read-appended-numbers.ts';
import { readHead } from '@lodestone/store/read-ledger.ts';
import { readStepsInNumbers } from '@lodestone/store/read-lineage-numbers.ts';
import { readSubject } from '@lodestone/store/read-subject.ts';
import type { Ledger } from '../open-ledger.ts';
import { addGains, type Attributed, attributeSubject } from './attribute-subject.ts';

/** What is kept: who made what of what, or also how much of it was taken, which is most of the memory. */
export type Kept = 'graph' | 'masses';

export interface WarmLineage {
  /** Answers as `attributeSubject` does of all that is recorded by then. */
  readonly attribute: (id: string) => Promise<Attributed | null>;
  /** Reads what was appended since: the whole ledger at first. */
  readonly refresh: () => Promise<void>;
  /** Of numbers. */
  readonly bytes: () => number;
}

interface Warm {
  readonly ledger: Ledger;
  readonly kept: Kept;
  readonly lineage: DenseLineage;
  bound: EventBound;
  nextLotNumber: number;
  /** One after the other. */
  refreshing: Promise<void>;
  /** Set once there is a mass that numbers cannot hold: the database is asked from then on. */
  isBeyondNumbers: boolean;
}

/** Keeps the lineage of an open ledger; nothing is read before it is asked for. */
export function keepLineage(ledger: Ledger, kept: Kept): WarmLineage {
  const lineage = emptyDenseLineage();
  const start = { bound: 0, nextLotNumber: 0, refreshing: Promise.resolve(), isBeyondNumbers: false };
  const warm: Warm = { ledger, kept, lineage, ...start };
  const refresh = () => {
    const next = warm.refreshing.then(() => catchUp(warm));
    warm.refreshing = next.catch(() => undefined);
    return next;
  };
  return { attribute: (id) => attributeWarm(warm, refresh, id), refresh, bytes: () => bytesOf(lineage) };
}

async function catchUp(warm: Warm): Promise<void> {
  const { ledger, kept, lineage, bound: from, nextLotNumber: firstLotNumber } = warm;
  const { database, ledgerId } = ledger;
  const until = eventNumberOf((await readHead(database, ledgerId))?.size ?? 0, 0);
  if (until === from || warm.isBeyondNumbers) return;
  const appended = { from, until, firstLotNumber };
  try {
    const { nextLotNumber, changed } = await readAppendedNumbers(database, ledgerId, appended, {
      addOrigin: (lotNumber, lot) => addOrigin(lineage, lotNumber, lot),
      addStep: (step) => addStep(lineage, kept === 'masses' ? step : withoutMasses(step)),
    });
    await addGains(ledger, changed, until, lineage);
    warm.nextLotNumber = nextLotNumber;
    warm.bound = until;
  } catch (error) {
    if (!(error instanceof BeyondNumbers)) throw error;
    warm.isBeyondNumbers = true;
  }
}

function withoutMasses(step: DenseStep): DenseStep {
  return { ...step, givenMilligrams: [], takenMilligrams: new Uint8Array(step.takenMilligrams.length) };
}

async function attributeWarm(warm: Warm, refresh: () => Promise<void>, id: string): Promise<Attributed | null> {
  const { ledger, kept, lineage } = warm;
  const { database, ledgerId } = ledger;
  for (;;) {
    await refresh();
    if (warm.isBeyondNumbers) return attributeSubject(ledger, id, undefined);
    const { bound } = warm;
    const read = await readSubject(database, ledgerId, id, bound);
    if (read === null) return null;
    const subject = { ...read, missing: [] };
    const lotNumbers = read.parts.map(({ lotNumber }) => lotNumber);
    try {
      const weighed = kept === 'masses' ? lineage : await readMasses(warm, lotNumbers);
      // Somebody else asked meanwhile, and what is in memory is of later: it may have been corrected.
      if (warm.bound !== bound) continue;
      return { elements: attributeDense(weighed, subject), nameOfOrigin: lineage.nameOfOrigin };
    } catch (error) {
      if (error instanceof BeyondNumbers) return attributeSubject(ledger, id, undefined);
      throw error;
    }
  }
}

/** What the lots were made from, as the graph has it, with the masses from the database. */
async function readMasses({ ledger, lineage }: Warm, lotNumbers: readonly number[]): Promise<DenseLineage> {
  const { eventNumbers, origins } = ancestralSteps(lineage, lotNumbers);
  const weighed: DenseLineage = { ...emptyDenseLineage(), gainsOfLot: lineage.gainsOfLot };
  for (const lotNumber of origins) addOrigin(weighed, lotNumber, lineage.nameOfOrigin.get(lotNumber) ?? '');
  await readStepsInNumbers(ledger.database, ledger.ledgerId, eventNumbers, {
    addOrigin: (lotNumber, lot) => addOrigin(weighed, lotNumber, lot),
    addStep: (step) => addStep(weighed, step),
  });
  return weighed;
}
