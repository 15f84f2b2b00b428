import { between, formatPercent } from '../chance.ts';
import { resizeLot } from './change-output.ts';
import { commit, type Crook, openCrime, recruit } from './crook.ts';
import type { World } from '../world.ts';

/** D03: a little is taken away every time, less than a single run would show, and nobody states it as lost. */
export const slowDrift: Crook = { rule: 'D03', count: 4, begin };

function begin(world: World): void {
  const trade = world.random.pick(['metal-maker', 'magnet-maker'] as const);
  const step = trade === 'metal-maker' ? 'electrolysis' : 'strip-casting';
  const site = recruit(world, trade);
  if (site === null) return;
  const taken = between(world.random, 4_000, 7_000);
  const crime = openCrime(world, site, {
    rule: 'D03',
    also: ['D02'],
    leastActs: 18,
    what: `${site.party} skims about ${formatPercent(taken)} of every ${step} and states nothing lost for it.`,
  });
  site.tampering.step = (draft) => {
    if (draft.step !== step) return draft;
    const outputs = draft.outputs.map((lot) => resizeLot(lot, -taken));
    commit(world, crime, site, outputs);
    return { ...draft, outputs };
  };
}
