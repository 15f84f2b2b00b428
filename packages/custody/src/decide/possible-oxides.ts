/** Whether a lot can hold the elements that are stated of it: as oxides they weigh no more than its dry mass. */
import { elementMassesOf } from '../element-masses.ts';
import { formatKilograms } from '../format-amount.ts';
import type { Form } from '../material.ts';
import { oxideMassBillionths } from '../oxide-mass.ts';

/** Forms in which the rare earths are oxides, or salts that weigh more than the oxides would. */
const OXIDIC_FORMS: ReadonlySet<Form> = new Set([
  'ore',
  'concentrate',
  'mixed-oxide',
  'carbonate',
  'chloride',
  'oxide',
  'fluoride',
]);

/**
 * TREO above 100 % is impossible. Weighing, assay and oxides short of oxygen may show up to so much above it; an oxide
 * taken for its metal shows 114 % and more, the factor of Pr2O3 on Pr6O11 103 %.
 */
const TREO_MAX_PARTS_PER_MILLION = 1_020_000n;

const PARTS_PER_MILLION = 1_000_000n;

/** The members of a quantity that are looked at. */
interface StatedContents {
  readonly netMilligrams?: number | undefined;
  readonly moisturePartsPerMillion?: number | undefined;
  readonly elementMilligrams?: Readonly<Partial<Record<string, number>>> | undefined;
}

/** What is impossible about `quantity` for a lot of `form`, or null when it is possible, or not known well enough. */
export function describeImpossibleOxides(form: Form | null, quantity: StatedContents): string | null {
  const { netMilligrams, moisturePartsPerMillion = 0, elementMilligrams } = quantity;
  if (form === null || !OXIDIC_FORMS.has(form) || netMilligrams === undefined || elementMilligrams === undefined) {
    return null;
  }
  let total = 0;
  for (const element in elementMilligrams) total += elementMilligrams[element] ?? 0;
  // Most material is far from it. No oxide weighs 1.6 times its element, and twice is what is asked for here, so that it
  // does not matter how the products are rounded.
  if (total * 2_000_000 <= netMilligrams * (1_000_000 - moisturePartsPerMillion)) return null;
  const dry = BigInt(netMilligrams) * (PARTS_PER_MILLION - BigInt(moisturePartsPerMillion));
  const oxides = oxideMassBillionths(elementMassesOf(elementMilligrams));
  // Billionths of a milligram here, millionths there.
  if (oxides * 1_000n <= dry * TREO_MAX_PARTS_PER_MILLION) return null;
  const [weigh, have] = [formatKilograms(oxides / 1_000_000_000n), formatKilograms(dry / PARTS_PER_MILLION)];
  const treo = dry === 0n ? '' : `, a TREO of ${(oxides + dry * 5n) / (dry * 10n)} %`;
  return `as oxides the elements weigh ${weigh}, the dry mass is ${have}${treo}; oxide taken for metal?`;
}
