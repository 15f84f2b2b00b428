/** Exporters: what they have goes to their foreign customers, declared as it is. */
import type { JsonObject } from '../line.ts';
import { happens } from '../chance.ts';
import { sumElementMasses } from '@lodestone/custody/element-masses.ts';
import type { Lot } from '../lot.ts';
import type { Site } from '../site.ts';
import { ship } from '../transfers.ts';
import { newId, newPaper, pickCustomer, type World } from '../world.ts';

const LOTS_PER_SHIPMENT = 3;

/** What customs asks a licence for, by element and form: MOFCOM and GACC No. 18 of 2025. */
const CONTROLLED = [
  ['Sm', '1C902'],
  ['Gd', '1C903'],
  ['Tb', '1C904'],
  ['Dy', '1C905'],
  ['Lu', '1C906'],
  ['Y', '1C908'],
] as const;

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

/** Sends lots of one kind to a foreign customer. */
function exportLots(world: World, site: Site, lots: readonly Lot[], consignee: Site): string {
  const shipment = newId(world, 'SHIP');
  const controlCodes = controlCodesOf(lots);
  ship(world, site, {
    shipment,
    lots,
    consignee: consignee.party,
    destination: consignee.country,
    endUser: consignee.name,
    exit: declare(world, site, lots, controlCodes),
    papers: [
      newPaper(world, 'packing-list'),
      ...(controlCodes.length === 0 ? [] : [newPaper(world, 'end-user-certificate')]),
    ],
  });
  return shipment;
}

function declare(world: World, site: Site, lots: readonly Lot[], controlCodes: readonly string[]): JsonObject {
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

/** The heading that a material goes under: magnets, metals, alloys and compounds. */
function hsCodeOf(lots: readonly Lot[]): string {
  const [lot] = lots;
  const product = lot?.material.product ?? '';
  switch (lot?.material.form) {
    case 'magnet':
      return '8505111000';
    case 'metal':
      return product.startsWith('Tb') ? '2805301300' : '2805302100';
    case 'alloy':
      return '7202999191';
    case 'carbonate':
      return '2846904820';
    case 'oxide':
      if (product.includes('Dy')) return '2846901500';
      return product.includes('Tb') ? '2846901600' : '2846901999';
    default:
      return '2846901992';
  }
}

/** Magnets are controlled for Dy, Tb and Sm alone; compounds for every element on the list. */
function controlCodesOf(lots: readonly Lot[]): string[] {
  const masses = sumElementMasses(lots.map(({ quantity }) => quantity.elementMilligrams));
  const form = lots[0]?.material.form;
  const suffix = suffixOf(form);
  return CONTROLLED.flatMap(([element, code]) => {
    if ((masses[element] ?? 0n) === 0n) return [];
    if (form === 'magnet' && element !== 'Dy' && element !== 'Tb' && element !== 'Sm') return [];
    return [`${code}.${suffix}`];
  });
}

function suffixOf(form: Lot['material']['form'] | undefined): 'a' | 'b' | 'c' {
  if (form === 'magnet' || form === 'metal' || form === 'alloy') return 'a';
  return form === 'oxide' ? 'b' : 'c';
}
