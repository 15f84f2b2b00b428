/** A case: all that the ledger has about a suspect lot or shipment, as one document. */
import type { EvidenceVerdict } from '@lodestone/evidence/verdict.ts';
import type { ClaimsReport } from '@lodestone/lineage/claims/make-claims.ts';
import type { FindAnswer } from '../detect/find-irregularities.ts';
import type { UpwardTrace } from '@lodestone/lineage/trace/trace-value.ts';
import type { ShipmentRow } from '@lodestone/store/ask/read-shipments.ts';
import type { BrowsedEvent } from '../ask/browse.ts';

export interface CaseFile {
  /** Of this document: what is added later changes nothing that is there. */
  readonly v: 1;
  readonly ledger: string;
  readonly madeAt: string;
  /** The log as it was read. */
  readonly head: { readonly size: number; readonly leafHash: string | null };
  readonly subject: { readonly kind: 'lot' | 'shipment'; readonly id: string };
  readonly shipment: ShipmentRow | null;
  readonly trace: UpwardTrace;
  readonly claims: ClaimsReport;
  /** What rules found about its lots, shipment and parties, and what was said of it; the gravest first. */
  readonly findings: FindAnswer['findings'];
  /** What was noticed as events were recorded, in the order of the ledger. */
  readonly notices: readonly CaseNotice[];
  readonly parties: readonly CaseParty[];
  readonly documents: readonly CaseDocument[];
  /** By when it happened, as the events claim; at most 2,000, the last ones. */
  readonly timeline: readonly BrowsedEvent[];
  readonly timelineOmitted: number;
  readonly evidence: { readonly file: string; readonly bytes: number; readonly verdict: EvidenceVerdict };
}

export interface CaseNotice {
  /** The place of its event, such as `12.0`. */
  readonly event: string;
  readonly code: string;
  readonly message: string;
}

export interface CaseParty {
  readonly party: string;
  /** Null where it is sealed, or nobody has registered it. */
  readonly name: string | null;
  readonly country: string | null;
  readonly roles: readonly string[];
  readonly keys: number;
  /** Keys with which the ledger signs in its place. */
  readonly keysHeldByLedger: number;
  /** Lots upstream that it made or brought in, and that it holds or held last. */
  readonly madeLots: number;
  readonly heldLots: number;
  /** Events of the timeline that are its acts. */
  readonly acts: number;
}

export interface CaseDocument {
  readonly sha256: string;
  readonly kind: string;
  readonly name: string;
  /** Places of the events of the timeline that name it. */
  readonly events: readonly string[];
  /** What it was named for anywhere in the ledger: transfers, shipments and lots. */
  readonly about: readonly string[];
  /** Null when its bytes are not kept beside this ledger. */
  readonly bytes: number | null;
}
