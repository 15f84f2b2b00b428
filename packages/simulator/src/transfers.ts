/** Goods go from site to site, and out of the country. */
import { between } from './chance.ts';
import { papersOf, weigh } from './acts.ts';
import type { DispatchDraft, ReceiptDraft, ShipmentDraft } from './drafts.ts';
import type { Lot } from './lot.ts';
import type { Site } from './site.ts';
import { DAY, newId, newPaper, type World, write } from './world.ts';

/** Goods are under way for one to eight days. */
const TRANSIT_DAYS = { least: 1, most: 8 } as const;

/**
 * Sends lots from one site to another, and has them received some days later; then `arrive` is called with them. Both
 * sides weigh. Nothing is sent to oneself.
 */
export function send(
  world: World,
  from: Site,
  to: Site,
  lots: readonly Lot[],
  arrive: (lots: readonly Lot[]) => void,
): void {
  if (lots.length === 0) return;
  const transfer = newId(world, 'TR');
  const honest: DispatchDraft = {
    consignee: to.party,
    lots,
    seals: [newId(world, 'SEAL')],
    papers: [newPaper(world, 'delivery-note')],
  };
  const { seals, papers } = from.tampering.dispatch?.(honest) ?? honest;
  write(world, from, {
    type: 'transfer-dispatched',
    transfer,
    consignee: to.party,
    lines: lots.map(({ lot, quantity }) => ({
      lot,
      quantity: bulkOf(quantity.netMilligrams, quantity.volumeMillilitres),
    })),
    ...(seals.length === 0 ? {} : { seals }),
    ...papersOf(papers),
  });
  const days = between(world.random, TRANSIT_DAYS.least * DAY, TRANSIT_DAYS.most * DAY);
  world.agenda.plan(from.clock + days, () => {
    receive(world, to, { transfer, consignor: from.party, seals, lots });
    arrive(lots);
  });
}

function receive(
  world: World,
  site: Site,
  {
    transfer,
    consignor,
    seals,
    lots,
  }: { transfer: string; consignor: string; seals: readonly string[]; lots: readonly Lot[] },
): void {
  const honest: ReceiptDraft = {
    consignor,
    lines: lots.map((lot) => ({ lot, netMilligrams: weigh(world, site, lot) })),
  };
  const { lines } = site.tampering.receipt?.(honest) ?? honest;
  write(world, site, {
    type: 'transfer-received',
    transfer,
    lines: lines.map(({ lot, netMilligrams }) => {
      return { lot: lot.lot, outcome: 'accepted', measured: bulkOf(netMilligrams, lot.quantity.volumeMillilitres) };
    }),
    ...(seals.length === 0 ? {} : { seals }),
  });
}

function bulkOf(netMilligrams: bigint | null, volumeMillilitres: bigint | null): Record<string, number> {
  if (netMilligrams !== null) return { netMilligrams: Number(netMilligrams) };
  return { volumeMillilitres: Number(volumeMillilitres ?? 0n) };
}

/** Packs lots, and has them leave the country a day or more later. */
export function ship(world: World, site: Site, honest: ShipmentDraft): void {
  const draft = site.tampering.shipment?.(honest) ?? honest;
  const { shipment, lots, consignee, destination, endUser, exit, papers } = draft;
  write(world, site, {
    type: 'shipment-packed',
    shipment,
    lots: lots.map(({ lot }) => lot),
    consignee,
    destination,
    endUser,
    ...papersOf(papers),
  });
  world.agenda.plan(site.clock + between(world.random, DAY, 6 * DAY), () => {
    write(world, site, { type: 'shipment-exited', shipment, ...exit });
    // A crime with a shipment lasts until the shipment is out of the country.
    for (const crime of world.crimes) if (crime.shipments.has(shipment)) crime.to = Math.max(crime.to, site.clock);
  });
}
