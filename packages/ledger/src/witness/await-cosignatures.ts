/** Sends one checkpoint to every witness, and waits for a while: what a command does that publishes and ends. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cosignature } from '@lodestone/proof/cosignature.ts';
import { meetsQuorum, type PolicyWitness, type WitnessPolicy } from '@lodestone/proof/witness-policy.ts';
import type { Ledger } from '../open-ledger.ts';
import type { PublishedCheckpoint } from '../publish/publish-checkpoint.ts';
import { cosignCheckpoint, isReachable, type ReachableWitness, readCosigned } from './cosign-checkpoint.ts';
import type { WitnessAnswer } from './request-cosignature.ts';

/** What became of one witness: its cosignature, else its last answer, else that there was none yet. */
export interface WitnessReport {
  readonly witness: PolicyWitness;
  readonly answer: WitnessAnswer | null;
}

export interface AwaitedCosignatures {
  /** As the policy has them. */
  readonly reports: readonly WitnessReport[];
  /** Whether those who have cosigned are as many as the policy asks for. */
  readonly isWitnessed: boolean;
}

export interface AwaitOptions {
  readonly timeoutMilliseconds: number;
  /** Whether a witness that did not answer is asked again until the time is over. */
  readonly askAgain: boolean;
}

const ASK_AGAIN_MILLISECONDS = 1_000;

/**
 * Asks all witnesses that have not cosigned the checkpoint, at the same time. Returns as soon as the quorum has cosigned (of
 * a policy that asks for none: as soon as everybody has answered), nobody is left to ask, or the time is over.
 */
export async function awaitCosignatures(
  ledger: Ledger,
  published: PublishedCheckpoint,
  policy: WitnessPolicy,
  { timeoutMilliseconds, askAgain }: AwaitOptions,
): Promise<AwaitedCosignatures> {
  const { witnesses, quorum } = policy;
  const answers = new Map<PolicyWitness, WitnessAnswer>();
  const keys = witnesses.map(({ key }) => key);
  for (const cosignature of await readCosigned(ledger, published, keys)) {
    const witness = witnesses.find(({ key }) => key === cosignature.key);
    if (witness !== undefined) answers.set(witness, { outcome: 'cosigned', cosignature });
  }
  const isWitnessed = () => meetsQuorum(policy, new Set(cosignaturesOf(answers).map(({ key }) => key)));
  const isEnough = () => quorum !== null && isWitnessed();
  const ending = new AbortController();
  const { signal } = ending;
  const timer = setTimeout(() => ending.abort(), timeoutMilliseconds);
  const ended = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve());
  });
  const ask = async (witness: ReachableWitness): Promise<void> => {
    for (;;) {
      const answer = await cosignCheckpoint(ledger, witness, published, { signal });
      // It is us who have stopped listening.
      if (signal.aborted && answer.outcome === 'no-answer') return;
      answers.set(witness, answer);
      if (isEnough()) ending.abort();
      if (!askAgain || (answer.outcome !== 'no-answer' && answer.outcome !== 'failed')) return;
      await sleep(ASK_AGAIN_MILLISECONDS, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
    }
  };
  const toAsk = witnesses.filter(isReachable).filter((witness) => answers.get(witness)?.outcome !== 'cosigned');
  const rounds = isEnough() ? [] : toAsk.map(ask);
  try {
    await Promise.race([ended, Promise.all(rounds)]);
  } finally {
    clearTimeout(timer);
    ending.abort();
    // Whoever called may close the ledger next.
    await Promise.allSettled(rounds);
  }
  const reports = witnesses.map((witness) => ({ witness, answer: answers.get(witness) ?? null }));
  return { reports, isWitnessed: isWitnessed() };
}

function cosignaturesOf(answers: ReadonlyMap<PolicyWitness, WitnessAnswer>): Cosignature[] {
  return [...answers.values()].flatMap((answer) => (answer.outcome === 'cosigned' ? [answer.cosignature] : []));
}
