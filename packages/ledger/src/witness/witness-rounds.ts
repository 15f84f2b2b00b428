/** Rounds with witnesses beside a program that publishes: one at a time for each, always with the newest checkpoint. */
import { formatCosignerKey } from '@lodestone/proof/cosignature.ts';
import type { Metrics } from '../metrics.ts';
import type { Ledger } from '../open-ledger.ts';
import type { PublishedCheckpoint } from '../publish/publish-checkpoint.ts';
import { readWitnessPolicy } from './ask-witnesses.ts';
import { cosignCheckpoint, isReachable, type ReachableWitness } from './cosign-checkpoint.ts';
import type { WitnessAnswer } from './request-cosignature.ts';

export interface WitnessRoundsOptions {
  readonly metrics?: Pick<Metrics, 'witnessAnswered' | 'witnessAwaited'> | undefined;
  /** Hears what each witness answered. */
  readonly onAnswer?: (witness: ReachableWitness, answer: WitnessAnswer) => void;
  /** Hears of rounds that could not be held at all: the policy cannot be read, the database is away. */
  readonly onFailure?: ((error: unknown) => void) | undefined;
  readonly ask?: typeof cosignCheckpoint;
  /** In epoch milliseconds. */
  readonly now?: () => number;
}

/** Close it before the ledger. */
export interface WitnessRounds {
  /** Offers what is published last, again and again: who has not cosigned it is asked, now or when its turn comes. */
  offer(published: PublishedCheckpoint): void;
  /** Stops listening to witnesses. Nobody is asked any more. */
  close(): Promise<void>;
}

interface WitnessTurn {
  isAsked: boolean;
  /** Of the checkpoint that it has cosigned last, as far as these rounds know. */
  cosignedSize: number;
  failures: number;
  /** Before this time it is left alone. */
  notBefore: number;
}

/** A witness that failed is asked again after a second, then two, four, and at last every minute. */
const RETRY_FIRST_MILLISECONDS = 1_000;
const RETRY_MAX_MILLISECONDS = 60_000;

/** Starts with nothing on its way. `offer` returns at once, and never throws. */
export function createWitnessRounds(ledger: Ledger, options: WitnessRoundsOptions = {}): WitnessRounds {
  const { metrics, onAnswer, onFailure, ask = cosignCheckpoint, now = Date.now } = options;
  const turns = new Map<string, WitnessTurn>();
  const ending = new AbortController();
  const underWay = new Set<Promise<void>>();
  let newest: PublishedCheckpoint | null = null;
  let isReading = false;

  const begin = (work: () => Promise<void>): void => {
    const begun = work()
      .catch((error: unknown) => onFailure?.(error))
      .finally(() => underWay.delete(begun));
    underWay.add(begun);
  };
  const turnOf = (witness: ReachableWitness): WitnessTurn => {
    const name = `${formatCosignerKey(witness.key)} ${witness.url}`;
    const known = turns.get(name);
    if (known !== undefined) return known;
    const turn = { isAsked: false, cosignedSize: 0, failures: 0, notBefore: 0 };
    turns.set(name, turn);
    return turn;
  };
  const isDue = (turn: WitnessTurn, { checkpoint }: PublishedCheckpoint) =>
    !turn.isAsked && turn.cosignedSize < checkpoint.size && turn.notBefore <= now();
  const askWhenDue = (witness: ReachableWitness, turn: WitnessTurn): void => {
    const published = newest;
    if (published === null || !isDue(turn, published) || ending.signal.aborted) return;
    turn.isAsked = true;
    begin(async () => {
      try {
        await holdRound(witness, turn, published);
      } catch (error) {
        postpone(turn);
        throw error;
      } finally {
        turn.isAsked = false;
      }
      // There may be a newer one by now.
      askWhenDue(witness, turn);
    });
  };
  const holdRound = async (
    witness: ReachableWitness,
    turn: WitnessTurn,
    published: PublishedCheckpoint,
  ): Promise<void> => {
    const answer = await ask(ledger, witness, published, { signal: ending.signal });
    if (ending.signal.aborted) return;
    settle(turn, answer, published);
    metrics?.witnessAnswered({ witness: witness.name, outcome: answer.outcome, cosignedSize: turn.cosignedSize });
    onAnswer?.(witness, answer);
  };
  const settle = (turn: WitnessTurn, answer: WitnessAnswer, { checkpoint }: PublishedCheckpoint) => {
    if (answer.outcome !== 'cosigned') {
      postpone(turn);
      return;
    }
    turn.cosignedSize = checkpoint.size;
    turn.failures = 0;
  };
  const postpone = (turn: WitnessTurn) => {
    turn.notBefore = now() + Math.min(RETRY_MAX_MILLISECONDS, RETRY_FIRST_MILLISECONDS * 2 ** turn.failures);
    turn.failures += 1;
  };
  /** The policy is read for each offer: whoever writes a witness into it need not start anything anew. */
  const readAndAsk = async (published: PublishedCheckpoint) => {
    isReading = true;
    try {
      const policy = await readWitnessPolicy(ledger.dataFolder);
      for (const witness of policy?.witnesses.filter(isReachable) ?? []) {
        const turn = turnOf(witness);
        metrics?.witnessAwaited({
          witness: witness.name,
          size: published.checkpoint.size,
          cosignedSize: turn.cosignedSize,
        });
        askWhenDue(witness, turn);
      }
    } finally {
      isReading = false;
    }
  };

  return {
    offer: (published) => {
      if (ending.signal.aborted) return;
      if (newest === null || newest.checkpoint.size <= published.checkpoint.size) newest = published;
      if (!isReading) begin(() => readAndAsk(published));
    },
    close: async () => {
      ending.abort();
      await Promise.all(underWay);
    },
  };
}
