/** Of one element: how much comes from each country. */
import type { TraceElement } from '@lodestone/lineage/trace/trace-value.ts';
import { millionthsOf, WHOLE_MILLIONTHS } from './share.ts';

export interface CountryMass {
  /** Null is what no record explains. */
  readonly country: string | null;
  readonly milligrams: bigint;
  readonly shareMillionths: number;
}

/** Adds up origins by country: the greatest mass first, what is unknown last. */
export function massesByCountry({ origins, unknownMilligrams }: TraceElement): readonly CountryMass[] {
  const sums = new Map<string, { milligrams: bigint; shareMillionths: number }>();
  for (const { country, milligrams, share } of origins) {
    const sum = sums.get(country) ?? { milligrams: 0n, shareMillionths: 0 };
    sum.milligrams += BigInt(milligrams);
    sum.shareMillionths += millionthsOf(share);
    sums.set(country, sum);
  }
  const known = [...sums]
    .map(([country, sum]) => ({ country, ...sum }))
    .sort((one, other) =>
      one.milligrams === other.milligrams
        ? Number(one.country > other.country) - 0.5
        : Number(one.milligrams < other.milligrams) - 0.5,
    );
  if (unknownMilligrams === 0) return known;
  const shareMillionths = unknownShareMillionths(origins);
  return [...known, { country: null, milligrams: BigInt(unknownMilligrams), shareMillionths }];
}

/** What the shares of all origins leave. */
export function unknownShareMillionths(origins: TraceElement['origins']): number {
  return origins.reduce((left, { share }) => left - millionthsOf(share), WHOLE_MILLIONTHS);
}
