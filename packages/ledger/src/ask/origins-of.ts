/** Where lots and shipments are from, element by element, without the lots in between: the quick answer, for many of them. */
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import { describeOrigins, type ElementOrigins } from '@lodestone/lineage/describe-origins.ts';
import type { LotOfLineage } from '@lodestone/store/graph-of-lineage.ts';
import type { Ledger } from '../open-ledger.ts';
import { attributeSubject } from './attribute-subject.ts';
import { boundAt } from './event-bound.ts';
import { readLotsInParts } from './read-lots-in-parts.ts';

export interface Origins {
  /** The lot or the shipment. */
  readonly id: string;
  /** Of all elements of which it has any. */
  readonly elements: Readonly<Partial<Record<ElementSymbol, ElementOrigins>>>;
}

/** As `trace` attributes it, as known at the time; null when nothing has that id (at that time). */
export async function originsOf(ledger: Ledger, id: string, asKnownAt: string | undefined): Promise<Origins | null> {
  const attributed = await attributeSubject(ledger, id, asKnownAt);
  if (attributed === null) return null;
  const attributions = [...attributed.elements];
  const lotNumbers = new Set(attributions.flatMap(([, { origins }]) => origins.map(({ lotNumber }) => lotNumber)));
  const lots = new Map<number, LotOfLineage>();
  const bound = await boundAt(ledger, asKnownAt);
  for await (const lot of readLotsInParts(ledger, [...lotNumbers], bound)) lots.set(lot.lotNumber, lot);
  const elements = attributions.map(([element, attribution]) => {
    return [element, describeOrigins(id, element, attribution, lots)] as const;
  });
  return { id, elements: Object.fromEntries(elements) };
}
