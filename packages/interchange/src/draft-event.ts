/** The rows of one event, cell by cell, put together into its members. */
import {
  cellOf,
  type EventDraft,
  isMembers,
  readMembers,
  refuseCell,
  setMember,
  type TableRow,
} from './event-draft.ts';
import type { CellFormat } from './read-cell.ts';
import type { BoundColumn, TablePlan } from './table-plan.ts';
import { columnLetters } from './table-text.ts';
import { PART } from './template.ts';

/** Reads every cell of the rows of one event, and notes what is wrong with each. */
export function draftEvent(plan: TablePlan, format: CellFormat, rows: readonly TableRow[]): EventDraft {
  const [first] = rows;
  if (first === undefined) throw new Error('Bug: an event of no rows');
  const { template } = plan;
  const members: Record<string, unknown> = { type: template.name };
  const all = Object.values(template.lists);
  const lists = new Map(all.map((list): [string, unknown[]] => [list.member, []]));
  const draft: EventDraft = { plan, format, firstRow: first.row, members, lists, places: new Map(), problems: [] };
  const once = plan.event.filter(({ column }) => column.name !== PART);
  readMembers(draft, first, once, members, '');
  for (const row of rows) checkRow(draft, row, first, once);
  refuseWithoutKey(draft, first);
  for (const row of rows) addToList(draft, row);
  for (const { member, isOptional, isOne } of all) {
    const items = lists.get(member) ?? [];
    if (isOne === true) setMembers(members, member, items);
    else if (items.length > 0 || isOptional !== true) members[member] = items;
  }
  for (const { member, isOne } of all) if (isOne === true) setNothing(members, member);
  return draft;
}

/** What the event has once must not differ between its rows, and nothing may stand beside the table. */
function checkRow(draft: EventDraft, row: TableRow, first: TableRow, once: readonly BoundColumn[]): void {
  const { plan, problems } = draft;
  for (const [index, text] of row.cells.entries()) {
    if (text.trim() !== '' && (plan.headers[index] ?? '').trim() === '') {
      const cell = `${columnLetters(index)}${row.row}`;
      problems.push({ row: row.row, column: null, cell, message: `${JSON.stringify(text)} has no header above it` });
    }
  }
  if (row === first) return;
  for (const bound of once) {
    const [here, there] = [cellOf(row, bound).trim(), cellOf(first, bound).trim()];
    if (here === '' || here === there) continue;
    const both = `${JSON.stringify(here)} here, ${JSON.stringify(there)} in row ${first.row} of the same event`;
    refuseCell(draft, row.row, bound, `${both}: say it once, or make it another event`);
  }
}

/** A row that belongs by a reference must say it. */
function refuseWithoutKey(draft: EventDraft, row: TableRow): void {
  const { template, key } = draft.plan;
  for (const bound of key) {
    if (bound.column.name !== template.key[0] || cellOf(row, bound).trim() !== '') continue;
    refuseCell(draft, row.row, bound, 'is empty: say it on every row, it tells which rows belong together');
  }
}

/** Adds what a row says to the list that it belongs to. */
function addToList(draft: EventDraft, row: TableRow): void {
  const { plan } = draft;
  const words = Object.keys(plan.template.lists);
  if (words.length === 0) return;
  const word = wordOfRow(draft, row, words);
  const list = word === null ? undefined : plan.template.lists[word];
  if (word === null || list === undefined) return;
  const columns = plan.lists[word] ?? [];
  refuseForeignCells(draft, row, word, columns);
  const items = draft.lists.get(list.member) ?? [];
  const item: Record<string, unknown> = { ...list.defaults };
  if (list.isOne === true && items.length > 0 && plan.part !== null) {
    refuseCell(draft, row.row, plan.part, `is ${word} once more: one row of an event says what it is`);
    return;
  }
  const path = list.isOne === true ? list.member : `${list.member}[${items.length}]`;
  readMembers(draft, row, columns, item, `${path}.`);
  const [only] = columns;
  items.push(list.isText === true ? item[only?.column.member ?? ''] : item);
}

function setMembers(members: Record<string, unknown>, member: string, [item]: readonly unknown[]): void {
  if (item !== undefined) setMember(members, member, item);
}

/** What has no row is nothing, where the event says at all what it belongs to: a stock of which there was none. */
function setNothing(members: Record<string, unknown>, member: string): void {
  const [outer = '', inner = ''] = member.split('.');
  const there = members[outer];
  if (isMembers(there) && there[inner] === undefined) there[inner] = {};
}

/** Which list a row belongs to: the only one, else what its column `part` says. */
function wordOfRow(draft: EventDraft, row: TableRow, words: readonly string[]): string | null {
  const { part } = draft.plan;
  if (words.length === 1) return words[0] ?? null;
  // A file without the column was told so at its header.
  if (part === null) return null;
  const scratch: Record<string, unknown> = {};
  readMembers(draft, row, [part], scratch, '');
  const word = scratch[PART];
  if (typeof word === 'string' && words.includes(word)) return word;
  const found = JSON.stringify(cellOf(row, part));
  refuseCell(draft, row.row, part, `must be one of ${words.join(', ')}; found ${found}`);
  return null;
}

/** Cells that say something which this kind of row has not: a product of an input. */
function refuseForeignCells(draft: EventDraft, row: TableRow, word: string, columns: readonly BoundColumn[]): void {
  const own = new Set([...columns, ...draft.plan.event].map(({ index }) => index));
  for (const bound of Object.values(draft.plan.lists).flat()) {
    if (own.has(bound.index) || cellOf(row, bound).trim() === '') continue;
    own.add(bound.index);
    refuseCell(
      draft,
      row.row,
      bound,
      `${JSON.stringify(cellOf(row, bound))} is nothing that ${/^[aeiou]/.test(word) ? 'an' : 'a'} ${word} row says: leave it empty`,
    );
  }
}
