/** What a lineage says before and after an assumption, subject by subject. */
import { ELEMENT_SYMBOLS, type ElementSymbol } from '@lodestone/custody/element.ts';
import { attributeByNumbers } from './attribution/attribute-by-numbers.ts';
import { type ElementAttribution, formatShare } from './attribution/attribution.ts';
import { type AssumedLineage, assumedSubject } from './assumed-lineage.ts';
import type { ClaimVerdict } from './claims/claim.ts';
import { judgeClaims } from './claims/judge-claims.ts';
import type { RegisteredPlaces } from './claims/registered-places.ts';
import type { LineageGraph, LineageSubject } from './graph.ts';

/** What of the mass of an element has a known origin, and what has none. */
export interface KnownMass {
  readonly milligrams: bigint;
  readonly unknownMilligrams: bigint;
  /** Six decimals; null of no mass. */
  readonly unknownShare: string | null;
}

export interface WhatIfOrigin {
  readonly lot: string;
  readonly party: string;
  readonly country: string;
  readonly beforeMilligrams: bigint;
  readonly afterMilligrams: bigint;
}

export interface WhatIfElement {
  readonly changed: boolean;
  readonly before: KnownMass;
  readonly after: KnownMass;
  /** Those whose mass changes, by lot number. */
  readonly origins: readonly WhatIfOrigin[];
}

export interface WhatIfClaim {
  /** Such as `custody/segregated`, as `claims` names it. */
  readonly id: string;
  readonly title: string;
  readonly before: ClaimVerdict;
  readonly after: ClaimVerdict;
}

export interface WhatIfSubject {
  readonly kind: 'lot' | 'shipment' | 'holder';
  readonly id: string;
  /** Whether anything of it is otherwise. */
  readonly changed: boolean;
  /** By atomic number; elements of which it has none, before and after, are left out. */
  readonly elements: Readonly<Partial<Record<ElementSymbol, WhatIfElement>>>;
  /** Those whose verdict changes; of what somebody holds nothing is claimed. */
  readonly claims: readonly WhatIfClaim[];
}

export type CompareSubject = (
  subject: LineageSubject,
  kind: WhatIfSubject['kind'],
  date: string | null,
) => WhatIfSubject;

/**
 * Asks the same of the lineage as it is recorded and as it is assumed, of one subject after the other. The graphs must hold
 * all that the subjects were made from; claims are judged by the rules of a day, and null judges none.
 */
export function compareLineages(
  graph: LineageGraph,
  assumed: AssumedLineage,
  registered: RegisteredPlaces,
): CompareSubject {
  const attributeRecorded = attributeByNumbers(graph);
  const attributeAssumed = attributeByNumbers(assumed.graph, assumed.missing);
  return (subject, kind, date) => {
    const otherwise = assumedSubject(assumed, subject);
    const before = { graph, subject, attributions: attributeRecorded(subject) };
    const after = { graph: assumed.graph, subject: otherwise, attributions: attributeAssumed(otherwise) };
    const elements = compareElements(graph, before.attributions, after.attributions);
    const claims = date === null ? [] : compareClaims(before, after, date, registered);
    const changed = claims.length > 0 || Object.values(elements).some((element) => element.changed);
    return { kind, id: subject.id, changed, elements, claims };
  };
}

type Attributions = ReadonlyMap<ElementSymbol, ElementAttribution>;

function compareElements(graph: LineageGraph, before: Attributions, after: Attributions): WhatIfSubject['elements'] {
  const elements: Partial<Record<ElementSymbol, WhatIfElement>> = {};
  for (const element of ELEMENT_SYMBOLS) {
    const [was, is] = [before.get(element), after.get(element)];
    if (was === undefined && is === undefined) continue;
    const origins = compareOrigins(graph, was, is);
    const [known, assumed] = [knownOf(was), knownOf(is)];
    const changed =
      origins.length > 0 ||
      known.milligrams !== assumed.milligrams ||
      known.unknownMilligrams !== assumed.unknownMilligrams;
    elements[element] = { changed, before: known, after: assumed, origins };
  }
  return elements;
}

function knownOf(attribution: ElementAttribution | undefined): KnownMass {
  const { milligrams, unknownMilligrams } = attribution ?? { milligrams: 0n, unknownMilligrams: 0n };
  if (milligrams === 0n) return { milligrams, unknownMilligrams, unknownShare: null };
  const millionths = (2_000_000n * unknownMilligrams + milligrams) / (2n * milligrams);
  return { milligrams, unknownMilligrams, unknownShare: formatShare(millionths) };
}

function compareOrigins(
  graph: LineageGraph,
  before: ElementAttribution | undefined,
  after: ElementAttribution | undefined,
): WhatIfOrigin[] {
  const masses = new Map<number, { before: bigint; after: bigint }>();
  for (const { lotNumber, milligrams } of before?.origins ?? [])
    masses.set(lotNumber, { before: milligrams, after: 0n });
  for (const { lotNumber, milligrams } of after?.origins ?? []) {
    masses.set(lotNumber, { before: masses.get(lotNumber)?.before ?? 0n, after: milligrams });
  }
  return [...masses]
    .filter(([, mass]) => mass.before !== mass.after)
    .sort(([left], [right]) => left - right)
    .flatMap(([lotNumber, mass]) => {
      const origin = graph.lots.get(lotNumber);
      if (origin === undefined) return [];
      const { lot, party, country } = origin;
      return [{ lot, party, country, beforeMilligrams: mass.before, afterMilligrams: mass.after }];
    });
}

interface Attributed {
  readonly graph: LineageGraph;
  readonly subject: LineageSubject;
  readonly attributions: Attributions;
}

function compareClaims(
  before: Attributed,
  after: Attributed,
  date: string,
  registered: RegisteredPlaces,
): WhatIfClaim[] {
  const claimsOf = ({ graph, subject, attributions }: Attributed) => {
    return judgeClaims(graph, subject, attributions, date, registered);
  };
  const verdicts = new Map(claimsOf(after).map(({ id, verdict }) => [id, verdict]));
  return claimsOf(before).flatMap(({ id, title, verdict }) => {
    // Of an element that it has no more, nothing can be said.
    const now = verdicts.get(id) ?? 'cannot-say';
    return now === verdict ? [] : [{ id, title: title(), before: verdict, after: now }];
  });
}
