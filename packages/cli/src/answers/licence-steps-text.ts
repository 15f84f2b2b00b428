/** The steps of a licence as lines of a timeline. */
import type { DocketStep } from '@lodestone/custody/docket.ts';
import type { CustodyEvent } from '@lodestone/custody/event.ts';
import { formatTime } from '../output/amounts.ts';
import { formatTable } from '../output/table.ts';

const COLUMNS = [{ title: 'happened (UTC)' }, { title: 'by' }, { title: 'step' }, { title: 'says' }] as const;

export function formatLicenceSteps(steps: readonly DocketStep[], width: number): string {
  const rows = steps.map(({ party, event }) => [
    formatTime(event.occurredAt),
    party,
    event.type.replace(/^licence-/, ''),
    describe(event),
  ]);
  return formatTable(COLUMNS, rows, 'No steps.', width);
}

/** What a step says, in a few words; nothing where its name says it. */
function describe(event: CustodyEvent): string {
  switch (event.type) {
    case 'licence-applied':
      return event.refiledFrom === undefined ? '' : `filed again after ${event.refiledFrom}`;
    case 'licence-returned':
      return event.missing.map(({ item }) => item).join(', ');
    case 'licence-information-requested':
      return event.asked.map(({ item }) => item).join(', ');
    case 'licence-information-provided':
      return (event.documents ?? []).map(({ kind }) => kind).join(', ');
    case 'licence-reviewed':
      return `${event.stage}: ${event.outcome}`;
    case 'licence-expedited':
      if (event.ask !== undefined) return `asked: ${event.ask.class}, ${event.ask.ground}: ${event.ask.text}`;
      return `answered: ${event.answer?.outcome ?? ''}: ${event.answer?.text ?? ''}`;
    case 'licence-decided':
      return `${event.outcome}: ${event.reasonCode} (${event.legalBasis})`;
    case 'licence-amended':
    case 'licence-suspended':
    case 'licence-resumed':
    case 'licence-revoked':
    case 'licence-withdrawn':
      return event.reason;
    case 'shipment-declared':
    case 'shipment-exited':
    case 'shipment-unpacked':
    case 'shipment-arrived':
      return event.shipment;
    default:
      return '';
  }
}
