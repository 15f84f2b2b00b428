/** Evidence for a stranger: the bytes of a bundle and whom the reader trusts in, a verdict out. */
import { nobleSha256 } from '@lodestone/proof/noble-sha256.ts';
import type { UpwardTrace } from '@lodestone/lineage/trace/trace-value.ts';
import { verifyEd25519 } from '@lodestone/proof/ed25519.ts';
import type { Bundle } from './bundle.ts';
import { readBundle } from './bundle-bytes.ts';
import { type Authors, checkAuthors } from './check-authors.ts';
import type { Trust } from './check-checkpoint.ts';
import { checkLog, type ProvenLog } from './check-log.ts';
import { checkOpenings } from './check-openings.ts';
import { checkClaim } from './check-claim.ts';
import type { Algorithms } from './algorithms.ts';
import { Failed } from './failure.ts';
import type { Happened } from './happened.ts';
import { reachVerdict } from './reach-verdict.ts';
import { type EvidenceVerdict, invalidVerdict } from './verdict.ts';

/**
 * Verifies a bundle from its bytes and from keys that did not come with it. Always answers: whatever the bytes are, the
 * verdict says that all of it holds, or names the first thing that does not.
 */
export function verifyBundle(bytes: Uint8Array, trust: Trust, algorithms: Algorithms = PURE): EvidenceVerdict {
  return examineBundle(bytes, trust, algorithms).verdict;
}

/** What a bundle shows, once all of it was checked. */
export interface Evidence {
  readonly bundle: Bundle;
  readonly log: ProvenLog;
  readonly authors: Authors;
  /** As computed from the book; null of an event. */
  readonly trace: UpwardTrace | null;
  /** What the events of a lineage did, by number, and as what each counts in the end. */
  readonly happened: ReadonlyMap<number, Happened>;
}

/** The same, with what the bundle shows beside the verdict; null when it is invalid. */
export function examineBundle(
  bytes: Uint8Array,
  trust: Trust,
  algorithms: Algorithms = PURE,
): { readonly verdict: EvidenceVerdict; readonly evidence: Evidence | null } {
  try {
    const bundle = readBundle(bytes, algorithms.sha256);
    const log = checkLog(bundle, trust, algorithms);
    const authors = checkAuthors(log, algorithms);
    const openings = checkOpenings(bundle, authors, algorithms);
    const lineage = checkClaim(bundle, log, authors);
    const happened = lineage?.state.happened ?? new Map<number, Happened>();
    const evidence = { bundle, log, authors, trace: lineage?.trace ?? null, happened };
    return { verdict: reachVerdict({ bundle, log, authors, openings, lineage }), evidence };
  } catch (error) {
    if (error instanceof Failed) return { verdict: invalidVerdict(error.failure), evidence: null };
    throw error;
  }
}

/** For where there is no OpenSSL. */
const PURE: Algorithms = { sha256: nobleSha256, verify: verifyEd25519 };
