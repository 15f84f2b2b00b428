/** Evidence for a stranger: the bytes of a bundle and whom the reader trusts in, a verdict out. */
import { nobleSha256 } from '@lodestone/proof/noble-sha256.ts';
import type { UpwardTrace } from '@lodestone/lineage/trace-value.ts';
import { verifyEd25519 } from '@lodestone/proof/ed25519.ts';
import { showVerifierKey, type VerifierKey } from '@lodestone/proof/verifier-key.ts';
import type { Bundle } from './bundle.ts';
import { readBundle } from './bundle-bytes.ts';
import { type Authors, checkAuthors } from './check-authors.ts';
import type { Trust } from './check-checkpoint.ts';
import { checkLog, type ProvenLog } from './check-log.ts';
import { checkOpenings } from './check-openings.ts';
import { checkClaim, type CheckedLineage } from './check-claim.ts';
import type { Crypto } from './crypto.ts';
import { Failed } from './failure.ts';
import { formatPlace } from './place.ts';
import { countBelieved, type EvidenceVerdict, invalidVerdict, type Unchecked } from './verdict.ts';

/**
 * Verifies a bundle from its bytes and from keys that did not come with it. Always answers: whatever the bytes are, the
 * verdict says that all of it holds, or names the first thing that does not.
 */
export function verifyBundle(bytes: Uint8Array, trust: Trust, crypto: Crypto = PURE): EvidenceVerdict {
  return examineBundle(bytes, trust, crypto).verdict;
}

/** What a bundle shows, once all of it was checked. */
export interface Evidence {
  readonly bundle: Bundle;
  readonly log: ProvenLog;
  readonly authors: Authors;
  /** As computed from the book; null of an event. */
  readonly trace: UpwardTrace | null;
}

/** The same, with what the bundle shows beside the verdict; null when it is invalid. */
export function examineBundle(
  bytes: Uint8Array,
  trust: Trust,
  crypto: Crypto = PURE,
): { readonly verdict: EvidenceVerdict; readonly evidence: Evidence | null } {
  try {
    const bundle = readBundle(bytes, crypto.sha256);
    const log = checkLog(bundle, trust, crypto);
    const authors = checkAuthors(log, crypto);
    checkOpenings(bundle, authors, crypto);
    const lineage = checkClaim(bundle, log, authors);
    const evidence = { bundle, log, authors, trace: lineage?.trace ?? null };
    return { verdict: verdictOn(bundle, log, authors, lineage), evidence };
  } catch (error) {
    if (error instanceof Failed) return { verdict: invalidVerdict(error.failure), evidence: null };
    throw error;
  }
}

/** For where there is no OpenSSL. */
const PURE: Crypto = { sha256: nobleSha256, verify: verifyEd25519 };

function verdictOn(
  bundle: Bundle,
  log: ProvenLog,
  { events, parties, keys, stolen }: Authors,
  lineage: CheckedLineage | null,
): EvidenceVerdict {
  const { level, size, trustedKeys, witnesses } = log.reached;
  const { length } = log.entries;
  const checked = [
    `a trusted key has signed the checkpoint of ${log.origin} at ${counted(size, 'entry', 'entries')}`,
    ...keyChangesChecked(bundle, trustedKeys),
    ...(level === 'witnessed'
      ? [`the quorum of witnesses has seen it: ${witnesses.map(({ name }) => name).join(', ')}`]
      : []),
    `${counted(length, 'entry is', 'entries are')} in the log of that checkpoint, with ${counted(events.size, 'event', 'events')} shown`,
    'each entry is signed by its author, with a key that its party had at that place of the log and that was not revoked before',
    ...(lineage === null ? [] : lineageChecked(lineage, bundle)),
    ...(bundle.openings.length === 0
      ? []
      : [`${counted(bundle.openings.length, 'sealed member is', 'sealed members are')} what the events committed to`]),
  ];
  const notChecked = [...stolen, ...withheldEvents(log), ...(lineage?.state.notes ?? []), ...beyondTheBundle(log)];
  const believed = countBelieved(notChecked);
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
    checked,
    notChecked,
    trace: lineage?.trace ?? null,
    failure: null,
  };
}

/** Changes that this reader did not need were checked as well. */
function keyChangesChecked({ keyChanges }: Bundle, trustedKeys: readonly VerifierKey[]): string[] {
  if (keyChanges.length === 0) return [];
  const changes = counted(keyChanges.length, 'change of the checkpoint key is', 'changes of the checkpoint key are');
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
  const balance = `no more of an element than they take, within ${policy.balancePartsPerMillion} ppm or three times the stated uncertainty`;
  return [
    `${computed.size} of ${counted(claim.book.length, 'record', 'records')} of the book follow from events shown, to the milligram, and whoever uses a lot there has it`,
    `by the book no lot gives more than it has, of ${listed.size} in it`,
    ...(steps.length === 0
      ? []
      : [`${weighed} of ${counted(steps.length, 'step', 'steps')} are seen to give ${balance}`]),
    `the lineage and the masses of ${counted(Object.keys(trace.elements).length, 'element', 'elements')} by origin follow from the book`,
  ];
}

function withheldEvents({ entries }: ProvenLog): Unchecked[] {
  return entries.flatMap(({ events }) =>
    events.flatMap(({ eventNumber, withheld }) => {
      if (withheld === null) return [];
      const event = formatPlace(eventNumber);
      return [{ kind: 'withheld' as const, event, lot: null, message: `event ${event} is withheld: ${withheld}` }];
    }),
  );
}

/** What no bundle can show. */
function beyondTheBundle({ reached, entries }: ProvenLog): Unchecked[] {
  const { size, level } = reached;
  const last = entries.at(-1)?.entry.recordedAt ?? 'an unknown time';
  const nowhere = { event: null, lot: null };
  const unwitnessed: Unchecked[] = [
    {
      kind: 'witness',
      ...nowhere,
      message:
        'no witness was asked for: whoever holds the checkpoint key could show others another log; a policy of witnesses that you trust rules that out',
    },
  ];
  return [
    ...(level === 'witnessed' ? [] : unwitnessed),
    {
      kind: 'later',
      ...nowhere,
      message: `the ledger was read up to ${counted(size, 'entry', 'entries')}, the last entry shown was recorded at ${last}: corrections, holds, revocations and uses after that were not looked for`,
    },
    {
      kind: 'omitted',
      ...nowhere,
      message:
        'what was recorded and left out of the bundle cannot be seen in it: other uses of the same lots, corrections, revocations of keys, holds',
    },
  ];
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
