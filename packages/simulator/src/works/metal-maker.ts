/** Metal and alloy makers: oxides become metal in the bath, or by calcium. */
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import { sumElementMasses, totalMilligrams } from '@lodestone/custody/element-masses.ts';
import type { Material } from '@lodestone/custody/events/material-schema.ts';
import { makeLot, split, transform, whole } from '../acts.ts';
import { between, happens } from '../chance.ts';
import { divide, type Lot, quantityOf } from '../lot.ts';
import { drum } from '../packing.ts';
import type { Site } from '../site.ts';
import { newPaper, pickCustomer, pickSite, type World } from '../world.ts';
import { assaySometimes } from './assay-sometimes.ts';
import { deliver } from './deliver.ts';
import { lossOf, runYield, yieldOf } from './yields.ts';

interface Recipe {
  readonly prefix: string;
  readonly material: Material;
  readonly step: 'electrolysis' | 'metallothermic-reduction';
  /** Rare earths of the net mass, in parts per million. */
  readonly sharePartsPerMillion: bigint;
  readonly buyers: number;
}

const RECIPES: ReadonlyMap<ElementSymbol, Recipe> = new Map([
  [
    'Nd',
    {
      prefix: 'MEPN',
      material: { form: 'metal', product: 'Pr-Nd metal' },
      step: 'electrolysis',
      sharePartsPerMillion: 995_000n,
      buyers: 2,
    },
  ],
  [
    'Dy',
    {
      prefix: 'ALDY',
      material: { form: 'alloy', product: 'Dy-Fe alloy, Dy 80' },
      step: 'electrolysis',
      sharePartsPerMillion: 800_000n,
      buyers: 2,
    },
  ],
  [
    'Tb',
    {
      prefix: 'METB',
      material: { form: 'metal', product: 'Tb metal 99.9' },
      step: 'metallothermic-reduction',
      sharePartsPerMillion: 999_000n,
      buyers: 1,
    },
  ],
]);

export function workMetalMaker(world: World, site: Site): void {
  let oxides: readonly Lot[] = site.stock.splice(0);
  for (const [element, recipe] of RECIPES) {
    const charge = oxides.filter(({ quantity }) => (quantity.elementMilligrams[element] ?? 0n) > 0n);
    oxides = oxides.filter((lot) => !charge.includes(lot));
    if (charge.length > 0) reduce(world, site, recipe, charge);
  }
}

function reduce(world: World, site: Site, recipe: Recipe, oxides: readonly Lot[]): void {
  const known = oxides.map((lot) => assaySometimes(world, site, lot, 150_000));
  const { prefix, material, step, sharePartsPerMillion } = recipe;
  const taken = sumElementMasses(known.map(({ quantity }) => quantity.elementMilligrams));
  const elementMilligrams = yieldOf(world, taken, runYield(world, site, step), 400);
  const netMilligrams = (totalMilligrams(elementMilligrams) * 1_000_000n) / sharePartsPerMillion;
  const metal = makeLot(
    world,
    prefix,
    material,
    quantityOf({ netMilligrams, elementMilligrams, ...drum(world, netMilligrams) }),
  );
  const [made] = transform(world, site, {
    step,
    inputs: known.map(whole),
    outputs: [metal],
    lossElementMilligrams: lossOf(world, taken, elementMilligrams),
    papers: [newPaper(world, 'certificate-of-analysis')],
  });
  if (made !== undefined) sell(world, site, made, recipe.buyers);
}

function sell(world: World, site: Site, metal: Lot, buyers: number): void {
  const trader = happens(world.random, 150_000) ? pickSite(world, 'trader') : null;
  const shares = buyers === 1 ? [] : [between(world.random, 350_000, 650_000)];
  const lots = shares.length === 0 ? [metal] : split(world, site, metal, divide(metal.quantity, shares));
  for (const lot of lots) {
    if (site.tampering.sale?.(lot) !== true) deliver(world, site, pickCustomer(world, site), [lot], trader);
  }
}
