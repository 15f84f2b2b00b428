/** What somebody needs who wants to check the check. */
import { element, quoted } from './element.ts';
import type { EvidenceReport } from './report.ts';

export function detailsView({ verdict, file }: EvidenceReport): HTMLElement {
  const { ledger, size, recordedAt, parties, keys, checked } = verdict;
  const rows: readonly (readonly [string, string])[] = [
    ['File', `${file.name}, ${file.bytes.toLocaleString('en')} bytes`],
    ['SHA-256 of the file', file.sha256],
    ['Checked at, by the clock of this machine', new Date().toISOString()],
    ...(ledger === null ? [] : [['Ledger', ledger] as const]),
    ...(size === null ? [] : [['Entries that the checkpoint covers', size.toLocaleString('en')] as const]),
    ...(recordedAt === null ? [] : [['Last entry shown, recorded at', recordedAt] as const]),
    ...(parties.length === 0 ? [] : [['Who signed', parties.join(', ')] as const]),
    ...(ledger === null ? [] : keyRows(keys)),
  ];
  const terms = rows.flatMap(([term, value]) => [element('dt', {}, term), element('dd', {}, quoted(value))]);
  const list = checked.map((each) => element('li', {}, `${each}.`));
  const print = element('button', { type: 'button', class: 'quiet' }, 'Print this');
  print.addEventListener('click', () => window.print());
  return element(
    'section',
    { 'aria-labelledby': 'details', class: 'details' },
    element('h2', { id: 'details' }, 'Details of the check'),
    ...(list.length === 0 ? [] : [element('p', {}, 'What was checked:'), element('ul', {}, ...list)]),
    element('dl', {}, ...terms),
    element('p', { class: 'aside' }, print),
  );
}

function keyRows({ heldByLedger, recovery }: EvidenceReport['verdict']['keys']): (readonly [string, string])[] {
  return [
    ['Keys that the ledger itself holds for its members', String(heldByLedger)],
    ['Keys that somebody other than their party signed in', String(recovery)],
  ];
}
