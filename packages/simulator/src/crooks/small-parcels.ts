import { split } from '../acts.ts';
import { between } from '../chance.ts';
import { newSite, registerSite } from '../industry.ts';
import { divide, type Lot } from '../lot.ts';
import type { Site } from '../site.ts';
import { DAY, type World } from '../world.ts';
import { exportLots, declare } from '../works/exporter.ts';
import { commit, type Crook, openCrime, type OpenCrime, recruit } from './crook.ts';

/** D13: what needs a licence leaves by express in parcels that are too small to be asked for one, to friends. */
export const smallParcels: Crook = { rule: 'D13', count: 3, begin };

function begin(world: World): void {
  const site = recruit(world, 'magnet-maker', ({ roles }) => roles.includes('exporter'));
  if (site === null) return;
  const crime = openCrime(world, site, {
    rule: 'D13',
    also: ['D12', 'D14', 'D20'],
    leastActs: 5,
    what: `${site.party} sends magnets with Dy abroad in small express parcels, to addresses of one family.`,
  });
  const friends = family(world);
  for (const friend of friends) {
    registerSite(world, friend);
    crime.others.add(friend.party);
  }
  site.tampering.sale = (lot) => {
    if ((lot.quantity.elementMilligrams.Dy ?? 0n) === 0n || crime.acts > 0) return false;
    sendParcels(world, site, crime, lot, friends);
    return true;
  };
}

/** Two firms in one country, at one address, with one phone. */
function family(world: World): readonly Site[] {
  world.named += 1;
  const number = 500 + world.named;
  const elder = newSite(world, 'foreign-user', number);
  const { country, address, identifiers } = elder;
  return [elder, { ...newSite(world, 'foreign-user', number + 1_000_000), country, address, identifiers }];
}

/** Parcels of 8 to 30 kg; the rest of the lot stays in the store. */
function sendParcels(world: World, site: Site, crime: OpenCrime, lot: Lot, friends: readonly Site[]): void {
  const net = lot.quantity.netMilligrams ?? 1n;
  const count = between(world.random, 7, 12);
  const shares = Array.from({ length: count }, () => {
    const parcel = BigInt(between(world.random, 8, 30)) * 1_000_000n;
    return Math.min(70_000, Number((parcel * 1_000_000n) / net) + 1);
  });
  const parcels = split(world, site, lot, divide(lot.quantity, shares)).slice(0, count);
  let at = site.clock;
  for (const [index, parcel] of parcels.entries()) {
    at += between(world.random, DAY, 3 * DAY);
    world.agenda.plan(at, () => {
      const friend = friends[index % friends.length];
      if (friend === undefined) return;
      const declared = { ...declare(world, site, [parcel], []), mode: 'express' };
      crime.shipments.add(exportLots(world, site, [parcel], friend, declared));
      commit(world, crime, site, [parcel]);
    });
  }
}
