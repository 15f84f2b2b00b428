/** Who is in the industry: as many of each trade as its size asks for, with names, works, customers and habits of their own. */
import { totalMilligrams } from '@lodestone/custody/element-masses.ts';
import { PROCESS_STEPS, type ProcessStep } from '@lodestone/custody/material.ts';
import type { Role } from '@lodestone/custody/role.ts';
import { STEP_YIELDS } from '@lodestone/custody/step-yield.ts';
import { between, happens, spread, vary } from './chance.ts';
import { mapElements } from './lot.ts';
import { nameOf } from './names.ts';
import { HOME_CLAYS, HOME_ROCKS, type Ore } from './ores.ts';
import type { Deposit, Site, Trade } from './site.ts';
import { DAY, register, type World } from './world.ts';

/** How many of each trade a whole national industry has, and how few a small one. */
const COUNTS: Readonly<Record<Trade, readonly [whole: number, least: number]>> = {
  mine: [40, 4],
  refiner: [25, 3],
  'metal-maker': [60, 4],
  'magnet-maker': [120, 5],
  recycler: [12, 2],
  trader: [120, 4],
  exporter: [180, 5],
  'home-user': [60, 3],
  'foreign-user': [80, 6],
  laboratory: [8, 2],
};

const ROLES: Readonly<Record<Trade, readonly Role[]>> = {
  mine: ['mine'],
  refiner: ['refiner'],
  'metal-maker': ['metal-maker', 'alloy-maker'],
  'magnet-maker': ['alloy-maker', 'magnet-maker'],
  recycler: ['recycler'],
  trader: ['trader'],
  exporter: ['trader', 'exporter'],
  'home-user': ['end-user'],
  'foreign-user': ['end-user'],
  laboratory: ['laboratory'],
};

const ACTIVITIES: Readonly<Partial<Record<Trade, readonly ProcessStep[]>>> = {
  mine: ['beneficiation', 'leaching', 'precipitation'],
  refiner: ['cracking', 'dissolution', 'solvent-extraction'],
  'metal-maker': ['electrolysis', 'metallothermic-reduction'],
  'magnet-maker': ['strip-casting', 'milling', 'sintering', 'machining', 'grain-boundary-diffusion', 'finishing'],
  recycler: ['recycling'],
};

/** Who buys from whom, and from how many each site usually sells to. */
const BUYERS: Readonly<Partial<Record<Trade, readonly [trade: Trade, count: number]>>> = {
  mine: ['refiner', 2],
  refiner: ['metal-maker', 5],
  'metal-maker': ['magnet-maker', 5],
  'magnet-maker': ['exporter', 4],
  recycler: ['metal-maker', 5],
  trader: ['exporter', 3],
  exporter: ['foreign-user', 4],
};

/** Countries that buy, those with many factories for motors more often. */
const DESTINATIONS = ['DE', 'JP', 'JP', 'KR', 'US', 'US', 'VN', 'IN', 'HU', 'PL', 'IT', 'MX', 'TH', 'CZ'] as const;

/** Sites differ from practice by this part of the width that practice allows, as a standard deviation. */
const SITES_PER_WIDTH = 14;

/** Registers everybody. `size` is the part of a whole national industry, in parts per million. */
export function foundIndustry(world: World, size: number): void {
  for (const trade of Object.keys(COUNTS) as Trade[]) {
    const [most, least] = COUNTS[trade];
    const count = Math.max(least, Math.round((most * size) / 1_000_000));
    for (let number = 1; number <= count; number += 1) {
      const site = newSite(world, trade, number);
      registerSite(world, site);
      world.sites[trade].push(site);
    }
  }
  for (const sites of Object.values(world.sites)) for (const site of sites) findCustomers(world, site);
}

/** Registers a site. Others come upon it only where it is among the sites of its trade. */
export function registerSite(world: World, site: Site): void {
  const { party, name, roles, country, identifiers, facility, activities, place, address } = site;
  register(world, { type: 'party-registered', party, name, roles, country, identifiers });
  const timeZone = country === 'CN' ? { timeZone: 'Asia/Shanghai' } : {};
  const works = { party, name, country, location: place, activities, address, ...timeZone };
  register(world, { type: 'facility-registered', facility, ...works, ...capacityOf(site, world) });
}

/** A mine is built for a half more than it usually brings to light in a year. */
function capacityOf({ deposit }: Site, world: World): object {
  if (deposit === null) return {};
  const treo = usualTreo(deposit, world);
  const elements = mapElements(deposit.elementPartsPerBillion, (share) => (treo * share * 15n) / 10_000_000_000n);
  return { capacity: { elementMilligramsPerYear: Number(totalMilligrams(elements)) } };
}

/** TREO that a deposit usually brings to light in a year, in milligrams. */
export function usualTreo(deposit: Deposit, world: World): bigint {
  return batchTreo(deposit) * BigInt(Math.round((365 * DAY) / world.batchMilliseconds));
}

function batchTreo({ batchMilligrams, gradePartsPerMillion, ore }: Deposit): bigint {
  const grade = BigInt(gradePartsPerMillion);
  return ore.kind === 'rock' ? (batchMilligrams * grade) / 1_000_000n : (batchMilligrams * grade) / 1_000_000_000n;
}

/** A site that nobody knows yet. */
export function newSite(world: World, trade: Trade, number: number): Site {
  const { random } = world;
  const country = trade === 'foreign-user' ? random.pick(DESTINATIONS) : 'CN';
  const ore = random.pick(happens(random, 450_000) ? HOME_ROCKS : HOME_CLAYS);
  const party = `${trade.toUpperCase()}-${String(number).padStart(3, '0')}`;
  const digits = () => String(random.below(100_000_000)).padStart(8, '0');
  return {
    trade,
    party,
    facility: `${party}-WORKS`,
    name: nameOf(random, trade, country, number),
    country,
    roles: rolesOf(trade, number),
    activities: ACTIVITIES[trade] ?? [],
    place:
      trade === 'mine'
        ? near(world, ore.place, 300_000)
        : near(world, { latitudeMicrodegrees: 30_000_000, longitudeMicrodegrees: 114_000_000 }, 5_000_000),
    identifiers: {
      [country === 'CN' ? 'uscc' : 'vat']: `9${digits()}${digits()}`,
      phone: `+${digits()}${random.below(1000)}`,
    },
    address: `${between(random, 1, 999)} Industrial Road, District ${between(random, 1, 400)}`,
    yieldsPartsPerMillion: new Map(PROCESS_STEPS.map((step) => [step, usualYield(world, step)])),
    scalePartsPerMillion: spread(random, 150),
    deposit: trade === 'mine' ? depositOf(world, ore, party) : null,
    customers: [],
    tampering: {},
    stock: [],
    circuitElementMilligrams: {},
    clock: world.now,
    isCalled: false,
    isCrooked: false,
  };
}

/** Every third magnet maker exports itself. */
function rolesOf(trade: Trade, number: number): readonly Role[] {
  return trade === 'magnet-maker' && number % 3 === 1 ? [...ROLES[trade], 'exporter'] : ROLES[trade];
}

function near(world: World, place: Site['place'], microdegrees: number): Site['place'] {
  return {
    latitudeMicrodegrees: place.latitudeMicrodegrees + between(world.random, -microdegrees, microdegrees),
    longitudeMicrodegrees: place.longitudeMicrodegrees + between(world.random, -microdegrees, microdegrees),
  };
}

/** What a site usually gets out of a step: near what is typical, and well within what practice allows. */
function usualYield(world: World, step: ProcessStep): number {
  const { lowPartsPerMillion: low, typicalPartsPerMillion: typical, highPartsPerMillion: high } = STEP_YIELDS[step];
  const width = high - low;
  const middle = USUAL_ELSEWHERE.get(step) ?? typical;
  const usual = middle + spread(world.random, Math.round(width / SITES_PER_WIDTH));
  const margin = Math.round(width / 6);
  return Math.min(high - margin, Math.max(low + margin, usual));
}

/** A rock face of 5 % TREO and 1,000 t a batch, or a field of leach solution with a gram of it in a litre. */
function depositOf(world: World, ore: Ore, party: string): Deposit {
  const { random } = world;
  const isRock = ore.kind === 'rock';
  const grade = isRock ? between(random, 35_000, 60_000) : between(random, 700_000, 1_300_000);
  return {
    ore,
    elementPartsPerBillion: mapElements(ore.elementPartsPerBillion, (share) => vary(share, spread(random, 25_000))),
    gradePartsPerMillion: grade,
    moisturePartsPerMillion: between(random, 30_000, 70_000),
    permit: `PERMIT-${party}`,
    batchMilligrams: BigInt(isRock ? between(random, 500, 1_200) : between(random, 2_500, 8_000)) * 1_000_000_000n,
  };
}

/** National scrap is 25 to 30 % of magnets made, so that most blocks are cut with less waste than the typical figure. */
const USUAL_ELSEWHERE: ReadonlyMap<ProcessStep, number> = new Map([['machining', 790_000]]);

/** Finds those that usually buy from `site`. */
export function findCustomers(world: World, site: Site): void {
  const [trade, count] = BUYERS[site.trade] ?? [null, 0];
  if (trade === null) return;
  for (let number = 0; number < count; number += 1) site.customers.push(world.random.pick(world.sites[trade]));
}
