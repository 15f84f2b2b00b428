import { between } from '../chance.ts';
import type { Lot } from '../lot.ts';
import type { Site } from '../site.ts';
import { send } from '../transfers.ts';
import { DAY, pickCustomer, pickSite, type World } from '../world.ts';
import { deliver } from '../works/deliver.ts';
import { commit, type Crook, openCrime, type OpenCrime, recruit } from './crook.ts';

/** D18: the same metal is sold round in a ring, for its invoices, and comes home. */
export const roundTrip: Crook = { rule: 'D18', count: 3, begin };

/** So many traders make a ring with the firm itself; the smallest industry has more. */
const TRADERS = 3;

function begin(world: World): void {
  const site = recruit(world, 'metal-maker');
  if (site === null) return;
  const ring: Site[] = [];
  while (ring.length < TRADERS) {
    const trader = pickSite(world, 'trader');
    if (!ring.includes(trader)) ring.push(trader);
  }
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
    goRound(world, site, [site, ...ring, site], lot, { crime, leftAt: world.now });
    return true;
  };
}

interface Round {
  readonly crime: OpenCrime;
  /** When the metal left home, in milliseconds since 1970. */
  readonly leftAt: number;
}

/** From each to the next, some weeks with each; at home it is sold as if nothing had been. */
function goRound(world: World, home: Site, [from, to, ...rest]: readonly Site[], lot: Lot, round: Round): void {
  if (from === undefined) return;
  if (to === undefined) {
    deliver(world, home, pickCustomer(world, home), [lot], null);
    return;
  }
  send(world, from, to, [lot], () => {
    if (rest.length === 0) closeCircle(world, home, lot, round);
    const pause = between(world.random, 3, 20) * DAY;
    world.agenda.plan(to.clock + pause, () => goRound(world, home, [to, ...rest], lot, round));
  });
}

/** A circle is known as one when it closes, and began when the metal left home. */
function closeCircle(world: World, home: Site, lot: Lot, { crime, leftAt }: Round): void {
  const from = crime.acts === 0 ? leftAt : Math.min(crime.from, leftAt);
  commit(world, crime, home, [lot]);
  crime.from = from;
}
