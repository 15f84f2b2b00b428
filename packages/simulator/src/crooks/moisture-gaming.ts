import { between, formatPercent, partOf, vary } from '../chance.ts';
import { mapElements } from '../lot.ts';
import type { World } from '../world.ts';
import { commit, type Crook, openCrime, recruit } from './crook.ts';

/** D25: wetter or poorer than it is: what the book lacks is sold beside it. */
export const moistureGaming: Crook = { rule: 'D25', count: 3, begin };

function begin(world: World): void {
  const site = recruit(world, 'mine', ({ deposit }) => deposit?.ore.kind === 'rock');
  if (site === null) return;
  const wetter = between(world.random, 14_000, 26_000);
  const poorer = between(world.random, 90_000, 160_000);
  const crime = openCrime(world, site, {
    rule: 'D25',
    also: ['D22'],
    leastActs: 4,
    what: `${site.party} states its ore ${formatPercent(wetter)} wetter and ${formatPercent(poorer)} poorer than it is, and sells the difference.`,
  });
  let left = between(world.random, 8, 18);
  site.tampering.origin = (draft) => {
    const { moisturePartsPerMillion: moisture, ...quantity } = draft.lot.quantity;
    if (left === 0 || moisture === null) return draft;
    left -= 1;
    const stated = moisture + wetter;
    const drier = Math.round(((1_000_000 - stated) * 1_000_000) / (1_000_000 - moisture));
    const elementMilligrams = mapElements(quantity.elementMilligrams, (mass) => vary(partOf(mass, drier), -poorer));
    const lot = { ...draft.lot, quantity: { ...quantity, moisturePartsPerMillion: stated, elementMilligrams } };
    commit(world, crime, site, [lot]);
    return { ...draft, lot };
  };
}
