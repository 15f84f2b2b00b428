import { between } from '../chance.ts';
import { newSite, registerSite } from '../industry.ts';
import type { World } from '../world.ts';
import { commitShipment, type Crook, openCrime, recruit } from './crook.ts';

/** D16: goods go to a country that has no use for them, on their way to somebody else. */
export const transshipment: Crook = { rule: 'D16', count: 3, begin };

const PLACES = ['OM', 'KG', 'AE', 'KZ', 'MN'] as const;

const USERS = [
  'Prairie Aerospace Works, United States',
  'Granite Defence Systems, United States',
  'Fjord Naval AS',
] as const;

function begin(world: World): void {
  const site = recruit(world, 'exporter');
  if (site === null) return;
  world.named += 1;
  const country = world.random.pick(PLACES);
  const made = newSite(world, 'foreign-user', 600 + world.named);
  const agent = { ...made, country, roles: ['trader'] as const, name: `Silk Gate Trading ${country} ${world.named}` };
  registerSite(world, agent);
  const crime = openCrime(world, site, {
    rule: 'D16',
    also: ['D17', 'D20'],
    leastActs: 3,
    what: `${site.party} suddenly sends everything to a trader in ${country}, for an end user elsewhere.`,
  });
  crime.others.add(agent.party);
  const endUser = world.random.pick(USERS);
  let left = between(world.random, 6, 14);
  site.tampering.shipment = (draft) => {
    if (left === 0) return draft;
    left -= 1;
    commitShipment(world, crime, site, draft);
    return { ...draft, consignee: agent.party, destination: country, endUser };
  };
}
