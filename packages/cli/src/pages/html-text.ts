/** HTML that is safe whatever stands in it: what is not markup of ours is text, and text cannot become markup. */

/** Markup. Only `html` and `raw` make it. */
export interface Html {
  readonly markup: string;
}

export type HtmlPart = Html | string | number | null | readonly HtmlPart[];

/** Joins markup and values: values are escaped, markup is kept, lists are joined, null is nothing. */
export function html(literals: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  const markup = literals.reduce((before, literal, index) => before + markupOf(parts[index - 1] ?? null) + literal);
  return { markup };
}

/** Markup of ours that needs no escaping, such as a style sheet. */
export function raw(markup: string): Html {
  return { markup };
}

function markupOf(part: HtmlPart): string {
  if (part === null) return '';
  if (typeof part === 'string') return escapeText(part);
  if (typeof part === 'number') return String(part);
  return 'markup' in part ? part.markup : part.map(markupOf).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** What nobody sees, or what turns the text around it: control characters, marks of direction, invisible ones. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]/gu;

/** A value as text: every character that could be markup as an entity, every one that nobody sees by its number. */
export function escapeText(text: string): string {
  const seen = text.replaceAll(UNSEEN, (character) => {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
  return seen.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
