/** Where lots and shipments are from, element by element, without the lots in between: the quick answer, for many of them. */
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import { describeOrigins, type ElementOrigins } from '@lodestone/lineage/trace/describe-origins.ts';
import type { Attributed } from './attribute-subject.ts';

export interface Origins {
  /** The lot or the shipment. */
  readonly id: string;
  /** Of all elements of which it has any. */
  readonly elements: Readonly<Partial<Record<ElementSymbol, ElementOrigins>>>;
}

/** Says whom and where the origins are of that the attribution of this lot or shipment has found. */
export async function originsIn(id: string, { elements, readOrigins }: Attributed): Promise<Origins> {
  const attributions = [...elements];
  const lotNumbers = new Set(attributions.flatMap(([, { origins }]) => origins.map(({ lotNumber }) => lotNumber)));
  const lots = await readOrigins([...lotNumbers]);
  const described = attributions.map(([element, attribution]) => {
    return [element, describeOrigins(id, element, attribution, lots)] as const;
  });
  return { id, elements: Object.fromEntries(described) };
}
