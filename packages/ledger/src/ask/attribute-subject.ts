import type { ElementSymbol } from '@lodestone/custody/element.ts';
import { attributeDense } from '@lodestone/lineage/attribution/attribute-dense.ts';
import { attribute, type ElementAttribution } from '@lodestone/lineage/attribution/attribution.ts';
import {
  addOrigin,
  addStep,
  BeyondNumbers,
  type DenseLineage,
  emptyDenseLineage,
} from '@lodestone/lineage/attribution/dense-lineage.ts';
import type { EventBound } from '@lodestone/store/event-bound.ts';
import { readLineageNumbers } from '@lodestone/store/lineage/read-lineage-numbers.ts';
import { type OriginLot, readOriginLots } from '@lodestone/store/lineage/read-origin-lots.ts';
import type { Ledger } from '../open-ledger.ts';
import { boundAt } from './event-bound.ts';
import { lineageGraphOf } from './lineage-graph.ts';
import { readAncestry } from './read-ancestry.ts';
import { readLotsInParts } from './read-lots-in-parts.ts';

export interface Attributed {
  /** By element, of all of which the subject has any. */
  readonly elements: ReadonlyMap<ElementSymbol, ElementAttribution>;
  /** Names of the origins, by lot number. */
  readonly nameOfOrigin: ReadonlyMap<number, string>;
  /** Reads who the origins of these numbers are, as known when this was attributed. */
  readonly readOrigins: ReadOrigins;
}

export type ReadOrigins = (lotNumbers: readonly number[]) => Promise<ReadonlyMap<number, OriginLot>>;

/** Attributes a lot or a shipment to its origins, reading no more of its lineage than that needs; null when nothing has that id (at that time). */
export async function attributeSubject(
  ledger: Ledger,
  id: string,
  asKnownAt: string | undefined,
): Promise<Attributed | null> {
  const bound = await boundAt(ledger, asKnownAt);
  try {
    return await attributeInNumbers(ledger, id, bound);
  } catch (error) {
    if (!(error instanceof BeyondNumbers)) throw error;
    return attributeByGraph(ledger, id, bound);
  }
}

async function attributeInNumbers(ledger: Ledger, id: string, bound: EventBound): Promise<Attributed | null> {
  const lineage = emptyDenseLineage();
  const read = await readLineageNumbers(ledger.database, ledger.ledgerId, id, bound, {
    addOrigin: (lotNumber, lot) => addOrigin(lineage, lotNumber, lot),
    addStep: (step) => addStep(lineage, step),
  });
  if (read === null) return null;
  await addGains(ledger, read.changed, bound, lineage);
  const subject = { ...read.subject, missing: [] };
  const readOrigins = originsReader(ledger, bound);
  return { elements: attributeDense(lineage, subject), nameOfOrigin: lineage.nameOfOrigin, readOrigins };
}

/** Of masses that are beyond numbers. */
async function attributeByGraph(ledger: Ledger, id: string, bound: EventBound): Promise<Attributed | null> {
  const read = await readAncestry(ledger, id, bound);
  if (read === null) return null;
  const { subject, graph } = read;
  const nameOfOrigin = new Map([...graph.lots.values()].map(({ lotNumber, lot }) => [lotNumber, lot]));
  const elements = attribute(lineageGraphOf(graph), { ...subject, missing: [] });
  return { elements, nameOfOrigin, readOrigins: async () => graph.lots };
}

/** Reads origins as known at the bound, of those that are not in `known`, and keeps them there. */
export function originsReader(
  { database, ledgerId }: Ledger,
  bound: EventBound,
  known: Map<number, OriginLot> = new Map(),
): ReadOrigins {
  return async (lotNumbers) => {
    const missing = lotNumbers.filter((lotNumber) => !known.has(lotNumber));
    for (const lot of await readOriginLots(database, ledgerId, missing, bound)) known.set(lot.lotNumber, lot);
    return known;
  };
}

/** Sets what these lots gained without a step, as known at the bound. */
export async function addGains(
  ledger: Ledger,
  lotNumbers: readonly number[],
  bound: EventBound,
  lineage: DenseLineage,
): Promise<void> {
  for await (const { lotNumber, gains } of readLotsInParts(ledger, lotNumbers, bound)) {
    if (gains.length > 0) lineage.gainsOfLot.set(lotNumber, gains);
    else lineage.gainsOfLot.delete(lotNumber);
  }
}
