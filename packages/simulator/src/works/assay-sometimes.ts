import { assay } from '../acts.ts';
import { happens } from '../chance.ts';
import type { Lot } from '../lot.ts';
import type { Site } from '../site.ts';
import type { World } from '../world.ts';

/** Has a laboratory look at a lot in so many of a million cases. Returns it as it is known then. */
export function assaySometimes(world: World, site: Site, lot: Lot, partsPerMillion: number): Lot {
  return happens(world.random, partsPerMillion) ? assay(world, site, lot) : lot;
}
