import { oxideMassBillionths } from '@lodestone/custody/oxide-mass.ts';
import { sumElementMasses } from '@lodestone/custody/element-masses.ts';
import { between, happens, partOf } from '../chance.ts';
import type { Lot } from '../lot.ts';
import { usualDraw } from '../quotas.ts';
import { streamOf, type World } from '../world.ts';
import { commit, type Crook, openCrime } from './crook.ts';
import { recruitLate } from './late-crook.ts';

/** D04: a mine or a refiner whose quota is cut goes on as before, or goes on without one. */
export const beyondQuota: Crook = { rule: 'D04', count: 2, begin };

const BILLION = 1_000_000_000n;

/** One in three gets no quota at all. */
const WITHOUT_PARTS_PER_MILLION = 333_000;

function begin(world: World): void {
  const random = streamOf(world, 'D04');
  const sites = [...world.sites.mine, ...world.sites.refiner].filter((one) => usualDraw(world, one) > 0n);
  const site = recruitLate(world, random, sites);
  if (site === null) return;
  const share = happens(random, WITHOUT_PARTS_PER_MILLION) ? 0 : between(random, 150_000, 300_000);
  const granted = partOf(usualDraw(world, site), share);
  world.otherQuotas.set(site.party, granted);
  const year = new Date(world.now).getUTCFullYear();
  const work = site.deposit === null ? 'separates' : 'mines';
  const crime = openCrime(world, site, {
    rule: 'D04',
    also: [],
    leastActs: 2,
    what:
      share === 0
        ? `${site.party} ${work} in ${year} as before, without a quota.`
        : `${site.party} ${work} in ${year} as before, with a quota for ${(share / 10_000).toFixed(0)} % of that.`,
  });
  let drawn = 0n;
  const draw = (lots: readonly Lot[]) => {
    const masses = sumElementMasses(lots.map(({ quantity }) => quantity.elementMilligrams));
    drawn += oxideMassBillionths(masses) / BILLION;
    if (drawn > granted && new Date(world.now).getUTCFullYear() === year) commit(world, crime, site, lots);
  };
  // What it does stays as it is, crooked or not: that it is done at all is the crime.
  const { origin, step } = site.tampering;
  site.tampering.origin = (honest) => {
    const draft = origin?.(honest) ?? honest;
    if (draft.origin === 'mined') draw([draft.lot]);
    return draft;
  };
  site.tampering.step = (honest) => {
    const draft = step?.(honest) ?? honest;
    if (draft.step === 'solvent-extraction') draw(draft.inputs.map(({ lot }) => lot));
    return draft;
  };
}
