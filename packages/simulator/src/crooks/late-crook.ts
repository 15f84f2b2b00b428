/**
 * Crooks that begin when all others have begun, each with a stream of chance that is named after its rule: they change no event of anybody
 * else's, and so none of an industry in which they were not played yet.
 */
import type { RandomSource } from '../random.ts';
import type { Site } from '../site.ts';
import type { World } from '../world.ts';

/** Not crooked yet, and in no crime of another late crook. */
export function isLateFit({ crimes }: World, { party, isCrooked }: Site): boolean {
  return !isCrooked && !crimes.some((crime) => crime.party === party || crime.others.has(party));
}

/**
 * One of `sites` that is fit, without marking it as crooked, which would spare it honest mistakes; null where there is none.
 * In a small industry all may be crooked already: then one of them has two crimes.
 */
export function recruitLate(world: World, random: RandomSource, sites: readonly Site[]): Site | null {
  const fit = sites.filter((site) => isLateFit(world, site));
  const free = fit.length > 0 ? fit : sites;
  return free.length === 0 ? null : random.pick(free);
}
