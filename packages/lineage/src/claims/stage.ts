/** The stages that a rare earth goes through, as rules about countries speak of them. */
import type { Step } from '@lodestone/custody/material.ts';
import type { LineageLot } from '../graph.ts';

export const STAGES = ['mining', 'separation', 'metal', 'alloy', 'magnet', 'recycling'] as const;
export type Stage = (typeof STAGES)[number];

/**
 * What is done where ore is dug, up to the concentrate that leaves it, is mining: ionic clay is leached and precipitated
 * at the pit. Split, merge, blend and repack are of no stage, for they make nothing.
 */
const STAGE_OF_STEP: Readonly<Record<Step, Stage | null>> = {
  beneficiation: 'mining',
  leaching: 'mining',
  precipitation: 'mining',
  cracking: 'separation',
  dissolution: 'separation',
  'solvent-extraction': 'separation',
  calcination: 'separation',
  electrolysis: 'metal',
  'metallothermic-reduction': 'metal',
  'strip-casting': 'alloy',
  milling: 'magnet',
  sintering: 'magnet',
  machining: 'magnet',
  'grain-boundary-diffusion': 'magnet',
  finishing: 'magnet',
  recycling: 'recycling',
  reuse: 'recycling',
  split: null,
  merge: null,
  blend: null,
  repack: null,
};

const STAGES_BY_STEP: ReadonlyMap<string, Stage | null> = new Map(Object.entries(STAGE_OF_STEP));

/** The stage at which the lot was made by the step, or came into the ledger where `step` is null; null for none. */
export function stageOf(lot: LineageLot, step: string | null): Stage | null {
  if (step !== null) return STAGES_BY_STEP.get(step) ?? null;
  if (lot.kind === 'mined') return 'mining';
  return lot.kind === 'collected' ? 'recycling' : null;
}
