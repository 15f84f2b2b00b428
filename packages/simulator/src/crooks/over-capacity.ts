import { between, formatPercent } from '../chance.ts';
import { resizeLot } from './change-output.ts';
import { commit, type Crook, openCrime, recruit } from './crook.ts';
import type { World } from '../world.ts';

/** D05: ore of illegal pits is booked as the mine's own, more than its works can treat. */
export const overCapacity: Crook = { rule: 'D05', count: 2, begin };

function begin(world: World): void {
  // What is to be more than a year's capacity needs a year to show.
  if (world.now > world.beginsAt + ((world.endsAt - world.beginsAt) * 45) / 100) return;
  const site = recruit(world, 'mine', ({ deposit }) => deposit?.ore.kind === 'clay');
  if (site === null) return;
  const more = between(world.random, 900_000, 1_400_000);
  const crime = openCrime(world, site, {
    rule: 'D05',
    also: ['D10', 'D04'],
    leastActs: 15,
    what: `${site.party} books leach solution of illegal fields as its own: ${formatPercent(1_000_000 + more)} of its usual output, above its capacity.`,
  });
  site.tampering.origin = (draft) => {
    const lot = resizeLot(draft.lot, more);
    commit(world, crime, site, [lot]);
    return { ...draft, lot };
  };
}
