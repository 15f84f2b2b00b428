import type { AnsweredFinding, FindingAnswer } from '@lodestone/lineage/answered-finding.ts';
import type { RankedFinding } from '@lodestone/lineage/rank-findings.ts';
import { expect, test } from 'vitest';
import { formatFindings } from '../src/answers/findings-text.ts';

/** A shipment of a trader that is heavier than it should be, on a day of March 2026. */
function heavier(day: string, members: Partial<RankedFinding & AnsweredFinding> = {}): RankedFinding & AnsweredFinding {
  const at = `2026-03-${day}T08:00:00.000Z`;
  return {
    id: `D15/SHP-${day}`,
    rule: 'D15',
    version: 1,
    family: 'mass',
    severity: 'high',
    party: '东方贸易',
    facility: null,
    lots: [],
    shipments: [],
    others: [],
    events: [],
    from: at,
    to: at,
    numbers: {},
    sentence: `SHP-${day} weighs 130 kg and is booked with 100 kg`,
    clears: 'a weighing of the goods',
    corroboration: [],
    ranked: 'high: D14 points at the same',
    facts: 'now',
    status: 'open',
    answer: null,
    closing: null,
    ...members,
  };
}

const textOf = (findings: readonly (RankedFinding & AnsweredFinding)[], width = 80) =>
  formatFindings(findings, findings, { titleOf: () => 'Too heavy', width });

test('what one rule finds of one party is told together, where the first of it stands', () => {
  const other = heavier('04', { party: 'ELSE', severity: 'medium' });
  expect(
    textOf([heavier('09'), other, heavier('02')]),
  ).toBe(`Findings: 2 high, 1 medium, 0 low. A finding is a reason to look, not an
accusation.

HIGH · D15 Too heavy · 东方贸易 · 2 findings · 2026-03-02 to 2026-03-09
  2026-03-09: SHP-09 weighs 130 kg and is booked with 100 kg.
    id D15/SHP-09
  2026-03-02: SHP-02 weighs 130 kg and is booked with 100 kg.
    id D15/SHP-02
  To clear it: A weighing of the goods.
  High: D14 points at the same.

MEDIUM · D15 Too heavy · ELSE · 2026-03-04
  SHP-04 weighs 130 kg and is booked with 100 kg.
  To clear it: A weighing of the goods.
  id D15/SHP-04`);
});

test('one of which something was said, that is ranked otherwise or cleared by something else stands by itself', () => {
  const answer: FindingAnswer = {
    event: 'E',
    occurredAt: '2026-03-10T08:00:00.000Z',
    stated: 'now',
    party: 'A',
    isClosing: false,
    outcome: 'explained',
    reason: 'one scale',
  };
  const others: Partial<RankedFinding & AnsweredFinding>[] = [
    { answer },
    { ranked: 'high: D08 points at the same' },
    { clears: 'a new tare' },
  ];
  for (const members of others) expect(textOf([heavier('01'), heavier('02', members)])).not.toContain('2 findings');
  const ofNobody = { party: null };
  expect(textOf([heavier('01', ofNobody), heavier('02', ofNobody)])).not.toContain('2 findings');
});

test('no line is wider than the terminal but for an id', () => {
  const lines = textOf([heavier('01'), heavier('02')], 40).split('\n');
  expect(lines.filter((line) => line.length > 40)).toEqual([]);
});
