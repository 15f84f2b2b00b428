import { rearrange } from '../acts.ts';
import { between } from '../chance.ts';
import { pickSite, type World } from '../world.ts';
import { declare, exportLots } from '../works/exporter.ts';
import { controlCodesOf } from '../works/customs.ts';
import { commit, type Crook, openCrime, recruit } from './crook.ts';

/** D24: goods made at home are packed anew and leave under the name of another country. */
export const labelWashing: Crook = { rule: 'D24', count: 3, begin };

const LABELS = ['MY', 'VN', 'JP', 'TH'] as const;

function begin(world: World): void {
  const site = recruit(world, 'magnet-maker', ({ roles }) => roles.includes('exporter'));
  if (site === null) return;
  const country = world.random.pick(LABELS);
  const crime = openCrime(world, site, {
    rule: 'D24',
    also: [],
    leastActs: 1,
    what: `${site.party} repacks magnets of its own and declares ${country} as their origin.`,
  });
  let left = between(world.random, 1, 5);
  site.tampering.sale = (lot) => {
    if (left === 0) return false;
    left -= 1;
    const packed = rearrange(
      world,
      site,
      'repack',
      [lot],
      [{ ...lot.quantity, grossMilligrams: null, tareMilligrams: null }],
    );
    const exit = { ...declare(world, site, packed, controlCodesOf(packed)), country };
    crime.shipments.add(exportLots(world, site, packed, pickSite(world, 'foreign-user'), exit));
    commit(world, crime, site, packed);
    return true;
  };
}
