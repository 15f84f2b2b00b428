import { between } from '../chance.ts';
import type { World } from '../world.ts';
import { commitShipment, type Crook, openCrime, recruit } from './crook.ts';

/** D12: a single licence, which dies with its first shipment, is shown again for another customer. */
export const sameLicence: Crook = { rule: 'D12', count: 2, begin };

function begin(world: World): void {
  const site = recruit(world, 'exporter');
  if (site === null) return;
  const crime = openCrime(world, site, {
    rule: 'D12',
    also: [],
    leastActs: 2,
    what: `${site.party} declares several shipments under one licence.`,
  });
  let left = between(world.random, 3, 6);
  let licence: unknown = null;
  site.tampering.shipment = (draft) => {
    if (left === 0 || draft.exit['licence'] === undefined) return draft;
    left -= 1;
    licence ??= draft.exit['licence'];
    commitShipment(world, crime, site, draft);
    return { ...draft, exit: { ...draft.exit, licence } };
  };
}
