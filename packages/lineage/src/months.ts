/** Months as numbers, which can be counted: `2026-03` is 24314 months after the year 0. */

/** The number of `2026-03` or `202603`. */
export function numberOfMonth(month: string): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(-2)) - 1;
}

/** The other way round: 24314 is `2026-03`. */
export function formatMonth(month: number): string {
  return `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}`;
}
