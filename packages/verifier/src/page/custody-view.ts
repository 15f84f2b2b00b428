/** Who made the lots of the lineage and who answered for them afterwards, in the order of the log. */
import { formatCount } from '@lodestone/custody/format-count.ts';
import { element, quoted, table } from './element.ts';
import { partyName } from './party-name.ts';
import type { Bounded, CustodyRow } from './report.ts';

const LOTS_NAMED_MAX = 8;

export function custodyView({ rows, omitted }: Bounded<CustodyRow>, names: ReadonlyMap<string, string>): HTMLElement {
  const cells = rows.map(({ place, occurredAt, recordedAt, party, act, lots }) => [
    occurredAt === null ? 'not shown' : minutes(occurredAt),
    minutes(recordedAt),
    element('span', {}, ...partyName(party, names)),
    element('span', {}, `${act} `, ...lotNames(lots)),
    place,
  ]);
  return element(
    'section',
    { 'aria-labelledby': 'custody' },
    element('h2', { id: 'custody' }, 'Who made it and who held it'),
    table(
      'Times are UTC. When something happened is what its author states; when it was recorded is the ledger’s clock.',
      ['Happened', 'Recorded', 'Party', 'What', 'Event'],
      cells,
    ),
    ...(omitted > 0 ? [element('p', {}, `${formatCount(omitted, 'more is', 'more are')} not listed here.`)] : []),
  );
}

function lotNames(lots: readonly string[]): (Node | string)[] {
  const shown = lots.slice(0, LOTS_NAMED_MAX).flatMap((lot, index) => [index === 0 ? '' : ', ', quoted(lot)]);
  return lots.length > LOTS_NAMED_MAX
    ? [...shown, ` and ${formatCount(lots.length - LOTS_NAMED_MAX, 'more lot')}`]
    : shown;
}

/** `2026-03-01T08:00:00.000Z` → `2026-03-01 08:00`. */
function minutes(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}
