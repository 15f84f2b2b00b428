import { between, formatPercent, vary } from '../chance.ts';
import type { World } from '../world.ts';
import { commit, commitShipment, type Crook, eitherOf, openCrime, recruit } from './crook.ts';

/** D08: one weight on the goods, another on the paper. */
export const weightsThatDiffer: Crook = {
  rule: 'D08',
  count: 4,
  begin: (world) => eitherOf(world, declareLess, receiveLess)(world),
};

function declareLess(world: World): void {
  const site = recruit(world, 'exporter');
  if (site === null) return;
  const crime = openCrime(world, site, {
    rule: 'D08',
    also: ['D15'],
    leastActs: 2,
    what: `${site.party} declares less at customs than it has packed.`,
  });
  let left = between(world.random, 3, 8);
  site.tampering.shipment = (draft) => {
    if (left === 0) return draft;
    left -= 1;
    commitShipment(world, crime, site, draft);
    const declared = BigInt(Number(draft.exit['netMilligrams']));
    const less = between(world.random, 25_000, 80_000);
    return { ...draft, exit: { ...draft.exit, netMilligrams: Number(vary(declared, -less)) } };
  };
}

function receiveLess(world: World): void {
  const site = recruit(world, 'metal-maker');
  if (site === null) return;
  const less = between(world.random, 1_200, 1_800);
  const crime = openCrime(world, site, {
    rule: 'D08',
    also: ['D03'],
    leastActs: 6,
    what: `${site.party} states about ${formatPercent(less)} less than it receives, always a little within the tolerance.`,
  });
  let left = between(world.random, 14, 30);
  site.tampering.receipt = (draft) => {
    if (left === 0) return draft;
    left -= 1;
    crime.others.add(draft.consignor);
    commit(
      world,
      crime,
      site,
      draft.lines.map(({ lot }) => lot),
    );
    const lines = draft.lines.map(({ lot, netMilligrams }) => {
      return { lot, netMilligrams: netMilligrams === null ? null : vary(netMilligrams, -less) };
    });
    return { ...draft, lines };
  };
}
