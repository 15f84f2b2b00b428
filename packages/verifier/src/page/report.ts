/** What the page shows of a bundle: the verdict, and of a valid one what it is about, in plain bounded values. */
import type { BookRecord } from '@lodestone/evidence/book.ts';
import type { Evidence } from '@lodestone/evidence/verify-bundle.ts';
import { formatPlace } from '@lodestone/evidence/place.ts';
import type { EvidenceVerdict } from '@lodestone/evidence/verdict.ts';
import { formatTraceCsv } from '@lodestone/lineage/trace/trace-csv.ts';
import type { Trace } from '@lodestone/lineage/trace/trace-value.ts';
import { canonicalize } from '@lodestone/proof/canonical-json.ts';
import { type LineageRows, lineageRows } from '../lineage-rows.ts';
import { type ShipmentPaper, shipmentPapers } from './shipment-papers.ts';

/** More rows than these nobody reads on a page; a file has them all. */
const LINEAGE_ROWS_MAX = 200;
const CUSTODY_ROWS_MAX = 200;
const OPENINGS_MAX = 200;
const EVENT_TEXT_MAX_CHARACTERS = 20_000;

export interface EvidenceReport {
  readonly verdict: EvidenceVerdict;
  readonly file: { readonly name: string; readonly bytes: number; readonly sha256: string };
  /** Null of an invalid bundle: nothing that it says may be taken for a fact. */
  readonly claim: ClaimReport | null;
}

export interface ClaimReport {
  /** Null of an event. */
  readonly lineage: LineageReport | null;
  /** The event that the bundle is about, as it was signed; null of a lot or shipment. */
  readonly event: EventReport | null;
  /** What was stated when the shipment was packed, and when it left; nothing of a lot or event. */
  readonly papers: readonly ShipmentPaper[];
  readonly custody: Bounded<CustodyRow>;
  readonly openings: Bounded<OpeningRow>;
  /** The names that parties were registered with. */
  readonly names: ReadonlyMap<string, string>;
}

export interface EventReport {
  readonly text: string;
  /** Of a very long one only the beginning is shown. */
  readonly isWhole: boolean;
  readonly party: string;
  readonly recordedAt: string;
  readonly place: string;
}

export interface LineageReport extends LineageRows, Pick<Trace, 'elements' | 'countries' | 'missing'> {
  readonly lots: number;
  /** Of the lots that the subject consists of. */
  readonly subjectLots: readonly string[];
  /** The whole of it, for spreadsheets. */
  readonly csv: string;
}

/** A list of which so many items are left out. */
export interface Bounded<Item> {
  readonly rows: readonly Item[];
  readonly omitted: number;
}

/** Somebody who came to answer for lots, by an event. */
export interface CustodyRow {
  readonly place: string;
  /** What its author says; null where the event is withheld. */
  readonly occurredAt: string | null;
  readonly recordedAt: string;
  readonly party: string;
  readonly act: 'made' | 'brought in' | 'took over';
  readonly lots: readonly string[];
}

export interface OpeningRow {
  readonly event: string;
  readonly field: string;
  readonly value: string;
}

/** Reports on evidence that holds. */
export function claimReport(evidence: Evidence): ClaimReport {
  const { bundle, trace } = evidence;
  const openings = bundle.openings.map(({ event, field, value }) => {
    return { event, field, value: typeof value === 'string' ? value : canonicalize(value) };
  });
  return {
    lineage: trace === null ? null : lineageReport(trace),
    event: eventReport(evidence),
    papers: shipmentPapers(evidence),
    custody: bounded(custodyRows(evidence), CUSTODY_ROWS_MAX),
    openings: bounded(openings, OPENINGS_MAX),
    names: partyNames(evidence),
  };
}

function lineageReport(trace: Trace): LineageReport {
  const { elements, countries, missing, lots } = trace;
  return {
    ...lineageRows(trace, LINEAGE_ROWS_MAX),
    elements,
    countries,
    missing,
    lots: lots.length,
    subjectLots: lots.filter(({ depth }) => depth === 0).map(({ lot }) => lot),
    csv: formatTraceCsv(trace),
  };
}

function bounded<Item>(items: readonly Item[], max: number): Bounded<Item> {
  return { rows: items.slice(0, max), omitted: Math.max(0, items.length - max) };
}

function eventReport({ bundle: { claim }, authors: { events } }: Evidence): EventReport | null {
  if (claim.subject.kind !== 'event') return null;
  const found = [...events.values()].find(({ event }) => event['id'] === claim.subject.id);
  if (found === undefined) return null;
  const text = JSON.stringify(found.event, null, 2);
  const isWhole = text.length <= EVENT_TEXT_MAX_CHARACTERS;
  const { party, recordedAt, eventNumber } = found;
  return {
    text: text.slice(0, EVENT_TEXT_MAX_CHARACTERS),
    isWhole,
    party,
    recordedAt,
    place: formatPlace(eventNumber),
  };
}

/** By event, who made lots or took them over. */
function custodyRows({ bundle, log, authors }: Evidence): CustodyRow[] {
  const recordedAt = new Map(
    log.entries.flatMap(({ entry, events }) =>
      events.map(({ eventNumber }) => [eventNumber, entry.recordedAt] as const),
    ),
  );
  return bundle.claim.book.flatMap((record) => {
    const { eventNumber } = record;
    const occurredAt = authors.events.get(eventNumber)?.event['occurredAt'];
    const said = {
      place: formatPlace(eventNumber),
      occurredAt: typeof occurredAt === 'string' ? occurredAt : null,
      recordedAt: recordedAt.get(eventNumber) ?? '',
    };
    return actsOf(record).map((act) => ({ ...said, ...act }));
  });
}

type Act = Pick<CustodyRow, 'party' | 'act' | 'lots'>;

function actsOf({ made, moved }: BookRecord): Act[] {
  const acts = new Map<string, { party: string; act: Act['act']; lots: string[] }>();
  const note = (party: string, act: Act['act'], lot: string) => {
    const key = `${act} ${party}`;
    const known = acts.get(key);
    if (known === undefined) acts.set(key, { party, act, lots: [lot] });
    else known.lots.push(lot);
  };
  for (const { lot, party, kind } of made) note(party, broughtIn.has(kind) ? 'brought in' : 'made', lot);
  for (const { lot, custodian } of moved) note(custodian, 'took over', lot);
  return [...acts.values()];
}

/** Lots that enter the ledger without a step. */
const broughtIn: ReadonlySet<string> = new Set(['mined', 'imported', 'collected', 'opening-stock']);

function partyNames({ authors: { events } }: Evidence): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { type, event } of events.values()) {
    const { party, name } = event;
    if (type === 'party-registered' && typeof party === 'string' && typeof name === 'string') names.set(party, name);
  }
  return names;
}
