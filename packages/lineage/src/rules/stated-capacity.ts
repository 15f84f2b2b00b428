/**
 * The capacity that a facility is registered with, in milligrams of rare earths a year: `{"elementMilligramsPerYear": 5000000000}`,
 * or by element, `{"elementMilligramsPerYear": {"Nd": …}}`. Null of anything else, and of what is no mass.
 */
export function statedCapacity(capacity: unknown): bigint | null {
  if (typeof capacity !== 'object' || capacity === null || !('elementMilligramsPerYear' in capacity)) return null;
  const { elementMilligramsPerYear: perYear } = capacity;
  const parts: readonly unknown[] =
    typeof perYear === 'object' && perYear !== null ? Object.values(perYear) : [perYear];
  const total = parts.filter(isMass).reduce((sum, mass) => sum + BigInt(mass), 0n);
  return total === 0n ? null : total;
}

function isMass(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}
