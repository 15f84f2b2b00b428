import { type ElementMasses, sumElementMasses, totalMilligrams } from '@lodestone/custody/element-masses.ts';
import { bringIn, makeLot, whole } from '../acts.ts';
import { between, partOf } from '../chance.ts';
import { type Lot, mapElements, onlyElements, quantityOf } from '../lot.ts';
import { XINFENG, XUNWU } from '../ores.ts';
import { newPaper, type World } from '../world.ts';
import { netFor } from '../works/mine.ts';
import { commit, type Crook, eitherOf, openCrime, recruit } from './crook.ts';
import { givenBy } from './change-output.ts';

/** D06: clay of unknown origin is booked as collected scrap and comes out as recycled oxide. */
export const oreIntoRecycler: Crook = { rule: 'D06', count: 3, begin };

const BILLION = 1_000_000_000n;

function begin(world: World): void {
  const site = recruit(world, 'recycler');
  if (site === null) return;
  const crime = openCrime(world, site, {
    rule: 'D06',
    also: ['D07', 'D09'],
    leastActs: 2,
    what: `${site.party} feeds ionic-clay oxide into its recycling and books it as collected magnet scrap.`,
  });
  const ore = eitherOf(world, XUNWU, XINFENG);
  let left = between(world.random, 4, 10);
  site.tampering.step = (draft) => {
    const [first] = draft.outputs;
    if (draft.step !== 'recycling' || left === 0 || first === undefined) return draft;
    left -= 1;
    const made = totalMilligrams(givenBy(draft));
    const treo = partOf(made, between(world.random, 250_000, 500_000));
    const fed = mapElements(ore.elementPartsPerBillion, (share) => (treo * share) / BILLION);
    const scrap = makeLot(
      world,
      'EOL',
      { form: 'scrap', product: 'magnet scrap, mixed' },
      quantityOf({
        netMilligrams: (treo * 100n) / 31n,
        elementMilligrams: fed,
      }),
    );
    const papers = [newPaper(world, 'weighbridge-ticket')];
    const collected = bringIn(world, site, {
      lot: scrap,
      origin: 'collected',
      country: site.country,
      permit: null,
      papers,
    });
    const gained = mapElements(fed, (mass) => partOf(mass, 940_000));
    const outputs = draft.outputs.map((lot) => (lot === first ? withMore(lot, onlyElements(gained, KEPT)) : lot));
    commit(world, crime, site, [collected, ...outputs]);
    const lost = mapElements(fed, (mass, element) => mass - (onlyElements(gained, KEPT)[element] ?? 0n));
    return {
      ...draft,
      inputs: [...draft.inputs, whole(collected)],
      outputs,
      lossElementMilligrams: sumElementMasses([draft.lossElementMilligrams, lost]),
    };
  };
}

const KEPT = ['Y', 'La', 'Ce', 'Pr', 'Nd', 'Sm', 'Eu', 'Gd', 'Tb', 'Dy', 'Ho'] as const;

function withMore(lot: Lot, more: ElementMasses): Lot {
  const elementMilligrams = sumElementMasses([lot.quantity.elementMilligrams, more]);
  const netMilligrams = netFor(elementMilligrams, 990_000, 0);
  return {
    ...lot,
    quantity: { ...lot.quantity, netMilligrams, elementMilligrams, grossMilligrams: null, tareMilligrams: null },
  };
}
