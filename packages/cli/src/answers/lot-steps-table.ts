/** What the steps along a lot took, gave, lost and left unaccounted, one row each: all rare earths together. */
import { formatKilograms } from '@lodestone/custody/format-amount.ts';
import type { ElementBalance } from '@lodestone/custody/step-balance.ts';
import type { BalancedEvent } from '@lodestone/ledger/ask/balance-events.ts';
import { formatTable } from '../output/table.ts';

const COLUMNS = [
  { title: 'entry', align: 'right' },
  { title: 'rare earths of', whenTooWide: 'shortened' },
  { title: 'took', align: 'right' },
  { title: 'gave', align: 'right' },
  { title: 'in process', align: 'right' },
  { title: 'unaccounted', align: 'right' },
  { title: 'lost' },
] as const;

/**
 * Formats the table within `width` columns, and an empty line after it; nothing where the lot went through no step. A step
 * that a correction has taken back has the mark that its event has (`markEvents`).
 */
export function formatLotSteps(
  steps: readonly BalancedEvent[],
  marks: ReadonlyMap<string, string>,
  width: number,
): string[] {
  if (steps.length === 0) return [];
  const rows = steps.map(({ position, ordinal, step, balance }) => {
    const elements = Object.values(balance);
    const total = (of: (element: ElementBalance) => bigint) =>
      formatKilograms(elements.reduce((sum, element) => sum + of(element), 0n));
    const place = `${position}.${ordinal}`;
    return [
      place,
      `${step}${marks.get(place) ?? ''}`,
      total(({ inMilligrams }) => inMilligrams),
      total(({ outMilligrams }) => outMilligrams),
      total(({ inProcessMilligrams }) => inProcessMilligrams),
      total(({ unaccountedMilligrams }) => unaccountedMilligrams),
      formatLosses(elements),
    ];
  });
  return [formatTable(COLUMNS, rows, '', width), ''];
}

/** `155.14 kg leach-residue`: by kind, in the order in which the step states them. */
function formatLosses(elements: readonly ElementBalance[]): string {
  const byKind = new Map<string, bigint>();
  for (const { lossMilligrams } of elements) {
    for (const [kind, mass] of Object.entries(lossMilligrams)) byKind.set(kind, (byKind.get(kind) ?? 0n) + mass);
  }
  return [...byKind].map(([kind, mass]) => `${formatKilograms(mass)} ${kind}`).join(', ');
}
