/** How far what was measured may be from what was declared. */
import { chanceMilligrams } from './combined-uncertainty.ts';
import type { PartyState, PolicyState } from './state/state-of-members.ts';
import { statedElements } from './element-masses.ts';
import { formatAmount, formatKilograms } from './format-amount.ts';
import type { Form } from './material.ts';
import { AMOUNT_MEASURES, type Amounts } from './amounts.ts';
import { suggestSlip } from './suggest-slip.ts';

/** What a ledger tolerates unless its policy or the receiving party says otherwise: dry goods, and bulk. */
export const DEFAULT_TRANSFER_PARTS_PER_MILLION = 2_000;
export const DEFAULT_BULK_TRANSFER_PARTS_PER_MILLION = 5_000;

/**
 * The same of an element: two laboratories are further apart than two scales. ICP has 3 to 10 % for a minor element
 * (domain facts, section 9, re-weigh differences): the lower end, for a laboratory that is less sure can state so.
 */
export const DEFAULT_ELEMENT_TRANSFER_PARTS_PER_MILLION = 30_000;

/** What goes by weighbridge and tank, wet: the rest is weighed dry, in drums and boxes. */
const BULK_FORMS: ReadonlySet<Form | null> = new Set<Form>([
  'ore',
  'leach-solution',
  'concentrate',
  'liquor',
  'residue',
  'tailings',
  'slag',
]);

/** What is tolerated of measures (net mass, volume), and of elements. */
export interface TransferTolerances {
  readonly measurePartsPerMillion: number;
  readonly elementPartsPerMillion: number;
}

/**
 * What is tolerated when `receiver` measures a lot of this form: a party's own tolerance goes before the ledger's. Null
 * where nobody receives: then the ledger's counts.
 */
export function transferTolerances(
  policy: PolicyState,
  receiver: PartyState | null,
  form: Form | null,
): TransferTolerances {
  const which = BULK_FORMS.has(form) ? 'bulkTransferPartsPerMillion' : 'transferPartsPerMillion';
  return {
    measurePartsPerMillion: receiver?.[which] ?? policy[which],
    elementPartsPerMillion: receiver?.elementTransferPartsPerMillion ?? policy.elementTransferPartsPerMillion,
  };
}

/** What a receipt or an assay says of a lot beside the book of it, and how sure the elements of either are; null where nobody says. */
export interface Measurement {
  readonly declared: Amounts;
  readonly declaredUncertaintyPartsPerMillion: number | null;
  readonly measured: Amounts;
  readonly uncertaintyPartsPerMillion: number | null;
}

/** Both figures of a measure or an element that are further apart than is tolerated. */
export interface Variance {
  readonly measure: string;
  readonly declared: bigint;
  readonly measured: bigint;
  /** Pieces are counted: they tolerate nothing. */
  readonly tolerancePartsPerMillion: number;
  /** Of an element, three times the combined uncertainty of both; null where none is stated. The larger of both counts. */
  readonly uncertaintyToleranceMilligrams: bigint | null;
}

/** The variances beyond tolerance, of every measure and element that both sides state. */
export function findVariances(
  measurement: Measurement,
  { measurePartsPerMillion, elementPartsPerMillion }: TransferTolerances,
): Variance[] {
  const { declared, measured } = measurement;
  const measures = AMOUNT_MEASURES.map((measure) => ({
    measure,
    declared: declared[measure],
    measured: measured[measure],
    tolerancePartsPerMillion: measure === 'pieces' ? 0 : measurePartsPerMillion,
    uncertaintyToleranceMilligrams: null,
  }));
  const elements = statedElements(measured.elementMilligrams).map(([element, mass]) => {
    const before = declared.elementMilligrams[element] ?? null;
    return {
      measure: element,
      declared: before,
      measured: mass,
      tolerancePartsPerMillion: elementPartsPerMillion,
      uncertaintyToleranceMilligrams: before === null ? null : uncertaintyBetween(measurement, before, mass),
    };
  });
  const pairs: readonly StatedPair[] = [...measures, ...elements];
  return pairs.filter(isVariance);
}

/** Three times the combined uncertainty of both statements. However sure they are, of nothing comes nothing. */
function uncertaintyBetween(
  { declaredUncertaintyPartsPerMillion, uncertaintyPartsPerMillion }: Measurement,
  declared: bigint,
  measured: bigint,
): bigint | null {
  if (declared === 0n) return null;
  const book = { milligrams: declared, uncertaintyPartsPerMillion: declaredUncertaintyPartsPerMillion };
  return chanceMilligrams([book, { milligrams: measured, uncertaintyPartsPerMillion }]);
}

interface StatedPair extends Omit<Variance, 'declared' | 'measured'> {
  readonly declared: bigint | null;
  readonly measured: bigint | null;
}

function isVariance(pair: StatedPair): pair is Variance {
  const { declared, measured, tolerancePartsPerMillion, uncertaintyToleranceMilligrams } = pair;
  if (declared === null || measured === null) return false;
  const apart = measured > declared ? measured - declared : declared - measured;
  if (uncertaintyToleranceMilligrams !== null && apart <= uncertaintyToleranceMilligrams) return false;
  return apart * 1_000_000n > declared * BigInt(tolerancePartsPerMillion);
}

/** `10 kg net declared, 9.9 kg net measured: -0.1 kg net (-10,000 ppm, tolerance 2,000 ppm)`. */
function describeVariance(variance: Variance, before = 'declared', after = 'measured'): string {
  const { measure, declared, measured } = variance;
  const difference = measured - declared;
  const sign = difference > 0n ? '+' : '';
  const tolerance = `tolerance ${describeTolerance(variance)}`;
  const share = varianceShare(declared, measured);
  return `${formatAmount(measure, declared)} ${before}, ${formatAmount(measure, measured)} ${after}: ${sign}${formatAmount(measure, difference)} (${share === null ? tolerance : `${share}, ${tolerance}`})`;
}

/** `2,000 ppm`; where both are stated, the larger of them: `30,000 ppm`, or `0.04 kg, three times the combined uncertainty`. */
export function describeTolerance(
  variance: Pick<Variance, 'declared' | 'tolerancePartsPerMillion' | 'uncertaintyToleranceMilligrams'>,
  ofUncertainty = 'three times the combined uncertainty',
): string {
  const { declared, tolerancePartsPerMillion, uncertaintyToleranceMilligrams: uncertainty } = variance;
  const isSurer = uncertainty === null || uncertainty * 1_000_000n <= declared * BigInt(tolerancePartsPerMillion);
  if (isSurer) return `${tolerancePartsPerMillion.toLocaleString('en')} ppm`;
  return `${formatKilograms(uncertainty)}, ${ofUncertainty}`;
}

/** What the consignee may have typed wrong, if a usual slip explains both figures; a question, as for any two figures. */
export function slipOfVariance(
  { measure, declared, measured }: Pick<Variance, 'measure' | 'declared' | 'measured'>,
  form: Form | null,
): string | null {
  return suggestSlip({ what: measure, stated: measured, expected: declared, form });
}

/** The variance in words, and behind it what may have been typed wrong. */
export function describeWithSlip(variance: Variance, form: Form | null, before?: string, after?: string): string {
  const slip = slipOfVariance(variance, form);
  const described = describeVariance(variance, before, after);
  return slip === null ? described : `${described}; ${slip}`;
}

/** The variance as a share of what was declared, with its sign, rounded towards 0: `-10,000 ppm`. Null of nothing. */
export function varianceShare(declared: bigint, measured: bigint): string | null {
  if (declared === 0n) return null;
  const share = ((measured - declared) * 1_000_000n) / declared;
  return `${share > 0n ? '+' : ''}${share.toLocaleString('en')} ppm`;
}
