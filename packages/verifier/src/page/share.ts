/** Shares as a trace has them, a part of one in six decimals, counted in millionths so that they add up exactly. */

export const WHOLE_MILLIONTHS = 1_000_000;

/** `0.668983` → 668983. */
export function millionthsOf(share: string): number {
  return Number(share.replace('.', ''));
}

/** 668983 → `66.8983 %`. */
export function formatPercent(millionths: number): string {
  const digits = String(millionths).padStart(5, '0');
  return `${digits.slice(0, -4)}.${digits.slice(-4)} %`;
}
