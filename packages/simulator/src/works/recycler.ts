/** Recyclers: swarf of factories and scrap of end users become oxides again. */
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import { type ElementMasses, sumElementMasses, totalMilligrams } from '@lodestone/custody/element-masses.ts';
import { bringIn, makeLot, transform, whole } from '../acts.ts';
import { between, happens, partOf, spread, vary } from '../chance.ts';
import { type Lot, onlyElements, quantityOf } from '../lot.ts';
import { drum } from '../packing.ts';
import type { Site } from '../site.ts';
import { newPaper, pickCustomer, type World } from '../world.ts';
import { assaySometimes } from './assay-sometimes.ts';
import { deliver } from './deliver.ts';
import { netFor } from './mine.ts';
import { lossOf, runYield, yieldOf } from './yields.ts';

const LOTS_PER_RUN = 10;

const OXIDES: readonly {
  readonly product: string;
  readonly prefix: string;
  readonly elements: readonly ElementSymbol[];
}[] = [
  { product: 'recycled Pr-Nd oxide', prefix: 'ROXPN', elements: ['La', 'Ce', 'Pr', 'Nd', 'Sm', 'Y', 'Eu', 'Gd', 'Ho'] },
  { product: 'recycled Dy oxide', prefix: 'ROXDY', elements: ['Dy'] },
  { product: 'recycled Tb oxide', prefix: 'ROXTB', elements: ['Tb'] },
];

/** Less than this is no product: it is stated as lost. */
const SMALLEST_MILLIGRAMS = 200_000n;

export function workRecycler(world: World, site: Site): void {
  const swarf = site.stock.splice(0, LOTS_PER_RUN);
  if (swarf.length === 0) return;
  const collected = happens(world.random, 400_000) ? [collect(world, site)] : [];
  const feed = [...swarf, ...collected].map((lot) => assaySometimes(world, site, lot, 150_000));
  for (const oxide of recycle(world, site, feed)) deliver(world, site, pickCustomer(world, site), [oxide], null);
  if (site.stock.length > 0) workRecycler(world, site);
}

/** What end users have thrown away: motors, speakers, drives. */
function collect(world: World, site: Site): Lot {
  const { random } = world;
  const netMilligrams = BigInt(between(random, 200, 1_500)) * 1_000_000_000n;
  const share = (partsPerMillion: number) =>
    partOf(netMilligrams, Number(vary(BigInt(partsPerMillion), spread(random, 80_000))));
  const elementMilligrams: ElementMasses = {
    Pr: share(55_000),
    Nd: share(220_000),
    Gd: share(6_000),
    Dy: share(9_000),
    Tb: share(900),
  };
  const lot = makeLot(
    world,
    'EOL',
    { form: 'scrap', product: 'end-of-life magnets' },
    quantityOf({ netMilligrams, elementMilligrams }),
  );
  return bringIn(world, site, {
    lot,
    origin: 'collected',
    country: site.country,
    permit: null,
    papers: [newPaper(world, 'weighbridge-ticket')],
  });
}

function recycle(world: World, site: Site, feed: readonly Lot[]): readonly Lot[] {
  const taken = sumElementMasses(feed.map(({ quantity }) => quantity.elementMilligrams));
  const given = yieldOf(world, taken, runYield(world, site, 'recycling'), 1_000);
  const outputs = OXIDES.flatMap(({ product, prefix, elements }) => {
    const elementMilligrams = onlyElements(given, elements);
    if (totalMilligrams(elementMilligrams) < SMALLEST_MILLIGRAMS) return [];
    const netMilligrams = netFor(elementMilligrams, 990_000, 0);
    return [
      makeLot(
        world,
        prefix,
        { form: 'oxide', product },
        quantityOf({ netMilligrams, elementMilligrams, ...drum(world, netMilligrams) }),
      ),
    ];
  });
  const made = sumElementMasses(outputs.map(({ quantity }) => quantity.elementMilligrams));
  return transform(world, site, {
    step: 'recycling',
    inputs: feed.map(whole),
    outputs,
    lossElementMilligrams: lossOf(world, taken, made),
    papers: [newPaper(world, 'certificate-of-analysis')],
  });
}
