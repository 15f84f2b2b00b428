/**
 * Thorium, which rock has and clay has next to none of: it goes with ore into concentrate and tailings, and stays in the residue
 * when concentrate is cracked. Not everybody has it measured. It draws from streams of its own.
 */
import { type ElementMasses, totalMilligrams } from '@lodestone/custody/element-masses.ts';
import { between, happens, partOf, spread, vary } from './chance.ts';
import { type Lot, type Quantity, quantityOf } from './lot.ts';
import { namedSource } from './random.ts';
import type { Site } from './site.ts';
import { streamOf, type World } from './world.ts';

/** Of the rare earths of an ore. Made up: a tenth of what monazite has. */
const IN_ORE_PARTS_PER_MILLION = { least: 2_000, most: 6_000 } as const;

/** So many mines and refiners have it measured, and leave one lot in twelve out. */
const MEASURES_PARTS_PER_MILLION = 750_000;
const LEFT_OUT_PARTS_PER_MILLION = 80_000;

/** A measurement is off by so much, as a standard deviation. */
const DEVIATION = 60_000;

/** What of it floats with the rare earths. */
const IN_CONCENTRATE_PARTS_PER_MILLION = { least: 620_000, most: 780_000 } as const;

/** What is left of dry concentrate, most of it gypsum. */
const RESIDUE_PARTS_PER_MILLION = { least: 220_000, most: 320_000 } as const;

export function measuresThorium({ seed }: World, { party }: Site): boolean {
  return happens(namedSource(seed, `whether ${party} measures thorium`), MEASURES_PARTS_PER_MILLION);
}

/** Ore as a mine states it that has its thorium measured. */
export function withThorium(world: World, site: Site, ore: Quantity): Quantity {
  const { least, most } = IN_ORE_PARTS_PER_MILLION;
  const share = between(namedSource(world.seed, `thorium of ${site.party}`), least, most);
  return measured(world, site, ore, partOf(totalMilligrams(ore.elementMilligrams), share));
}

/** Concentrate and tailings of ore of which the thorium is known, with theirs. */
export function shareThorium(world: World, site: Site, ore: Quantity, outputs: readonly Lot[]): readonly Lot[] {
  const { least, most } = IN_CONCENTRATE_PARTS_PER_MILLION;
  const all = thoriumOf(ore);
  if (all === null) return outputs;
  const floated = partOf(all, between(streamOf(world, `thorium at ${site.party}`), least, most));
  return outputs.map((lot) => {
    const own = lot.material.form === 'concentrate' ? floated : all - floated;
    return { ...lot, quantity: measured(world, site, lot.quantity, own) };
  });
}

/** The residue of concentrate, of which what was lost of the rare earths is a part; null where nobody says what thorium there was. */
export function residueOf(world: World, site: Site, { lot, quantity }: Lot, lost: ElementMasses): Lot | null {
  const thorium = thoriumOf(quantity);
  if (thorium === null || !measuresThorium(world, site)) return null;
  const { least, most } = RESIDUE_PARTS_PER_MILLION;
  const random = streamOf(world, `thorium at ${site.party}`);
  const netMilligrams = partOf(dryOf(quantity), between(random, least, most));
  const residue = quantityOf({ netMilligrams, elementMilligrams: lost });
  return {
    lot: `RES-${lot}`,
    material: { form: 'residue', product: 'residue of cracking, radioactive' },
    quantity: measured(world, site, residue, thorium),
  };
}

/** As a laboratory finds it, unless nobody asked. */
function measured(world: World, site: Site, quantity: Quantity, thoriumMilligrams: bigint): Quantity {
  const random = streamOf(world, `thorium at ${site.party}`);
  const found = vary(thoriumMilligrams, spread(random, DEVIATION));
  const isLeftOut = !measuresThorium(world, site) || happens(random, LEFT_OUT_PARTS_PER_MILLION);
  return isLeftOut ? quantity : { ...quantity, thoriumPartsPerMillion: Number((found * 1_000_000n) / dryOf(quantity)) };
}

/** In milligrams; null where it is not stated. */
function thoriumOf(quantity: Quantity): bigint | null {
  const { thoriumPartsPerMillion } = quantity;
  return thoriumPartsPerMillion === null ? null : partOf(dryOf(quantity), thoriumPartsPerMillion);
}

function dryOf({ netMilligrams, moisturePartsPerMillion }: Quantity): bigint {
  return partOf(netMilligrams ?? 0n, 1_000_000 - (moisturePartsPerMillion ?? 0));
}
