/** What came of a check, from the verdict down to the details. */
import { claimView } from './claim-view.ts';
import { custodyView } from './custody-view.ts';
import { detailsView } from './details-view.ts';
import { element } from './element.ts';
import { lineageView } from './lineage-view.ts';
import { openingsView } from './openings-view.ts';
import type { EvidenceReport } from './report.ts';
import { notCheckedView, verdictView } from './verdict-view.ts';

/** Shows the report in `place`, and brings the verdict to the reader's eyes and ears. */
export function showReport(place: HTMLElement, report: EvidenceReport): void {
  const { verdict, claim } = report;
  const heading = element('h2', { tabindex: '-1', id: 'verdict' });
  place.replaceChildren(
    element('div', { class: 'first' }, verdictView(heading, report), ...notCheckedView(verdict)),
    ...(claim === null ? [] : claimSections(report, claim)),
    detailsView(report),
  );
  heading.focus();
}

function claimSections({ verdict }: EvidenceReport, claim: NonNullable<EvidenceReport['claim']>): HTMLElement[] {
  return [
    ...(verdict.subject === null ? [] : [claimView(verdict.subject, claim)]),
    ...(claim.lineage === null ? [] : [lineageView(claim.lineage, claim.names)]),
    ...(claim.custody.rows.length === 0 ? [] : [custodyView(claim.custody, claim.names)]),
    ...(claim.openings.rows.length === 0 ? [] : [openingsView(claim.openings)]),
  ];
}
