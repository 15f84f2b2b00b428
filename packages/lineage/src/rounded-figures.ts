/** Figures as a sentence shows them: four digits are enough to see what is meant, the numbers beside it are exact. */
import { formatKilograms } from '@lodestone/custody/format-amount.ts';

const DIGITS_SHOWN = 4;

/** Milligrams as kilograms, to four digits: `266.6 kg`. Rounded half away from zero. */
export function roundedKilograms(milligrams: bigint): string {
  return formatKilograms(roundedWhole(milligrams));
}

/** As `roundedKilograms`, in the unit that people use for what a step uses up: `81.4 L`, `1,287 kWh`. */
export function roundedAmount(measure: 'netMilligrams' | 'volumeMillilitres' | 'wattHours', amount: bigint): string {
  if (measure === 'netMilligrams') return roundedKilograms(amount);
  const thousands = Number(roundedWhole(amount)) / 1_000;
  return `${thousands.toLocaleString('en', { maximumSignificantDigits: DIGITS_SHOWN })} ${measure === 'wattHours' ? 'kWh' : 'L'}`;
}

/** To four digits, half away from zero. */
function roundedWhole(amount: bigint): bigint {
  const size = amount < 0n ? -amount : amount;
  const dropped = Math.max(0, size.toString().length - DIGITS_SHOWN);
  const unit = 10n ** BigInt(dropped);
  const rounded = ((size + unit / 2n) / unit) * unit;
  return amount < 0n ? -rounded : rounded;
}

/** `part ÷ whole` as percent to four digits: `1.003 %`. `whole` is more than 0. */
export function roundedPercent(part: bigint, whole: bigint): string {
  return percentOf(Number((part * 100_000_000n) / whole) / 100_000_000);
}

/** A share as percent to four digits: `0.82` is `82 %`, `195.8` is `19,580 %`. */
export function percentOf(share: number): string {
  const percent = Number((share * 100).toPrecision(DIGITS_SHOWN));
  return `${percent.toLocaleString('en', { maximumSignificantDigits: DIGITS_SHOWN })} %`;
}
