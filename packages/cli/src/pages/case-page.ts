/** A case as one page to read, print and file: it runs nothing and fetches nothing, and its evidence is inside. */
import { formatCount } from '@lodestone/custody/format-count.ts';
import { formatKilograms } from '@lodestone/custody/format-amount.ts';
import type { CaseFile } from '@lodestone/ledger/evidence/case-file.ts';
import { MODEL_WORDS } from '@lodestone/lineage/claims/custody-model.ts';
import { countMissing } from '@lodestone/lineage/trace/trace-missing.ts';
import { formatTime } from '../output/amounts.ts';
import { factTable, section } from './page-table.ts';
import { claimsSection } from './case-page-claims.ts';
import { lineageSection } from './case-page-lineage.ts';
import {
  documentsSection,
  findingsSection,
  partiesSection,
  questionsSection,
  timelineSection,
} from './case-page-lists.ts';
import { CASE_PAGE_STYLE } from './case-page-style.ts';
import { htmlPage } from './html-page.ts';
import { type Html, html, raw } from './html-text.ts';

export interface CaseParts {
  /** Of the program. */
  readonly version: string;
  readonly evidence: Uint8Array;
}

export function formatCasePage(file: CaseFile, { version, evidence }: CaseParts): string {
  const { ledger, madeAt, subject } = file;
  const body = html`<h1>Case of ${subject.kind} ${subject.id}</h1>
<p class="subtitle">Ledger <code>${ledger}</code><br>Made ${formatTime(madeAt)} UTC by Lodestone ${version}</p>
${summary(file)}
${subjectSection(file)}
${lineageSection(file)}
${findingsSection(file)}
${questionsSection(file)}
${claimsSection(file)}
${partiesSection(file)}
${timelineSection(file)}
${documentsSection(file)}
${evidenceSection(file, evidence)}
${limitsSection()}`;
  return htmlPage(`Case of ${subject.id}`, body, CASE_PAGE_STYLE);
}

/** What a reader of nothing else must know. */
function summary({ findings, notices, claims, trace }: CaseFile): Html {
  const model = claims.custody.model === null ? 'no chain-of-custody model' : MODEL_WORDS[claims.custody.model];
  const open = findings.filter(({ status }) => status !== 'closed');
  const bySeverity = (['high', 'medium', 'low'] as const).flatMap((severity) => {
    const count = open.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}`];
  });
  const closed = findings.length === open.length ? '' : `, ${findings.length - open.length} closed`;
  const openCount =
    open.length === 0 ? 'No findings' : `${formatCount(open.length, 'finding')} (${bySeverity.join(', ')})`;
  const found = `${openCount}${closed}`;
  const noticed = notices.length === 0 ? '' : `, ${formatCount(notices.length, 'notice')} at recording`;
  const refused = claims.claims.filter(({ verdict, id, isInformation }) => {
    // That nothing is recycled is nothing against a shipment.
    return verdict === 'not-supported' && !/^(custody|recycled)\//.test(id) && !isInformation;
  });
  const refusals = refused.map(({ title }) => html`<li>not supported: “${title}”</li>`);
  const questions = trace.missing.length === 0 ? null : html`<li>missing or in question: ${countMissing(trace)}</li>`;
  return html`<div class="verdict ${open.length === 0 ? 'plain' : 'invalid'}"><strong>${found}${noticed}</strong>
A finding is a reason to look, never an accusation.
<ul><li>${formatCount(trace.lots.length, 'lot')} upstream, ${formatCount(trace.custodians.length, 'party', 'parties')}, in ${trace.countries.join(', ')}</li>
<li>chain of custody: ${model}</li>${refusals}${questions}</ul></div>`;
}

function subjectSection({ subject, shipment, trace, head, ledger }: CaseFile): Html {
  const elements = Object.entries(trace.elements).map(([element, { milligrams, unknownMilligrams }]) => {
    const unknown = unknownMilligrams === 0 ? '' : ` (${formatKilograms(BigInt(unknownMilligrams))} of unknown origin)`;
    return `${element} ${formatKilograms(BigInt(milligrams))}${unknown}`;
  });
  const packed =
    shipment === null
      ? []
      : ([
          ['Packed by', shipment.party],
          ['Packed at', `${formatTime(shipment.packedAt)} UTC`],
          ['Consignee', `${shipment.consignee}, to ${shipment.destination}`],
          ['Status', shipment.hold === null ? shipment.status : `${shipment.status}, on hold`],
          ['Lots', shipment.lots.join(', ')],
          ['Net mass', `${formatKilograms(shipment.netMilligrams)} as weighed`],
        ] as const);
  return section(
    subject.kind === 'shipment' ? 'The shipment' : 'The lot',
    factTable([
      ...packed,
      ['Contains, as metal', elements.length === 0 ? 'not stated' : elements.join(' · ')],
      ['Read from', html`the first ${head.size.toLocaleString('en')} entries of <code>${ledger}</code>`],
    ]),
  );
}

/** Beyond it a page is slow to open; the file beside it has the same bytes. */
const EMBEDDED_BYTES_MAX = 8 * 1024 * 1024;

function evidenceSection({ evidence: { file, bytes, verdict } }: CaseFile, evidence: Uint8Array): Html {
  const isInside = bytes <= EMBEDDED_BYTES_MAX;
  const link = isInside
    ? html`<p><a download="${file}" href="data:application/octet-stream;base64,${raw(base64(evidence))}">Save the evidence bundle</a> (${formatCount(bytes, 'byte')}); it lies beside this page as <code>${file}</code> as well.</p>`
    : html`<p>The evidence bundle lies beside this page: <code>${file}</code> (${formatCount(bytes, 'byte')}).</p>`;
  const level = verdict.level === null ? '' : `, level ${verdict.level}`;
  return section(
    'Evidence',
    html`${link}
<p>It proves the lineage, the masses and the origins of this page to somebody who trusts neither the ledger nor us, but a key:
<code>lodestone verify-bundle ${file} --trust &lt;key&gt;</code>. Our own verifier says: ${verdict.verdict}${level}.</p>
<ul>${verdict.notChecked.map(({ message }) => html`<li>not checked: ${message}</li>`)}</ul>`,
  );
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

function limitsSection(): Html {
  return section(
    'What this does not say',
    html`<ul>
<li>that anybody broke a law: findings are patterns that honest work may show as well, and each says what would clear it</li>
<li>that what was recorded is true: it was signed, and it breaks no rule that refuses</li>
<li>anything that nobody recorded, or that came after the last entry that was read</li>
</ul>`,
  );
}
