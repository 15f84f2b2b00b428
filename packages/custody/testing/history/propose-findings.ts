/** How findings are spoken of in a history. Whether there is such a finding the ledger does not ask. */
import { ANSWERS, CLOSINGS } from '../../src/events/finding-schema.ts';
import { pickParty, type Proposal, type Stage } from './stage.ts';

const RULES = ['D01', 'D02', 'D19'] as const;

export function setRule(stage: Stage): Proposal | null {
  const { random } = stage;
  const by = random.chance(90) ? 'AUTHORITY' : pickParty(stage);
  if (by === null) return null;
  const thresholds = { windowDays: random.below(400), deviationsMax: random.below(5) };
  const setting = random.chance(60) ? { thresholds } : { isOff: random.chance(50) };
  const from = random.chance(30) && { from: '2020-01-01T00:00:00.000Z' };
  return {
    by,
    body: { type: 'finding-rule-set', rule: random.pick(RULES), ...setting, ...from, reason: 'as it is here' },
  };
}

export function answerFinding(stage: Stage): Proposal | null {
  const { random } = stage;
  const by = random.chance(60) ? 'AUTHORITY' : pickParty(stage);
  if (by === null) return null;
  const said = { finding: `${random.pick(RULES)}/WORKS`, facts: 'A'.repeat(43), reason: 'the circuit was cleaned out' };
  if (random.chance(50)) return { by, body: { type: 'finding-answered', ...said, outcome: random.pick(ANSWERS) } };
  return { by, body: { type: 'finding-closed', ...said, outcome: random.pick(CLOSINGS) } };
}
