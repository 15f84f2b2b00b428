/** Sections and tables of a page that is printed and filed. */
import { type Html, type HtmlPart, html } from './html-text.ts';

/** One that is whole stands on one page, as far as it fits. */
export function section(title: string, content: Html, { isWhole = false } = {}): Html {
  return html`<section class="${isWhole ? 'whole' : 'long'}">
<h2>${title}</h2>
${content}
</section>`;
}

/** A table of names and values. */
export function factTable(rows: readonly (readonly [name: string, value: HtmlPart])[]): Html {
  const lines = rows.map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>\n`);
  return html`<table class="facts"><tbody>\n${lines}</tbody></table>`;
}

/** A table; a title that begins with # is of numbers. The last row is a sum where that is said. */
export function htmlTable(
  titles: readonly string[],
  rows: readonly (readonly HtmlPart[])[],
  { hasSum = false, caption }: { readonly hasSum?: boolean; readonly caption?: string } = {},
): Html {
  const heads = titles.map((title) => {
    return title.startsWith('#')
      ? html`<th class="number" scope="col">${title.slice(1)}</th>`
      : html`<th scope="col">${title}</th>`;
  });
  const lines = rows.map((row, index) => {
    const cells = row.map((cell, column) => {
      return titles[column]?.startsWith('#') === true ? html`<td class="number">${cell}</td>` : html`<td>${cell}</td>`;
    });
    return hasSum && index === rows.length - 1 ? html`<tr class="sum">${cells}</tr>\n` : html`<tr>${cells}</tr>\n`;
  });
  return html`<table class="${hasSum ? 'sums' : 'rows'}">${caption === undefined ? null : html`<caption>${caption}</caption>`}<thead><tr>${heads}</tr></thead>
<tbody>\n${lines}</tbody></table>`;
}
