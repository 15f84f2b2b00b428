/** Short ways to correct what was recorded, and to see what became of it. */
import type { Fact } from '../src/fact.ts';
import type { CorrectionFact } from '../src/facts/facts-of-oversight.ts';
import { knownThing } from '../src/state/known-thing.ts';
import type { LotState } from '../src/state/state-of-lots.ts';
import { type EventDraft, factsOf, latestDigest, record, type World } from '../testing/given.ts';
import { asReplacement, corrected } from './drafts.ts';

/** Records an event, and gives the digest by which it is corrected. */
export function recorded(world: World, by: string, draft: EventDraft): string {
  record(world, by, draft);
  return latestDigest(world);
}

interface Corrected extends Pick<CorrectionFact, 'outcome' | 'obstacles'> {
  readonly facts: readonly Fact[];
}

/** Corrects an event; what comes of that, and what stands in its way. */
export function correctAs(by: string, world: World, corrects: string, replacement?: EventDraft): Corrected {
  const facts = record(world, by, corrected(corrects, replacement && asReplacement(replacement)));
  const [correction] = factsOf(facts, 'correction');
  if (correction === undefined) throw new Error('a correction says nothing of its outcome');
  const { outcome, obstacles } = correction;
  return { facts, outcome, obstacles };
}

export function lotOf({ state }: World, name = 'ORE-1'): LotState {
  return knownThing(state, 'lot', name);
}
