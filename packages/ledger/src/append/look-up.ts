import type { CustodyState } from '@lodestone/custody/state/custody-state.ts';
import type { TargetState } from '@lodestone/custody/state/state-of-corrections.ts';
import { mayRevoke } from '@lodestone/custody/decide/decide-key.ts';
import { type Lookups, noLookups } from '@lodestone/custody/state/lookups.ts';
import { planLookups } from '@lodestone/custody/decide/plan.ts';
import { loadStepInputs } from '@lodestone/store/state/read-documents.ts';
import { planCorrection, targetOf } from '@lodestone/custody/correct/correction-target.ts';
import { replacementOf } from '@lodestone/custody/event.ts';
import { actingParty } from '@lodestone/custody/decide/who-acts.ts';
import { loadKeys, loadState } from '@lodestone/store/state/read-state.ts';
import { readSignedSince } from '@lodestone/store/state/read-signed.ts';
import { loadTargets } from '@lodestone/store/state/read-targets.ts';
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
  let namings = 0;
  for (const { submission, events } of submissions) {
    const signer = state.keys.get(submission.author)?.party;
    for (const { event } of events) {
      planLookups(event, signer ?? enrolledHere.get(submission.author), lookups);
      namings += event.documents?.length ?? 0;
      if (event.type === 'key-enrolled') enrolledHere.set(event.key, event.party);
    }
  }
  const named = [...lookups.documents];
  const isNamedTwice = namings > named.length;
  if (lookups.targets.size > 0) await loadCorrected(state, { client, ledgerId }, submissions, lookups);
  addDependents(state, lookups);
  if (!newThingsToo) {
    lookups.newThings.clear();
    lookups.documents.clear();
  }
  await loadState(client, ledgerId, lookups, state);
  // Events about keys are rare, and plan to look them up.
  if (lookups.keys.size > 0) await loadSignedSince(state, { client, ledgerId }, submissions, enrolledHere);
  await loadStepInputs(client, ledgerId, linkingSteps(state, lookups, named, isNamedTwice), state);
}

/**
 * The steps that say whether lots are linked which share a document: those that made the lots of the batch, when it names
 * a document that was named before, there (`isNamedTwice`) or in the ledger. None when no event names a document.
 */
function linkingSteps(
  state: CustodyState,
  lookups: Lookups,
  documents: readonly string[],
  isNamedTwice: boolean,
): Set<number> {
  const steps = new Set<number>();
  let isShared = isNamedTwice;
  for (const sha256 of documents) {
    const document = state.documents.get(sha256);
    if (!document) continue;
    for (const use of document.uses) {
      isShared = true;
      for (const step of use.steps) steps.add(step);
    }
  }
  if (!isShared) return steps;
  // An event may concern lots that it does not name, those of a shipment that is packed in the same batch say.
  addDependents(state, lookups);
  for (const name of lookups.things) {
    const thing = state.things.get(name);
    if (thing?.kind === 'lot' && thing.step !== null) steps.add(thing.step);
  }
  return steps;
}

/** What a shipment, a unit, a lot in one or a circuit in memory refers to may have been forgotten: it is looked up with it. */
function addDependents(state: CustodyState, lookups: Lookups): void {
  for (const name of lookups.things) {
    const thing = state.things.get(name);
    if (thing?.kind === 'shipment' || thing?.kind === 'unit') for (const lot of thing.lots) lookups.things.add(lot);
    if (thing?.kind === 'lot' && thing.unit !== null) lookups.things.add(thing.unit);
  }
  // The lots of a receipt that a dispatch ends the wait of, so that none is read while that is on its way.
  for (const names of [lookups.things, lookups.newThings]) {
    for (const name of names) {
      const receipts = state.awaited.get(name);
      if (receipts) for (const { lines } of receipts) for (const lot of lines.keys()) lookups.things.add(lot);
    }
  }
  for (const circuit of lookups.circuits) {
    const stock = state.circuits.get(circuit);
    if (stock) lookups.things.add(stock);
  }
}

/** Whether a submission rests on events that may still be on their way: then it has to wait for those. */
export function restsOnLog({ events }: SignedSubmission): boolean {
  return events.some(({ event }) => event.type === 'event-corrected' || event.type === 'key-revoked');
}

/**
 * Counts what stolen keys signed, but for those whose revocation is surely refused: it may be much to read. What the batch
 * itself records before is counted as it is decided.
 */
async function loadSignedSince(
  state: StateCache,
  { client, ledgerId }: Reader,
  submissions: readonly SignedSubmission[],
  enrolledHere: ReadonlyMap<string, string>,
): Promise<void> {
  const timesOf = new Map<string, string[]>();
  for (const { submission, events } of submissions) {
    const signer = state.keys.get(submission.author)?.party ?? enrolledHere.get(submission.author);
    if (signer === undefined) continue;
    const actor = state.parties.get(signer);
    for (const { event } of events) {
      if (event.type !== 'key-revoked' || event.stolenFrom === undefined) continue;
      const key = state.keys.get(event.key);
      // Who or what the batch itself brings in is not known yet.
      if (key?.revoked === true || (key && actor && !mayRevoke(key, actor))) continue;
      timesOf.set(event.key, [...(timesOf.get(event.key) ?? []), event.stolenFrom]);
    }
  }
  // What was counted for an earlier batch is not held on to.
  state.signedSince.clear();
  for (const [key, times] of timesOf) {
    state.signedSince.set(key, await readSignedSince(client, ledgerId, key, times));
  }
}

/** Reads the events that are corrected, and adds to `lookups` what these need. Some may stand in the batch itself. */
async function loadCorrected(
  state: StateCache,
  { client, ledgerId }: Reader,
  submissions: readonly SignedSubmission[],
  lookups: Lookups,
): Promise<void> {
  // What was known of targets before is not held on to: there is always something new in what corrects them.
  state.targets.clear();
  await loadTargets(client, ledgerId, lookups.targets, state);
  const own = new Map<string, TargetState>();
  for (const { submission, events } of submissions) {
    const signer = state.keys.get(submission.author)?.party;
    for (const { event, digest } of events) {
      const party = signer === undefined ? undefined : actingParty(event, signer);
      if (party !== undefined && lookups.targets.has(digest))
        own.set(digest, targetOf(state, digest, event, party, 0, []));
      if (event.type !== 'event-corrected') continue;
      const target = state.targets.get(event.corrects) ?? own.get(event.corrects);
      if (target !== undefined) planCorrection(target, replacementOf(event), lookups);
    }
  }
}
