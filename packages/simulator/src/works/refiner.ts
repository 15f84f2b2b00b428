/** Refiners: concentrate becomes liquor, liquor goes through a circuit of solvent extraction, and oxides come out. */
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import {
  type ElementMasses,
  type MutableElementMasses,
  statedElements,
  sumElementMasses,
  totalMilligrams,
} from '@lodestone/custody/element-masses.ts';
import { makeLot, split, transform, whole } from '../acts.ts';
import { between, happens, partOf, spread, vary } from '../chance.ts';
import { divide, type Lot, mapElements, onlyElements, quantityOf } from '../lot.ts';
import { drum } from '../packing.ts';
import type { Site } from '../site.ts';
import { residueOf } from '../thorium.ts';
import { newPaper, pickCustomer, pickSite, type World } from '../world.ts';
import { assaySometimes } from './assay-sometimes.ts';
import { deliver } from './deliver.ts';
import { netFor } from './mine.ts';
import { lossOf, runYield, yieldOf } from './yields.ts';

/** So many lots go into the circuit at once. */
const LOTS_PER_RUN = 6;

/** So much of what is in a circuit stays in it over a run, in parts per million. */
const STAYS_PARTS_PER_MILLION = 150_000;

interface Product {
  readonly product: string;
  readonly prefix: string;
  readonly elements: readonly ElementSymbol[];
  readonly form: 'oxide' | 'carbonate' | 'mixed-oxide';
  readonly treoPartsPerMillion: number;
  readonly buyer: 'metal-maker' | 'exporter';
}

const PRODUCTS: readonly Product[] = [
  {
    product: 'Pr-Nd oxide 99.9',
    prefix: 'OXPN',
    elements: ['Pr', 'Nd'],
    form: 'oxide',
    treoPartsPerMillion: 990_000,
    buyer: 'metal-maker',
  },
  {
    product: 'Dy oxide 99.9',
    prefix: 'OXDY',
    elements: ['Dy'],
    form: 'oxide',
    treoPartsPerMillion: 992_000,
    buyer: 'metal-maker',
  },
  {
    product: 'Tb oxide 99.99',
    prefix: 'OXTB',
    elements: ['Tb'],
    form: 'oxide',
    treoPartsPerMillion: 992_000,
    buyer: 'metal-maker',
  },
  {
    product: 'La-Ce carbonate',
    prefix: 'LACE',
    elements: ['La', 'Ce'],
    form: 'carbonate',
    treoPartsPerMillion: 460_000,
    buyer: 'exporter',
  },
  {
    product: 'Sm-Eu-Gd concentrate',
    prefix: 'SEG',
    elements: ['Sm', 'Eu', 'Gd'],
    form: 'mixed-oxide',
    treoPartsPerMillion: 920_000,
    buyer: 'exporter',
  },
  {
    product: 'Y-rich concentrate',
    prefix: 'YRIC',
    elements: ['Ho', 'Er', 'Tm', 'Yb', 'Lu', 'Y'],
    form: 'mixed-oxide',
    treoPartsPerMillion: 920_000,
    buyer: 'exporter',
  },
];

/** Less than this of a product stays in the circuit until there is more. */
const SMALLEST_MILLIGRAMS = 500_000n;

export function workRefiner(world: World, site: Site): void {
  const feed = site.stock.splice(0, LOTS_PER_RUN);
  if (feed.length === 0) return;
  for (const lot of separate(world, site, feed)) sell(world, site, lot);
  if (site.stock.length > 0) workRefiner(world, site);
}

/** Takes lots through the circuit; returns what comes out. */
export function separate(world: World, site: Site, feed: readonly Lot[]): readonly Lot[] {
  const liquors = feed.map((lot) => dissolve(world, site, assaySometimes(world, site, lot, 350_000)));
  return extract(world, site, liquors);
}

function dissolve(world: World, site: Site, lot: Lot): Lot {
  const step = lot.material.form === 'concentrate' ? 'cracking' : 'dissolution';
  const taken = lot.quantity.elementMilligrams;
  const given = yieldOf(world, taken, runYield(world, site, step));
  const volumeMillilitres = totalMilligrams(given) / BigInt(between(world.random, 150, 200));
  const liquor = makeLot(
    world,
    'LIQ',
    { form: 'liquor', product: 'rare-earth chloride liquor' },
    quantityOf({
      volumeMillilitres: volumeMillilitres + 1n,
      elementMilligrams: given,
    }),
  );
  const lost = lossOf(world, taken, given);
  const residue = step === 'cracking' ? residueOf(world, site, lot, lost) : null;
  const [made] = transform(world, site, {
    step,
    inputs: [whole(lot)],
    outputs: residue === null ? [liquor] : [liquor, residue],
    lossElementMilligrams: residue === null ? lost : {},
  });
  return made ?? liquor;
}

function extract(world: World, site: Site, liquors: readonly Lot[]): readonly Lot[] {
  const taken = sumElementMasses(liquors.map(({ quantity }) => quantity.elementMilligrams));
  const inside = sumElementMasses([taken, site.circuitElementMilligrams]);
  const stays = mapElements(inside, (mass) => partOf(mass, STAYS_PARTS_PER_MILLION + spread(world.random, 8_000)));
  const leaves = subtract(inside, stays);
  const yielded = yieldOf(world, leaves, runYield(world, site, 'solvent-extraction'), 1_000);
  const outputs: Lot[] = [];
  const kept: MutableElementMasses = { ...stays };
  const used: ElementMasses[] = [];
  for (const product of PRODUCTS) {
    const elementMilligrams = onlyElements(yielded, product.elements);
    if (totalMilligrams(elementMilligrams) < SMALLEST_MILLIGRAMS) {
      for (const element of product.elements) kept[element] = inside[element] ?? 0n;
      continue;
    }
    used.push(onlyElements(leaves, product.elements));
    outputs.push(outputOf(world, product, elementMilligrams));
  }
  return transform(world, site, {
    step: 'solvent-extraction',
    inputs: liquors.map(whole),
    outputs,
    lossElementMilligrams: lossOf(
      world,
      sumElementMasses(used),
      sumElementMasses(outputs.map(({ quantity }) => quantity.elementMilligrams)),
    ),
    closingElementMilligrams: onlyElements(
      kept,
      statedElements(kept).map(([element]) => element),
    ),
    papers: [newPaper(world, 'certificate-of-analysis')],
  });
}

function outputOf(
  world: World,
  { product, prefix, form, treoPartsPerMillion }: Product,
  elementMilligrams: ElementMasses,
): Lot {
  const moisture = form === 'carbonate' ? between(world.random, 180_000, 220_000) : null;
  const netMilligrams = vary(
    netFor(elementMilligrams, treoPartsPerMillion, moisture ?? 0),
    Math.abs(spread(world.random, 500)),
  );
  return makeLot(
    world,
    prefix,
    { form, product },
    quantityOf({
      netMilligrams,
      moisturePartsPerMillion: moisture,
      elementMilligrams,
      ...drum(world, netMilligrams),
    }),
  );
}

function subtract(masses: ElementMasses, taken: ElementMasses): ElementMasses {
  return mapElements(masses, (mass, element) => mass - (taken[element] ?? 0n));
}

function sell(world: World, site: Site, lot: Lot): void {
  const trader = happens(world.random, 200_000) ? pickSite(world, 'trader') : null;
  const product = PRODUCTS.find(({ prefix }) => lot.lot.startsWith(`${prefix}-`));
  if (product?.buyer === 'exporter') {
    deliver(
      world,
      site,
      happens(world.random, 500_000) ? pickSite(world, 'home-user') : pickSite(world, 'exporter'),
      [lot],
      trader,
    );
    return;
  }
  const isLarge = product?.prefix === 'OXPN';
  const lots = isLarge
    ? split(world, site, lot, divide(lot.quantity, [between(world.random, 350_000, 650_000)]))
    : [lot];
  for (const sold of lots) deliver(world, site, pickCustomer(world, site), [sold], trader);
}
