/** How far what was measured may be from what was declared. */
import type { PartyState, PolicyState } from './custody-state.ts';
import { statedElements } from './element-masses.ts';
import { formatAmount } from './format-amount.ts';
import type { Form } from './material.ts';
import { AMOUNT_MEASURES, type Amounts } from './quantity.ts';

/** What a ledger tolerates unless its policy or the receiving party says otherwise: dry goods, and bulk. */
export const DEFAULT_TRANSFER_PARTS_PER_MILLION = 2_000;
export const DEFAULT_BULK_TRANSFER_PARTS_PER_MILLION = 5_000;

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

/** What is tolerated when `receiver` measures a lot of this form. A party's own tolerance goes before the ledger's. */
export function transferTolerance(policy: PolicyState, receiver: PartyState, form: Form | null): number {
  if (BULK_FORMS.has(form)) return receiver.bulkTransferPartsPerMillion ?? policy.bulkTransferPartsPerMillion;
  return receiver.transferPartsPerMillion ?? policy.transferPartsPerMillion;
}

/** Both figures of a measure or an element that are further apart than is tolerated. */
export interface Variance {
  readonly measure: string;
  readonly declared: bigint;
  readonly measured: bigint;
  /** Pieces are counted: they tolerate nothing. */
  readonly tolerancePartsPerMillion: number;
}

/** The variances beyond tolerance, of every measure and element that both sides state. */
export function findVariances(declared: Amounts, measured: Amounts, tolerancePartsPerMillion: number): Variance[] {
  const pairs = [
    ...AMOUNT_MEASURES.map((measure) => [measure, declared[measure], measured[measure]] as const),
    ...statedElements(measured.elementMilligrams).map(
      ([element, mass]) => [element, declared.elementMilligrams[element] ?? null, mass] as const,
    ),
  ];
  return pairs.flatMap(([measure, before, after]) => {
    if (before === null || after === null) return [];
    const tolerance = measure === 'pieces' ? 0 : tolerancePartsPerMillion;
    const apart = after > before ? after - before : before - after;
    if (apart * 1_000_000n <= before * BigInt(tolerance)) return [];
    return [{ measure, declared: before, measured: after, tolerancePartsPerMillion: tolerance }];
  });
}

/** `10 kg net declared, 9.9 kg net measured: -0.1 kg net (-10,000 ppm, tolerance 2,000 ppm)`. */
export function describeVariance({ measure, declared, measured, tolerancePartsPerMillion }: Variance): string {
  const difference = measured - declared;
  const sign = difference > 0n ? '+' : '';
  const tolerance = `tolerance ${tolerancePartsPerMillion.toLocaleString('en')} ppm`;
  const share = varianceShare(declared, measured);
  return `${formatAmount(measure, declared)} declared, ${formatAmount(measure, measured)} measured: ${sign}${formatAmount(measure, difference)} (${share === null ? tolerance : `${share}, ${tolerance}`})`;
}

/** The variance as a share of what was declared, with its sign, rounded towards 0: `-10,000 ppm`. Null of nothing. */
export function varianceShare(declared: bigint, measured: bigint): string | null {
  if (declared === 0n) return null;
  const share = ((measured - declared) * 1_000_000n) / declared;
  return `${share > 0n ? '+' : ''}${share.toLocaleString('en')} ppm`;
}
