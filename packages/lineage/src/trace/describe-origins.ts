/** Where the mass of one element comes from, as it is told: origins by their ids, masses as numbers. */
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import type { ElementAttribution } from '../attribution/attribution.ts';
import type { LineageLot } from '../graph.ts';
import { invariant } from '../invariant.ts';
import type { TraceElement } from './trace-value.ts';

/** With the unknown, the origins sum exactly to the milligrams. */
export type ElementOrigins = Pick<TraceElement, 'milligrams' | 'unknownMilligrams' | 'origins'>;

type OriginLot = Pick<LineageLot, 'lot' | 'kind' | 'party' | 'facility' | 'country'>;

/** The origins in the order of the attribution; `lots` has each of them. `id` is of what was attributed. */
export function describeOrigins(
  id: string,
  element: ElementSymbol,
  { milligrams: total, unknownMilligrams, origins }: ElementAttribution,
  lots: ReadonlyMap<number, OriginLot>,
): ElementOrigins {
  // No part of it is larger, so one look at the whole is enough. 2^53 mg are nine million tonnes of one element.
  const fits = total <= BigInt(Number.MAX_SAFE_INTEGER);
  invariant(fits, `${id} holds ${total} mg of ${element}, more than a JSON number can carry exactly`);
  return {
    milligrams: Number(total),
    unknownMilligrams: Number(unknownMilligrams),
    origins: origins.map(({ lotNumber, milligrams, share }) => {
      const { lot, kind, party, facility, country } = lots.get(lotNumber) as OriginLot;
      return { lot, kind, party, facility, country, milligrams: Number(milligrams), share };
    }),
  };
}
