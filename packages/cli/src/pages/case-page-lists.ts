/** The lists of a case: findings, parties, what happened when, papers. */
import { formatCount } from '@lodestone/custody/format-count.ts';
import type { CaseFile } from '@lodestone/ledger/evidence/case-file.ts';
import type { FindingAnswer } from '@lodestone/lineage/answered-finding.ts';
import { missingRows } from '@lodestone/lineage/trace/trace-missing.ts';
import { fitColumns } from '@lodestone/lineage/plain-text.ts';
import { formatTime } from '../output/amounts.ts';
import { describeFigure } from '../output/figure-text.ts';
import { asSentence } from '../answers/findings-text.ts';
import { htmlTable, section } from './page-table.ts';
import { markEvents } from '../answers/event-marks.ts';
import { summariseEvent } from '../answers/event-summary.ts';
import { type Html, html } from './html-text.ts';

/** What the parties themselves do not agree on, or an authority has stopped; nothing where there is none. */
export function questionsSection({ trace }: CaseFile): Html | null {
  if (trace.missing.length === 0) return null;
  const rows = missingRows(trace).map(([lot, why, reason]) => [lot, why, reason]);
  return section('Missing or in question', htmlTable(['lot', 'in question', 'why'], rows));
}

export function findingsSection({ findings, notices }: CaseFile): Html {
  const noticed =
    notices.length === 0
      ? null
      : html`<h3>Noticed at recording</h3>
${htmlTable(
  ['event', 'code', 'what'],
  notices.map(({ event, code, message }) => [event, html`<code>${code}</code>`, message]),
)}`;
  const found =
    findings.length === 0 ? html`<p class="none">No rule found anything about it.</p>` : findings.map(findingPart);
  return section(
    'Findings',
    html`${found}
${noticed}`,
  );
}

function findingPart(finding: CaseFile['findings'][number]): Html {
  const { rule, family, severity, sentence, clears, party, facility, lots, shipments, from, to, numbers } = finding;
  const about = [...shipments, ...lots].join(', ');
  const where = [party, facility].filter((name) => name !== null).join(', ');
  const figures = Object.entries(numbers).map(([name, value]) => {
    const figure = describeFigure(name, value);
    return `${figure.name} ${figure.value}`;
  });
  const status = finding.status === 'open' ? '' : ` · ${finding.status}`;
  const words = [finding.answer, finding.closing].flatMap((said) =>
    said === null ? [] : [wordPart(said, finding.facts)],
  );
  return html`<div class="finding"><p><span class="tag ${severity}">${severity} · ${rule}${status}</span> ${asSentence(sentence)}</p>
<p>To clear it: ${asSentence(clears)}</p>${words}
<p>${asSentence(finding.ranked)}</p>
<p class="small">${family}${where === '' ? '' : ` · ${where}`}${about === '' ? '' : ` · ${about}`} · ${formatTime(from)} to ${formatTime(to)} UTC${figures.length === 0 ? '' : ` · ${figures.join(', ')}`} · id <code>${finding.id}</code></p></div>
`;
}

/** What was said of other figures does not count any more. */
function wordPart({ outcome, party, occurredAt, reason, stated }: FindingAnswer, facts: string): Html {
  const before = stated === facts ? '' : ', before it stated what it states now';
  return html`<p>${outcome}, says ${party} on ${occurredAt.slice(0, 10)}${before}: ${reason}</p>`;
}

export function partiesSection({ parties }: CaseFile): Html {
  const rows = parties.map(({ party, name, country, roles, keys, keysHeldByLedger, madeLots, heldLots, acts }) => [
    whole(party),
    name ?? 'not shown',
    country ?? '',
    roles.join(', '),
    acts.toLocaleString('en'),
    madeLots.toLocaleString('en'),
    heldLots.toLocaleString('en'),
    keysHeldByLedger === 0 ? String(keys) : `${keys}, of which the ledger holds ${keysHeldByLedger}`,
  ]);
  const titles = ['party', 'name', 'country', 'roles', '#acts', '#lots made', '#lots held', 'keys'];
  return section('Parties', htmlTable(titles, rows));
}

export function timelineSection({ timeline, timelineOmitted }: CaseFile): Html {
  const marks = markEvents(timeline);
  const isWitnessed = timeline.some(({ witnessedAt }) => witnessedAt !== null);
  const rows = timeline.map((row) => {
    const { position, ordinal, occurredAt, recordedAt, witnessedAt, type, party, onBehalfOf, event, findings } = row;
    const place = `${position}.${ordinal}`;
    const what = typeof event['step'] === 'string' ? event['step'] : type;
    const by = onBehalfOf === null ? (party ?? 'unknown key') : `${party ?? 'unknown key'} for ${onBehalfOf}`;
    const noticed = findings.length === 0 ? '' : ' !';
    return [
      time(occurredAt),
      time(recordedAt),
      ...(isWitnessed ? [time(witnessedAt)] : []),
      place,
      `${what}${marks.get(place) ?? ''}${noticed}`,
      whole(by),
      fitColumns(summariseEvent(event), ABOUT_COLUMNS),
    ];
  });
  const omitted =
    timelineOmitted === 0
      ? null
      : html`<p>${formatCount(timelineOmitted, 'earlier event')} left out: <code>lodestone lot &lt;id&gt;</code> shows those of a lot.</p>`;
  const titles = ['occurred', 'recorded', ...(isWitnessed ? ['witnessed'] : []), 'entry', 'event', 'by', 'about'];
  return section(
    'Timeline',
    html`<p>Every event along its lots, by when it happened as the event claims; recorded by the ledger's clock; witnessed where a
witness has cosigned the log. Times in UTC. A ! marks what was noticed at recording.</p>
${omitted}
${htmlTable(titles, rows)}`,
  );
}

function time(timestamp: string | null): Html {
  return whole(timestamp === null ? '' : formatTime(timestamp));
}

/** What is torn apart at its hyphens reads badly; what is long must be. */
function whole(text: string): Html {
  return text.length <= WHOLE_MAX ? html`<span class="whole">${text}</span>` : html`${text}`;
}

const WHOLE_MAX = 24;
/** A step may take of ten thousand lots. */
const ABOUT_COLUMNS = 160;

export function documentsSection({ documents }: CaseFile): Html {
  if (documents.length === 0)
    return section('Documents', html`<p class="none">No event along it names a document.</p>`);
  const rows = documents.map(({ sha256, kind, name, events, about, bytes }) => [
    name,
    kind,
    html`<code>${sha256}</code>`,
    events.join(', '),
    about.join(', '),
    bytes === null ? 'not kept here' : formatCount(bytes, 'byte'),
  ]);
  return section(
    'Documents',
    html`${htmlTable(['name', 'kind', 'SHA-256', 'named by', 'named for', 'kept'], rows)}
<p class="small"><code>lodestone document get &lt;hash&gt;</code> writes one that is kept.</p>`,
  );
}
