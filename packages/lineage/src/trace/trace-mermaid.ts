import { type DiagramNode, diagramOf } from './trace-diagram.ts';
import type { Trace } from './trace-value.ts';

/** The brackets that give a node its shape, around its quoted text. */
const SHAPES: Readonly<Record<DiagramNode['kind'], readonly [string, string]>> = {
  origin: ['([', '])'],
  lot: ['[', ']'],
  'circuit-stock': ['[(', ')]'],
  shipment: ['[[', ']]'],
};

/** Formats a trace as a Mermaid flowchart, as Markdown pages show them. */
export function formatTraceMermaid(trace: Trace): string {
  const { nodes, arrows } = diagramOf(trace);
  return [
    'flowchart LR',
    ...nodes.map(({ name, kind, lines }) => {
      const [open, close] = SHAPES[kind];
      return `  ${name}${open}"${lines.map(escape).join('<br/>')}"${close}`;
    }),
    ...arrows.map(({ from, to, label, isIndirect }) => {
      return `  ${from} ${isIndirect ? '-.->' : '-->'}|"${escape(label)}"| ${to}`;
    }),
    '',
  ].join('\n');
}

/**
 * Mermaid reads quotes, Markdown and HTML even inside quoted text, so all but letters, digits and harmless signs is
 * written as its code: `#34;` is a quotation mark (Mermaid, "Entity codes to escape characters").
 */
function escape(text: string): string {
  return text.replace(/[^\p{L}\p{M}\p{N} .,:/·+-]/gu, (character) => `#${character.codePointAt(0)};`);
}
