/** Makes the evidence for a claim: a file that says where something comes from, and proves it without us. */
import { placeOfEvent } from '@lodestone/custody/event-number.ts';
import type { Bundle, Claim } from '@lodestone/evidence/bundle.ts';
import { formatBundle } from '@lodestone/evidence/bundle-bytes.ts';
import type { CheckpointKeys } from '@lodestone/evidence/checkpoint-keys.ts';
import type { EvidenceVerdict } from '@lodestone/evidence/verdict.ts';
import { verifyBundle } from '@lodestone/evidence/verify-bundle.ts';
import { isEventId } from '@lodestone/custody/identifier.ts';
import { traceUp } from '@lodestone/lineage/trace/trace.ts';
import type { UpwardTrace } from '@lodestone/lineage/trace/trace-value.ts';
import { parseJson } from '@lodestone/proof/json-text.ts';
import { isJsonObject, type JsonObject } from '@lodestone/proof/json-value.ts';
import { multiProofRanges } from '@lodestone/proof/multi-proof.ts';
import type { WitnessPolicy } from '@lodestone/proof/witness-policy.ts';
import { findEventNumber } from '@lodestone/store/log/read-evidence.ts';
import type { Opening } from '@lodestone/proof/sealed-field.ts';
import type { GraphOfLineage } from '@lodestone/store/lineage/graph-of-lineage.ts';
import { readAncestors } from '@lodestone/store/lineage/read-lineage.ts';
import { readSubject } from '@lodestone/store/lineage/read-subject.ts';
import { lineageGraphOf } from '../ask/lineage-graph.ts';
import { readCheckpointKeys } from '../keys/checkpoint-key.ts';
import { sha256, verifyEd25519 } from '../keys/node-crypto.ts';
import { type Ledger, readLedgerHead } from '../open-ledger.ts';
import { proveKeyChanges } from '../publish/prove-key-changes.ts';
import { type PublishedCheckpoint, publishCheckpoint } from '../publish/publish-checkpoint.ts';
import { createTreeReader, type TreeReader } from '../publish/tree-reader.ts';
import { readWitnessPolicy } from '../witness/ask-witnesses.ts';
import { readCosignedNote } from '../witness/cosign-checkpoint.ts';
import { findCoveringCheckpoint, isWitnessed } from '../witness/covering-checkpoint.ts';
import { isUseByOthers, readBook } from './book-of-lineage.ts';
import { bundleEntries, type ReasonToWithhold } from './bundle-entries.ts';
import { type Evidence, gatherEvidence, type GatheredEvent } from './gather-evidence.ts';

/** What a reader shall not see: events of this id, of this type, or signed by this party, and why. */
export interface Withholding {
  readonly what: string;
  readonly why: string;
}

export interface ProveRequest {
  readonly id: string;
  readonly withhold: readonly Withholding[];
  /** Uses of the lots by others are shown as well, so that what was left of them is proven. */
  readonly showsUses: boolean;
  /** Sealed members to show, opened. */
  readonly openings: readonly Opening[];
  /** As of a checkpoint that is published already, which witnesses may have cosigned; else one is published now. */
  readonly asPublished?: boolean;
}

export interface Evidenced {
  readonly bytes: Uint8Array;
  /** What the verifier says of it. */
  readonly verdict: EvidenceVerdict;
  /** What was to be withheld and is of no event of the bundle: a slip of the pen, for all that is known. */
  readonly withheldNothing: readonly string[];
  /** Whether its checkpoint is cosigned as the policy of the data folder asks; null where that names no witness. */
  readonly isWitnessed: boolean | null;
}

/**
 * Proves what is recorded under an id; null when nothing has the id. Throws `NotCovered` when it is to be as of a checkpoint
 * that is published, and none covers it.
 */
export async function proveClaim(ledger: Ledger, request: ProveRequest): Promise<Evidenced | null> {
  const stated = await readWitnessPolicy(ledger.dataFolder);
  const policy = stated?.witnesses.length === 0 ? null : stated;
  const published =
    request.asPublished === true ? await findPublished(ledger, policy, request.id) : await publishCheckpoint(ledger);
  if (published === null) return null;
  const { size } = published.checkpoint;
  const gathered = await gatherSubject(ledger, request.id, size);
  if (gathered === null) return null;
  const { found, evidence } = gathered;
  const claim = found.claimWith(new Set(evidence.events.map(({ eventNumber }) => eventNumber)));
  const byOthers = request.showsUses ? [] : claim.book.filter(isUseByOthers).map(({ eventNumber }) => eventNumber);
  const reader = createTreeReader(ledger.database.pool, ledger.ledgerId, { tilesMax: 0 });
  const keys = await readCheckpointKeys(ledger.database.pool, ledger.ledgerId, ledger.origin);
  const bundle: Bundle = {
    ledger: ledger.name,
    checkpoint: await readCosignedNote(ledger, published),
    keyChanges: await proveKeyChanges(ledger, keys, size, reader),
    proof: await proofOf(evidence, size, reader),
    entries: bundleEntries(evidence, reasonsOf(request, new Set(byOthers), evidence)),
    openings: [...request.openings].sort(byMember),
    claim,
  };
  const bytes = formatBundle(bundle, sha256);
  const isOfIt = isAbout(evidence);
  const withheldNothing = request.withhold
    .map(({ what }) => what)
    .filter((what) => !evidence.events.some((event) => isOfIt(event, what)));
  return {
    bytes,
    verdict: verifyOwn(keys, bytes),
    withheldNothing,
    isWitnessed: policy === null ? null : await isWitnessed(ledger, policy, published),
  };
}

/** The published checkpoint to prove the subject with, as all that is recorded of it is covered; null when there is no subject. */
async function findPublished(
  ledger: Ledger,
  policy: WitnessPolicy | null,
  id: string,
): Promise<PublishedCheckpoint | null> {
  const { size } = await readLedgerHead(ledger);
  const gathered = await gatherSubject(ledger, id, size);
  if (gathered === null) return null;
  const { events } = gathered.evidence;
  // Which keys sign later checkpoints says nothing of the subject.
  const newest = events.findLast(({ event: { type } }) => !KEY_CHANGES.has(type));
  const position = newest === undefined ? 0 : placeOfEvent(newest.eventNumber).position;
  return findCoveringCheckpoint(ledger, policy, position + 1);
}

const KEY_CHANGES: ReadonlySet<unknown> = new Set(['checkpoint-key-added', 'checkpoint-key-retired']);

interface GatheredSubject {
  readonly found: FoundSubject;
  readonly evidence: Evidence;
}

/** The subject and what it rests on, of what the first entries have; null when they have no such subject. */
async function gatherSubject(ledger: Ledger, id: string, size: number): Promise<GatheredSubject | null> {
  const bound = size * 1000;
  const found = await findSubject(ledger, id, bound);
  if (found === null) return null;
  return { found, evidence: await gatherEvidence(ledger, found.eventNumbers, { bound, isLineage: found.isLineage }) };
}

/** By event and member, which is the one order of a bundle. */
function byMember(left: Opening, right: Opening): number {
  return `${left.event} ${left.field}` < `${right.event} ${right.field}` ? -1 : 1;
}

interface FoundSubject {
  readonly eventNumbers: readonly number[];
  /** Of a lot or a shipment. */
  readonly isLineage: boolean;
  /** The claim of a bundle that has these events. */
  readonly claimWith: (shown: ReadonlySet<number>) => Claim;
}

/** A lot or shipment with its lineage and book, or an event, below `bound`; null when there is none. */
async function findSubject(ledger: Ledger, id: string, bound: number): Promise<FoundSubject | null> {
  const { database, ledgerId } = ledger;
  const subject = await readSubject(database, ledgerId, id, bound);
  if (subject === null) return findEvent(ledger, id, bound);
  const read: GraphOfLineage = { lots: new Map(), steps: new Map() };
  await readAncestors(
    database,
    ledgerId,
    subject.parts.map(({ lotNumber }) => lotNumber),
    bound,
    read,
  );
  const graph = lineageGraphOf(read);
  const trace = jsonOf(traceUp(graph, { ...subject, missing: [] }));
  const { eventNumbers, related, recordsWith } = await readBook(ledger, subject, graph, bound);
  const claimed = { kind: subject.kind, id };
  return {
    eventNumbers: [...eventNumbers, ...related],
    isLineage: true,
    claimWith: (shown) => ({ subject: claimed, book: recordsWith(shown), trace }),
  };
}

async function findEvent({ database, ledgerId }: Ledger, id: string, bound: number): Promise<FoundSubject | null> {
  const eventNumber = isEventId(id) ? await findEventNumber(database.pool, ledgerId, id) : null;
  if (eventNumber === null || eventNumber >= bound) return null;
  const claim: Claim = { subject: { kind: 'event', id }, book: [], trace: null };
  return { eventNumbers: [eventNumber], isLineage: false, claimWith: () => claim };
}

/** As `trace --json` writes it. */
function jsonOf(trace: UpwardTrace): JsonObject {
  const reading = parseJson(JSON.stringify(trace));
  if (reading.ok && isJsonObject(reading.value)) return reading.value;
  throw new Error('the trace has masses beyond what a bundle can state exactly');
}

async function proofOf({ entries }: Evidence, size: number, reader: TreeReader): Promise<Uint8Array[]> {
  const positions = entries.map(({ position }) => position);
  return reader.read(size, multiProofRanges(positions, size));
}

const USE_BY_OTHERS = 'a use of these lots that the claim is not about; what it took is in the book';

function reasonsOf({ withhold }: ProveRequest, byOthers: ReadonlySet<number>, evidence: Evidence): ReasonToWithhold {
  const isOfIt = isAbout(evidence);
  return (event) => {
    const asked = withhold.find(({ what }) => isOfIt(event, what));
    if (asked !== undefined) return asked.why;
    const isNeeded = evidence.followed.has(event.eventNumber);
    return byOthers.has(event.eventNumber) && !isNeeded ? USE_BY_OTHERS : null;
  };
}

/** Says whether an event has this id, this type, or was signed by this party. */
function isAbout({ entries, signers }: Evidence): (event: GatheredEvent, what: string) => boolean {
  const authors = new Map(entries.map(({ position, author }) => [position, author]));
  return ({ eventNumber, event: { id, type } }, what) => {
    const signer = signers.get(authors.get(placeOfEvent(eventNumber).position) ?? '');
    return what === id || what === type || what === signer;
  };
}

/** Nobody is given a file that our own verifier would refuse. */
function verifyOwn({ all }: CheckpointKeys, bytes: Uint8Array): EvidenceVerdict {
  return verifyBundle(bytes, { keys: all, policy: null }, { sha256, verify: verifyEd25519 });
}
