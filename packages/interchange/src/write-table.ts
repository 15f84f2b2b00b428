/** Events in, a table out, in the columns of a template: what `read-table.ts` reads. */
import { ELEMENT_SYMBOLS } from '@lodestone/custody/element.ts';
import type { Column, QuantityBlock } from './column.ts';
import { chineseNameOf } from './column-names.ts';
import { type DecimalMark, type Delimiter, usualDecimalMark } from './delimiter.ts';
import { isMembers } from './event-draft.ts';
import { PART, type Template } from './template.ts';
import { allColumns, eventColumns, listColumns } from './templates.ts';
import { exactPathOf } from './typed-members.ts';

export interface TableStyle {
  readonly language: 'en' | 'zh';
  readonly delimiter: Delimiter;
}

type Event = Readonly<Record<string, unknown>>;
/** The texts of a row by the names of their columns. */
type Cells = ReadonlyMap<string, string>;

/** The columns of elements that a template without rows has: those that magnets are made of. */
const USUAL_ELEMENTS: ReadonlySet<string> = new Set(['Pr', 'Nd', 'Tb', 'Dy']);
const NOT_DETECTED = 'n.d.';
/** RFC 4180 §2. */
const LINE_END = '\r\n';

/** A header row and the rows of `events`, each line ended. */
export function formatTable(template: Template, events: readonly Event[], style: TableStyle): string {
  const mark = usualDecimalMark(style.delimiter);
  const rows = events.flatMap((event) => rowsOf(template, event, mark));
  const elements = ELEMENT_SYMBOLS.filter((element) =>
    events.length === 0 ? USUAL_ELEMENTS.has(element) : rows.some((cells) => cells.has(element)),
  );
  const columns = columnsOf(template, elements);
  const header = columns.map((column) => headerOf(column, style.language));
  const lines = [header, ...rows.map((cells) => columns.map(({ name }) => cells.get(name) ?? ''))];
  const quoted = lines.map((cells) => cells.map((cell) => quote(cell, style.delimiter)).join(style.delimiter));
  // A spreadsheet takes a file without a byte order mark for its own old encoding.
  const start = style.language === 'zh' ? '\u{feff}' : '';
  return `${start}${quoted.join(LINE_END)}${LINE_END}`;
}

/** The template's columns, what rows belong by first, with those of elements behind the amounts. */
function columnsOf(template: Template, elements: readonly string[]): Column[] {
  const all = allColumns(template);
  const isKey = ({ name }: Column) => name === template.key[0];
  const columns = [...all.filter(isKey), ...all.filter((column) => !isKey(column))];
  const blocks = [template.quantity, ...Object.values(template.lists).map(({ quantity }) => quantity)];
  if (!blocks.some((block) => block?.parts.includes('elements') === true)) return columns;
  const after = columns.findLastIndex(({ kind }) => kind === 'mass' || kind === 'share' || kind === 'volume');
  const masses = elements.map((name): Column => ({ name, kind: 'mass', member: '', unit: 'kg', about: '' }));
  return columns.toSpliced(after + 1, 0, ...masses);
}

/** `net kg`, or `净重(kg)`. */
export function headerOf({ name, unit }: Column, language: TableStyle['language']): string {
  const shown = language === 'zh' ? chineseNameOf(name) : name === 'treo' ? 'TREO' : name;
  if (unit === undefined) return shown;
  return language === 'zh' ? `${shown}(${unit})` : `${shown} ${unit}`;
}

function rowsOf(template: Template, event: Event, mark: DecimalMark): Cells[] {
  const once = cellsOf(eventColumns(template), template.quantity, event, mark);
  const rows: Cells[] = [];
  for (const [word, list] of Object.entries(template.lists)) {
    const value = list.isOne === true ? stockOf(event, list.member) : event[list.member];
    const items: readonly unknown[] = Array.isArray(value) ? value : [];
    for (const item of items) {
      const [only] = list.columns;
      const members: unknown = list.isText === true && only !== undefined ? { [only.member]: item } : item;
      if (!isMembers(members)) continue;
      rows.push(new Map([...once, [PART, word], ...cellsOf(listColumns(list), list.quantity, members, mark)]));
    }
  }
  return rows.length === 0 ? [once] : rows;
}

/** What is in a circuit, as the only item of a list; nothing is not written. */
function stockOf(event: Event, member: string): readonly unknown[] {
  const elementMilligrams = valueAt(event, `${member}ElementMilligrams`);
  return isMembers(elementMilligrams) && Object.keys(elementMilligrams).length > 0 ? [{ elementMilligrams }] : [];
}

function cellsOf(
  columns: readonly Column[],
  block: QuantityBlock | undefined,
  members: Event,
  mark: DecimalMark,
): Map<string, string> {
  const cells = new Map<string, string>();
  for (const column of columns) {
    const value = valueAt(members, exactPathOf(column.member));
    if (value !== undefined) cells.set(column.name, formatCell(value, column, mark));
  }
  if (block === undefined) return cells;
  const masses = valueAt(members, `${block.prefix}elementMilligrams`);
  for (const [element, mass] of isMembers(masses) ? Object.entries(masses) : []) {
    cells.set(element, formatDecimal(BigInt(Number(mass)), DECIMALS.kg, mark));
  }
  const notDetected = valueAt(members, `${block.prefix}notDetected`);
  for (const element of Array.isArray(notDetected) ? notDetected : []) cells.set(String(element), NOT_DETECTED);
  return cells;
}

/** Decimals between a unit of the templates and the whole unit of the event. */
const DECIMALS: Readonly<Record<'kg' | 'L' | '%' | 'ppm', number>> = { kg: 6, L: 3, '%': 4, ppm: 0 };

function formatCell(value: unknown, { kind, unit }: Column, mark: DecimalMark): string {
  if (kind === 'texts') return Array.isArray(value) ? value.map(String).join(', ') : String(value);
  if (kind === 'time')
    return String(value)
      .replace('T', ' ')
      .replace(/(?::00)?\.000Z$|Z$/, '');
  if (typeof value !== 'number') return String(value);
  const decimals = unit === 'kg' || unit === 'L' || unit === '%' || unit === 'ppm' ? DECIMALS[unit] : 0;
  return formatDecimal(BigInt(value), decimals, mark);
}

/** A whole number of small units in large ones, exactly: 1500000 with six decimals is `1.5`. */
function formatDecimal(value: bigint, decimals: number, mark: DecimalMark): string {
  const digits = value.toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '');
  return fraction === '' ? whole : `${whole}${mark}${fraction}`;
}

function valueAt(members: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (isMembers(value) ? value[name] : undefined), members);
}

/** A cell with quotes around it where its content needs them (RFC 4180 §2.5–2.7). */
function quote(cell: string, delimiter: Delimiter): string {
  if (!cell.includes(delimiter) && !/["\r\n]|^\s|\s$/.test(cell)) return cell;
  return `"${cell.replaceAll('"', '""')}"`;
}
