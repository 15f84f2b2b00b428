/** How much of what a step takes it gives: each site has its own usual yield, and each run varies around it. */
import type { ElementMasses } from '@lodestone/custody/element-masses.ts';
import type { ProcessStep } from '@lodestone/custody/material.ts';
import { STEP_YIELDS } from '@lodestone/custody/step-yield.ts';
import { spread, vary } from '../chance.ts';
import { mapElements } from '../lot.ts';
import type { Site } from '../site.ts';
import type { World } from '../world.ts';

/** A run differs from the site's usual by this part of the width that practice allows, as a standard deviation. */
const RUNS_PER_WIDTH = 40;

/** Honest runs stay off both ends of what practice allows by this part of its width. */
const MARGINS_PER_WIDTH = 50;

/** So much of what is not in the outputs is found again in residues and stated as lost, in parts per million. */
const LOSS_FOUND_PARTS_PER_MILLION = { usual: 960_000, deviation: 12_000 } as const;

/** The yield of one run, in parts per million. */
export function runYield(world: World, site: Site, step: ProcessStep): number {
  const { lowPartsPerMillion: low, highPartsPerMillion: high, typicalPartsPerMillion: typical } = STEP_YIELDS[step];
  const usual = site.yieldsPartsPerMillion.get(step) ?? typical;
  const width = high - low;
  const margin = Math.round(width / MARGINS_PER_WIDTH);
  const run = usual + spread(world.random, Math.round(width / RUNS_PER_WIDTH));
  return Math.min(high - margin, Math.max(low + margin, run));
}

/** What comes out of a run: each element a little differently. */
export function yieldOf(
  world: World,
  masses: ElementMasses,
  yieldPartsPerMillion: number,
  deviation = 600,
): ElementMasses {
  const most = Math.max(yieldPartsPerMillion, 996_000);
  return mapElements(masses, (mass) => {
    const own = yieldPartsPerMillion + spread(world.random, deviation);
    return vary(mass, Math.min(own, most) - 1_000_000);
  });
}

/** What a site finds again of what `given` lacks of `taken`, and states as lost. The rest nobody accounts for. */
export function lossOf(world: World, taken: ElementMasses, given: ElementMasses): ElementMasses {
  const { usual, deviation } = LOSS_FOUND_PARTS_PER_MILLION;
  const found = Math.min(1_000_000, usual + spread(world.random, deviation));
  return mapElements(taken, (mass, element) => {
    const missing = mass - (given[element] ?? 0n);
    return missing <= 0n ? 0n : vary(missing, found - 1_000_000);
  });
}
