/** What events about quotas, sales and trade figures show. */
import type { EventOf } from '@lodestone/custody/event.ts';
import type { Observation } from '@lodestone/lineage/observation.ts';
import type { Base, Surroundings } from './observe-event.ts';

export function observeQuota(base: Base, said: EventOf<'quota-allocated'>): Observation {
  const { quota, holder, year, batch, activity, ore = null, oxideMilligrams, facilities = [] } = said;
  const figure = oxideMilligrams === undefined ? null : BigInt(oxideMilligrams);
  return { ...base, kind: 'quota', quota, holder, year, batch, activity, ore, oxideMilligrams: figure, facilities };
}

export function observeSale(base: Base, said: EventOf<'sale-filed'>, { lots }: Surroundings): Observation {
  const { sale, customer = null, product = null, invoice = null, soldAt, value } = said;
  return {
    ...base,
    kind: 'sale',
    sale,
    customer,
    product,
    invoice,
    netMilligrams: BigInt(said.netMilligrams),
    value: value === undefined ? null : { minorUnits: BigInt(value.minorUnits), currency: value.currency },
    soldAt,
    lots: (said.lots ?? []).map((lot) => lots.asOf(lot, base.eventNumber + 1)),
  };
}

export function observeTradeGap(
  base: Base,
  { gap, status, reason, figures, shipments = [] }: EventOf<'trade-gap-stated'>,
): Observation {
  const masses = figures && {
    ...figures,
    exportsMilligrams: BigInt(figures.exportsMilligrams),
    importsMilligrams: BigInt(figures.importsMilligrams),
    gapMilligrams: BigInt(figures.gapMilligrams),
  };
  return { ...base, kind: 'trade-gap', gap, status, reason, shipments, figures: masses ?? null };
}
