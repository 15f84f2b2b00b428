/** From a member of an event back to the cell that says it, so that people hear of `F17` and not of `lines[3].quantity`. */
import { isElementSymbol, tradeOxide } from '@lodestone/custody/element.ts';
import type { Column } from './column.ts';
import type { EventDraft } from './event-draft.ts';
import { cellProblem, type RowProblem, rowProblem } from './row-problem.ts';
import { listColumns } from './templates.ts';
import { typedMemberOf } from './typed-members.ts';

/**
 * The problem that an event has at `path`, at the cell that is to be changed. Null when it was said before: of the cell,
 * or of a column that the file has not.
 */
export function locate(draft: EventDraft, path: string, message: string): RowProblem | null {
  const { places, problems } = draft;
  const paths = typedPaths(path.replace(STOCK, 'circuit.$1.elementMilligrams'));
  // Of what is made of several cells, the first is as good as any.
  const placed = paths.find((typed) => places.has(typed)) ?? [...places.keys()].find((other) => isInside(other, paths));
  const place = placed === undefined ? undefined : places.get(placed);
  if (place !== undefined) {
    const found = cellProblem(place.row, place.bound.index, place.bound.header, message);
    return problems.some(({ cell }) => cell === found.cell) ? null : found;
  }
  const column = columnAt(draft, paths);
  if (column !== undefined && draft.plan.missing.has(column.name)) return null;
  const row = rowOfItem(draft, path) ?? draft.firstRow;
  return rowProblem(row, message, column?.name ?? null);
}

function isInside(path: string, outer: readonly string[]): boolean {
  return outer.some((typed) => path.startsWith(`${typed}.`) || path.startsWith(`${typed}[`));
}

/** What is in a circuit before and after a step is typed as other amounts of elements are. */
const STOCK = /^circuit\.(opening|closing)ElementMilligrams/;

const ITEM = /^(\w+)\[\d+\]\.?/;

/** The column of the template that would say what stands at one of `paths`, or inside it. */
function columnAt({ plan }: EventDraft, paths: readonly string[]): Column | undefined {
  const [, member] = ITEM.exec(paths[0] ?? '') ?? [];
  const list = Object.values(plan.template.lists).find((candidate) => candidate.member === member);
  const columns = list === undefined ? plan.columns : listColumns(list);
  const inner = paths.map((path) => path.replace(ITEM, ''));
  return columns.find((column) => inner.includes(column.member) || isInside(column.member, inner));
}

/** The row that the item at `path` came from. */
function rowOfItem({ places }: EventDraft, path: string): number | null {
  const item = ITEM.exec(path)?.[0];
  if (item === undefined) return null;
  for (const [placed, { row }] of places) if (placed.startsWith(item)) return row;
  return null;
}

/** Where a member of an event may have been typed. */
function typedPaths(path: string): string[] {
  const [, prefix = '', name = ''] = /^(.*?)(\w*)$/.exec(path) ?? [];
  const typed = typedMemberOf(name);
  if (typed !== undefined) return [path, `${prefix}${typed}`];
  if (name === 'elementMilligrams') {
    return [path, ...['elements', 'oxides', 'elementShares', 'oxideShares'].map((ways) => `${prefix}${ways}`)];
  }
  const outer = /^(.*)elementMilligrams\.$/.exec(prefix)?.[1];
  if (outer === undefined || !isElementSymbol(name)) return [path];
  const oxide = tradeOxide(name);
  const ways = [`elements.${name}`, `elementShares.${name}`, `oxides.${oxide}`, `oxideShares.${oxide}`];
  return [path, ...ways.map((way) => `${outer}${way}`)];
}
