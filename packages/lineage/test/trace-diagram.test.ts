import { describe, expect, test } from 'vitest';
import { traceDown, traceUp } from '../src/trace/trace.ts';
import { formatTraceDot } from '../src/trace/trace-dot.ts';
import { formatTraceMermaid } from '../src/trace/trace-mermaid.ts';
import { type LineageBuilder, lineageBuilder } from '../testing/lineage-builder.ts';

const HOSTILE = '"]; end "\\ <b>`#x`|\n\u202e%%';

function chain(product = 'ore'): LineageBuilder {
  const lineage = lineageBuilder();
  lineage.origin('ORE-1', { Nd: 1n }, { product });
  lineage.step({
    name: 'leaching',
    inputs: { 'ORE-1': { Nd: 1n } },
    outputs: {},
    closing: { 'MAKER HEAP': { Nd: 1n } },
  });
  lineage.step({ name: 'leaching', inputs: { 'MAKER HEAP': { Nd: 1n } }, outputs: { 'PLS-1': { Nd: 1n } } });
  return lineage;
}

describe('diagrams of a trace', () => {
  test('in DOT have the material flow into the shipment', () => {
    const { graph, shipment } = chain();
    const dot = formatTraceDot(traceUp(graph, shipment('SHP-1', ['PLS-1'])));
    expect(dot).toMatch(/^digraph "SHP-1" \{\n/);
    expect(dot).toContain(
      'lot0 [shape=box, style="rounded,filled", fillcolor="#f7f7f7", label="PLS-1\\nproduct of PLS-1\\nMAKER · CN"];',
    );
    expect(dot).toContain('  lot1 [shape=cylinder,');
    expect(dot).toContain('  lot2 [shape=house,');
    expect(dot).toContain('  lot2 -> lot1 [label="leaching"];\n  lot0 -> shipment0 [label="packed"];\n}\n');
  });

  test('in Mermaid have a shape for each kind', () => {
    const lineage = chain();
    const packings = [{ shipment: 'SHP-1', lotNumber: lineage.lotNumber('PLS-1') }];
    expect(formatTraceMermaid(traceDown(lineage.graph, lineage.lot('ORE-1'), packings))).toBe(`flowchart LR
  lot0(["ORE-1<br/>ore<br/>MAKER · CN"])
  lot1[("MAKER HEAP<br/>circuit-stock<br/>MAKER · CN")]
  lot2["PLS-1<br/>product of PLS-1<br/>MAKER · CN"]
  shipment0[["SHP-1<br/>shipment"]]
  lot0 -->|"leaching"| lot1
  lot1 -->|"leaching"| lot2
  lot2 -->|"packed"| shipment0
`);
  });

  test('let no text of the ledger out of its quotation marks', () => {
    const { graph, lot } = chain(HOSTILE);
    const trace = traceUp(graph, lot('ORE-1'));
    expect(formatTraceDot(trace)).toContain('label="ORE-1\\n\\"]; end \\"\\\\ <b>`#x`|��%%\\nMAKER · CN"];');
    const mermaid = formatTraceMermaid(trace);
    expect(mermaid).toContain('<br/>#34;#93;#59; end #34;#92; #60;b#62;#96;#35;x#96;#124;#65533;#65533;#37;#37;<br/>');
  });
});
