/**
 * The strongest chain-of-custody model of ISO 22095:2020 that the evidence supports for one element of the subject, and
 * for each stronger one what stands in its way. `docs/claims.md` has the exact test of each as a table.
 */
import { nameSome } from '@lodestone/custody/name-some.ts';
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import { formatKilograms } from '@lodestone/custody/format-amount.ts';
import { formatPercent } from '@lodestone/custody/format-percent.ts';
import type { Ancestor, Ancestry } from '../ancestry.ts';
import type { ElementAttribution } from '../attribution/attribution.ts';
import type { LineageLot, LineageSubject } from '../graph.ts';
import { type Claim, evidenceOf } from './claim.ts';
import { characteristicsOf, type Meeting, type Meetings, meetingsOf } from './meetings.ts';
import { describeUnexplained, placesOf, type Unexplained, unexplainedOf } from './unexplained.ts';

/** From the strongest to the weakest: what supports one supports those after it. */
export const CUSTODY_MODELS = [
  'identity-preserved',
  'segregated',
  'controlled-blending',
  'mass-balance',
  'book-and-claim',
] as const;
export type CustodyModel = (typeof CUSTODY_MODELS)[number];

export const MODEL_WORDS = {
  'identity-preserved': 'identity preserved',
  segregated: 'segregated',
  'controlled-blending': 'controlled blending',
  'mass-balance': 'mass balance',
  'book-and-claim': 'book and claim',
} as const satisfies Record<CustodyModel, string>;

/**
 * What scales and assays may differ by: the ledger's own default tolerance of a step. An origin that is unknown for less
 * than this of an element breaks no model; else no chain with a second assay would have one.
 */
const UNKNOWN_TOLERANCE_PARTS_PER_MILLION = 5_000n;

export interface Obstacle extends Pick<Claim, 'evidence' | 'evidenceCount'> {
  /** The models that it stands in the way of, from the strongest on. */
  readonly against: readonly CustodyModel[];
  readonly sentence: string;
}

export interface ElementCustody {
  readonly element: ElementSymbol;
  readonly milligrams: bigint;
  /** Of it, from mines and collections of the ledger; from imports and opening stock; from nobody knows where. */
  readonly recordedMilligrams: bigint;
  readonly declaredMilligrams: bigint;
  readonly unknownMilligrams: bigint;
  /** Null where no origin is known at all. */
  readonly model: CustodyModel | null;
  readonly obstacles: readonly Obstacle[];
}

export function judgeCustody(
  ancestry: Ancestry,
  subject: LineageSubject,
  element: ElementSymbol,
  attribution: ElementAttribution,
): ElementCustody {
  const { milligrams, unknownMilligrams } = attribution;
  const meetings = meetingsOf(ancestry, subject, element);
  const declaredLots = new Set(meetings.declared.map(({ lot }) => lot.lotNumber));
  let declaredMilligrams = 0n;
  for (const origin of attribution.origins) {
    if (declaredLots.has(origin.lotNumber)) declaredMilligrams += origin.milligrams;
  }
  const recordedMilligrams = milligrams - unknownMilligrams - declaredMilligrams;
  const masses = { milligrams, recordedMilligrams, declaredMilligrams, unknownMilligrams };
  const obstacles = [
    ...unknownObstacle(masses, () => unexplainedOf(ancestry, subject, element)),
    ...declaredObstacle(masses, meetings),
    ...unstatedObstacle(meetings),
    ...averageObstacle(meetings),
    ...characteristicsObstacle(meetings),
    ...sourcesObstacle(meetings),
  ];
  const hindered = new Set(obstacles.flatMap(({ against }) => against));
  const model = CUSTODY_MODELS.find((each) => !hindered.has(each)) ?? null;
  return { element, ...masses, model, obstacles };
}

type Masses = Pick<ElementCustody, 'milligrams' | 'recordedMilligrams' | 'declaredMilligrams' | 'unknownMilligrams'>;

function obstacle(
  against: readonly CustodyModel[],
  sentence: string,
  ancestors: readonly Ancestor[],
): readonly [Obstacle] {
  return [{ against, sentence, ...evidenceOf(ancestors) }];
}

function unknownObstacle(masses: Masses, findUnexplained: () => Unexplained): readonly Obstacle[] {
  const { milligrams, unknownMilligrams } = masses;
  if (unknownMilligrams * 1_000_000n <= milligrams * UNKNOWN_TOLERANCE_PARTS_PER_MILLION) return [];
  const against = unknownMilligrams === milligrams ? CUSTODY_MODELS : CUSTODY_MODELS.slice(0, -1);
  const unexplained = findUnexplained();
  const where = describeUnexplained(unexplained);
  const most = formatPercent(UNKNOWN_TOLERANCE_PARTS_PER_MILLION);
  const sentence = `${partOf(unknownMilligrams, milligrams)} has no known origin, and at most ${most} may have none${
    where === '' ? '' : `: ${where}`
  }`;
  return obstacle(against, sentence, placesOf(unexplained));
}

function declaredObstacle({ milligrams, declaredMilligrams, recordedMilligrams }: Masses, { declared }: Meetings) {
  if (declared.length === 0) return [];
  const isAll = recordedMilligrams === 0n;
  const against = isAll ? CUSTODY_MODELS.slice(0, -1) : CUSTODY_MODELS.slice(0, 2);
  const lots = declared.map(
    ({ lot: { lot, kind } }) => `${lot} (${kind === 'imported' ? 'imported' : 'opening stock'})`,
  );
  const sentence = `of ${partOf(declaredMilligrams, milligrams)} the source is declared, not recorded: ${nameSome(lots)}`;
  return obstacle(against, sentence, declared);
}

function unstatedObstacle({ unstated }: Meetings): readonly Obstacle[] {
  const [first, ...others] = unstated;
  if (first === undefined) return [];
  const lots = nameSome(first.met.map(({ lot }) => nameOf(lot)));
  const more = others.length === 0 ? '' : `, and so at ${others.length} more`;
  const sentence = `what ${lots} contains is not stated, and it went into ${nameOf(first.made.lot)}${more}`;
  return obstacle(CUSTODY_MODELS.slice(0, 3), sentence, madeOf(unstated));
}

function averageObstacle({ onAverage }: Meetings): readonly Obstacle[] {
  if (onAverage.length === 0) return [];
  const sentence = `the proportion is known on average only: ${describeMeetings(onAverage)}`;
  return obstacle(CUSTODY_MODELS.slice(0, 3), sentence, madeOf(onAverage));
}

function characteristicsObstacle({ ofCharacteristics }: Meetings): readonly Obstacle[] {
  if (ofCharacteristics.length === 0) return [];
  const sentence = `material of different characteristics met: ${describeMeetings(ofCharacteristics)}`;
  return obstacle(CUSTODY_MODELS.slice(0, 2), sentence, madeOf(ofCharacteristics));
}

/** Where characteristics met as well, that is said already, and of the same lots. */
function sourcesObstacle({ ofSources, ofCharacteristics, sourceCount }: Meetings): readonly Obstacle[] {
  const told = new Set(ofCharacteristics);
  if (ofSources.every((meeting) => told.has(meeting))) return [];
  const sentence = `material of ${sourceCount} sources met: ${describeMeetings(ofSources)}`;
  return obstacle(CUSTODY_MODELS.slice(0, 1), sentence, madeOf(ofSources));
}

function madeOf(meetings: readonly Meeting[]): readonly Ancestor[] {
  return meetings.map(({ made }) => made);
}

function describeMeetings(meetings: readonly Meeting[]): string {
  const [first, ...others] = meetings;
  if (first === undefined) return '';
  const step = typeof first.made.madeBy === 'object' ? first.made.madeBy.step : null;
  const lots = first.met.map(({ lot, source }) => `${nameOf(lot)} (${describeSource(source)})`);
  const place = step?.facility ?? first.made.lot.party;
  const more = others.length === 0 ? '' : `, and at ${others.length} more`;
  return `${step?.name ?? ''} at ${place} made ${nameOf(first.made.lot)} of ${nameSome(lots)}${more}`;
}

/** The stock of a circuit has an id that says nothing to people. */
function nameOf({ lot, kind }: LineageLot): string {
  return kind === 'circuit-stock' ? 'circuit stock' : lot;
}

function describeSource(source: LineageLot | null): string {
  if (source === null) return 'mixed before';
  return `${characteristicsOf(source)}, ${source.facility ?? source.party}`;
}

/** A part of the whole, as mass and as share. */
function partOf(milligrams: bigint, total: bigint): string {
  const share = (milligrams * 1_000_000n + total / 2n) / total;
  return `${formatKilograms(milligrams)} of ${formatKilograms(total)} (${formatPercent(share)})`;
}
