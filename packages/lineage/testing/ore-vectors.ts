/** What ores hold, as milligrams of each element per kilogram of all: a carbonatite and two ionic clays. */
import type { Amounts } from '@lodestone/custody/amounts.ts';
import { amounts } from './observations.ts';

export const BAYAN_OBO = {
  La: 250_000,
  Ce: 480_000,
  Pr: 54_000,
  Nd: 172_000,
  Sm: 10_000,
  Eu: 1_900,
  Gd: 5_600,
  Y: 2_300,
  Dy: 600,
};

export type OreVector = typeof BAYAN_OBO;

/** A light clay. */
export const XUNWU: OreVector = {
  La: 300_000,
  Ce: 69_000,
  Pr: 72_000,
  Nd: 305_000,
  Sm: 64_000,
  Eu: 5_200,
  Gd: 43_000,
  Y: 94_000,
  Dy: 18_000,
};

/** A middle clay. */
export const XINFENG: OreVector = {
  La: 285_000,
  Ce: 32_000,
  Pr: 57_000,
  Nd: 182_000,
  Sm: 48_000,
  Eu: 9_800,
  Gd: 63_000,
  Y: 233_000,
  Dy: 39_000,
};

/** So many tonnes of it, with so much relative noise on each element. */
export function sampleOre(vector: OreVector, relative: number, deviate: () => number, tonnes = 1): Amounts {
  const masses = Object.entries(vector).map(([element, mass]) => {
    return [element, Math.round(mass * 1_000 * tonnes * Math.exp(relative * deviate()))] as const;
  });
  return amounts({ elementMilligrams: Object.fromEntries(masses) });
}
