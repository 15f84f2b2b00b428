import { type Conservation, type ConservationTerm, weighTerms } from '@lodestone/custody/conservation.ts';
import { type ElementMasses, sumElementMasses } from '@lodestone/custody/element-masses.ts';
import { eventNumberOf } from '@lodestone/custody/event-number.ts';
import { readConservation } from '@lodestone/store/ask/read-conservation.ts';
import { readHead } from '@lodestone/store/log/read-ledger.ts';
import type { EventBound } from '@lodestone/store/event-bound.ts';
import { streamStepBodies } from '@lodestone/store/ask/stream-step-bodies.ts';
import type { Ledger } from '../open-ledger.ts';
import { boundAt } from './event-bound.ts';
import { statedLosses } from './stated-losses.ts';

export interface LedgerWeight extends Conservation {
  /** Lots of which less than nothing is left: in a sound ledger none. */
  readonly overdrawnLots: number;
}

/**
 * Whether every milligram that came in is somewhere, of everything that was recorded by `asKnownAt`, or until now. Reads
 * the whole ledger; what it holds does not grow with it.
 */
export async function weighLedger(ledger: Ledger, asKnownAt?: string): Promise<LedgerWeight> {
  // What is recorded while it reads is left out of every term.
  const head = await readHead(ledger.database, ledger.ledgerId);
  const bound = asKnownAt === undefined ? eventNumberOf(head?.size ?? 0, 0) : await boundAt(ledger, asKnownAt);
  const { terms, overdrawnLots } = await readConservation(ledger.database, ledger.ledgerId, bound);
  const losses = await sumLosses(ledger, bound);
  return { ...weighTerms([...terms, ...losses]), overdrawnLots };
}

async function sumLosses({ database, ledgerId }: Ledger, bound: EventBound): Promise<ConservationTerm[]> {
  const byKind = new Map<string, ElementMasses>();
  for await (const body of streamStepBodies(database, ledgerId, bound)) {
    for (const { kind, elementMilligrams } of statedLosses(body)) {
      byKind.set(kind, sumElementMasses([byKind.get(kind) ?? {}, elementMilligrams]));
    }
  }
  return [...byKind].map(([kind, elementMilligrams]) => ({ side: 'to', name: `loss (${kind})`, elementMilligrams }));
}

/** Conserved: no element differs, and no lot gave more than it had. */
export function isConserved({ differenceMilligrams, overdrawnLots }: LedgerWeight): boolean {
  return Object.keys(differenceMilligrams).length === 0 && overdrawnLots === 0;
}
