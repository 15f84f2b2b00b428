/** What is recorded in a history that is no matter of material. */
import { pickParty, type Proposal, type Stage } from './stage.ts';

export function allocateQuota(stage: Stage): Proposal | null {
  const { random } = stage;
  const [by, holder] = [random.chance(90) ? 'AUTHORITY' : pickParty(stage), pickParty(stage)];
  if (by === null || holder === null) return null;
  const activity = random.pick(['mining', 'separation'] as const);
  // Few names, so that some are given twice.
  const quota = `QUOTA-${random.below(8)}`;
  const granted = { year: 2026, activity, oxideMilligrams: 1_000_000_000 * random.below(1000) };
  return { by, body: { type: 'quota-allocated', quota, holder, ...granted } };
}
