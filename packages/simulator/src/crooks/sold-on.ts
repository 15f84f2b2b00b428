import { between } from '../chance.ts';
import { pickSite, type World } from '../world.ts';
import { deliver } from '../works/deliver.ts';
import { commit, type Crook, openCrime, recruit } from './crook.ts';

/** D17: an end user who is to build motors sells the magnets on instead. */
export const soldOn: Crook = { rule: 'D17', count: 3, begin };

function begin(world: World): void {
  const site = recruit(world, 'home-user');
  if (site === null) return;
  const crime = openCrime(world, site, {
    rule: 'D17',
    also: ['D16'],
    leastActs: 2,
    what: `${site.party} buys magnets as their end user and sells them on to an exporter.`,
  });
  const buyer = pickSite(world, 'exporter');
  crime.others.add(buyer.party);
  let left = between(world.random, 3, 8);
  site.tampering.sale = (lot) => {
    if (left === 0 || lot.material.form !== 'magnet') return false;
    left -= 1;
    deliver(world, site, buyer, [lot], null);
    commit(world, crime, site, [lot]);
    return true;
  };
}
