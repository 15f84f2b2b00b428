import { chineseNameOf } from '../src/column-names.ts';
import type { Template } from '../src/template.ts';
import { allColumns } from '../src/templates.ts';
import { headerOf } from '../src/write-table.ts';

/** The table of a template's columns as docs/spreadsheets.md has it; needed ones are bold. */
export function columnTable(template: Template): string {
  const rows = allColumns(template).map((column) => {
    const header = `\`${headerOf(column, 'en')}\``;
    const isNeeded = column.needed === true || template.key[0] === column.name;
    return `| ${isNeeded ? `**${header}**` : header} | ${chineseNameOf(column.name)} | ${column.about} |`;
  });
  return ['| column | 中文 | holds |', '|---|---|---|', ...rows].join('\n');
}
