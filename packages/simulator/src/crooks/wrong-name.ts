import type { JsonObject } from '../line.ts';
import { between } from '../chance.ts';
import type { World } from '../world.ts';
import { commitShipment, type Crook, openCrime, recruit } from './crook.ts';

/** D14: magnets and oxides leave as something that nobody asks about. */
export const wrongName: Crook = { rule: 'D14', count: 4, begin };

/** Nickel powder, solder paste, tile adhesive, iron powder, artists' colours, cosmetic raw material. */
const NAMES = ['7504000000', '3810100000', '3214900000', '7205290000', '3213900000', '3304990000'] as const;

function begin(world: World): void {
  const site = recruit(world, 'exporter');
  if (site === null) return;
  const name = world.random.pick(NAMES);
  const crime = openCrime(world, site, {
    rule: 'D14',
    also: ['D12'],
    leastActs: 1,
    what: `${site.party} declares rare-earth goods under heading ${name}, without code or licence.`,
  });
  let left = between(world.random, 2, 5);
  site.tampering.shipment = (draft) => {
    if (left === 0) return draft;
    left -= 1;
    commitShipment(world, crime, site, draft);
    return { ...draft, exit: renamed(draft.exit, name) };
  };
}

function renamed(exit: JsonObject, hsCode: string): JsonObject {
  const { controlCodes: _, licence: __, ...rest } = exit;
  return { ...rest, hsCode };
}
