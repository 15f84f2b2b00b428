/** Makes elements of the page. Texts go in as text, whatever they look like; nothing is ever read as HTML. */
import { printable } from '@lodestone/lineage/plain-text.ts';

type Child = Node | string;
type Attributes = Readonly<Record<string, string>>;

/** An element with attributes and children. Attributes are the page's own words, or text in a place that runs nothing. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  return fill(document.createElement(name), attributes, children);
}

/** The same of a drawing. */
export function drawing<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[Name] {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);
}

function fill<Made extends Element>(made: Made, attributes: Attributes, children: readonly Child[]): Made {
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children.map((child) => (typeof child === 'string' ? shown(child) : child)));
  return made;
}

/** A name or a value may be as long as an event, which no line of a page is. */
const TEXT_MAX_CHARACTERS = 1_000;

function shown(text: string): string {
  const isShort = text.length <= TEXT_MAX_CHARACTERS;
  return printable(isShort ? text : `${text.slice(0, TEXT_MAX_CHARACTERS).toWellFormed()}…`);
}

/** A text of the ledger, such as an id: kept apart, so that its direction of writing does not reorder what is around. */
export function quoted(text: string): HTMLElement {
  return element('bdi', {}, text);
}

/** A table with a caption and a header row. */
export function table(caption: string, header: readonly string[], rows: readonly (readonly Child[])[]): HTMLElement {
  const titles = header.map((title) => element('th', { scope: 'col', role: 'columnheader' }, title));
  const body = rows.map((cells) =>
    // On a narrow page each cell says what it is, since the header is gone; and roles, since it is laid out otherwise.
    element(
      'tr',
      { role: 'row' },
      ...cells.map((cell, index) => element('td', { role: 'cell', 'data-title': header[index] ?? '' }, cell)),
    ),
  );
  return element(
    'table',
    { role: 'table' },
    element('caption', {}, caption),
    element('thead', { role: 'rowgroup' }, element('tr', { role: 'row' }, ...titles)),
    element('tbody', { role: 'rowgroup' }, ...body),
  );
}

/** The element of the page that has this id. */
export function byId<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`the page has no ${id}`);
}
