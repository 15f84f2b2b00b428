/** CRMA: how much of each element went through each stage in one country outside the European Union, beside its 65 %. */
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import { formatPercent } from '@lodestone/custody/format-percent.ts';
import type { Claim, ClaimVerdict } from './claim.ts';
import { type Stage, STAGES } from './stage.ts';
import type { StageShares } from './stage-shares.ts';

const MOST_MILLIONTHS = 650_000n;

const EUROPEAN_UNION: ReadonlySet<string> = new Set(
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '),
);

export const THIRD_COUNTRY_CLAIM = {
  id: 'crma-65',
  title: 'At most 65 % of an element at any stage from one country outside the European Union (CRMA)',
} as const;

interface Share {
  readonly element: ElementSymbol;
  readonly stage: Stage;
  readonly country: string;
  readonly shareMillionths: bigint;
}

/** The verdict, of one element's shares after the other: none is asked for once one has decided it. */
export function thirdCountryVerdict(shares: Iterable<readonly StageShares[]>): ClaimVerdict {
  let isAnyThird = false;
  let isAnyGap = false;
  for (const stages of shares) {
    for (const stage of stages) {
      const third = stage.countries.filter(({ country }) => isThird(country));
      if (third.some(({ shareMillionths }) => shareMillionths > MOST_MILLIONTHS)) return 'not-supported';
      isAnyThird ||= third.length > 0;
      isAnyGap ||= hasGap(stage);
    }
  }
  return isAnyGap || !isAnyThird ? 'cannot-say' : 'supported';
}

function isThird(country: string | null): country is string {
  return country !== null && !EUROPEAN_UNION.has(country);
}

function hasGap({ countries, unknownMilligrams }: StageShares): boolean {
  return unknownMilligrams > 0n || countries.some(({ country }) => country === null);
}

/** It informs: the aim is of what the Union uses in a year, not of one shipment. */
export function judgeThirdCountry(shares: ReadonlyMap<ElementSymbol, readonly StageShares[]>): Claim {
  const third = [...shares].flatMap(([element, stages]) =>
    stages.flatMap(({ stage, countries }) =>
      countries.flatMap(({ country, shareMillionths }): Share[] =>
        isThird(country) ? [{ element, stage, country, shareMillionths }] : [],
      ),
    ),
  );
  const above = third.filter(({ shareMillionths }) => shareMillionths > MOST_MILLIONTHS);
  const gaps = [...shares.values()].some((stages) => stages.some(hasGap));
  return {
    ...THIRD_COUNTRY_CLAIM,
    element: null,
    verdict: thirdCountryVerdict(shares.values()),
    reason: `${reasonOf(above, third, gaps)} The aim is of what the Union uses in a year; of one shipment it only informs.`,
    evidence: [],
    evidenceCount: 0,
    rule: {
      name: 'CRMA aims for 2030: at most 65 % from a single third country',
      source: 'Regulation (EU) 2024/1252, article 5',
      from: '2024-05-23',
    },
    isInformation: true,
  };
}

function reasonOf(above: readonly Share[], third: readonly Share[], gaps: boolean): string {
  const most = formatPercent(MOST_MILLIONTHS);
  if (above.length > 0) {
    const stages = STAGES.flatMap((stage) => describeStage(above.filter((share) => share.stage === stage)));
    return `More than ${most} from one country: ${stages.join('; ')}.`;
  }
  const largest = third.toSorted((left, right) => Number(right.shareMillionths - left.shareMillionths))[0];
  const found =
    largest === undefined
      ? 'No stage in a third country is recorded.'
      : `The most from one country is ${formatPercent(largest.shareMillionths)} (${largest.element}, ${largest.stage}, ${largest.country}), at most ${most} is the aim.`;
  return gaps ? `${found} Of a part it is not recorded where a stage was.` : found;
}

function describeStage(shares: readonly Share[]): string[] {
  const [first] = shares;
  if (first === undefined) return [];
  const each = shares.map(({ element, country, shareMillionths }) => {
    return `${element} ${formatPercent(shareMillionths)} ${country}`;
  });
  return [`${first.stage}: ${each.join(', ')}`];
}
