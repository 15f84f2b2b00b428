/** What a bundle that holds proves, in counts and in words, and what it says nothing about. */
import { formatCount } from '@lodestone/custody/format-count.ts';
import { showVerifierKey, type VerifierKey } from '@lodestone/proof/verifier-key.ts';
import { type Bundle, NOT_OF_THE_CLAIM } from './bundle.ts';
import type { Authors } from './check-authors.ts';
import type { CheckedLineage } from './check-claim.ts';
import type { WithheldRun } from './check-events.ts';
import type { ProvenLog } from './check-log.ts';
import type { CheckedOpenings } from './check-openings.ts';
import { formatPlace } from './place.ts';
import { type EvidenceVerdict, isBelieved, type Unchecked } from './verdict.ts';

/** Everything that was checked of a bundle, and held. */
export interface Checked {
  readonly bundle: Bundle;
  readonly log: ProvenLog;
  readonly authors: Authors;
  readonly openings: CheckedOpenings;
  /** Null of an event. */
  readonly lineage: CheckedLineage | null;
}

/** Says of a bundle that holds how far its claim is proven. */
export function reachVerdict({ bundle, log, authors, openings, lineage }: Checked): EvidenceVerdict {
  const { level, size, trustedKeys, witnesses } = log.reached;
  const { parties, keys, stolen } = authors;
  const events = countEvents(log);
  const notes = lineage?.state.notes ?? [];
  const notChecked = [
    ...notes,
    ...correctionsOfEvent(bundle, authors),
    ...unpackings(bundle, authors, lineage),
    ...stolen,
    ...notShown(log, openings),
    ...beyondTheBundle(log),
  ];
  const believed = notChecked.filter(isBelieved).length;
  return {
    verdict: believed === 0 ? 'valid' : 'unproven',
    believed,
    level,
    ledger: log.ledger,
    subject: bundle.claim.subject,
    size,
    recordedAt: log.entries.at(-1)?.entry.recordedAt ?? null,
    trustedKeys: trustedKeys.map(showVerifierKey),
    witnesses,
    parties,
    keys,
    events,
    sealed: { opened: openings.opened, unopened: openings.unopened },
    checked: [
      ...logChecked(log, bundle, events),
      ...(lineage === null ? [] : lineageChecked(lineage, bundle)),
      ...(openings.opened === 0
        ? []
        : [`${formatCount(openings.opened, 'sealed member is', 'sealed members are')} what the events committed to`]),
    ],
    notChecked,
    trace: lineage?.trace ?? null,
    failure: null,
  };
}

function countEvents({ entries }: ProvenLog): EvidenceVerdict['events'] {
  const runs = entries.flatMap(({ withheld }) => withheld);
  const all = entries.reduce((sum, { events }) => sum + events.length, 0);
  const unrelated = countOf(runs.filter(({ why }) => why === NOT_OF_THE_CLAIM));
  const withheld = countOf(runs) - unrelated;
  return { shown: all - withheld - unrelated, withheld, unrelated };
}

function countOf(runs: readonly WithheldRun[]): number {
  return runs.reduce((sum, { count }) => sum + count, 0);
}

function logChecked(
  { origin, reached, entries }: ProvenLog,
  bundle: Bundle,
  { shown, withheld, unrelated }: EvidenceVerdict['events'],
): string[] {
  const { level, size, trustedKeys, witnesses } = reached;
  const all = shown + withheld + unrelated;
  return [
    `a trusted key has signed the checkpoint of ${origin} at ${formatCount(size, 'entry', 'entries')}`,
    ...keyChangesChecked(bundle, trustedKeys),
    ...(level === 'witnessed'
      ? [`the quorum of witnesses has seen it: ${witnesses.map(({ name }) => name).join(', ')}`]
      : []),
    `${formatCount(entries.length, 'entry is', 'entries are')} in the log of that checkpoint, and ${shown} of their ${formatCount(all, 'event')} shown`,
    'each entry is signed by its author, with a key that its party had at that place of the log and that was not revoked before',
  ];
}

/** Changes that this reader did not need were checked as well. */
function keyChangesChecked({ keyChanges }: Bundle, trustedKeys: readonly VerifierKey[]): string[] {
  if (keyChanges.length === 0) return [];
  const changes = formatCount(
    keyChanges.length,
    'change of the checkpoint key is',
    'changes of the checkpoint key are',
  );
  const [first, ...led] = trustedKeys.map(showVerifierKey);
  return [
    `${changes} signed by the keys of before, in checkpoints that this log continues`,
    ...(led.length === 0 ? [] : [`by these changes ${first}, which you trust, leads to ${led.join(' and on to ')}`]),
  ];
}

function lineageChecked({ state, trace }: CheckedLineage, { claim }: Bundle): string[] {
  const { listed, computed, policy } = state;
  const steps = claim.book.filter(({ step }) => step !== null);
  const weighed = steps.filter(({ eventNumber }) => computed.has(eventNumber)).length;
  const balance = `no more of an element than they take, within ${policy.balancePartsPerMillion} ppm or three times the stated uncertainty, nor of anything where they only rearrange`;
  return [
    `${computed.size} of ${formatCount(claim.book.length, 'record')} of the book follow from events shown, to the milligram, and whoever uses a lot there has it`,
    `by the book no lot gives more than it has, of ${listed.size} in it`,
    ...(steps.length === 0 ? [] : [`${weighed} of ${formatCount(steps.length, 'step')} are seen to give ${balance}`]),
    `the lineage and the masses of ${formatCount(Object.keys(trace.elements).length, 'element')} by origin follow from the book`,
  ];
}

/** A claimed event was recorded, and that is all that was checked: one that is corrected may count no more. */
function correctionsOfEvent({ claim: { subject } }: Bundle, { events }: Authors): Unchecked[] {
  if (subject.kind !== 'event') return [];
  return [...events.values()].flatMap(({ eventNumber, correction }) => {
    const target = correction?.target;
    if (typeof target !== 'object' || target.event['id'] !== subject.id) return [];
    const event = formatPlace(target.eventNumber);
    const message = `event ${event} was recorded so, and event ${formatPlace(eventNumber)} corrects it: whether that took effect was not looked at`;
    return [{ kind: 'corrected' as const, event, lot: null, message }];
  });
}

/** A shipment counts as it was packed: what was unpacked may be in another one since. */
function unpackings({ claim: { subject } }: Bundle, { events }: Authors, lineage: CheckedLineage | null): Unchecked[] {
  return [...events.values()].flatMap(({ type, event, eventNumber }) => {
    if (type !== 'shipment-unpacked' || subject.kind !== 'shipment' || event['shipment'] !== subject.id) return [];
    if (lineage?.state.happened.get(eventNumber)?.standing === null) return [];
    const place = formatPlace(eventNumber);
    const message = `event ${place} has unpacked shipment ${subject.id} again: its lots are those of before, and where they are since was not looked at`;
    return [{ kind: 'unpacked' as const, event: place, lot: null, message }];
  });
}

/** What the log has, and whoever made the bundle does not show: one line for each reason, however many events it has. */
function notShown({ entries }: ProvenLog, { unopened }: CheckedOpenings): Unchecked[] {
  const runs = entries.flatMap(({ withheld }) => withheld);
  const unrelated = countOf(runs.filter(({ why }) => why === NOT_OF_THE_CLAIM));
  const nowhere = { event: null, lot: null };
  return [
    ...runs.filter(({ why }) => why !== NOT_OF_THE_CLAIM).map(withheldRun),
    ...(unrelated === 0
      ? []
      : [
          {
            kind: 'unrelated' as const,
            ...nowhere,
            message: `${formatCount(unrelated, 'event')} of these entries not shown, as ${NOT_OF_THE_CLAIM}: that is the word of whoever made the file`,
          },
        ]),
    ...(unopened === 0
      ? []
      : [
          {
            kind: 'sealed' as const,
            ...nowhere,
            message: `${formatCount(unopened, 'sealed member')} of events shown not opened: what they say is not known here`,
          },
        ]),
  ];
}

function withheldRun({ entry: { position }, first, count, why }: WithheldRun): Unchecked {
  const event = `${position}.${first}`;
  const which = count === 1 ? `event ${event} is` : `events ${event} to ${position}.${first + count - 1} are`;
  return { kind: 'withheld', event, lot: null, message: `${which} withheld: ${why}` };
}

/** What is not for the maker of the bundle to show, and what no bundle can. */
function beyondTheBundle({ reached, entries }: ProvenLog): Unchecked[] {
  const { size, level, ignoredSignatures } = reached;
  const last = entries.at(-1)?.entry.recordedAt ?? 'an unknown time';
  const nowhere = { event: null, lot: null };
  return [
    ...(level === 'witnessed' ? [] : [{ kind: 'witness' as const, ...nowhere, message: unwitnessed(reached) }]),
    ...(ignoredSignatures === 0
      ? []
      : [
          {
            kind: 'signature' as const,
            ...nowhere,
            message: `${formatCount(ignoredSignatures, 'signature')} under the checkpoint not looked at, of keys or witnesses that you did not name`,
          },
        ]),
    {
      kind: 'later',
      ...nowhere,
      message: `the ledger was read up to ${formatCount(size, 'entry', 'entries')}, the last entry shown was recorded at ${last}: corrections, holds, revocations and uses after that were not looked for`,
    },
    {
      kind: 'omitted',
      ...nowhere,
      message:
        'what was recorded and left out of the bundle cannot be seen in it: other uses of the same lots, corrections, revocations of keys, holds',
    },
  ];
}

function unwitnessed({ hasPolicy }: ProvenLog['reached']): string {
  const why = hasPolicy ? 'the policy asks for no quorum of witnesses' : 'no witness was asked for';
  return `${why}: whoever holds the checkpoint key could show others another log; a policy of witnesses that you trust rules that out`;
}
