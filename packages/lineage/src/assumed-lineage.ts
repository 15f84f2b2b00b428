/**
 * A lineage as it would be if something that is recorded were not so. The record stays as it is; what is assumed makes
 * another graph of it, and attribution, claims and traces answer from that one as from any.
 */
import type { ElementMasses } from '@lodestone/custody/element-masses.ts';
import type { LineageGraph, LineageSubject, MissingBranch, SubjectPart } from './graph.ts';

export interface AssumedLineage {
  readonly graph: LineageGraph;
  /** Branches that end early now. */
  readonly missing: readonly MissingBranch[];
  /** What a part of a subject holds if it is so. */
  readonly reweigh: (part: SubjectPart) => ElementMasses;
}

/** The subject as it would be. */
export function assumedSubject({ missing, reweigh }: AssumedLineage, subject: LineageSubject): LineageSubject {
  const parts = subject.parts.map((part) => ({ ...part, elementMilligrams: reweigh(part) }));
  return { ...subject, parts, missing: [...subject.missing, ...missing] };
}

/**
 * That lots are void, and steps did not happen as recorded: all that came of such a lot, or was made by such a step, is of
 * unknown origin. Masses stay, for what there is was weighed where it is. Needs nothing of the rest of the graph.
 */
export function assumeVoid(
  { lots, steps }: LineageGraph,
  voidLots: ReadonlySet<number>,
  voidSteps: ReadonlySet<number> = new Set(),
): AssumedLineage {
  const missing: MissingBranch[] = [];
  for (const { lotNumber, lot, step } of lots.values()) {
    if (voidLots.has(lotNumber)) missing.push({ lotNumber, lot, reason: 'assumed to be void' });
    else if (step !== null && voidSteps.has(step))
      missing.push({ lotNumber, lot, reason: 'its step is assumed to be void' });
  }
  return {
    graph: {
      lots: new Map([...lots].filter(([lotNumber]) => !voidLots.has(lotNumber))),
      steps: new Map([...steps].filter(([step]) => !voidSteps.has(step))),
    },
    missing,
    reweigh: ({ elementMilligrams }) => elementMilligrams,
  };
}
