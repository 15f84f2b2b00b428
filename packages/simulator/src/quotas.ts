/**
 * Quotas of mines and refiners, as the authority allots them: in two batches a year, enough for what each usually does. They
 * draw from a stream of their own.
 */
import { between, partOf } from './chance.ts';
import { usualTreo } from './industry.ts';
import type { RandomSource } from './random.ts';
import type { Site } from './site.ts';
import { register, streamOf, type World } from './world.ts';

/** Of what a mine usually brings to light, and of what its usual customers are likely to take in: who sells to whom varies. */
const MINING_PARTS_PER_MILLION = { least: 1_250_000, most: 1_600_000 } as const;
const SEPARATION_PARTS_PER_MILLION = { least: 2_200_000, most: 2_800_000 } as const;

/** What is lost between a mine and the liquor, about. */
const TAKEN_IN_PARTS_PER_MILLION = 900_000;

const FIRST_BATCH_PARTS_PER_MILLION = 600_000;

/** By when a batch is allotted: month and day. */
const BATCHES = [
  { batch: 1, month: 1, day: 10 },
  { batch: 2, month: 6, day: 15 },
] as const;

export function planQuotas(world: World): void {
  planAllotments(world, () => [...world.sites.mine, ...world.sites.refiner], streamOf(world, 'quotas'));
}

/** Plans both batches of each year for those who are there then. */
export function planAllotments(world: World, sites: () => readonly Site[], random: RandomSource): void {
  const lastYear = new Date(world.endsAt).getUTCFullYear();
  for (let year = new Date(world.beginsAt).getUTCFullYear() + 1; year <= lastYear; year += 1) {
    for (const { batch, month, day } of BATCHES) {
      world.agenda.plan(Date.UTC(year, month, day), () => {
        for (const site of sites()) allot(world, site, { year, batch }, random);
      });
    }
  }
}

/** A mine that joins has a quota from its first day on, for as long as it is looked at. */
export function allotOnJoining(world: World, site: Site): void {
  const year = new Date(world.now).getUTCFullYear();
  const random = streamOf(world, 'quotas');
  for (const each of [year, year + 1])
    for (const { batch } of BATCHES) allot(world, site, { year: each, batch }, random);
}

/** What a mine or a refiner usually draws in a year, in milligrams of oxides. */
export function usualDraw(world: World, { deposit, ...site }: Site): bigint {
  if (deposit !== null) return usualTreo(deposit, world);
  return world.sites.mine.reduce((sum, mine) => {
    const bought = mine.customers.filter(({ party }) => party === site.party).length;
    const dug = mine.deposit === null ? 0n : usualTreo(mine.deposit, world);
    return (
      sum + partOf((dug * BigInt(bought)) / BigInt(Math.max(1, mine.customers.length)), TAKEN_IN_PARTS_PER_MILLION)
    );
  }, 0n);
}

interface Batch {
  readonly year: number;
  readonly batch: number;
}

function allot(world: World, site: Site, { year, batch }: Batch, random: RandomSource): void {
  const { party, facility, deposit } = site;
  const { least, most } = deposit === null ? SEPARATION_PARTS_PER_MILLION : MINING_PARTS_PER_MILLION;
  const usual = partOf(usualDraw(world, site), between(random, least, most));
  const ofYear = world.otherQuotas.get(party) ?? usual;
  const first = partOf(ofYear, FIRST_BATCH_PARTS_PER_MILLION);
  const oxideMilligrams = batch === 1 ? first : ofYear - first;
  if (oxideMilligrams === 0n) return;
  const activity = deposit === null ? { activity: 'separation' } : { activity: 'mining', ore: oreOf(deposit.ore.kind) };
  const body = { type: 'quota-allocated', quota: `QUOTA-${party}-${year}-${batch}`, holder: party, year, batch };
  const sources = [`notice on batch ${batch} of ${year}`];
  register(
    world,
    { ...body, ...activity, oxideMilligrams: Number(oxideMilligrams), facilities: [facility], sources },
    random,
  );
}

function oreOf(kind: 'rock' | 'clay'): 'rock' | 'ionic' {
  return kind === 'rock' ? 'rock' : 'ionic';
}
