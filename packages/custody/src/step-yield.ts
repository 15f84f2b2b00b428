/**
 * How much of what a step takes its useful output usually holds: starting values from practice, which a site's own
 * ranges replace (`yield-ranges-set`). What is outside is a finding, never a refusal. docs/steps.md has the figures behind
 * them.
 */
import type { Form, ProcessStep } from './material.ts';

/**
 * What a yield is judged on.
 *
 * - `treo`: all rare earths together, as oxides.
 * - `element`: each element by itself.
 * - `rare-earth`: all rare earths together, as metal. Iron and other charge that no lot stands for does not blur it.
 * - `net`: the net mass.
 * - `uptake`: of the dysprosium and terbium that is put onto bodies, what stays in them.
 * - `pieces`: pieces where they are counted, else the net mass without the coating.
 */
export type YieldBasis = 'treo' | 'element' | 'rare-earth' | 'net' | 'uptake' | 'pieces';

/** Both ends are within. */
export interface YieldRange {
  readonly lowPartsPerMillion: number;
  readonly highPartsPerMillion: number;
}

export interface StepYield extends YieldRange {
  readonly basis: YieldBasis;
  readonly typicalPartsPerMillion: number;
  /** Forms that, when they come out again beside the product, were not consumed: they count against the inputs. */
  readonly returnedForms: readonly Form[];
}

const percents = (
  basis: YieldBasis,
  [low, typical, high]: readonly [low: number, typical: number, high: number],
  returnedForms: readonly Form[] = [],
): StepYield => ({
  basis,
  lowPartsPerMillion: low * 10_000,
  typicalPartsPerMillion: typical * 10_000,
  highPartsPerMillion: high * 10_000,
  returnedForms,
});

export const STEP_YIELDS: Readonly<Record<ProcessStep, StepYield>> = {
  beneficiation: percents('treo', [40, 65, 85], ['ore']),
  leaching: percents('treo', [55, 80, 92], ['ore']),
  precipitation: percents('treo', [92, 97, 99], ['leach-solution', 'liquor']),
  cracking: percents('treo', [85, 93, 97], ['concentrate']),
  dissolution: percents('treo', [97, 98.5, 99.5], ['concentrate', 'mixed-oxide', 'carbonate', 'oxide']),
  'solvent-extraction': percents('element', [92, 96, 99]),
  calcination: percents('element', [98, 99, 99.8], ['carbonate', 'chloride', 'liquor']),
  electrolysis: percents('element', [90, 95, 98], ['oxide', 'fluoride']),
  'metallothermic-reduction': percents('element', [85, 92, 97], ['oxide', 'fluoride']),
  'strip-casting': percents('rare-earth', [95, 97.5, 99], ['metal', 'alloy']),
  milling: percents('net', [97, 98.5, 99.5], ['flake', 'alloy']),
  sintering: percents('net', [94, 97, 99], ['powder']),
  machining: percents('net', [50, 72, 90], ['block']),
  'grain-boundary-diffusion': percents('uptake', [50, 75, 90], ['metal', 'alloy', 'oxide', 'fluoride', 'powder']),
  // Where coating follows an inspection that was recorded apart, no piece is lost: so all of them is no finding.
  finishing: percents('pieces', [96, 98.5, 100]),
  recycling: percents('element', [85, 94, 98]),
  reuse: percents('net', [90, 96, 99], ['magnet', 'assembly']),
};

/** Forms that no step is run for: what they hold is no useful output. */
export const WASTE_FORMS: ReadonlySet<Form> = new Set(['swarf', 'scrap', 'residue', 'tailings', 'slag']);
