import { bringIn, makeLot } from '../acts.ts';
import { between, partOf } from '../chance.ts';
import { mapElements, quantityOf } from '../lot.ts';
import { pickSite, type World } from '../world.ts';
import { deliver } from '../works/deliver.ts';
import { commit, type Crook, openCrime, recruit } from './crook.ts';

/** D07: a magnet maker sells papers for swarf that it never had, for a recycler to show as its feed. */
export const scrapThatNeverWas: Crook = { rule: 'D07', count: 3, begin };

function begin(world: World): void {
  const site = recruit(world, 'magnet-maker');
  if (site === null) return;
  const crime = openCrime(world, site, {
    rule: 'D07',
    also: ['D19'],
    leastActs: 3,
    what: `${site.party} sells swarf from "old stock" that it never had: more scrap than its magnets can have left.`,
  });
  let left = between(world.random, 8, 16);
  site.tampering.step = (draft) => {
    const swarf = draft.outputs.find(({ material }) => material.form === 'swarf');
    if (draft.step !== 'machining' || swarf === undefined || left === 0) return draft;
    left -= 1;
    // More than as much again as the cutting left.
    const share = between(world.random, 900_000, 1_700_000);
    const { quantity } = swarf;
    const invented = makeLot(
      world,
      'SWF',
      swarf.material,
      quantityOf({
        netMilligrams: partOf(quantity.netMilligrams ?? 0n, share),
        moisturePartsPerMillion: quantity.moisturePartsPerMillion,
        elementMilligrams: mapElements(quantity.elementMilligrams, (mass) => partOf(mass, share)),
      }),
    );
    const lot = bringIn(world, site, {
      lot: invented,
      origin: 'opening-stock',
      country: site.country,
      permit: null,
      papers: [],
    });
    commit(world, crime, site, [lot]);
    deliver(world, site, pickSite(world, 'recycler'), [lot], null);
    return draft;
  };
}
