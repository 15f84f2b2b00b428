import { between } from '../chance.ts';
import { mapElements } from '../lot.ts';
import type { World } from '../world.ts';
import { commit, type Crook, openCrime, recruit } from './crook.ts';

/** D21: magnets that hold dysprosium or terbium are stated to hold none, so that they need no licence. */
export const noHeavyStated: Crook = { rule: 'D21', count: 3, begin };

function begin(world: World): void {
  const site = recruit(world, 'magnet-maker');
  if (site === null) return;
  const crime = openCrime(world, site, {
    rule: 'D21',
    also: ['D02', 'D03'],
    leastActs: 1,
    what: `${site.party} states no Dy and no Tb of magnets into which it has put them.`,
  });
  let left = between(world.random, 3, 8);
  site.tampering.step = (draft) => {
    const isHeavy = draft.outputs.some(({ material, quantity }) => {
      return material.form === 'magnet' && (quantity.elementMilligrams.Dy ?? 0n) > 0n;
    });
    if (draft.step !== 'finishing' || !isHeavy || left === 0) return draft;
    left -= 1;
    const outputs = draft.outputs.map((lot) => {
      if (lot.material.form !== 'magnet') return lot;
      const elementMilligrams = mapElements(lot.quantity.elementMilligrams, (mass, element) => {
        return element === 'Dy' || element === 'Tb' ? 0n : mass;
      });
      return { ...lot, quantity: { ...lot.quantity, elementMilligrams } };
    });
    commit(
      world,
      crime,
      site,
      outputs.filter(({ material }) => material.form === 'magnet'),
    );
    return { ...draft, outputs };
  };
}
