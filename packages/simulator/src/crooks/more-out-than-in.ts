import { totalMilligrams } from '@lodestone/custody/element-masses.ts';
import { between } from '../chance.ts';
import { givenBy, missingFrom, resizeLot, takenBy } from './change-output.ts';
import { commit, type Crook, openCrime, recruit } from './crook.ts';
import type { World } from '../world.ts';

/** D01: metal without papers is booked as the product of oxide with papers, more than the oxide held. */
export const moreOutThanIn: Crook = { rule: 'D01', count: 3, begin };

function begin(world: World): void {
  const site = recruit(world, 'metal-maker');
  if (site === null) return;
  const crime = openCrime(world, site, {
    rule: 'D01',
    also: ['D02', 'D03'],
    leastActs: 1,
    what: `${site.party} books metal of unknown origin as the product of its own electrolysis: more comes out than went in.`,
  });
  let left = between(world.random, 2, 5);
  site.tampering.step = (draft) => {
    if (draft.step !== 'electrolysis' || left === 0) return draft;
    left -= 1;
    const taken = totalMilligrams(takenBy(draft));
    const excess = between(world.random, 9_000, 30_000);
    const wanted = (taken * BigInt(1_000_000 + excess)) / 1_000_000n;
    const given = totalMilligrams(givenBy(draft));
    const outputs = draft.outputs.map((lot) => resizeLot(lot, Number(((wanted - given) * 1_000_000n) / given)));
    commit(world, crime, site, outputs);
    return { ...draft, outputs, lossElementMilligrams: missingFrom({}, {}) };
  };
}
