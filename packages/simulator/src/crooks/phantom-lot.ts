import { bringIn, makeLot } from '../acts.ts';
import { between } from '../chance.ts';
import { quantityOf } from '../lot.ts';
import { DAY, pickCustomer, type World } from '../world.ts';
import { deliver } from '../works/deliver.ts';
import { netFor } from '../works/mine.ts';
import { commit, type Crook, openCrime, recruit } from './crook.ts';

/** D19: oxide that nobody made appears as old stock and is gone the same day. */
export const phantomLot: Crook = { rule: 'D19', count: 5, begin };

function begin(world: World): void {
  const site = recruit(world, 'refiner');
  if (site === null) return;
  const crime = openCrime(world, site, {
    rule: 'D19',
    also: [],
    leastActs: 1,
    what: `${site.party} has oxide of no origin appear as opening stock, and sells it the same day.`,
  });
  let left = between(world.random, 1, 5);
  const appear = () => {
    const neodymium = BigInt(between(world.random, 300, 2_500)) * 1_000_000_000n;
    const elementMilligrams = { Pr: (neodymium * 27n) / 100n, Nd: neodymium };
    const lot = makeLot(
      world,
      'OXPN',
      { form: 'oxide', product: 'Pr-Nd oxide 99.9' },
      quantityOf({
        netMilligrams: netFor(elementMilligrams, 990_000, 0),
        elementMilligrams,
      }),
    );
    bringIn(world, site, { lot, origin: 'opening-stock', country: site.country, permit: null, papers: [] });
    commit(world, crime, site, [lot]);
    deliver(world, site, pickCustomer(world, site), [lot], null);
    left -= 1;
    if (left > 0) world.agenda.plan(world.now + between(world.random, 6, 30) * DAY, appear);
  };
  appear();
}
