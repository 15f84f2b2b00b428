import { between } from '../chance.ts';
import { newSite, registerSite } from '../industry.ts';
import { DAY, pickSite, type World } from '../world.ts';
import { deliver } from '../works/deliver.ts';
import { commit, type Crook, openCrime, recruit } from './crook.ts';

/** D20: a firm of a few weeks, at the address of its supplier, buys from one and sells to one. */
export const shellCompany: Crook = { rule: 'D20', count: 3, begin };

function begin(world: World): void {
  const site = recruit(world, 'metal-maker');
  if (site === null) return;
  world.named += 1;
  const number = 800 + world.named;
  const shell = { ...newSite(world, 'trader', number), address: site.address, isCrooked: true };
  const phone = site.identifiers['phone'];
  const own = { ...shell, identifiers: { ...shell.identifiers, ...(phone === undefined ? {} : { phone }) } };
  registerSite(world, own);
  const buyer = pickSite(world, 'magnet-maker');
  const crime = openCrime(world, own, {
    rule: 'D20',
    also: ['D18'],
    leastActs: 2,
    what: `${own.party} was founded at the address and phone of ${site.party}, buys from it alone and sells to ${buyer.party} alone.`,
  });
  crime.others.add(site.party).add(buyer.party);
  let left = between(world.random, 4, 9);
  const until = world.now + 150 * DAY;
  site.tampering.sale = (lot) => {
    if (left === 0 || world.now > until) return false;
    left -= 1;
    deliver(world, site, buyer, [lot], own);
    commit(world, crime, own, [lot]);
    crime.to = site.clock;
    crime.from = Math.min(crime.from, site.clock);
    return true;
  };
}
