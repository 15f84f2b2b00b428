/** What may be claimed of the subject of a case, as a part of its page. */
import type { CaseFile } from '@lodestone/ledger/evidence/case-file.ts';
import type { Claim } from '@lodestone/lineage/claims/claim.ts';
import { section } from './page-table.ts';
import { VERDICT_WORDS } from '../answers/claims-text.ts';
import { type Html, html } from './html-text.ts';

export function claimsSection({ claims: { claims, date } }: CaseFile): Html {
  return section(
    'What may be claimed',
    html`<p>By the rules as of ${date}.</p>
${claims.map((claim, index) => claimPart(claim, claims[index + 1]))}`,
  );
}

/** A rule is named once, below the last claim that it is the rule of. */
function claimPart({ title, verdict, reason, rule, isInformation }: Claim, next: Claim | undefined): Html {
  const from = rule.from === null ? '' : `; as applied here from ${rule.from}`;
  return html`<div class="claim"><p><span class="tag ${verdict}">${VERDICT_WORDS[verdict]}</span> ${title}${isInformation ? ' (information)' : ''}</p>
<p>${reason}</p>
${next?.rule === rule ? null : html`<p class="small">Rule: ${rule.source}${from}</p>`}</div>
`;
}
