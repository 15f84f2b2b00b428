import type { Measurement } from './measure.ts';

const HEADINGS = ['case', 'subject', 'baseline', 'which', 'ratio', 'goal', 'p50', 'p99'];

/** Lays measurements out as a table for people. */
export function formatMeasurements(results: readonly Measurement[]): string {
  const table = [HEADINGS, ...results.map(cellsOf)];
  const widths = HEADINGS.map((_, column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0)));
  const lineOf = (cells: readonly string[]) => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  return table.map((cells) => lineOf(cells).trimEnd()).join('\n');
}

function cellsOf({
  name,
  value,
  unit,
  baseline,
  ratio,
  goal,
  p50Milliseconds,
  p99Milliseconds,
}: Measurement): string[] {
  return [
    name,
    `${Math.round(value).toLocaleString('en')} ${unit}`,
    Math.round(baseline.value).toLocaleString('en'),
    baseline.name,
    ratio.toFixed(3),
    goal === null ? '' : String(goal),
    formatMilliseconds(p50Milliseconds),
    formatMilliseconds(p99Milliseconds),
  ];
}

function formatMilliseconds(milliseconds: number | undefined): string {
  return milliseconds === undefined ? '' : `${milliseconds.toFixed(2)} ms`;
}
