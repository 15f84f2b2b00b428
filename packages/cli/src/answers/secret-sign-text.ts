/** A sign of a secret, as people read it. */
import type { SecretSign } from '@lodestone/interchange/secret-signs.ts';
import { fitColumns, printable } from '@lodestone/lineage/plain-text.ts';

const FOUND_WIDTH = 60;

/** `line 12, price: a price per unit: USD 92/kg`. */
export function describeSign({ kind, line, why, found }: SecretSign): string {
  const where = line === null ? '' : `line ${line}, `;
  const words = found === null ? '' : `: ${fitColumns(printable(found), FOUND_WIDTH)}`;
  return `${where}${kind}: ${why}${words}`;
}
