import { ELEMENT_SYMBOLS } from '@lodestone/custody/element.ts';
import { attributeDense } from './attribute-dense.ts';
import { attribute, type AttributeSubject } from './attribution.ts';
import { BeyondNumbers, type DenseLineage } from './dense-lineage.ts';
import { denseOf } from './dense-of-graph.ts';
import type { LineageGraph } from './graph.ts';

/**
 * Attribution as `attribute` has it, to the milligram the same, for whoever asks of many subjects of one graph, or of a
 * deep one: the graph is put into numbers once. What numbers cannot hold, and what is missing, is left to fractions.
 */
export function attributeByNumbers(graph: LineageGraph): AttributeSubject {
  let known: DenseLineage | 'beyond' | undefined;
  return (subject, elements = ELEMENT_SYMBOLS) => {
    if (subject.missing.length > 0) return attribute(graph, subject, elements);
    try {
      known ??= denseOf(graph);
      if (known !== 'beyond')
        return attributeDense(known, subject, { elements, exactly: (open) => attribute(graph, subject, open) });
    } catch (error) {
      if (!(error instanceof BeyondNumbers)) throw error;
      known ??= 'beyond';
    }
    return attribute(graph, subject, elements);
  };
}
