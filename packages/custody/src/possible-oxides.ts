/** Whether a lot can hold the elements that are stated of it: as oxides they weigh no more than its dry mass. */
import { ELEMENT_SYMBOLS, elementPerOxide, type ElementSymbol } from './element.ts';
import { formatKilograms } from './format-amount.ts';
import type { Form } from './material.ts';

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

/** What the trade oxide weighs for each mass of its element, in parts per million, rounded down. */
const OXIDE_PARTS_PER_MILLION: Readonly<Record<string, bigint>> = Object.fromEntries(
  ELEMENT_SYMBOLS.map((element) => {
    const { numerator, denominator } = elementPerOxide(element);
    return [element, (denominator * PARTS_PER_MILLION) / numerator];
  }),
);

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
  // Most material is far from it. No oxide weighs twice its element, so this leaves room to spare.
  if (total * 4 <= netMilligrams && moisturePartsPerMillion <= 500_000) return null;
  const dry = BigInt(netMilligrams) * (PARTS_PER_MILLION - BigInt(moisturePartsPerMillion));
  let oxides = 0n;
  for (const element in elementMilligrams) {
    oxides += BigInt(elementMilligrams[element] ?? 0) * (OXIDE_PARTS_PER_MILLION[element as ElementSymbol] ?? 0n);
  }
  if (oxides * PARTS_PER_MILLION <= dry * TREO_MAX_PARTS_PER_MILLION) return null;
  const [weigh, have] = [formatKilograms(oxides / PARTS_PER_MILLION), formatKilograms(dry / PARTS_PER_MILLION)];
  const treo = dry === 0n ? '' : `, a TREO of ${(oxides * 1_000n + dry * 5n) / (dry * 10n)} %`;
  return `as oxides the elements weigh ${weigh}, the dry mass is ${have}${treo}; oxide taken for metal?`;
}
