/** Mines: rock is dug, crushed and floated; clay is leached where it lies, and the solution precipitated. */
import { type ElementMasses, totalMilligrams } from '@lodestone/custody/element-masses.ts';
import { oxideMassBillionths } from '@lodestone/custody/oxide-mass.ts';
import { bringIn, makeLot, transform, whole } from '../acts.ts';
import { between, happens, partOf, spread, vary } from '../chance.ts';
import { type Lot, mapElements, quantityOf } from '../lot.ts';
import type { Deposit, Site } from '../site.ts';
import { shareThorium, withThorium } from '../thorium.ts';
import { newPaper, pickCustomer, pickSite, type World } from '../world.ts';
import { assaySometimes } from './assay-sometimes.ts';
import { deliver } from './deliver.ts';
import { lossOf, runYield, yieldOf } from './yields.ts';

const BILLION = 1_000_000_000n;

/** Leach solutions hold about a gram of TREO in a litre: they weigh what water does. */
const MILLIGRAMS_PER_MILLILITRE = 1_000n;

/** Begins to work at a day of its own, and goes on until nobody looks any more. */
export function openMine(world: World, site: Site): void {
  world.agenda.plan(world.now + world.random.below(world.batchMilliseconds), () => workMine(world, site));
}

function workMine(world: World, site: Site): void {
  const { deposit } = site;
  if (deposit === null) throw new Error(`${site.party} is a mine and has no deposit`);
  const concentrate = deposit.ore.kind === 'rock' ? floatRock(world, site, deposit) : leachClay(world, site, deposit);
  const known = assaySometimes(world, site, concentrate, 500_000);
  deliver(
    world,
    site,
    pickCustomer(world, site),
    [known],
    happens(world.random, 100_000) ? pickSite(world, 'trader') : null,
  );
  world.agenda.plan(world.now + pauseOf(world, deposit), () => workMine(world, site));
}

/** Frost slows rock mines, rain slows clay. */
function pauseOf(world: World, { ore }: Deposit): number {
  const month = new Date(world.now).getUTCMonth();
  const isSlow = ore.kind === 'rock' ? month === 11 || month <= 1 : month >= 4 && month <= 6;
  const usual = Math.round(world.batchMilliseconds * (isSlow ? 1.3 : 0.9));
  return usual + spread(world.random, Math.round(usual / 6));
}

function floatRock(world: World, site: Site, deposit: Deposit): Lot {
  const { random } = world;
  const netMilligrams = vary(deposit.batchMilligrams, spread(random, 120_000));
  const moisture = vary(BigInt(deposit.moisturePartsPerMillion), spread(random, 60_000));
  const dry = partOf(netMilligrams, 1_000_000 - Number(moisture));
  const treo = partOf(dry, Number(vary(BigInt(deposit.gradePartsPerMillion), spread(random, 40_000))));
  const ore = makeLot(
    world,
    'ORE',
    { form: 'ore', product: deposit.ore.label },
    withThorium(
      world,
      site,
      quantityOf({
        netMilligrams,
        moisturePartsPerMillion: Number(moisture),
        elementMilligrams: elementsOf(world, deposit, treo),
      }),
    ),
  );
  const dug = mined(world, site, deposit, ore);
  const taken = dug.quantity.elementMilligrams;
  const given = yieldOf(world, taken, runYield(world, site, 'beneficiation'));
  const tailings = mapElements(taken, (mass, element) => partOf(mass - (given[element] ?? 0n), 985_000));
  const share = between(random, 480_000, 540_000);
  const wet = between(random, 70_000, 90_000);
  const product = deposit.ore.label.replace(' ore,', ' concentrate,');
  const made = [
    makeLot(
      world,
      'CON',
      { form: 'concentrate', product },
      quantityOf({
        netMilligrams: netFor(given, share, wet),
        moisturePartsPerMillion: wet,
        elementMilligrams: given,
      }),
    ),
    makeLot(
      world,
      'TAIL',
      { form: 'tailings', product: 'flotation tailings' },
      quantityOf({
        netMilligrams: partOf(dug.quantity.netMilligrams ?? 0n, 890_000),
        elementMilligrams: tailings,
      }),
    ),
  ];
  const [concentrate] = transform(world, site, {
    step: 'beneficiation',
    inputs: [whole(dug)],
    outputs: shareThorium(world, site, dug.quantity, made),
    lossElementMilligrams: {},
    papers: [newPaper(world, 'certificate-of-analysis')],
  });
  return concentrate ?? dug;
}

function leachClay(world: World, site: Site, deposit: Deposit): Lot {
  const { random } = world;
  const volumeMillilitres = vary(deposit.batchMilligrams, spread(random, 150_000)) / MILLIGRAMS_PER_MILLILITRE;
  const grade = vary(BigInt(deposit.gradePartsPerMillion), spread(random, 60_000));
  const treo = (volumeMillilitres * grade) / 1_000_000n;
  const solution = makeLot(
    world,
    'PLS',
    { form: 'leach-solution', product: deposit.ore.label.replace(' ore,', ' leach solution,') },
    quantityOf({
      volumeMillilitres,
      elementMilligrams: elementsOf(world, deposit, treo),
    }),
  );
  const leached = mined(world, site, deposit, solution);
  const taken = leached.quantity.elementMilligrams;
  const given = yieldOf(world, taken, runYield(world, site, 'precipitation'));
  const [oxide] = transform(world, site, {
    step: 'precipitation',
    inputs: [whole(leached)],
    outputs: [
      makeLot(
        world,
        'MIX',
        { form: 'mixed-oxide', product: deposit.ore.label.replace(' ore,', ' mixed oxide,') },
        quantityOf({
          netMilligrams: netFor(given, between(random, 900_000, 930_000), 5_000),
          moisturePartsPerMillion: 5_000,
          elementMilligrams: given,
        }),
      ),
    ],
    lossElementMilligrams: lossOf(world, taken, given),
    papers: [newPaper(world, 'certificate-of-analysis')],
  });
  return oxide ?? leached;
}

function mined(world: World, site: Site, { permit }: Deposit, lot: Lot): Lot {
  const { country } = site;
  return bringIn(world, site, {
    lot,
    origin: 'mined',
    country,
    permit,
    papers: [newPaper(world, 'weighbridge-ticket')],
  });
}

/** The elements of so much TREO, a little differently in every batch. */
function elementsOf(world: World, { elementPartsPerBillion }: Deposit, treoMilligrams: bigint): ElementMasses {
  return mapElements(elementPartsPerBillion, (share) => {
    return vary((treoMilligrams * share) / BILLION, spread(world.random, 12_000));
  });
}

/** The net mass of a material that holds these elements at so much TREO of its dry mass. */
export function netFor(masses: ElementMasses, treoPartsPerMillion: number, moisturePartsPerMillion: number): bigint {
  if (totalMilligrams(masses) === 0n) return 1n;
  const treo = oxideMassBillionths(masses) / BILLION;
  const dry = (treo * 1_000_000n) / BigInt(treoPartsPerMillion);
  return (dry * 1_000_000n) / BigInt(1_000_000 - moisturePartsPerMillion) + 1n;
}
