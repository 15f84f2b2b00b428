/** Goods go from site to site, and out of the country. */
import { between, happens } from './chance.ts';
import { papersOf, weigh } from './acts.ts';
import type { DispatchDraft, ShipmentDraft } from './drafts.ts';
import type { Lot } from './lot.ts';
import {
  correctLater,
  correctTogether,
  declareWithTypo,
  disputedLines,
  mistakenLines,
  settleLater,
  type WeighedLine,
} from './mistakes.ts';
import { noteExit } from './mirror-trade.ts';
import type { Site } from './site.ts';
import { DAY, newId, newPaper, type World, write, writeLate } from './world.ts';

/** Goods are under way for one to eight days. */
const TRANSIT_DAYS = { least: 1, most: 8 } as const;

/** So many exits and receipts of end users are recorded late, of a million. */
const LATE_PARTS_PER_MILLION = 40_000;

/**
 * Sends lots from one site to another, and has them received some days later; then `arrive` is called with them. Both
 * sides weigh. What an end user records late is not asked for any more: `arrive` is not called then.
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
    const isLate = receive(world, [from, to], { transfer, seals, lots });
    if (!isLate) arrive(lots);
  });
}

interface Arrival {
  readonly transfer: string;
  readonly seals: readonly string[];
  readonly lots: readonly Lot[];
}

/** Records what has come, and says whether that is done late. */
function receive(world: World, [from, to]: readonly [Site, Site], { transfer, seals, lots }: Arrival): boolean {
  const weighed = lots.map((lot) => ({ lot, netMilligrams: weigh(world, to, lot) }));
  const body = (lines: readonly WeighedLine[]) => ({
    type: 'transfer-received',
    transfer,
    lines: lines.map(({ lot, netMilligrams }) => {
      return { lot: lot.lot, outcome: 'accepted', measured: bulkOf(netMilligrams, lot.quantity.volumeMillilitres) };
    }),
    ...(seals.length === 0 ? {} : { seals }),
  });
  if (to.tampering.receipt !== undefined) {
    write(world, to, body(to.tampering.receipt({ consignor: from.party, lines: weighed }).lines));
    return false;
  }
  // Whoever works with the goods has to record them first.
  if (to.trade === 'home-user' && to.tampering.sale === undefined && happens(world.random, LATE_PARTS_PER_MILLION)) {
    writeLate(world, to, body(weighed), lateness(world));
    return true;
  }
  const mistaken = mistakenLines(world, weighed);
  const disputed = mistaken === null ? disputedLines(world, weighed) : null;
  const event = write(world, to, body(mistaken ?? disputed ?? weighed));
  if (mistaken !== null) correctTogether(world, [from, to], event, { lines: body(weighed).lines });
  if (disputed !== null) settleLater(world, [from, to], transfer);
  return false;
}

/** Some entries wait on a desk for days, some past the closing of the month's books. */
function lateness(world: World): number {
  return between(world.random, 2 * DAY, 30 * DAY);
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
    // What a crook declares is meant so.
    const stated = draft === honest ? declareWithTypo(world, exit) : exit;
    const left = { type: 'shipment-exited', shipment, ...stated };
    const isLate = stated === exit && happens(world.random, LATE_PARTS_PER_MILLION);
    const event = isLate ? writeLate(world, site, left, lateness(world)) : write(world, site, left);
    if (stated !== exit) correctLater(world, site, event, exit);
    noteExit(world, site, { shipment, destination, exit });
    // A crime with a shipment lasts until the shipment is out of the country.
    for (const crime of world.crimes) if (crime.shipments.has(shipment)) crime.to = Math.max(crime.to, site.clock);
  });
}
