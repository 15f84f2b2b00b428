/** An amount of money in its currency, as a sentence shows it: events state it in the smallest unit, which nobody reads. */

/** `1,234.56` of 123,456 fen; yen have no smaller unit, and dinars have thousandths. Without the currency. */
export function moneyText(minorUnits: bigint, currency: string): string {
  const digits = minorDigits(currency);
  const unit = 10n ** BigInt(digits);
  const whole = (minorUnits / unit).toLocaleString('en');
  return digits === 0 ? whole : `${whole}.${(minorUnits % unit).toString().padStart(digits, '0')}`;
}

/** Digits after the point, by ISO 4217, as ECMA-402 has it; 2 for a code that it does not know. */
function minorDigits(currency: string): number {
  const { maximumFractionDigits = 2 } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
  return maximumFractionDigits;
}
