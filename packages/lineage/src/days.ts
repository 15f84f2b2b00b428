/** Time by days of 24 hours, wherever it is. Calendar days at a place are in `local-time.ts`. */

export const DAY_MILLISECONDS = 86_400_000;

/** Days from `from` to `to`, RFC 3339; negative when it is the other way round. */
export function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MILLISECONDS;
}
