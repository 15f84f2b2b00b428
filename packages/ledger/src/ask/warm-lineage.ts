/**
 * The lineage of a whole ledger in memory, for whoever asks often. It holds numbers (`dense-lineage.ts`) and the names of
 * origins, and before each answer it reads what was appended since the last.
 *
 * A step that was corrected is one record more, which takes the place of the one before; lots that changed without a step, or
 * of which a correction takes, have their gains read again. So memory is what the ledger says as of `bound`. A failure leaves
 * the bound where it was, and what is read twice replaces itself. Where the ledger does not go on from what was read (a backup
 * was restored, a copy that was behind has taken over), all of it is read anew.
 *
 * Whoever asks has a turn, in which nobody else changes what is in memory: what was asked about, as of one head, is answered
 * from what was recorded up to that head.
 */
import { attributeDense } from '@lodestone/lineage/attribution/attribute-dense.ts';
import {
  addOrigin,
  addStep,
  BeyondNumbers,
  bytesOf,
  type DenseLineage,
  type DenseStep,
  emptyDenseLineage,
} from '@lodestone/lineage/attribution/dense-lineage.ts';
import type { LineageSubject } from '@lodestone/lineage/graph.ts';
import { ancestralSteps } from '@lodestone/lineage/attribution/ancestral-steps.ts';
import { eventNumberOf } from '@lodestone/custody/event-number.ts';
import type { EventBound } from '@lodestone/store/event-bound.ts';
import { readAppendedNumbers } from '@lodestone/store/lineage/read-appended-numbers.ts';
import { readHead } from '@lodestone/store/log/read-ledger.ts';
import { readStepsInNumbers } from '@lodestone/store/lineage/read-lineage-numbers.ts';
import type { OriginLot } from '@lodestone/store/lineage/read-origin-lots.ts';
import { type ReachedHead, readSubjectAtHead, stillReaches } from '@lodestone/store/lineage/read-subject-at-head.ts';
import type { Ledger } from '../open-ledger.ts';
import { addGains, type Attributed, attributeSubject, originsReader } from './attribute-subject.ts';

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
  memory: Memory;
  /** Ends when whoever had the last turn is done. */
  lastTurn: Promise<unknown>;
}

interface Memory {
  readonly lineage: DenseLineage;
  /** Who origins are, as far as that was asked for. A correction may say otherwise of any: then there is another map. */
  origins: Map<number, OriginLot>;
  bound: EventBound;
  nextLotNumber: number;
  /** The head of the latest that anything here is of: beyond the bound where reading up to it has failed. */
  reached: ReachedHead | null;
  /** Set once there is a mass that numbers cannot hold: the database is asked from then on. */
  isBeyondNumbers: boolean;
}

/** Keeps the lineage of an open ledger; nothing is read before it is asked for. */
export function keepLineage(ledger: Ledger, kept: Kept): WarmLineage {
  const warm: Warm = { ledger, kept, memory: emptyMemory(), lastTurn: Promise.resolve() };
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const turn = warm.lastTurn.then(work);
    warm.lastTurn = turn.catch(() => undefined);
    return turn;
  };
  return {
    attribute: async (id) => {
      try {
        const end = await inTurn(() => beginAnswer(warm, id));
        return await end();
      } catch (error) {
        if (error instanceof BeyondNumbers) return attributeSubject(ledger, id, undefined);
        throw error;
      }
    },
    refresh: () => inTurn(() => refresh(warm)),
    bytes: () => bytesOf(warm.memory.lineage),
  };
}

function emptyMemory(): Memory {
  const start = { bound: 0, nextLotNumber: 0, reached: null, isBeyondNumbers: false };
  return { lineage: emptyDenseLineage(), origins: new Map(), ...start };
}

async function refresh(warm: Warm): Promise<void> {
  const head = await readHead(warm.ledger.database, warm.ledger.ledgerId);
  if (head !== null) await catchUp(warm, head);
}

/** Reads what was appended up to this head. */
async function catchUp(warm: Warm, head: ReachedHead): Promise<void> {
  if (warm.memory.isBeyondNumbers) return;
  if (!(await goesOn(warm, head))) warm.memory = emptyMemory();
  const { ledger, kept, memory } = warm;
  const { lineage, bound: from, nextLotNumber: firstLotNumber } = memory;
  const until = eventNumberOf(head.size, 0);
  if (until === from) return;
  memory.reached = head;
  try {
    const appended = { from, until, firstLotNumber };
    const { nextLotNumber, changed, isCorrected } = await readAppendedNumbers(
      ledger.database,
      ledger.ledgerId,
      appended,
      {
        addOrigin: (lotNumber, lot) => addOrigin(lineage, lotNumber, lot),
        addStep: (step) => addStep(lineage, kept === 'masses' ? step : withoutMasses(step)),
      },
    );
    await addGains(ledger, changed, until, lineage);
    if (isCorrected) memory.origins = new Map();
    memory.nextLotNumber = nextLotNumber;
    memory.bound = until;
  } catch (error) {
    if (!(error instanceof BeyondNumbers)) throw error;
    warm.memory = { ...emptyMemory(), isBeyondNumbers: true };
  }
}

/** Whether what was read is a beginning of what the ledger has now. */
async function goesOn({ ledger, memory: { reached } }: Warm, head: ReachedHead): Promise<boolean> {
  if (reached === null) return true;
  if (head.size === reached.size) return head.leafHash === reached.leafHash;
  return head.size > reached.size && (await stillReaches(ledger.database, ledger.ledgerId, reached));
}

function withoutMasses(step: DenseStep): DenseStep {
  return { ...step, unexplainedMilligrams: [], takenMilligrams: new Uint8Array(step.takenMilligrams.length) };
}

/** What is left to do for an answer after the turn. */
type EndOfAnswer = () => Attributed | null | Promise<Attributed | null>;

async function beginAnswer(warm: Warm, id: string): Promise<EndOfAnswer> {
  const { ledger, kept } = warm;
  const read = await readSubjectAtHead(ledger.database, ledger.ledgerId, id);
  if (read === null || read.subject === null) return () => null;
  await catchUp(warm, read.head);
  const { lineage, bound, origins, isBeyondNumbers } = warm.memory;
  if (isBeyondNumbers) return () => attributeSubject(ledger, id, undefined);
  const subject = { ...read.subject, missing: [] };
  const readOrigins = originsReader(ledger, bound, origins);
  if (kept === 'graph') {
    const attributeLater = weighLater(ledger, lineage, subject);
    return async () => ({ ...(await attributeLater()), readOrigins });
  }
  const answer = { elements: attributeDense(lineage, subject), nameOfOrigin: lineage.nameOfOrigin, readOrigins };
  return () => answer;
}

/** Finds what the lots were made from, as the graph has it now; its masses are read from the database, where no step ever changes. */
function weighLater(
  { database, ledgerId }: Ledger,
  lineage: DenseLineage,
  subject: LineageSubject,
): () => Promise<Omit<Attributed, 'readOrigins'>> {
  const lotNumbers = subject.parts.map(({ lotNumber }) => lotNumber);
  const { eventNumbers, origins } = ancestralSteps(lineage, lotNumbers);
  const weighed: DenseLineage = { ...emptyDenseLineage(), gainsOfLot: new Map(lineage.gainsOfLot) };
  for (const lotNumber of origins) addOrigin(weighed, lotNumber, lineage.nameOfOrigin.get(lotNumber) ?? '');
  return async () => {
    await readStepsInNumbers(database, ledgerId, eventNumbers, {
      addOrigin: (lotNumber, lot) => addOrigin(weighed, lotNumber, lot),
      addStep: (step) => addStep(weighed, step),
    });
    return { elements: attributeDense(weighed, subject), nameOfOrigin: weighed.nameOfOrigin };
  };
}
