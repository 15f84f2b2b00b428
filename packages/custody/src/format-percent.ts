/** A share as people read it: `150000` parts per million are `15 %`, `264` are `0.0264 %`. */
export function formatPercent(partsPerMillion: bigint): string {
  if (partsPerMillion < 0n) return `-${formatPercent(-partsPerMillion)}`;
  const fraction = (partsPerMillion % 10_000n).toString().padStart(4, '0').replace(/0+$/, '');
  return `${(partsPerMillion / 10_000n).toLocaleString('en')}${fraction === '' ? '' : `.${fraction}`} %`;
}
