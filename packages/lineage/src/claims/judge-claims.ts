/**
 * The verdicts of `make-claims.ts` without its sentences, for whoever asks of many subjects whether anything would be otherwise.
 * Most of the work of a claim is what it says: the shares of every stage, and how much was recycled.
 */
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import { ancestryOf } from '../ancestry.ts';
import type { ElementAttribution } from '../attribution/attribution.ts';
import type { LineageGraph, LineageSubject } from '../graph.ts';
import { recycledContentOf } from '../attribution/recycled-content.ts';
import type { Claim } from './claim.ts';
import { coveredCountriesQuestion } from './covered-countries.ts';
import { judgeCustody } from './custody-model.ts';
import { custodyClaims } from './custody-claims.ts';
import { judgeRecycled, recycledVerdicts } from './recycled-claims.ts';
import type { RegisteredPlaces } from './registered-places.ts';
import { type StageShares, stageSharesOf } from './stage-shares.ts';
import { judgeCountries } from './steps-elsewhere.ts';
import { THIRD_COUNTRY_CLAIM, thirdCountryVerdict } from './third-country.ts';

export interface JudgedClaim extends Pick<Claim, 'id' | 'verdict'> {
  /** Some say a share, which is found out when it is asked for. */
  readonly title: () => string;
}

/** Judges as `makeClaims` does on a day, in its order; `attributions` has every element that the subject contains. */
export function judgeClaims(
  graph: LineageGraph,
  subject: LineageSubject,
  attributions: ReadonlyMap<ElementSymbol, ElementAttribution>,
  date: string,
  registered: RegisteredPlaces,
): JudgedClaim[] {
  const ancestry = ancestryOf(graph, subject);
  const custody = [...attributions].map(([element, of]) => judgeCustody(ancestry, subject, element, of));
  function* shares(): Generator<readonly StageShares[]> {
    for (const element of attributions.keys()) yield stageSharesOf(ancestry, subject, element, registered);
  }
  const titleOfRecycled = (id: string) => {
    const contents = recycledContentOf(graph, subject, [...attributions.keys()], ancestry);
    return judgeRecycled(ancestry, attributions, contents).find((claim) => claim.id === id)?.title ?? id;
  };
  const countries = judgeCountries(ancestry, subject, attributions, coveredCountriesQuestion(date), registered);
  return [
    ...[...custodyClaims(custody), countries].map(({ id, verdict, title }) => ({ id, verdict, title: () => title })),
    { id: THIRD_COUNTRY_CLAIM.id, verdict: thirdCountryVerdict(shares()), title: () => THIRD_COUNTRY_CLAIM.title },
    ...recycledVerdicts(ancestry, attributions).map(({ id, verdict }) => ({
      id,
      verdict,
      title: () => titleOfRecycled(id),
    })),
  ];
}
