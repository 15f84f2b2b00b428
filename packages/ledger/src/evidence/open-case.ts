/** Gathers a case. It reads the ledger and publishes a checkpoint, with which the evidence is proven; it records nothing. */
import { makeClaims } from '@lodestone/lineage/claims/make-claims.ts';
import { aboutLineage } from '@lodestone/lineage/select-findings.ts';
import { traceUp } from '@lodestone/lineage/trace/trace.ts';
import type { UpwardTrace } from '@lodestone/lineage/trace/trace-value.ts';
import { browseParties, browseShipments, type BrowsedEvent, browseEvents } from '../ask/browse.ts';
import { readUpstream } from '../ask/read-upstream.ts';
import { type FindProgress, findIrregularities } from '../detect/find-irregularities.ts';
import { type Ledger, readLedgerHead } from '../open-ledger.ts';
import { caseDocumentsOf } from './case-documents.ts';
import type { CaseFile, CaseParty } from './case-file.ts';
import { type Evidenced, proveClaim } from './prove-claim.ts';

export interface CaseRequest {
  readonly id: string;
  /** RFC 3339: when it is made, which is also the day of the rules that claims are judged by. */
  readonly madeAt: string;
  /** The name that the file of the evidence will have. */
  readonly evidenceFile: string;
  /** Told while rules look through the ledger. */
  readonly onProgress?: (progress: FindProgress) => void;
}

export interface OpenedCase {
  readonly file: CaseFile;
  readonly evidence: Evidenced;
}

/** More events than this are read by nobody; the ledger has the rest. */
const TIMELINE_MAX = 2_000;
const EVERY_EVENT = Number.MAX_SAFE_INTEGER;

/** Null when no lot or shipment has the id. */
export async function openCase(ledger: Ledger, request: CaseRequest): Promise<OpenedCase | null> {
  const { id, madeAt, evidenceFile, onProgress } = request;
  const upstream = await readUpstream(ledger, id, undefined);
  if (upstream === null) return null;
  const evidence = await proveClaim(ledger, { id, withhold: [], showsUses: true, openings: [] });
  if (evidence === null) return null;
  const { subject, graph, registered, missing } = upstream;
  const trace = { ...traceUp(graph, subject), missing };
  const along = await browseEvents(ledger, { lots: [id, ...trace.lots.map(({ lot }) => lot)], limit: EVERY_EVENT });
  const events = along.toSorted(byTime);
  const timeline = events.slice(-TIMELINE_MAX);
  const [shipment = null] =
    subject.kind === 'shipment' ? await browseShipments(ledger, { shipments: [id], limit: 1 }) : [];
  const { findings } = await findIrregularities(ledger, onProgress === undefined ? {} : { onProgress });
  return {
    evidence,
    file: {
      v: 1,
      ledger: ledger.name,
      madeAt,
      head: await readLedgerHead(ledger),
      subject: { kind: subject.kind, id },
      shipment,
      trace,
      claims: makeClaims(graph, subject, { date: madeAt.slice(0, 10), notIn: [], registered }),
      findings: findings.filter(aboutLineage(trace, id)),
      notices: along.flatMap(({ position, ordinal, findings: noticed }) => {
        return noticed.map(({ code, message }) => ({ event: `${position}.${ordinal}`, code, message }));
      }),
      parties: await partiesOf(ledger, trace, events, shipment?.consignee ?? null),
      documents: await caseDocumentsOf(ledger, events),
      timeline,
      timelineOmitted: events.length - timeline.length,
      evidence: { file: evidenceFile, bytes: evidence.bytes.length, verdict: evidence.verdict },
    },
  };
}

/** As events claim; where that is the same, in the order of the ledger. */
function byTime(left: BrowsedEvent, right: BrowsedEvent): number {
  return (
    Date.parse(left.occurredAt) - Date.parse(right.occurredAt) ||
    left.position - right.position ||
    left.ordinal - right.ordinal
  );
}

/** Everybody who made, held, sent, received or signed, by how much of the case is theirs. */
async function partiesOf(
  ledger: Ledger,
  { lots, custodians }: UpwardTrace,
  events: readonly BrowsedEvent[],
  consignee: string | null,
): Promise<CaseParty[]> {
  const registered = new Map((await browseParties(ledger)).map((row) => [row.party, row]));
  const actors = events.map(({ party, onBehalfOf }) => onBehalfOf ?? party);
  const named = [...custodians, ...actors, consignee].filter((party) => party !== null);
  const makers = tally(lots.map(({ party }) => party));
  const holders = tally(lots.map(({ custodian }) => custodian));
  const acts = tally(actors);
  const parties = [...new Set(named)].map((party): CaseParty => {
    const row = registered.get(party);
    return {
      party,
      name: row?.name ?? null,
      country: row?.country ?? null,
      roles: row?.roles ?? [],
      keys: row?.keys ?? 0,
      keysHeldByLedger: row?.keysHeldByLedger ?? 0,
      madeLots: makers.get(party) ?? 0,
      heldLots: holders.get(party) ?? 0,
      acts: acts.get(party) ?? 0,
    };
  });
  return parties.sort((left, right) => right.acts - left.acts || (left.party < right.party ? -1 : 1));
}

function tally(names: readonly (string | null)[]): ReadonlyMap<string | null, number> {
  const counts = new Map<string | null, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
