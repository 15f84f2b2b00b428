import { type DiagramNode, diagramOf } from './trace-diagram.ts';
import type { Trace } from './trace-value.ts';

const ATTRIBUTES: Readonly<Record<DiagramNode['kind'], string>> = {
  origin: 'shape=house, style=filled, fillcolor="#e6f2e6"',
  lot: 'shape=box, style="rounded,filled", fillcolor="#f7f7f7"',
  'circuit-stock': 'shape=cylinder, style=filled, fillcolor="#eef2fb"',
  shipment: 'shape=box3d, style=filled, fillcolor="#fbf0dc"',
};

/** Formats a trace in the DOT language of Graphviz. */
export function formatTraceDot(trace: Trace): string {
  const { nodes, arrows } = diagramOf(trace);
  return [
    `digraph ${quote([trace.subject.id])} {`,
    '  rankdir=LR;',
    '  node [fontname="Helvetica", fontsize=10];',
    '  edge [fontname="Helvetica", fontsize=9, color="#888888"];',
    ...nodes.map(({ name, kind, lines }) => `  ${name} [${ATTRIBUTES[kind]}, label=${quote(lines)}];`),
    ...arrows.map(({ from, to, label, isIndirect }) => {
      return `  ${from} -> ${to} [label=${quote([label])}${isIndirect ? ', style=dashed' : ''}];`;
    }),
    '}',
    '',
  ].join('\n');
}

/** A double-quoted string of which `\` begins an escape (escString): both it and the quote are escaped, lines end in `\n`. */
function quote(lines: readonly string[]): string {
  return `"${lines.map((line) => line.replace(/[\\"]/g, '\\$&')).join('\\n')}"`;
}
