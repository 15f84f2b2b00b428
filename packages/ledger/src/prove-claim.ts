/** Makes the evidence for a claim: a file that says where something comes from, and proves it without us. */
import { placeOfEvent } from '@lodestone/custody/event-number.ts';
import type { Bundle, BundleEvent, Claim, Subject } from '@lodestone/evidence/bundle.ts';
import { formatBundle } from '@lodestone/evidence/bundle-bytes.ts';
import type { EvidenceVerdict } from '@lodestone/evidence/verdict.ts';
import { verifyBundle } from '@lodestone/evidence/verify-bundle.ts';
import { isEventId } from '@lodestone/custody/identifier.ts';
import { multiProofRanges } from '@lodestone/proof/multi-proof.ts';
import { findEventNumber } from '@lodestone/store/read-evidence.ts';
import { readCheckpointKey } from './checkpoint-key.ts';
import { type Evidence, gatherEvidence, type GatheredEvent } from './gather-evidence.ts';
import { sha256, verifyEd25519 } from './node-crypto.ts';
import type { Ledger } from './open-ledger.ts';
import { type PublishedCheckpoint, publishCheckpoint } from './publish-checkpoint.ts';
import { createTreeReader } from './tree-reader.ts';

/** What a reader shall not see: events of this id, type, or acting party, and why. */
export interface Withholding {
  readonly what: string;
  readonly why: string;
}

export interface ProveRequest {
  readonly id: string;
  readonly withhold: readonly Withholding[];
}

export interface Evidenced {
  readonly bytes: Uint8Array;
  /** What the verifier says of it. */
  readonly verdict: EvidenceVerdict;
}

/** Proves what is recorded under an id, as of a checkpoint that is published now; null when nothing has the id. */
export async function proveClaim(ledger: Ledger, request: ProveRequest): Promise<Evidenced | null> {
  const published = await publishCheckpoint(ledger);
  const { size } = published.checkpoint;
  const bound = size * 1000;
  const found = await findSubject(ledger, request.id, bound);
  if (found === null) return null;
  const evidence = await gatherEvidence(ledger, found.eventNumbers, bound);
  const bundle: Bundle = {
    ledger: ledger.name,
    checkpoint: published.note,
    proof: await proofOf(ledger, evidence, published),
    entries: entriesOf(evidence, request.withhold),
    openings: [],
    claim: found.claim,
  };
  const bytes = formatBundle(bundle, sha256);
  return { bytes, verdict: await verifyOwn(ledger, bytes) };
}

interface FoundSubject {
  readonly claim: Claim;
  readonly eventNumbers: readonly number[];
}

async function findSubject({ database, ledgerId }: Ledger, id: string, bound: number): Promise<FoundSubject | null> {
  if (!isEventId(id)) return null;
  const eventNumber = await findEventNumber(database.pool, ledgerId, id);
  if (eventNumber === null || eventNumber >= bound) return null;
  const subject: Subject = { kind: 'event', id };
  return { claim: { subject, book: [], trace: null }, eventNumbers: [eventNumber] };
}

async function proofOf(
  { database, ledgerId }: Ledger,
  { entries }: Evidence,
  { checkpoint: { size } }: PublishedCheckpoint,
): Promise<Uint8Array[]> {
  const reader = createTreeReader(database.pool, ledgerId, { tilesMax: 0 });
  const positions = entries.map(({ position }) => position);
  return reader.read(size, multiProofRanges(positions, size));
}

function entriesOf({ entries, events }: Evidence, withhold: readonly Withholding[]): Bundle['entries'] {
  const eventsOf = Map.groupBy(events, ({ eventNumber }) => placeOfEvent(eventNumber).position);
  return entries.map(({ position, body }) => ({
    entry: body.toString('utf8'),
    events: (eventsOf.get(position) ?? []).map((event) => shown(event, withhold)),
  }));
}

function shown({ eventNumber, text, event }: GatheredEvent, withhold: readonly Withholding[]): BundleEvent {
  const { ordinal } = placeOfEvent(eventNumber);
  const { id, type } = event;
  const reason = withhold.find(({ what }) => what === id || what === type);
  return reason === undefined ? { ordinal, event: text } : { ordinal, withheld: reason.why };
}

/** Nobody is given a file that our own verifier would refuse. */
async function verifyOwn({ database, ledgerId, origin }: Ledger, bytes: Uint8Array): Promise<EvidenceVerdict> {
  const key = await readCheckpointKey(database.pool, ledgerId, origin);
  const trust = { keys: key === null ? [] : [key], policy: null };
  return verifyBundle(bytes, trust, { sha256, verify: verifyEd25519 });
}
