/** The physical forms of rare-earth material along the chain. */
export const FORMS = [
  'ore',
  'leach-solution',
  'concentrate',
  'mixed-oxide',
  'carbonate',
  'chloride',
  'liquor',
  'oxide',
  'fluoride',
  'metal',
  'alloy',
  'flake',
  'powder',
  'block',
  'body',
  'magnet',
  'assembly',
  'swarf',
  'scrap',
  'residue',
  'tailings',
  'slag',
] as const;

export type Form = (typeof FORMS)[number];

/** Forms that are measured by volume: they alone may leave the net mass out. */
export const LIQUID_FORMS: readonly Form[] = ['liquor', 'leach-solution'];

/** From the cast alloy to what magnets are built into. */
export const MAGNET_CHAIN_FORMS: ReadonlySet<Form> = new Set([
  'flake',
  'powder',
  'block',
  'body',
  'magnet',
  'assembly',
]);

/** Forms that are counted in pieces. */
export const COUNTED_FORMS: ReadonlySet<string> = new Set(['block', 'body', 'magnet', 'assembly']);

/** Steps that only rearrange material: they keep the form and give no more than they take. */
export const REARRANGING_STEPS = ['split', 'merge', 'blend', 'repack'] as const;

/** Steps that change the material. */
export const PROCESS_STEPS = [
  'beneficiation',
  'leaching',
  'precipitation',
  'cracking',
  'dissolution',
  'solvent-extraction',
  'calcination',
  'electrolysis',
  'metallothermic-reduction',
  'strip-casting',
  'milling',
  'sintering',
  'machining',
  'grain-boundary-diffusion',
  'finishing',
  'recycling',
  'reuse',
] as const;

export const STEPS = [...PROCESS_STEPS, ...REARRANGING_STEPS] as const;

export type Step = (typeof STEPS)[number];
export type ProcessStep = (typeof PROCESS_STEPS)[number];

/** Steps that take all rare earths alike, so that their proportions stay. Leaching does not: cerium stays behind. */
export const PATTERN_KEEPING_STEPS: ReadonlySet<Step> = new Set([
  'beneficiation',
  'cracking',
  'precipitation',
  'dissolution',
]);

/** True for split, merge, blend and repack. */
export function isRearranging(step: Step): step is (typeof REARRANGING_STEPS)[number] {
  return (REARRANGING_STEPS as readonly Step[]).includes(step);
}
