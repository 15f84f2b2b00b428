/** How far witnesses are behind, for programs and as a table. */
import { formatCount } from '@lodestone/custody/format-count.ts';
import { printable } from '@lodestone/lineage/plain-text.ts';
import type { ShownByWitness } from '@lodestone/ledger/witness/ask-witnesses.ts';
import { describeTime } from '@lodestone/ledger/witness/recorded-and-witnessed.ts';
import type { WitnessesStatus, WitnessStatus } from '@lodestone/ledger/witness/witness-status.ts';
import { formatLateness } from './lateness.ts';
import { formatTable } from '../output/table.ts';

interface WitnessStatusValue {
  readonly witness: string;
  readonly key: string;
  readonly cosignedEntries: number;
  readonly witnessedAt: string | null;
  readonly behindEntries: number;
  /** Since the first entry that it has not cosigned was recorded; 0 when it is behind none. */
  readonly behindSeconds: number;
  readonly answer: {
    readonly outcome: ShownByWitness['outcome'];
    readonly entries?: number;
    readonly message?: string;
  } | null;
}

export function showWitnessStatus({ entries, published, witnesses }: WitnessesStatus, now: number): object {
  return { entries, published, witnesses: witnesses.map((status) => showOne(status, now)) };
}

function showOne(status: WitnessStatus, now: number): WitnessStatusValue {
  const { witness, cosigned, behindEntries, shown } = status;
  return {
    witness: witness.name,
    key: witness.key.name,
    cosignedEntries: cosigned?.size ?? 0,
    witnessedAt: cosigned === null ? null : describeTime(cosigned.timestamp),
    behindEntries,
    behindSeconds: behindSeconds(status, now),
    answer: shown === null ? null : showAnswer(shown),
  };
}

function showAnswer(shown: ShownByWitness): WitnessStatusValue['answer'] {
  switch (shown.outcome) {
    case 'shows':
      return { outcome: shown.outcome, entries: shown.checkpoint.size };
    case 'nothing':
      return { outcome: shown.outcome };
    case 'failed':
      return { outcome: shown.outcome, message: shown.message };
    default:
      return shown satisfies never;
  }
}

function behindSeconds({ behindSince }: WitnessStatus, now: number): number {
  // Whole seconds of two clocks: one may be ahead.
  return behindSince === null ? 0 : Math.max(0, Math.round((now - Date.parse(behindSince)) / 1_000));
}

const COLUMNS = [
  { title: 'Witness' },
  { title: 'Cosigned', align: 'right' },
  { title: 'At', whenTooWide: 'left-out' },
  { title: 'Behind', align: 'right' },
  { title: 'For', align: 'right' },
  { title: 'Shows now', whenTooWide: 'wrapped' },
] as const;

export function describeWitnessStatus(
  { entries, published, witnesses }: WitnessesStatus,
  now: number,
  width: number,
): string {
  const rows = witnesses.map((status) => [
    status.witness.name,
    String(status.cosigned?.size ?? 0),
    status.cosigned === null ? '–' : describeTime(status.cosigned.timestamp),
    String(status.behindEntries),
    describeWait(status, now),
    describeShown(status.shown),
  ]);
  const size = `${formatCount(entries, 'entry', 'entries')}, ${published ?? 'none'} of them published. Cosigned and behind are counted in entries.`;
  return [formatTable(COLUMNS, rows, 'witness-policy.txt names no witness.', width), '', size].join('\n');
}

function describeWait({ behindSince }: WitnessStatus, now: number): string {
  if (behindSince === null) return '–';
  const wait = formatLateness(behindSince, new Date(now).toISOString());
  return wait === '' ? '<1min' : wait;
}

function describeShown(shown: ShownByWitness | null): string {
  if (shown === null) return 'has no address';
  if (shown.outcome === 'failed') return printable(shown.message);
  return shown.outcome === 'nothing'
    ? 'nothing of this ledger'
    : formatCount(shown.checkpoint.size, 'entry', 'entries');
}
