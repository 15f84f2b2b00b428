import { between } from '../chance.ts';
import type { Lot } from '../lot.ts';
import type { Site } from '../site.ts';
import { send } from '../transfers.ts';
import { DAY, pickCustomer, pickSite, type World } from '../world.ts';
import { deliver } from '../works/deliver.ts';
import { commit, type Crook, openCrime, type OpenCrime, recruit } from './crook.ts';

/** D18: the same metal is sold round in a ring, for its invoices, and comes home. */
export const roundTrip: Crook = { rule: 'D18', count: 3, begin };

function begin(world: World): void {
  const site = recruit(world, 'metal-maker');
  if (site === null) return;
  const traders = [pickSite(world, 'trader'), pickSite(world, 'trader'), pickSite(world, 'trader')];
  const ring = [...new Set(traders)];
  const crime = openCrime(world, site, {
    rule: 'D18',
    also: ['D20'],
    leastActs: 1,
    what: `${site.party} sells metal round in a ring of traders and gets the same metal back.`,
  });
  for (const { party } of ring) crime.others.add(party);
  let left = between(world.random, 1, 4);
  site.tampering.sale = (lot) => {
    if (left === 0) return false;
    left -= 1;
    goRound(world, site, [site, ...ring, site], lot, crime);
    return true;
  };
}

/** From each to the next, some weeks with each; at home it is sold as if nothing had been. */
function goRound(world: World, home: Site, [from, to, ...rest]: readonly Site[], lot: Lot, crime: OpenCrime): void {
  if (from === undefined) return;
  if (to === undefined) {
    commit(crime, home, [lot]);
    deliver(world, home, pickCustomer(world, home), [lot], null);
    return;
  }
  send(world, from, to, [lot], () => {
    const pause = between(world.random, 3, 20) * DAY;
    world.agenda.plan(to.clock + pause, () => goRound(world, home, [to, ...rest], lot, crime));
  });
  if (crime.acts === 0) crime.from = Math.min(crime.from, from.clock);
}
