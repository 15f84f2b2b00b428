/**
 * Refiners that work clay from abroad, for the reserve of the state: they sell nothing. They and whatever they do draw from a
 * stream of their own, and have lot numbers of their own.
 */
import { makeLot, papersOf, recordOrigin } from './acts.ts';
import { between, happens, spread, vary } from './chance.ts';
import { newSite, registerSite } from './industry.ts';
import { type Lot, mapElements, quantityOf } from './lot.ts';
import { LONGNAN, type Ore, XINFENG, XUNWU } from './ores.ts';
import { correctionOf } from './mistakes.ts';
import { planAllotments } from './quotas.ts';
import type { Site } from './site.ts';
import { DAY, newPaper, streamOf, type World, write } from './world.ts';
import { netFor } from './works/mine.ts';
import { separate } from './works/refiner.ts';

/** How many a whole industry has; a small one has two. */
const IMPORTERS = 5;
const LEAST_IMPORTERS = 2;

/** Where the clay is from. */
const COUNTRIES = ['LA', 'MM', 'MY', 'VN'] as const;

/** TREO of a delivery, in kilograms. */
const LEAST_KILOGRAMS = 2_000;
const MOST_KILOGRAMS = 6_000;

/** A delivery comes as often as a mine has a batch, or nearly. */
const PAUSE_PARTS_PER_MILLION = 800_000n;

/** So many declarations are written down late. */
const LATE_PARTS_PER_MILLION = 60_000;

const BILLION = 1_000_000_000n;

/** Lots of imports are numbered from here on. */
const FIRST_NUMBER = 9_000_000;

/** What an import is declared with. */
export const IMPORT_DECLARATION = 'import-declaration';

/** Registers importers of an industry of `size` millionths of a whole one, and sets them to work. */
export function planImports(world: World, size: number): void {
  const aside = worldOfImports(world);
  const count = Math.max(LEAST_IMPORTERS, Math.round((IMPORTERS * size) / 1_000_000));
  for (let number = 1; number <= count; number += 1) {
    const site = newSite(aside, 'refiner', 800 + number);
    registerSite(aside, site);
    world.importers.push(site);
    world.otherQuotas.set(site.party, usualIntake(world) * 2n);
    const abroad = { ore: aside.random.pick([XUNWU, XINFENG, LONGNAN]), country: aside.random.pick(COUNTRIES) };
    world.agenda.plan(world.now + aside.random.below(world.batchMilliseconds), () => takeDelivery(aside, site, abroad));
  }
  planAllotments(aside, () => world.importers, aside.random);
}

/** The same industry at the same time, with other chance and other numbers. */
function worldOfImports(world: World): World {
  return {
    ...world,
    random: streamOf(world, 'imports'),
    named: FIRST_NUMBER,
    get now() {
      return world.now;
    },
  };
}

function pauseOf({ batchMilliseconds }: World): number {
  return Number((BigInt(batchMilliseconds) * PAUSE_PARTS_PER_MILLION) / 1_000_000n);
}

/** In a year, in milligrams of TREO. */
function usualIntake(world: World): bigint {
  const delivered = BigInt((LEAST_KILOGRAMS + MOST_KILOGRAMS) / 2) * 1_000_000n;
  return (delivered * BigInt(365 * DAY)) / BigInt(pauseOf(world));
}

interface Abroad {
  readonly ore: Ore;
  readonly country: string;
}

function takeDelivery(world: World, site: Site, abroad: Abroad): void {
  const { random } = world;
  const declaration = newPaper(world, IMPORT_DECLARATION);
  const isLate = happens(random, LATE_PARTS_PER_MILLION);
  const ticket = newPaper(world, 'weighbridge-ticket');
  const papers = isLate ? [ticket] : [ticket, declaration];
  const { country } = abroad;
  const { lot, event } = recordOrigin(world, site, {
    lot: deliveredLot(world, abroad),
    origin: 'imported',
    country,
    permit: null,
    papers,
  });
  if (isLate) {
    const days = between(random, 3, 30) * DAY;
    const instead = papersOf([ticket, declaration]);
    const reason = 'the declaration of the import has come';
    world.agenda.plan(world.now + days, () => write(world, site, correctionOf(world, event, instead, reason)));
  }
  site.stock = [...site.stock, lot];
  if (site.stock.length >= LOTS_PER_RUN) separate(world, site, site.stock.splice(0));
  const pause = pauseOf(world);
  world.agenda.plan(world.now + pause + spread(random, Math.round(pause / 6)), () => takeDelivery(world, site, abroad));
}

const LOTS_PER_RUN = 4;

function deliveredLot(world: World, { ore, country }: Abroad): Lot {
  const treo = BigInt(between(world.random, LEAST_KILOGRAMS, MOST_KILOGRAMS)) * 1_000_000n;
  const elementMilligrams = mapElements(ore.elementPartsPerBillion, (share) => {
    return vary((treo * share) / BILLION, spread(world.random, 15_000));
  });
  const moisturePartsPerMillion = between(world.random, 200_000, 300_000);
  const netMilligrams = netFor(elementMilligrams, between(world.random, 540_000, 580_000), moisturePartsPerMillion);
  return makeLot(
    world,
    'IMP',
    { form: 'carbonate', product: `rare-earth carbonate of clay, ${country}` },
    quantityOf({ netMilligrams, moisturePartsPerMillion, elementMilligrams }),
  );
}
