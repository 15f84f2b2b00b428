/** The id of a lot, unit, shipment, transfer, party, facility or circuit: a URI fits, so does `ORE-001`. */
export const IDENTIFIER_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._~:/-]{0,127}$/;

/** Says whether something can be an id. What people read has few letters, so that no id looks like another. */
export function isIdentifier(value: unknown): value is string {
  return typeof value === 'string' && IDENTIFIER_PATTERN.test(value);
}
