/** Ores by the proportions of their rare earths. Figures of the oxides, percent of TREO × 1,000; sources stand in docs/simulator.md. */
import { elementPerOxide, type ElementSymbol } from '@lodestone/custody/element.ts';
import type { ElementMasses, MutableElementMasses } from '@lodestone/custody/element-masses.ts';

export interface Ore {
  readonly label: string;
  readonly kind: 'rock' | 'clay';
  /** Where its mines lie. */
  readonly place: { readonly latitudeMicrodegrees: number; readonly longitudeMicrodegrees: number };
  readonly country: string;
  /** Element by mass of TREO, in billionths. */
  readonly elementPartsPerBillion: ElementMasses;
}

const ORDER = ['La', 'Ce', 'Pr', 'Nd', 'Sm', 'Eu', 'Gd', 'Tb', 'Dy', 'Ho', 'Er', 'Tm', 'Yb', 'Lu', 'Y'] as const;

function oreOf(
  [label, kind, country]: readonly [label: string, kind: Ore['kind'], country: string],
  [latitude, longitude]: readonly [latitude: number, longitude: number],
  thousandthsOfPercent: readonly number[],
): Ore {
  const elementPartsPerBillion: MutableElementMasses = {};
  for (const [index, element] of ORDER.entries()) {
    const oxidePartsPerBillion = BigInt(thousandthsOfPercent[index] ?? 0) * 10_000n;
    elementPartsPerBillion[element] = elementOf(element, oxidePartsPerBillion);
  }
  const place = { latitudeMicrodegrees: latitude * 1_000, longitudeMicrodegrees: longitude * 1_000 };
  return { label, kind, place, country, elementPartsPerBillion };
}

function elementOf(element: ElementSymbol, oxide: bigint): bigint {
  const { numerator, denominator } = elementPerOxide(element);
  return (oxide * numerator) / denominator;
}

const BAYAN_OBO = oreOf(
  ['bastnaesite-monazite ore, Bayan Obo type', 'rock', 'CN'],
  [41_780, 109_970],
  [24_993, 50_085, 5_598, 17_195, 1_000, 190, 550, 50, 60, 10, 10, 0, 10, 0, 250],
);

const MIANNING = oreOf(
  ['bastnaesite ore, Mianning type', 'rock', 'CN'],
  [28_550, 102_170],
  [29_777, 51_053, 4_255, 12_766, 1_089, 170, 449, 50, 60, 50, 34, 0, 18, 0, 230],
);

export const XUNWU = oreOf(
  ['ionic clay ore, Xunwu type', 'clay', 'CN'],
  [24_960, 115_650],
  [29_846, 7_181, 7_411, 30_186, 6_321, 510, 4_211, 460, 1_770, 270, 880, 130, 620, 130, 10_072],
);

export const XINFENG = oreOf(
  ['ionic clay ore, Xinfeng type', 'clay', 'CN'],
  [25_390, 114_930],
  [27_875, 3_267, 5_684, 17_751, 4_592, 941, 6_028, 688, 3_752, 748, 2_508, 273, 1_143, 212, 24_537],
);

export const LONGNAN = oreOf(
  ['ionic clay ore, Longnan type', 'clay', 'CN'],
  [24_910, 114_790],
  [1_842, 405, 708, 3_036, 2_833, 101, 6_982, 1_316, 6_780, 1_619, 4_959, 708, 2_530, 405, 65_776],
);

export const HOME_ROCKS = [BAYAN_OBO, MIANNING] as const;
export const HOME_CLAYS = [XUNWU, XINFENG, LONGNAN] as const;
