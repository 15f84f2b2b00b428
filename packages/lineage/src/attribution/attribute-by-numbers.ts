import { ELEMENT_SYMBOLS, type ElementSymbol } from '@lodestone/custody/element.ts';
import { attributeDense } from './attribute-dense.ts';
import { attribute, type AttributeSubject } from './attribution.ts';
import { BeyondNumbers } from './dense-lineage.ts';
import { denseOf } from './dense-of-graph.ts';
import type { LineageGraph, MissingBranch } from '../graph.ts';

/**
 * Attribution as `attribute` has it, to the milligram the same, for whoever asks of many subjects of one graph, or of a
 * deep one: what they have in common is put into numbers once. `missing` are branches that are missing for all subjects. What numbers
 * cannot hold is left to fractions, and so is a subject that is missing itself, or of which something else is.
 */
export function attributeByNumbers(graph: LineageGraph, missing: readonly MissingBranch[] = []): AttributeSubject {
  const missingLots = new Set(missing.map(({ lotNumber }) => lotNumber));
  const isKnown = ({ lotNumber }: { readonly lotNumber: number }) => {
    const lot = graph.lots.get(lotNumber);
    return lot !== undefined && (lot.step === null || graph.steps.has(lot.step));
  };
  const dense = denseOf(graph, missingLots);
  let isBeyondNumbers = false;
  return (subject, elements = ELEMENT_SYMBOLS) => {
    const exactly = (open: readonly ElementSymbol[]) => attribute(graph, subject, open);
    const isMissing =
      !subject.parts.every(isKnown) || !subject.missing.every(({ lotNumber }) => missingLots.has(lotNumber));
    if (isMissing || isBeyondNumbers) return exactly(elements);
    try {
      dense.include(subject.parts.map(({ lotNumber }) => lotNumber));
    } catch (error) {
      if (!(error instanceof BeyondNumbers)) throw error;
      // What was being added is not whole.
      isBeyondNumbers = true;
      return exactly(elements);
    }
    try {
      return attributeDense(dense.lineage, subject, { elements, exactly });
    } catch (error) {
      if (error instanceof BeyondNumbers) return exactly(elements);
      throw error;
    }
  };
}
