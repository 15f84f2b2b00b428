import type { CustodyState } from '@lodestone/custody/custody-state.ts';
import { type Lookups, noLookups, planLookups } from '@lodestone/custody/plan.ts';
import { loadKeys, loadState } from '@lodestone/store/read-state.ts';
import type { Reader } from './appender.ts';
import type { StateCache } from './state-cache.ts';
import type { SignedSubmission } from './submission.ts';

/** Reads the state of everything that the batch names, the ids of what it makes as well. */
export function lookUp(state: StateCache, reader: Reader, submissions: readonly SignedSubmission[]): Promise<void> {
  return load(state, reader, submissions, true);
}

/**
 * Reads the state of what the batch uses. What it makes is taken to be new: the database refuses the rows if it is not,
 * and then everything is looked up. Whoever is alone thus often has nothing to wait for, and most names of a batch are
 * those of lots that it makes.
 */
export function lookUpUsed(state: StateCache, reader: Reader, submissions: readonly SignedSubmission[]): Promise<void> {
  return load(state, reader, submissions, false);
}

/** Keys first, since they say whose circuits are meant. */
async function load(
  state: StateCache,
  { client, ledgerId }: Reader,
  submissions: readonly SignedSubmission[],
  newThingsToo: boolean,
): Promise<void> {
  await loadKeys(client, ledgerId, new Set(submissions.map(({ submission }) => submission.author as string)), state);
  const enrolledHere = new Map<string, string>();
  const lookups = noLookups();
  for (const { submission, events } of submissions) {
    for (const { event } of events) {
      const party = state.keys.get(submission.author)?.party ?? enrolledHere.get(submission.author);
      planLookups(event, party, lookups);
      if (event.type === 'key-enrolled') enrolledHere.set(event.key, event.party);
    }
  }
  addDependents(state, lookups);
  if (!newThingsToo) lookups.newThings.clear();
  await loadState(client, ledgerId, lookups, state);
}

/** What a shipment or a circuit in memory refers to may have been forgotten: it is looked up with it. */
function addDependents(state: CustodyState, lookups: Lookups): void {
  for (const name of lookups.things) {
    const thing = state.things.get(name);
    if (thing?.kind === 'shipment') for (const lot of thing.lots) lookups.things.add(lot);
  }
  for (const circuit of lookups.circuits) {
    const stock = state.circuits.get(circuit);
    if (stock) lookups.things.add(stock);
  }
}
