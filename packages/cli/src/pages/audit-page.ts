/** The audit report as one page to read, print, sign and file: it runs nothing and fetches nothing. */
import { formatCount } from '@lodestone/custody/format-count.ts';
import type { AuditReport } from '@lodestone/ledger/audit/audit-report.ts';
import type { Level } from '@lodestone/ledger/audit/verdict.ts';
import { formatTime } from '../output/amounts.ts';
import { balanceSection } from './audit-page-balance.ts';
import {
  disputesSection,
  eventsSection,
  failuresSection,
  noticesSection,
  keysSection,
  partiesSection,
} from './audit-page-lists.ts';
import { factTable, htmlTable, section } from './page-table.ts';
import { htmlPage } from './html-page.ts';
import { type Html, html, type HtmlPart } from './html-text.ts';

/** Who made the page: of the program and of the formats that it knows. */
export interface AuditProgram {
  readonly version: string;
}

export function formatAuditPage(report: AuditReport, program: AuditProgram): string {
  const { ledger, madeAt } = report;
  const body = html`<h1>Audit report</h1>
<p class="subtitle">Ledger <code>${ledger}</code><br>Made ${formatTime(madeAt)} UTC by Lodestone ${program.version}</p>
${verdictBox(report)}
${auditedSection(report)}
${againstSection(report)}
${passesSection(report)}
${failuresSection(report)}
${noticesSection(report)}
${keysSection(report)}
${partiesSection(report)}
${disputesSection(report)}
${balanceSection(report)}
${eventsSection(report)}
${limitsSection(report)}
${signSection(report)}`;
  return htmlPage(`Audit of ${ledger}`, body);
}

function verdictBox({ verdict }: AuditReport): Html {
  const { entries, events, level, failures, failuresOmitted } = verdict;
  const size = `${formatCount(entries, 'entry', 'entries')} with ${formatCount(events, 'event')}`;
  if (verdict.verdict === 'valid') {
    return html`<div class="verdict valid"><strong>VALID · level ${level ?? 'none'}</strong>
${size} were checked, and no difference was found.</div>`;
  }
  const count = formatCount(failures.length + failuresOmitted, 'difference');
  return html`<div class="verdict invalid"><strong>INVALID · ${count}</strong>
in ${size}. This is not the record that was signed, or not all of it.</div>`;
}

function auditedSection({ ledger, source, verdict, tally, checkpoints, leftOverFiles }: AuditReport): Html {
  const { head, entries, events } = verdict;
  const from = source.kind === 'database' ? 'the database that holds it' : `an exported folder, ${source.place}`;
  const left =
    leftOverFiles === 0
      ? []
      : [['Files not looked into', `${leftOverFiles}, left over from an earlier export`] as const];
  return section(
    'What was audited',
    factTable([
      ['Ledger', html`<code>${ledger}</code>`],
      ['Read from', from],
      ['Recorded', period(tally.recordedFrom, tally.recordedUntil)],
      ['Entries', entries.toLocaleString('en')],
      ['Events', events.toLocaleString('en')],
      ['Checkpoints published', checkpoints.toLocaleString('en')],
      ['Last leaf hash', html`<code>${head.leafHash ?? 'none'}</code>`],
      ['Root', html`<code>${head.root}</code>`],
      ...left,
    ]),
  );
}

function period(from: string | null, until: string | null): string {
  return from === null || until === null
    ? 'nothing'
    : `${formatTime(from)} to ${formatTime(until)} UTC, by the ledger’s clock`;
}

/** What each level rests on, and who could still have lied (docs/format/verdict.md). */
const LEVEL_SAYS = {
  chain:
    'The record agrees with itself. Whoever could write all of it anew, with the keys to sign it, could still have lied: nothing was compared that came from elsewhere.',
  checkpoint:
    'The record agrees with itself, and with a checkpoint signed by a key that was brought along. The holder of that key could still have shown others another log.',
  witnessed:
    'The record agrees with itself, with a checkpoint signed by a key that was brought along, and witnesses have seen the same. Only they and the operator together could still have lied.',
} satisfies Record<Level, string>;

function againstSection({ verdict, trust }: AuditReport): Html {
  const { level, checkpoint, witnesses, reach } = verdict;
  const isValid = verdict.verdict === 'valid';
  const kept = trust.keptCheckpoints.map(
    ({ origin, size, root }) =>
      html`<code>${origin}</code>, ${formatCount(size, 'entry', 'entries')}, root <code>${root}</code>`,
  );
  const agrees =
    checkpoint === null
      ? []
      : [html`${formatCount(checkpoint.size, 'entry', 'entries')}, root <code>${checkpoint.root}</code>`];
  const levels =
    reach === null || !isValid
      ? []
      : Object.entries(reach).map(
          ([name, size]) =>
            `${name}: ${size === null ? 'not reached' : `the first ${formatCount(size, 'entry', 'entries')}`}`,
        );
  const content = html`${isValid && level !== null ? html`<p>${LEVEL_SAYS[level]}</p>` : null}
${factTable([
  ['Level reached', isValid ? (level ?? 'none') : 'none: the ledger is not valid'],
  ['Keys brought along', list(trust.keys.map((key) => html`<code>${key}</code>`))],
  ['Checkpoints brought along', list(kept)],
  ['Witnesses brought along', list(trust.witnesses ?? [])],
  ['Largest that agrees', list(agrees)],
  ['Cosigned by', list(witnesses.map(({ name, witnessedAt }) => `${name}, ${formatTime(witnessedAt)} UTC`))],
  ['Reach of each level', list(levels)],
])}`;
  return section('Against what', content);
}

function list(items: readonly HtmlPart[]): HtmlPart {
  const [only, ...others] = items;
  if (only === undefined) return 'none';
  return others.length === 0 ? only : html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`;
}

function passesSection({ passes, verdict }: AuditReport): Html {
  const rows = passes.map(({ name, entries, events, seconds }) => [
    name,
    entries.toLocaleString('en'),
    events.toLocaleString('en'),
    `${seconds.toFixed(1)} s`,
  ]);
  const without = verdict.passes.includes('views')
    ? null
    : html`<p class="none">A folder has no derived rows: the pass views was not made.</p>`;
  return section(
    'Passes',
    html`${htmlTable(['pass', '#entries', '#events', '#time'], rows)}
<ul><li>chain: every byte, digest, link and signature; the tree, its tiles and checkpoints</li>
<li>rules: every event decided again, by the same rules that decided when it was recorded</li>
${verdict.passes.includes('views') ? html`<li>views: every derived row held against what the replay gives</li>` : null}</ul>
${without}`,
  );
}

function limitsSection({ verdict }: AuditReport): Html {
  const { heldByLedger } = verdict.keys;
  const held =
    heldByLedger === 0
      ? null
      : html`<li>that these members signed themselves whose ${formatCount(heldByLedger, 'key is', 'keys are')} held by the ledger</li>`;
  return section(
    'What this does not say',
    html`<ul>
<li>that what was recorded is true: it was signed, it was not altered, and it breaks no rule</li>
<li>that nothing was left out: what was never submitted leaves no trace</li>
<li>that the record was not written anew before anybody outside kept a checkpoint of it</li>
${held}
<li>anything after entry ${Math.max(0, verdict.head.size - 1).toLocaleString('en')}</li>
</ul>`,
  );
}

function signSection({ verdict }: AuditReport): Html {
  return section(
    'Signed',
    html`<p>I have made this audit, of the ledger and with the result stated above:
${formatCount(verdict.head.size, 'entry', 'entries')}, root <code>${verdict.head.root}</code>, ${verdict.verdict}.</p>
<div class="sign"><div>Name</div><div>Organisation</div><div>Place and date</div><div>Signature</div></div>`,
    { isWhole: true },
  );
}
