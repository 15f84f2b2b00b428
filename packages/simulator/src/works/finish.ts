/** Bodies become finished magnets, and are sold. */
import { sumElementMasses, totalMilligrams } from '@lodestone/custody/element-masses.ts';
import { makeLot, part, transform, whole } from '../acts.ts';
import { between, happens, partOf } from '../chance.ts';
import { type Lot, mapElements, quantityOf, subtractQuantity } from '../lot.ts';
import { drum } from '../packing.ts';
import type { Site } from '../site.ts';
import { newPaper, pickCustomer, pickSite, type World } from '../world.ts';
import { deliver } from './deliver.ts';
import type { Grade } from './grades.ts';
import { lossOf, runYield } from './yields.ts';

/** Diffuses, coats, inspects and sells what was cut. */
export function finish(world: World, site: Site, bodies: Lot, grade: Grade): void {
  sell(world, site, coat(world, site, diffuse(world, site, bodies, grade)));
}

/** Terbium goes into the grain boundaries, where the site has some and the grade wants it. */
function diffuse(world: World, site: Site, bodies: Lot, grade: Grade): Lot {
  const { netMilligrams, pieces, elementMilligrams } = bodies.quantity;
  const wanted = partOf(netMilligrams ?? 0n, grade.terbiumPartsPerMillion);
  const terbium = site.stock.find(
    ({ lot, quantity }) => lot.startsWith('METB') && (quantity.netMilligrams ?? 0n) > wanted,
  );
  if (wanted === 0n || terbium === undefined) return bodies;
  const drawn = part(terbium, wanted);
  const rest = { ...terbium, quantity: subtractQuantity(terbium.quantity, drawn.taken) };
  site.stock = site.stock.map((lot) => (lot === terbium ? rest : lot));
  const uptake = runYield(world, site, 'grain-boundary-diffusion');
  const stays = mapElements(drawn.taken.elementMilligrams, (mass) => partOf(mass, uptake));
  const given = sumElementMasses([elementMilligrams, stays]);
  const taken = sumElementMasses([elementMilligrams, drawn.taken.elementMilligrams]);
  const diffused = makeLot(
    world,
    'GBD',
    bodies.material,
    quantityOf({
      netMilligrams: (netMilligrams ?? 0n) + totalMilligrams(stays),
      pieces,
      elementMilligrams: given,
    }),
  );
  const [made] = transform(world, site, {
    step: 'grain-boundary-diffusion',
    inputs: [whole(bodies), drawn],
    outputs: [diffused],
    lossElementMilligrams: lossOf(world, taken, given),
  });
  return made ?? diffused;
}

function coat(world: World, site: Site, bodies: Lot): Lot {
  const { netMilligrams, pieces, elementMilligrams } = bodies.quantity;
  const good = runYield(world, site, 'finishing');
  const goodPieces = partOf(pieces ?? 0n, good);
  const share = Number((goodPieces * 1_000_000n) / (pieces ?? 1n));
  const given = mapElements(elementMilligrams, (mass) => partOf(mass, share));
  const bare = partOf(netMilligrams ?? 0n, share);
  const coatingMilligrams = partOf(bare, between(world.random, 8_000, 30_000));
  const net = bare + coatingMilligrams;
  const { grade } = bodies.material;
  const magnets = makeLot(
    world,
    'MAG',
    { form: 'magnet', product: 'coated NdFeB magnets', ...(grade === undefined ? {} : { grade }) },
    quantityOf({
      netMilligrams: net,
      pieces: goodPieces,
      elementMilligrams: given,
      coatingMilligrams,
      ...drum(world, net),
    }),
  );
  const rejects = mapElements(elementMilligrams, (mass, element) => mass - (given[element] ?? 0n));
  const scrap = makeLot(
    world,
    'SCR',
    { form: 'scrap', product: 'rejected magnets' },
    quantityOf({
      netMilligrams: (netMilligrams ?? 0n) - bare + 1n,
      elementMilligrams: rejects,
    }),
  );
  const made = transform(world, site, {
    step: 'finishing',
    inputs: [whole(bodies)],
    outputs: [magnets, scrap],
    lossElementMilligrams: {},
    papers: [newPaper(world, 'certificate-of-analysis')],
  });
  site.stock = [...site.stock, ...made.filter(({ material }) => material.form === 'scrap')];
  return made.find(({ material }) => material.form === 'magnet') ?? magnets;
}

function sell(world: World, site: Site, magnets: Lot): void {
  if (site.tampering.sale?.(magnets) === true) return;
  const isSoldAtHome = happens(world.random, 350_000);
  const trader = happens(world.random, 150_000) ? pickSite(world, 'trader') : null;
  deliver(world, site, isSoldAtHome ? pickSite(world, 'home-user') : pickCustomer(world, site), [magnets], trader);
}
