import { formatCount } from './format-count.ts';

/** Milligrams as kilograms with every decimal that is there, digits grouped: 1000000000000 → `1,000,000 kg`. */
export function formatKilograms(milligrams: bigint): string {
  return `${formatScaled(milligrams, 6)} kg`;
}

/** Millilitres as litres, exactly. */
export function formatLitres(millilitres: bigint): string {
  return `${formatScaled(millilitres, 3)} L`;
}

/** An amount of a measure or of an element, as people read it. */
export function formatAmount(what: string, value: bigint): string {
  if (what === 'pieces') return formatCount(value, 'piece');
  if (what === 'volumeMillilitres') return formatLitres(value);
  return what === 'netMilligrams' ? `${formatKilograms(value)} net` : `${formatKilograms(value)} ${what}`;
}

/** `value ÷ 10^decimals` in decimal notation without trailing zeros. */
function formatScaled(value: bigint, decimals: number): string {
  const negative = value < 0n;
  const digits = (negative ? -value : value).toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, -decimals).replace(/\B(?=(\d{3})+$)/g, ',');
  const fraction = digits.slice(-decimals).replace(/0+$/, '');
  return `${negative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}
