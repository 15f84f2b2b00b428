/** Exporters: what they have goes to their foreign customers, declared as it is. */
import type { JsonObject } from '../line.ts';
import { happens } from '../chance.ts';
import type { Lot } from '../lot.ts';
import type { Site } from '../site.ts';
import { ship } from '../transfers.ts';
import { controlCodesOf, hsCodeOf } from './customs.ts';
import { newId, newPaper, pickCustomer, type World } from '../world.ts';

const LOTS_PER_SHIPMENT = 3;

const PORTS = ['Shanghai', 'Ningbo', 'Qingdao', 'Shenzhen', 'Tianjin', 'Xiamen'] as const;

export function workExporter(world: World, site: Site): void {
  const byForm = new Map<string, Lot[]>();
  for (const lot of site.stock.splice(0)) {
    const key = `${lot.material.form} ${lot.material.product}`;
    byForm.set(key, [...(byForm.get(key) ?? []), lot]);
  }
  for (const lots of byForm.values()) {
    for (let first = 0; first < lots.length; first += LOTS_PER_SHIPMENT) {
      const consignee = pickCustomer(world, site);
      exportLots(world, site, lots.slice(first, first + LOTS_PER_SHIPMENT), consignee);
    }
  }
}

/** Sends lots of one kind to a foreign customer, declared as they are unless said otherwise. Returns the shipment's id. */
export function exportLots(
  world: World,
  site: Site,
  lots: readonly Lot[],
  consignee: Site,
  exit = declare(world, site, lots, controlCodesOf(lots)),
): string {
  const shipment = newId(world, 'SHIP');
  const isControlled = exit['controlCodes'] !== undefined;
  ship(world, site, {
    shipment,
    lots,
    consignee: consignee.party,
    destination: consignee.country,
    endUser: consignee.name,
    exit,
    papers: [newPaper(world, 'packing-list'), ...(isControlled ? [newPaper(world, 'end-user-certificate')] : [])],
  });
  return shipment;
}

/** What a site declares of lots at customs. */
export function declare(world: World, site: Site, lots: readonly Lot[], controlCodes: readonly string[]): JsonObject {
  const netMilligrams = lots.reduce((sum, { quantity }) => sum + (quantity.netMilligrams ?? 0n), 0n);
  return {
    declaration: `DECL-${newId(world, '2026')}`,
    hsCode: hsCodeOf(lots),
    ...(controlCodes.length === 0 ? {} : { controlCodes, licence: newId(world, 'LIC') }),
    port: world.random.pick(PORTS),
    country: site.country,
    mode: happens(world.random, 120_000) ? 'air' : 'sea',
    netMilligrams: Number(netMilligrams),
  };
}
