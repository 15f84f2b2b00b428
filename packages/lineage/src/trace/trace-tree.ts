/**
 * Formats a trace for people:
 *
 *     ● GB-001  body · 522.709 kg · bodies after Tb grain-boundary diffusion
 *     │ grain-boundary-diffusion of 2 lots · D-WORKS · MAGNETS-D · CN
 *     ├─● ME-TB  metal · 2.76 kg · Tb metal 99.9
 *     │ │ metallothermic-reduction · C-CELLS · METALS-C · CN · held by MAGNETS-D
 *     │ ○ OX-TB  see below
 *     ● MC-001  body · 521.666 kg · machined bodies
 *     │ machining · D-WORKS · MAGNETS-D · CN
 *
 * What a step lost and what it leaves unaccounted stands under the first of its lots that is drawn: of the elements
 * that the subject contains one by one, of the others together; so does what a lot gained without a step. Beside each lot stands its net mass as made, or its content where it has none or one element is traced. Under it stands
 * how it came to be; below that, what it was made from (upstream) or what was made from it (downstream): side branches
 * first, the trunk last and in the same column.
 */
import { formatCount } from '@lodestone/custody/format-count.ts';
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import { formatKilograms } from '@lodestone/custody/format-amount.ts';
import { kindWords } from '../kind-words.ts';
import { fitColumns, measureColumns, printable, wrapColumns } from '../plain-text.ts';
import { shipmentsByLot } from './shipments-by-lot.ts';
import { gainNotes, lossNotes } from './trace-losses.ts';
import { type Branches, branchesOf } from './trace-branches.ts';
import { describeFilter } from './trace-limits.ts';
import { formatMissing, marksByLot } from './trace-missing.ts';
import { formatOrigins, formatRecycled } from './trace-origins.ts';
import type { Trace, TraceLot } from './trace-value.ts';

/** Fits a terminal beside something else, and a page of a report. */
const DEFAULT_WIDTH_COLUMNS = 100;

/** Formats the whole trace, ending in a newline. Long product names are cut to the width; ids never are. */
export function formatTraceTree(trace: Trace, widthColumns: number = DEFAULT_WIDTH_COLUMNS): string {
  const sections = [
    formatSubject(trace, widthColumns),
    formatBranches(trace, widthColumns),
    formatOrigins(trace, widthColumns),
    formatRecycled(trace),
    formatMissing(trace, widthColumns),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

function formatSubject(
  { subject, direction, limits, lots, countries, elements }: Trace,
  widthColumns: number,
): string[] {
  const { filter } = limits;
  const title = [
    `${subject.kind === 'lot' ? 'Lot' : 'Shipment'} ${printable(subject.id)}`,
    direction === 'up' ? 'upstream' : 'downstream',
    limits.element === null ? [] : `${limits.element} only`,
    limits.depth === null ? [] : `to depth ${limits.depth}`,
    filter === undefined
      ? formatCount(lots.length, 'lot')
      : `${lots.length} of ${formatCount(lots.length + filter.lotsLeftOut, 'lot')}`,
    countries.length === 0 ? [] : countries.join(', '),
  ];
  const masses = Object.entries(elements).map(
    ([symbol, { milligrams }]) => `${symbol} ${formatKilograms(BigInt(milligrams))}`,
  );
  const contents = masses.length === 0 ? ['no rare earth stated'] : wrapColumns(masses, ' · ', widthColumns - 2);
  const listed = filter === undefined ? [] : wrapColumns(describeFilter(filter), ' ', widthColumns - 2);
  return [...wrapColumns(title.flat(), ' · ', widthColumns), ...[...contents, ...listed].map((line) => `  ${line}`)];
}

/** However deep a branch is, a mass beside its element fits. */
const NOTE_COLUMNS_MIN = 32;

interface Drawing {
  readonly lot: TraceLot;
  /** What stands before the bullet of the lot, and before all lines under it. */
  readonly lead: string;
  readonly under: string;
  readonly claimed: boolean;
  /** Says before it that lots between it and the one it is drawn under are not listed; nothing where there are none. */
  readonly before: readonly string[];
}

function formatBranches(trace: Trace, widthColumns: number): string[] {
  const branches = branchesOf(trace);
  const shipmentsOf = shipmentsByLot(trace);
  const drawn = new Set<TraceLot>();
  const losses = lossNotes(trace);
  const marksOf = marksByLot(trace);
  const lines: string[] = [];
  for (const [index, root] of branches.roots.entries()) {
    if (index > 0) lines.push('');
    const waiting: Drawing[] = [{ lot: root, lead: '', under: '', claimed: true, before: [] }];
    for (let drawing = waiting.pop(); drawing !== undefined; drawing = waiting.pop()) {
      const { lot, lead, under, claimed, before } = drawing;
      lines.push(...before);
      if (!claimed) {
        lines.push(`${lead}○ ${printable(lot.lot)}  see ${drawn.has(lot) ? 'above' : 'below'}`);
        continue;
      }
      drawn.add(lot);
      const following = followingOf(branches, lot, under);
      const bar = following.length > 0 || lot.continues ? '│' : ' ';
      lines.push(formatLot(trace, lot, `${lead}${lot.step === null ? '◆' : '●'} `, widthColumns));
      const room = Math.max(NOTE_COLUMNS_MIN, widthColumns - measureColumns(under) - 2);
      const marks = marksOf.get(lot.lot);
      const notes = [
        ...notesOf(trace, lot, branches, shipmentsOf).flatMap((note) => noteLines(note, room)),
        ...(marks === undefined ? [] : [`! ${marks.join(' · ')}`]),
        ...losses(lot, room),
        ...gainNotes(trace, lot, room),
      ];
      for (const note of notes) lines.push(`${under}${bar} ${note}`);
      if (lot.continues) lines.push(`${under}┆ more beyond the depth asked for`);
      // The list of what is waiting is a stack: what is to be drawn first goes on last.
      for (const next of following.toReversed()) waiting.push(next);
    }
  }
  return lines;
}

/** The parts of a note in as few lines as fit, all but the first further in. */
function noteLines(parts: readonly string[], room: number): string[] {
  return wrapColumns(parts, ' · ', room - 2).map((line, index) => (index === 0 ? line : `  ${line}`));
}

/** What is drawn below the lot, in order: references and side branches, then the trunk, which keeps the column. */
function followingOf(branches: Branches, lot: TraceLot, under: string): readonly Drawing[] {
  const next = branches.nextTo(lot);
  const trunk = branches.trunkOf(lot) ?? next.at(-1);
  if (trunk === undefined) return [];
  const sides = next.filter((each) => each !== trunk);
  const before = (each: TraceLot) => {
    const lotsBetween = branches.lotsBetween(lot, each);
    return lotsBetween === 0 ? [] : [`${under}┆ ${formatCount(lotsBetween, 'lot')} between, not listed`];
  };
  return [
    ...sides.map((side) => ({
      lot: side,
      lead: `${under}├─`,
      under: `${under}│ `,
      claimed: branches.claims(lot, side),
      before: before(side),
    })),
    { lot: trunk, lead: under, under, claimed: branches.claims(lot, trunk), before: before(trunk) },
  ];
}

function formatLot({ limits }: Trace, lot: TraceLot, lead: string, widthColumns: number): string {
  const mass = massOf(lot, limits.element);
  const head = [`${lead}${printable(lot.lot)}  ${lot.form ?? kindWords(lot.kind)}`, ...mass].join(' · ');
  if (lot.product === null) return head;
  // Even beside a very long id some of the product is shown.
  const room = Math.max(10, widthColumns - measureColumns(head) - 3);
  return `${head} · ${fitColumns(printable(lot.product), room)}`;
}

/** How much of it was made, in the words of the tree; nothing when no mass of it is stated. */
function massOf({ netMilligrams, elementMilligrams }: TraceLot, element: ElementSymbol | null): readonly string[] {
  const masses = Object.values(elementMilligrams);
  if (element === null && netMilligrams !== null) return [formatKilograms(BigInt(netMilligrams))];
  if (masses.length === 0) return [];
  const contained = masses.reduce((sum, mass) => sum + BigInt(mass), 0n);
  return [`${formatKilograms(contained)} ${element ?? 'of rare earths'}`];
}

function notesOf(
  trace: Trace,
  lot: TraceLot,
  branches: Branches,
  shipmentsOf: ReadonlyMap<string, readonly string[]>,
): readonly (readonly string[])[] {
  // Inputs are counted only where all of them are listed.
  const listsInputs =
    trace.direction === 'up' && trace.limits.element === null && trace.limits.filter === undefined && !lot.continues;
  const inputCount = listsInputs ? branches.nextTo(lot).length : 0;
  const held = lot.custodian === lot.party ? [] : [`held by ${lot.custodian}`];
  const made = [howMade(lot, inputCount), lot.facility ?? [], lot.party, lot.country, held].flat();
  const packed = (shipmentsOf.get(lot.lot) ?? []).map((shipment) => `▸ packed in ${shipment}`);
  const others = [...beyondLedger(lot), ...packed].map((note) => [note]);
  return [made, ...others].map((parts) => parts.map(printable));
}

/** An origin that was made somewhere, but not in this ledger. */
function beyondLedger({ kind }: TraceLot): string[] {
  if (kind === 'imported') return ['what it was made of is recorded elsewhere, if at all: ask the importer'];
  if (kind === 'opening-stock')
    return ['was there when its holder joined the ledger: what it was made of is not in it'];
  return [];
}

function howMade({ kind, step }: TraceLot, inputCount: number): string {
  if (step === null) return kindWords(kind);
  if (kind === 'circuit-stock') return `left in the circuit by ${step}`;
  return inputCount > 1 ? `${step} of ${inputCount} lots` : step;
}
