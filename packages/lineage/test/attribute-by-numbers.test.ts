import fc from 'fast-check';
import { expect, test } from 'vitest';
import { attributeByNumbers } from '../src/attribution/attribute-by-numbers.ts';
import { attribute } from '../src/attribution/attribution.ts';
import type { LineageGraph } from '../src/graph.ts';
import { lineageBuilder } from '../testing/lineage-builder.ts';
import { type RandomLineageShape, randomLineage } from '../testing/random-lineage.ts';

const WEB = {
  maxMilligrams: 10n ** 9n,
  minMakings: 6,
  maxMakings: 20,
  maxInputs: 4,
  usualBack: 6,
  originPercent: 35,
  unexplainedPercent: 10,
  missingPercent: 0,
  gainPercent: 15,
} as const satisfies RandomLineageShape;

const apart = (lotNumber: number) => lotNumber * 3;

/** The graph with lot numbers that leave out some between, as those of steps do of which not every lot is asked for. */
function sparse({ lots, steps }: LineageGraph): LineageGraph {
  return {
    lots: new Map([...lots].map(([number, lot]) => [apart(number), { ...lot, lotNumber: apart(number) }])),
    steps: new Map(
      [...steps].map(([number, step]) => {
        const inputs = step.inputs.map((input) => ({ ...input, lotNumber: apart(input.lotNumber) }));
        return [number, { ...step, inputs }];
      }),
    ),
  };
}

test.each([
  ['whole', WEB],
  ['with branches missing', { ...WEB, missingPercent: 10 }],
])('is the attribution by fractions, of all elements and of some: lineages %s', (_, shape) => {
  const property = fc.property(randomLineage(shape), ({ graph: dense, subject: { parts, missing, ...subject } }) => {
    const graph = sparse(dense);
    const asked = {
      ...subject,
      parts: parts.map((part) => ({ ...part, lotNumber: apart(part.lotNumber) })),
      missing: missing.map((branch) => ({ ...branch, lotNumber: apart(branch.lotNumber) })),
    };
    const attributeSubject = attributeByNumbers(graph, asked.missing);
    const whole = attribute(graph, asked);
    expect(attributeSubject(asked)).toEqual(whole);
    expect(attributeByNumbers(graph)(asked)).toEqual(whole);
    const last = [...whole.keys()].slice(-1);
    expect(attributeSubject(asked, last)).toEqual(attribute(graph, asked, last));
  });
  fc.assert(property, { numRuns: 100, endOnFailure: true });
});

test('masses beyond numbers are attributed by fractions', () => {
  const lineage = lineageBuilder();
  const much = 2n ** 60n + 1n;
  lineage.origin('A', { Nd: much });
  lineage.origin('B', { Nd: 3n });
  lineage.step({ inputs: { A: { Nd: much }, B: { Nd: 3n } }, outputs: { MIXED: { Nd: 2n ** 54n + 3n } } });
  const attributeSubject = attributeByNumbers(lineage.graph);
  for (const subject of [lineage.lot('MIXED'), lineage.lot('B')])
    expect(attributeSubject(subject)).toEqual(attribute(lineage.graph, subject));
});
