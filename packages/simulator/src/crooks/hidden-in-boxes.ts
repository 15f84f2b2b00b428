import { between, partOf } from '../chance.ts';
import type { World } from '../world.ts';
import { commit, type Crook, openCrime, recruit } from './crook.ts';

/** D15: boxes hold more than they say: gross less tare is more than the stated net. */
export const hiddenInBoxes: Crook = { rule: 'D15', count: 3, begin };

function begin(world: World): void {
  const site = recruit(world, 'magnet-maker');
  if (site === null) return;
  const crime = openCrime(world, site, {
    rule: 'D15',
    also: ['D08'],
    leastActs: 2,
    what: `${site.party} hides magnets in boxes of magnets: gross less tare is more than the net it states.`,
  });
  let left = between(world.random, 3, 8);
  site.tampering.step = (draft) => {
    if (draft.step !== 'finishing' || left === 0) return draft;
    left -= 1;
    const outputs = draft.outputs.map((lot) => {
      const { grossMilligrams, netMilligrams } = lot.quantity;
      if (grossMilligrams === null || netMilligrams === null) return lot;
      const hidden = partOf(netMilligrams, between(world.random, 20_000, 90_000));
      return { ...lot, quantity: { ...lot.quantity, grossMilligrams: grossMilligrams + hidden } };
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
