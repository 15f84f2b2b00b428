import { bringIn, makeLot } from '../acts.ts';
import { between, spread, vary } from '../chance.ts';
import { newSite, registerSite } from '../industry.ts';
import { mapElements, quantityOf } from '../lot.ts';
import { LONGNAN, XINFENG, XUNWU } from '../ores.ts';
import { allotOnJoining } from '../quotas.ts';
import type { Deposit } from '../site.ts';
import { DAY, newPaper, pickSite, type World } from '../world.ts';
import { deliver } from '../works/deliver.ts';
import { netFor } from '../works/mine.ts';
import { commit, type Crook, openCrime, recruit } from './crook.ts';

/** D10: clay carbonate from over the border is booked as the output of a mine at home. */
export const foreignClay: Crook = { rule: 'D10', count: 2, begin };

const BILLION = 1_000_000_000n;

/** Tengchong lies at the border. */
const BORDER = { latitudeMicrodegrees: 25_020_000, longitudeMicrodegrees: 98_490_000 };

/** TREO of a delivery, as much as a field of clay gives in a batch, and the days from one to the next. */
const LEAST_KILOGRAMS = 2_000;
const MOST_KILOGRAMS = 6_000;
const LEAST_PAUSE_DAYS = 8;
const MOST_PAUSE_DAYS = 25;

/** The mine is registered for what it is going to book, so that its capacity gives nothing away. */
function claimedDeposit(world: World): Pick<Deposit, 'ore' | 'gradePartsPerMillion' | 'batchMilligrams'> {
  // A gram in a litre, so that a milligram of TREO takes a thousand of solution.
  const gradePartsPerMillion = 1_000_000;
  const solution = BigInt((LEAST_KILOGRAMS + MOST_KILOGRAMS) / 2) * 1_000_000n * 1_000n;
  const pause = BigInt(((LEAST_PAUSE_DAYS + MOST_PAUSE_DAYS) / 2) * DAY);
  const batchMilligrams = (solution * BigInt(world.batchMilliseconds)) / pause;
  return { ore: XUNWU, gradePartsPerMillion, batchMilligrams };
}

function begin(world: World): void {
  const buyer = recruit(world, 'refiner');
  if (buyer === null) return;
  world.named += 1;
  const number = 700 + world.named;
  const mine = newSite(world, 'mine', number);
  const site = {
    ...mine,
    place: BORDER,
    deposit: mine.deposit === null ? null : { ...mine.deposit, ...claimedDeposit(world) },
    isCrooked: true,
  };
  registerSite(world, site);
  allotOnJoining(world, site);
  const crime = openCrime(world, site, {
    rule: 'D10',
    also: ['D09', 'D05', 'D19', 'D20'],
    leastActs: 2,
    what: `${site.party} at the border books carbonate of foreign clay as its own: it mines nothing.`,
  });
  crime.others.add(buyer.party);
  let left = between(world.random, 4, 12);
  const bring = () => {
    const treo = BigInt(between(world.random, LEAST_KILOGRAMS, MOST_KILOGRAMS)) * 1_000_000n;
    const elementMilligrams = mapElements(XINFENG.elementPartsPerBillion, (share, element) => {
      const mixed = (share * 6n + (LONGNAN.elementPartsPerBillion[element] ?? 0n) * 4n) / 10n;
      return vary((treo * mixed) / BILLION, spread(world.random, 15_000));
    });
    const lot = makeLot(
      world,
      'MIX',
      { form: 'carbonate', product: 'ionic clay carbonate, Xunwu type' },
      quantityOf({
        netMilligrams: netFor(elementMilligrams, 560_000, 250_000),
        moisturePartsPerMillion: 250_000,
        elementMilligrams,
      }),
    );
    const papers = [newPaper(world, 'weighbridge-ticket')];
    bringIn(world, site, { lot, origin: 'mined', country: 'CN', permit: `PERMIT-${site.party}`, papers });
    commit(world, crime, site, [lot]);
    deliver(world, site, buyer, [lot], left % 3 === 0 ? pickSite(world, 'trader') : null);
    left -= 1;
    if (left > 0) world.agenda.plan(world.now + between(world.random, LEAST_PAUSE_DAYS, MOST_PAUSE_DAYS) * DAY, bring);
  };
  world.agenda.plan(world.now + between(world.random, 5, 20) * DAY, bring);
}
