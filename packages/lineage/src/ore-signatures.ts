/**
 * What the rare earths of the known kinds of ore are like, and which of them a composition is nearest to.
 *
 * Oxides in hundredths of a percent of TREO, rounded from published vectors: USGS tables for Bayan Obo, monazite, loparite, xenotime and
 * the clays of Xunwu and Longnan; MP Materials' annual report for Mountain Pass; Lynas for Mount Weld; soolun.net for the
 * bounds of Xinfeng. Traces below 0.05 % are left out. Those of the clays are of what is leached, which has little cerium.
 */
import { elementPerOxide, type ElementSymbol } from '@lodestone/custody/element.ts';
import { elementMassesOf } from '@lodestone/custody/element-masses.ts';
import { type LogComposition, logComposition, logRatioDistance } from './log-ratio.ts';

export interface OreSignature {
  readonly ore: string;
  readonly kind: 'rock' | 'placer' | 'clay';
  readonly composition: LogComposition;
}

const COMPARED = [
  'La',
  'Ce',
  'Pr',
  'Nd',
  'Sm',
  'Eu',
  'Gd',
  'Tb',
  'Dy',
  'Y',
] as const satisfies readonly ElementSymbol[];

export const ORE_SIGNATURES: readonly OreSignature[] = [
  signature('Bayan Obo', 'rock', [2499, 5009, 560, 1720, 100, 19, 55, 5, 6, 25]),
  signature('Mianning', 'rock', [2978, 5105, 426, 1277, 109, 17, 45, 5, 6, 23]),
  signature('Mountain Pass', 'rock', [3230, 5020, 417, 1153, 95, 13, 30, 3, 5, 30]),
  signature('Mount Weld', 'rock', [2550, 4674, 532, 1850, 227, 44, 60, 7, 12, 38]),
  signature('monazite sand', 'placer', [2391, 4603, 500, 1741, 253, 5, 149, 4, 69, 241]),
  signature('Lovozero loparite', 'rock', [2795, 5740, 379, 879, 96, 13, 21, 7, 9, 10]),
  signature('light ionic clay (Xunwu)', 'clay', [2985, 718, 741, 3019, 632, 51, 421, 46, 177, 1007]),
  signature('middle ionic clay (Xinfeng)', 'clay', [2788, 327, 568, 1775, 459, 94, 603, 69, 375, 2454]),
  signature('heavy ionic clay (Longnan)', 'clay', [184, 41, 71, 304, 283, 10, 698, 132, 678, 6578]),
  signature('xenotime', 'placer', [126, 318, 51, 162, 112, 2, 355, 91, 842, 6187]),
];

/** Null where too little is stated to tell. */
export function nearestOre(composition: LogComposition): OreSignature | null {
  const near = ORE_SIGNATURES.flatMap((ore) => {
    const apart = logRatioDistance(composition, ore.composition, TRACE_PARTS_PER_MILLION);
    return apart === null || apart.elements < ELEMENTS_MIN ? [] : [{ ore, distance: apart.distance }];
  });
  return near.sort((left, right) => left.distance - right.distance)[0]?.ore ?? null;
}

const TRACE_PARTS_PER_MILLION = 1_000;
const ELEMENTS_MIN = 6;

function signature(ore: string, kind: OreSignature['kind'], hundredths: readonly number[]): OreSignature {
  const masses = COMPARED.map((element, index): [ElementSymbol, number] => {
    const { numerator, denominator } = elementPerOxide(element);
    // In millionths, so that what is rounded off is nothing beside the figure.
    return [element, Math.round(((hundredths[index] ?? 0) * 1_000_000 * Number(numerator)) / Number(denominator))];
  });
  return { ore, kind, composition: logComposition(elementMassesOf(Object.fromEntries(masses))) };
}
