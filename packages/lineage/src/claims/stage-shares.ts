/**
 * In which countries each stage was done on the subject's mass of an element: mined where, separated where. A milligram
 * counts for the country where it went through the stage last on its way to the subject. What came into the ledger
 * without the stage (imported oxide was mined somewhere, scrap was a magnet once) is `none`; what no origin explains and
 * did not go through it since is unknown, and so is where a mine was whose lots say another country than its facility. Masses are exact, and rounded as those of origins are (`attribution.ts`).
 */
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import type { Ancestor, Ancestry } from '../ancestry.ts';
import { apportionMixing } from '../attribution/apportion-mixing.ts';
import { formatShare } from '../attribution/attribution.ts';
import type { LineageSubject } from '../graph.ts';
import { findCarriers, mixCarriers, type Mixing } from '../attribution/mixing.ts';
import { type MixingNode, UNKNOWN_NODE } from '../attribution/mixing-node.ts';
import { contradictingCountry, type RegisteredPlaces } from './registered-places.ts';
import { type Stage, STAGES, stageOf } from './stage.ts';

export interface CountryShare {
  /** ISO 3166; null where the ledger has no such stage of it. */
  readonly country: string | null;
  readonly milligrams: bigint;
  readonly share: string;
  readonly shareMillionths: bigint;
}

export interface StageShares {
  readonly stage: Stage;
  /** By milligrams falling. */
  readonly countries: readonly CountryShare[];
  readonly unknownMilligrams: bigint;
}

const NONE = 'none';

/** All stages that some of the element went through in the ledger. Needs a subject that has some of it. */
export function stageSharesOf(
  ancestry: Ancestry,
  subject: LineageSubject,
  element: ElementSymbol,
  registered: RegisteredPlaces,
): StageShares[] {
  const carriers = findCarriers(ancestry, subject, element);
  return STAGES.flatMap((stage) => {
    const done = ancestry.ancestors.filter((ancestor, place) => carriers[place] === 1 && isAt(ancestor, stage));
    if (done.length === 0) return [];
    const countries = new Map(
      done.map((ancestor) => {
        const { lot } = ancestor;
        return [ancestor, contradictingCountry(registered, lot) === null ? lot.country : null] as const;
      }),
    );
    const { origins, unknownMilligrams } = apportionMixing(
      stageMixing(ancestry, subject, element, countries, carriers),
    );
    const shares = origins
      .filter(({ milligrams }) => milligrams > 0n)
      .map(({ lot, milligrams, shareMillionths }) => {
        const share = formatShare(shareMillionths);
        return { country: lot === NONE ? null : lot, milligrams, share, shareMillionths };
      })
      .sort((left, right) => (left.milligrams < right.milligrams ? 1 : left.milligrams > right.milligrams ? -1 : 0));
    return [{ stage, countries: shares, unknownMilligrams }];
  });
}

function isAt({ lot, madeBy }: Ancestor, stage: Stage): boolean {
  if (madeBy === 'missing') return false;
  return stageOf(lot, madeBy === 'origin' ? null : madeBy.step.name) === stage;
}

/** As `mixingOf`, with the stage in the place of the origins. */
function stageMixing(
  ancestry: Ancestry,
  subject: LineageSubject,
  element: ElementSymbol,
  countries: ReadonlyMap<Ancestor, string | null>,
  carriers: Uint8Array,
): Mixing {
  const names = [...new Set(countries.values()), NONE].filter((name) => name !== null);
  const nodes: MixingNode[] = [
    { kind: 'unknown' },
    ...names.map((lot, lotNumber) => ({ kind: 'origin' as const, lotNumber, lot })),
  ];
  const nodeOfName = new Map(names.map((name, index) => [name, index + 1]));
  return mixCarriers(ancestry, subject, element, { carriers, nodes }, (ancestor) => {
    const country = countries.get(ancestor);
    if (country === null) return UNKNOWN_NODE;
    if (country !== undefined) return nodeOfName.get(country) as number;
    return ancestor.madeBy === 'origin' ? (nodeOfName.get(NONE) as number) : null;
  });
}
