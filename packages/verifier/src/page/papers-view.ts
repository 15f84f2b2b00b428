/** What was stated of the shipment when it was packed and when it left. */
import { element, quoted } from './element.ts';
import { partyName } from './party-name.ts';
import type { ShipmentPaper } from './shipment-papers.ts';

export function papersView(papers: readonly ShipmentPaper[], names: ReadonlyMap<string, string>): HTMLElement[] {
  return papers.flatMap(({ act, party, occurredAt, details, correctedBy, isVoided }) => {
    const when = ` states, on ${occurredAt.slice(0, 10)}`;
    const later =
      correctedBy === null ? '' : `; ${isVoided ? 'voided' : 'as corrected'} later, by event ${correctedBy}`;
    const terms = details.flatMap(([title, value]) => [element('dt', {}, title), element('dd', {}, quoted(value))]);
    return [
      element('p', { class: 'paper' }, `${act}, as `, ...partyName(party, names), when, later, ':'),
      element('dl', {}, ...terms),
    ];
  });
}
