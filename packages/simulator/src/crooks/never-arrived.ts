import type { Site } from '../site.ts';
import { streamOf, type World } from '../world.ts';
import { commitShipment, type Crook, openCrime } from './crook.ts';
import { isLateFit } from './late-crook.ts';

/** D23: what is declared for a country never comes in there. On paper all is in order on this side. */
export const neverArrived: Crook = { rule: 'D23', count: 2, begin };

/** They have sent so much of what went to the country lately, in percent, so that its figures show it. */
const SHARE_PERCENT_MIN = 50n;

function begin(world: World): void {
  const random = streamOf(world, 'D23');
  const { exits, neverArrived: missing } = world.trade;
  const fit = exits.filter(({ site }) => isLateFit(world, site));
  if (fit.length === 0) return;
  const { destination } = random.pick(fit);
  const sent = new Map<Site, bigint>();
  let [all, theirs] = [0n, 0n];
  for (const exit of exits) {
    if (exit.destination !== destination) continue;
    all += exit.netMilligrams;
    if (fit.includes(exit)) sent.set(exit.site, (sent.get(exit.site) ?? 0n) + exit.netMilligrams);
  }
  const ring: Site[] = [];
  for (const [site, milligrams] of [...sent].sort(([, one], [, other]) => Number(other - one))) {
    if (theirs * 100n >= all * SHARE_PERCENT_MIN) break;
    theirs += milligrams;
    ring.push(site);
  }
  const [first] = ring;
  if (first === undefined) return;
  const crime = openCrime(world, first, {
    rule: 'D23',
    also: ['D16', 'D17'],
    leastActs: 1,
    what: `What ${ring.map(({ party }) => party).join(', ')} declared for ${destination} never came in there.`,
  });
  for (const site of ring) {
    if (site !== first) crime.others.add(site.party);
    site.tampering.shipment = (draft) => {
      if (draft.destination !== destination || world.now >= UNTIL) return draft;
      commitShipment(world, crime, site, draft);
      missing.add(draft.shipment);
      return draft;
    };
  }
}

/** What leaves before the last month whose figures are compared is over. */
const UNTIL = Date.UTC(2026, 3, 20);
