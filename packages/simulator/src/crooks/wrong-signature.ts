import { between, formatPercent, partOf } from '../chance.ts';
import { mapElements } from '../lot.ts';
import { HOME_CLAYS } from '../ores.ts';
import type { World } from '../world.ts';
import { commit, type Crook, openCrime, recruit } from './crook.ts';

/** D09: ore of another deposit is sold under the permit of this one. */
export const wrongSignature: Crook = { rule: 'D09', count: 3, begin };

const BILLION = 1_000_000_000n;

function begin(world: World): void {
  const site = recruit(world, 'mine', ({ deposit }) => deposit?.ore.kind === 'clay');
  const deposit = site?.deposit ?? null;
  if (site === null || deposit === null) return;
  const foreign = world.random.pick(HOME_CLAYS.filter(({ label }) => label !== deposit.ore.label));
  const share = between(world.random, 450_000, 800_000);
  const crime = openCrime(world, site, {
    rule: 'D09',
    also: ['D10'],
    leastActs: 2,
    what: `${site.party} sells ${foreign.label} under the name of its own deposit, ${formatPercent(share)} of each batch.`,
  });
  let left = between(world.random, 4, 12);
  site.tampering.origin = (draft) => {
    if (left === 0) return draft;
    left -= 1;
    const { quantity } = draft.lot;
    let [own, typical] = [0n, 0n];
    for (const mass of Object.values(quantity.elementMilligrams)) own += mass;
    for (const part of Object.values(foreign.elementPartsPerBillion)) typical += part;
    const treo = (partOf(own, share) * BILLION) / typical;
    const elementMilligrams = mapElements(quantity.elementMilligrams, (mass, element) => {
      const brought = (treo * (foreign.elementPartsPerBillion[element] ?? 0n)) / BILLION;
      return partOf(mass, 1_000_000 - share) + brought;
    });
    const lot = { ...draft.lot, quantity: { ...quantity, elementMilligrams } };
    commit(world, crime, site, [lot]);
    return { ...draft, lot };
  };
}
