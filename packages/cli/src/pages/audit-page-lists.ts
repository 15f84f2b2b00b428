/** The lists of the audit page: what was found, who takes part, whose keys, what is open. */
import { formatCount } from '@lodestone/custody/format-count.ts';
import type { AuditReport } from '@lodestone/ledger/audit/audit-report.ts';
import { htmlTable, section } from './page-table.ts';
import { type Html, html, type HtmlPart } from './html-text.ts';

/** More than anybody reads on paper; what is left out is counted, and `--json` has it. */
const ROWS_MAX = 1_000;

const NONE = html`<p class="none">None.</p>`;

function boundedTable(titles: readonly string[], rows: readonly (readonly HtmlPart[])[]): Html {
  if (rows.length === 0) return NONE;
  const omitted = rows.length - ROWS_MAX;
  const rest =
    omitted <= 0 ? null : html`<p class="none">… and ${omitted.toLocaleString('en')} more (--json has them).</p>`;
  return html`${htmlTable(titles, rows.slice(0, ROWS_MAX))}${rest}`;
}

function placeOf({ position, ordinal }: { readonly position: number | null; readonly ordinal: number | null }): string {
  if (position === null) return 'ledger';
  return ordinal === null ? `entry ${position}` : `entry ${position}, event ${ordinal}`;
}

export function failuresSection({ verdict, failuresByKind }: AuditReport): Html {
  const { failures, failuresOmitted } = verdict;
  if (failures.length === 0) return section('Differences', NONE);
  const kinds = failuresByKind.map(({ kind, count }) => `${count.toLocaleString('en')} × ${kind}`).join(' · ');
  const rows = failures.map(({ position, ordinal, kind, expected, found, message }) => [
    placeOf({ position, ordinal }),
    kind,
    html`${message}<br>expected <code>${expected}</code><br>found <code>${found}</code>`,
  ]);
  const more =
    failuresOmitted === 0
      ? null
      : html`<p>${failuresOmitted.toLocaleString('en')} more were counted and are not listed.</p>`;
  return section('Differences', html`<p>${kinds}</p>${htmlTable(['where', 'kind', 'what'], rows)}${more}`);
}

export function noticesSection({ tally }: AuditReport): Html {
  const { findings } = tally;
  if (findings.length === 0) return section('Notices', NONE);
  const total = findings.reduce((sum, { count }) => sum + count, 0);
  const rows = findings.map(({ code, count, first }) => [
    code,
    count.toLocaleString('en'),
    html`<ul>${first.map((each) => html`<li>${placeOf(each)}: ${each.message}</li>`)}${
      count > first.length
        ? html`<li class="none">… and ${(count - first.length).toLocaleString('en')} more</li>`
        : null
    }</ul>`,
  ]);
  return section(
    'Notices',
    html`<p>${formatCount(total, 'notice')}: lawful to record, and odd enough to look at.</p>
${htmlTable(['kind', '#count', 'where, and what'], rows)}`,
  );
}

export function keysSection({ tally, verdict }: AuditReport): Html {
  const { keys } = tally;
  const special = keys.filter(({ heldBy, recovery, revoked }) => heldBy === 'ledger' || recovery || revoked !== null);
  const rows = special.map(({ party, key, heldBy, recovery, enrolled, revoked }) => [
    party,
    html`<code>${key}</code>`,
    [
      ...(heldBy === 'ledger' ? ['held by the ledger'] : []),
      ...(recovery ? ['enrolled in recovery'] : []),
      ...(revoked === null ? [] : [`revoked at ${placeOf(revoked)}: ${revoked.reason}`]),
    ].join('; '),
    placeOf(enrolled),
  ]);
  const { heldByLedger, recovery, stolen } = verdict.keys;
  const revoked = keys.filter((key) => key.revoked !== null).length;
  const counts = html`<p>${formatCount(keys.length, 'key')} enrolled; ${heldByLedger.toLocaleString('en')} held by the ledger, which
signs for these members; ${recovery.toLocaleString('en')} enrolled in recovery; ${revoked.toLocaleString('en')} revoked.</p>`;
  const since = html`<p>${formatCount(stolen.keys, 'key')} revoked as stolen signed ${formatCount(stolen.entries, 'entry', 'entries')} with
${formatCount(stolen.events, 'event')} since: recorded, and maybe another’s.</p>`;
  const columns = ['party', 'key', 'what is special', 'enrolled'];
  return section(
    'Keys',
    html`${counts}${stolen.keys === 0 ? null : since}${rows.length === 0 ? null : boundedTable(columns, rows)}`,
  );
}

export function partiesSection({ tally }: AuditReport): Html {
  const rows = tally.parties.map(({ party, name, country, roles }) => [party, name, country, roles.join(', ')]);
  return section('Parties', boundedTable(['party', 'name', 'country', 'roles'], rows));
}

export function disputesSection({ tally }: AuditReport): Html {
  const rows = tally.openDisputes.map(({ transfer, lot, ...place }) => [transfer, lot, placeOf(place)]);
  return section('Open disputes', boundedTable(['transfer', 'lot', 'opened'], rows));
}

export function eventsSection({ tally }: AuditReport): Html {
  const rows = tally.eventTypes.map(({ type, count }) => [type, count.toLocaleString('en')]);
  return section('Events by type', rows.length === 0 ? NONE : htmlTable(['type', '#events'], rows));
}
