/** Honest change: stock that firms have when they join, firms that join later, scales that go out of true and are set right. */
import { assay, bringIn, makeLot } from './acts.ts';
import { between, happens } from './chance.ts';
import { findCustomers, newSite, registerSite } from './industry.ts';
import { quantityOf } from './lot.ts';
import type { Site } from './site.ts';
import { call, DAY, newPaper, pickSite, type World } from './world.ts';
import { netFor } from './works/mine.ts';

/** How many a whole industry has. */
const NEWCOMERS = 8;
const BIASED_SCALES = 12;

const WITH_STOCK_PARTS_PER_MILLION = 400_000;

/** Plans what changes in an industry of `size` millionths of a whole one. */
export function planChange(world: World, size: number): void {
  const times = (whole: number) => Math.max(1, Math.round((whole * size) / 1_000_000));
  for (const site of world.sites['metal-maker']) {
    if (happens(world.random, WITH_STOCK_PARTS_PER_MILLION)) countStock(world, site);
  }
  for (let time = 0; time < times(NEWCOMERS); time += 1) {
    world.agenda.plan(someTime(world), () => join(world));
  }
  for (let time = 0; time < times(BIASED_SCALES); time += 1) {
    world.agenda.plan(someTime(world), () => loseTruth(world));
  }
}

function someTime(world: World): number {
  return world.beginsAt + Math.floor((world.endsAt - world.beginsAt) / 1_000) * between(world.random, 100, 700);
}

/** A maker of metal opens, is known to some refiners, and has some oxide to begin with. */
function join(world: World): void {
  world.named += 1;
  const site = newSite(world, 'metal-maker', 900 + world.named);
  registerSite(world, site);
  findCustomers(world, site);
  world.sites['metal-maker'].push(site);
  for (let time = 0; time < 2; time += 1) pickSite(world, 'refiner').customers.push(site);
  countStock(world, site);
}

/** Oxide of before the ledger is counted within some weeks, with its papers and an assay, and is used by and by. */
function countStock(world: World, site: Site): void {
  const days = between(world.random, 2 * DAY, 40 * DAY);
  world.agenda.plan(world.now + days, () => {
    const neodymium = BigInt(between(world.random, 200, 1_500)) * 1_000_000_000n;
    const elementMilligrams = { Pr: (neodymium * 28n) / 100n, Nd: neodymium };
    const netMilligrams = netFor(elementMilligrams, 990_000, 0);
    const material = { form: 'oxide', product: 'Pr-Nd oxide 99.9' } as const;
    const counted = makeLot(world, 'OXPN', material, quantityOf({ netMilligrams, elementMilligrams }));
    const papers = [newPaper(world, 'stock-count')];
    const lot = bringIn(world, site, {
      lot: counted,
      origin: 'opening-stock',
      country: site.country,
      permit: null,
      papers,
    });
    site.stock = [...site.stock, assay(world, site, lot)];
    call(world, site, between(world.random, 3 * DAY, 12 * DAY), () => world.works[site.trade]?.(world, site));
  });
}

/** A scale errs for some months until it is calibrated again. */
function loseTruth(world: World): void {
  const site = pickSite(world, happens(world.random, 500_000) ? 'metal-maker' : 'magnet-maker');
  const before = site.scalePartsPerMillion;
  const error = between(world.random, 700, 1_500);
  site.scalePartsPerMillion += happens(world.random, 500_000) ? error : -error;
  world.agenda.plan(world.now + between(world.random, 30, 120) * DAY, () => {
    site.scalePartsPerMillion = before;
  });
}
