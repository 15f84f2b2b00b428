/** Members that their authors had sealed, and that the bundle opens. */
import { element, quoted, table } from './element.ts';
import type { Bounded, OpeningRow } from './report.ts';

export function openingsView({ rows, omitted }: Bounded<OpeningRow>): HTMLElement {
  return element(
    'section',
    { 'aria-labelledby': 'openings' },
    element('h2', { id: 'openings' }, 'Sealed details that were opened for you'),
    table(
      'Each is what its author committed to when the event was signed.',
      ['Event', 'Detail', 'Value'],
      rows.map(({ event, field, value }) => [quoted(event), quoted(field), quoted(value)]),
    ),
    ...(omitted > 0 ? [element('p', {}, `${omitted.toLocaleString('en')} more are not listed here.`)] : []),
  );
}
