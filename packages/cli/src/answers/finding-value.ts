/** Findings for programs: a mass among their figures is a number of milligrams, as everywhere in JSON. */
import type { FindingNumbers } from '@lodestone/lineage/finding.ts';

/** A finding keeps its masses as texts, of which the hash of what it states is made; here they are whole numbers. */
export function showFinding<Shown extends { readonly numbers: FindingNumbers }>(finding: Shown) {
  const numbers = Object.entries(finding.numbers).map(([name, value]) => {
    const isMass = /Milligrams(Min|Max)?$/.test(name) && /^-?\d+$/.test(String(value));
    return [name, isMass ? BigInt(value) : value] as const;
  });
  return { ...finding, numbers: Object.fromEntries(numbers) };
}
