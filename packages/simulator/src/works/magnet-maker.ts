/** Magnet makers: metals are cast, milled, pressed, cut, sometimes diffused, coated and inspected. */
import { type ElementMasses, sumElementMasses, totalMilligrams } from '@lodestone/custody/element-masses.ts';
import type { Material } from '@lodestone/custody/events/material-schema.ts';
import type { ProcessStep } from '@lodestone/custody/material.ts';
import { makeLot, part, transform, whole } from '../acts.ts';
import { between, happens, partOf, spread, vary } from '../chance.ts';
import type { TakenPart } from '../drafts.ts';
import { divide, type Lot, mapElements, type Quantity, quantityOf, subtractQuantity } from '../lot.ts';
import type { Site } from '../site.ts';
import { pickSite, type World } from '../world.ts';
import { deliver } from './deliver.ts';
import { finish } from './finish.ts';
import { chooseGrade, type Grade } from './grades.ts';
import { lossOf, runYield, yieldOf } from './yields.ts';

/** So many lots of metal make a heat. */
const METALS_PER_HEAT = 3;

/** So many lots of waste are sold together. */
const WASTE_LOTS_SOLD = 4;

const WASTE: ReadonlySet<string> = new Set(['swarf', 'scrap']);

export function workMagnetMaker(world: World, site: Site): void {
  const metals = site.stock.filter(({ lot }) => lot.startsWith('MEPN')).slice(0, METALS_PER_HEAT);
  if (metals.length > 0) {
    leave(site, metals);
    const heat = cast(world, site, metals);
    const powder = run(world, site, 'milling', heat.flake, { form: 'powder', product: 'NdFeB powder' }, 'PWD');
    for (const block of press(world, site, powder, heat.grade)) cut(world, site, block, heat.grade);
  }
  sellWaste(world, site);
}

function leave(site: Site, gone: readonly Lot[]): void {
  site.stock = site.stock.filter((lot) => !gone.includes(lot));
}

/** A heat of one grade, as far as there is dysprosium for it. */
function cast(world: World, site: Site, metals: readonly Lot[]): { readonly flake: Lot; readonly grade: Grade } {
  const rareEarths = sumElementMasses(metals.map(({ quantity }) => quantity.elementMilligrams));
  const wanted = chooseGrade(world.random);
  const alloy = site.stock.find(({ material }) => material.form === 'alloy');
  const heavy =
    alloy === undefined
      ? null
      : draw(site, alloy, partOf(totalMilligrams(rareEarths), wanted.dysprosiumPartsPerMillion));
  const grade = heavy === null ? chooseGrade(world.random, 0) : wanted;
  const inputs = [...metals.map(whole), ...(heavy === null ? [] : [heavy])];
  const taken = sumElementMasses(inputs.map((input) => input.taken.elementMilligrams));
  const given = yieldOf(world, taken, runYield(world, site, 'strip-casting'), 300);
  const share = between(world.random, 305_000, 320_000);
  const netMilligrams = (totalMilligrams(given) * 1_000_000n) / BigInt(share);
  const flake = makeLot(
    world,
    'FLK',
    { form: 'flake', product: 'NdFeB strip-cast flake', grade: grade.name },
    quantityOf({ netMilligrams, elementMilligrams: given }),
  );
  const [made] = transform(world, site, {
    step: 'strip-casting',
    inputs,
    outputs: [flake],
    lossElementMilligrams: lossOf(world, taken, given),
  });
  return { flake: made ?? flake, grade };
}

/** Takes so much of the heavy rare earth out of a lot at hand; null when there is too little of it. */
function draw(site: Site, alloy: Lot, milligrams: bigint): TakenPart | null {
  const held = totalMilligrams(alloy.quantity.elementMilligrams);
  const { netMilligrams } = alloy.quantity;
  if (milligrams === 0n || netMilligrams === null || held < milligrams) return null;
  const drawn = part(alloy, (netMilligrams * milligrams) / held);
  const rest = { ...alloy, quantity: subtractQuantity(alloy.quantity, drawn.taken) };
  site.stock = site.stock.map((lot) => (lot === alloy ? rest : lot));
  return drawn;
}

/** A step that works on everything alike: masses go down by what sticks to the machine. */
function run(world: World, site: Site, step: ProcessStep, lot: Lot, material: Material, prefix: string): Lot {
  const made = makeLot(world, prefix, { ...lot.material, ...material }, afterRun(world, site, step, lot.quantity));
  const [output] = transform(world, site, {
    step,
    inputs: [whole(lot)],
    outputs: [made],
    lossElementMilligrams: lossOf(world, lot.quantity.elementMilligrams, made.quantity.elementMilligrams),
  });
  return output ?? made;
}

function afterRun(world: World, site: Site, step: ProcessStep, quantity: Quantity): Quantity {
  const kept = runYield(world, site, step);
  return quantityOf({
    netMilligrams: partOf(quantity.netMilligrams ?? 0n, kept),
    elementMilligrams: mapElements(quantity.elementMilligrams, (mass) => partOf(mass, kept)),
  });
}

function press(world: World, site: Site, powder: Lot, grade: Grade): readonly Lot[] {
  const pressed = afterRun(world, site, 'sintering', powder.quantity);
  const parts = happens(world.random, 500_000) ? [between(world.random, 400_000, 600_000)] : [];
  const outputs = divide(pressed, parts).map((quantity) => {
    return makeLot(world, 'BLK', { form: 'block', product: 'sintered blocks', grade: grade.name }, quantity);
  });
  const taken = powder.quantity.elementMilligrams;
  return transform(world, site, {
    step: 'sintering',
    inputs: [whole(powder)],
    outputs,
    lossElementMilligrams: lossOf(world, taken, pressed.elementMilligrams),
  });
}

function cut(world: World, site: Site, block: Lot, grade: Grade): void {
  const { random } = world;
  const { netMilligrams, elementMilligrams } = block.quantity;
  const kept = runYield(world, site, 'machining');
  const body = mapElements(elementMilligrams, (mass) => partOf(mass, kept));
  const bodyMilligrams = partOf(netMilligrams ?? 0n, kept);
  const swarf = swarfOf(world, elementMilligrams, body);
  const bodies = makeLot(
    world,
    'BOD',
    { form: 'body', product: 'machined bodies', grade: grade.name },
    quantityOf({
      netMilligrams: bodyMilligrams,
      pieces: bodyMilligrams / BigInt(between(random, 20_000, 60_000)) + 1n,
      elementMilligrams: body,
    }),
  );
  const liquid = between(random, 300_000, 500_000);
  const wet = (((netMilligrams ?? 0n) - bodyMilligrams) * 1_000_000n) / BigInt(1_000_000 - liquid);
  const grindings = makeLot(
    world,
    'SWF',
    { form: 'swarf', product: 'grinding swarf' },
    quantityOf({
      netMilligrams: wet,
      moisturePartsPerMillion: liquid,
      elementMilligrams: swarf,
    }),
  );
  const made = transform(world, site, {
    step: 'machining',
    inputs: [whole(block)],
    outputs: [bodies, grindings],
    lossElementMilligrams: {},
  });
  const waste = made.filter(({ material }) => WASTE.has(material.form));
  site.stock = [...site.stock, ...waste];
  for (const lot of made.filter(({ material }) => material.form === 'body')) finish(world, site, lot, grade);
}

/** Grindings are swept up, but for a little. */
function swarfOf(world: World, taken: ElementMasses, body: ElementMasses): ElementMasses {
  const found = 988_000 + spread(world.random, 2_000);
  return mapElements(taken, (mass, element) => vary(mass - (body[element] ?? 0n), found - 1_000_000));
}

function sellWaste(world: World, site: Site): void {
  const waste = site.stock.filter(({ material }) => WASTE.has(material.form));
  if (waste.length < WASTE_LOTS_SOLD) return;
  leave(site, waste);
  deliver(world, site, pickSite(world, 'recycler'), waste, null);
}
