/** Everything that may be claimed of a subject, each claim with its verdict and why: `lodestone claims`. */
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import { ancestryOf } from '../ancestry.ts';
import { attribute, type ElementAttribution } from '../attribution/attribution.ts';
import type { LineageGraph, LineageSubject } from '../graph.ts';
import { type RecycledContent, recycledContentOf } from '../attribution/recycled-content.ts';
import type { Claim } from './claim.ts';
import { coveredCountriesQuestion, notInQuestion } from './covered-countries.ts';
import { type CustodyModel, type ElementCustody, judgeCustody } from './custody-model.ts';
import { NOTHING_REGISTERED, type RegisteredPlaces } from './registered-places.ts';
import { custodyClaims, weakestModel } from './custody-claims.ts';
import { judgeRecycled } from './recycled-claims.ts';
import { type StageShares, stageSharesOf } from './stage-shares.ts';
import { judgeCountries } from './steps-elsewhere.ts';
import { judgeThirdCountry } from './third-country.ts';

export interface ClaimsRequest {
  /** The day on which rules are looked at, `2026-11-23`. */
  readonly date: string;
  /** Countries in which no step may have been, ISO 3166; empty where that is not asked. */
  readonly notIn: readonly string[];
  /** Where facilities and parties are registered; where it is left out, everybody is taken at their word. */
  readonly registered?: RegisteredPlaces;
  /** The attribution of the subject, where it is at hand. */
  readonly attributions?: ReadonlyMap<ElementSymbol, ElementAttribution>;
}

export interface ClaimsReport {
  readonly subject: { readonly kind: 'lot' | 'shipment'; readonly id: string };
  readonly date: string;
  /** Lots upstream, those of the subject included. */
  readonly lotCount: number;
  readonly custody: {
    /** That of its weakest element; null where one has none, or nothing is stated. */
    readonly model: CustodyModel | null;
    readonly elements: readonly ElementCustody[];
  };
  readonly claims: readonly Claim[];
  readonly shares: readonly { readonly element: ElementSymbol; readonly stages: readonly StageShares[] }[];
  readonly recycled: readonly ({ readonly element: ElementSymbol } & RecycledContent)[];
}

/** The graph must hold all that the subject was made from, but for what it says to be missing. */
export function makeClaims(
  graph: LineageGraph,
  subject: LineageSubject,
  { date, notIn, registered = NOTHING_REGISTERED, attributions = attribute(graph, subject) }: ClaimsRequest,
): ClaimsReport {
  const ancestry = ancestryOf(graph, subject);
  const contents = recycledContentOf(graph, subject, [...attributions.keys()], ancestry);
  const custody = [...attributions].map(([element, of]) => judgeCustody(ancestry, subject, element, of));
  const shares = new Map(
    [...attributions.keys()].map(
      (element) => [element, stageSharesOf(ancestry, subject, element, registered)] as const,
    ),
  );
  const questions = [coveredCountriesQuestion(date), ...(notIn.length === 0 ? [] : [notInQuestion(notIn)])];
  return {
    subject: { kind: subject.kind, id: subject.id },
    date,
    lotCount: ancestry.ancestors.length,
    custody: { model: weakestModel(custody), elements: custody },
    claims: [
      ...custodyClaims(custody),
      ...questions.map((question) => judgeCountries(ancestry, subject, attributions, question, registered)),
      judgeThirdCountry(shares),
      ...judgeRecycled(ancestry, attributions, contents),
    ],
    shares: [...shares].map(([element, stages]) => ({ element, stages })),
    recycled: [...contents].map(([element, content]) => ({ element, ...content })),
  };
}
