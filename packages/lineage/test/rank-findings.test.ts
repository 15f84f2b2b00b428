import { describe, expect, it } from 'vitest';
import type { Family, Finding, RuleId, Severity } from '../src/finding.ts';
import { CORROBORATION_DAYS, rankFindings } from '../src/rank-findings.ts';
import { dayOf } from '../testing/observations.ts';

const FAMILY_OF = { D01: 'mass', D02: 'mass', D09: 'chemistry', D11: 'paper', D20: 'party' } as const;

function found(rule: keyof typeof FAMILY_OF, days: number, members: Partial<Finding> = {}): Finding {
  return {
    id: `${rule}/${days}/${members.party ?? 'MAKER'}`,
    rule,
    version: 1,
    family: FAMILY_OF[rule] satisfies Family,
    severity: 'medium',
    party: 'MAKER',
    facility: null,
    lots: [],
    shipments: [],
    others: [],
    events: [],
    from: dayOf(days),
    to: dayOf(days),
    numbers: {},
    sentence: 'something is odd',
    clears: 'a word',
    ...members,
  };
}

const severities = (findings: readonly Finding[]): Record<string, Severity> =>
  Object.fromEntries(rankFindings(findings).map(({ id, severity }) => [id, severity]));

describe('rankFindings', () => {
  it('calls high what two families point at, and nothing that one does alone', () => {
    expect(severities([found('D01', 0), found('D02', 1)])).toEqual({
      'D01/0/MAKER': 'medium',
      'D02/1/MAKER': 'medium',
    });
    expect(severities([found('D01', 0), found('D11', 1)])).toEqual({ 'D01/0/MAKER': 'high', 'D11/1/MAKER': 'high' });
  });

  it.each([
    ['party', { party: 'A' }, { party: 'A' }, 'high'],
    ['facility', { party: 'A', facility: 'F' }, { party: 'B', facility: 'F' }, 'high'],
    ['lot', { party: null, lots: ['X', 'Y'] }, { party: null, lots: ['Y', 'Z'] }, 'high'],
    ['no subject', { party: null, lots: ['X'] }, { party: null, lots: ['Z'] }, 'medium'],
    ['another party', { party: 'A' }, { party: 'B' }, 'medium'],
    ['a party of the name of a lot', { party: 'A' }, { party: 'B', lots: ['A'] }, 'medium'],
  ] as const)('takes as the same a shared %s', (_, mass, paper, severity) => {
    expect(new Set(Object.values(severities([found('D01', 0, mass), found('D11', 0, paper)])))).toEqual(
      new Set([severity]),
    );
  });

  it('holds findings against each other that are so many days apart, and not a day more', () => {
    const near = [found('D01', 0), found('D11', CORROBORATION_DAYS)];
    const far = [found('D01', 0), found('D11', CORROBORATION_DAYS + 1)];
    expect(Object.values(severities(near))).toEqual(['high', 'high']);
    expect(Object.values(severities(far))).toEqual(['medium', 'medium']);
  });

  it('sees a long span that began before many short ones', () => {
    const long = found('D11', -1_000, { id: 'long', to: dayOf(500) });
    const short = Array.from({ length: 50 }, (_, index) => found('D11', -900 + index, { id: `short ${index}` }));
    expect(severities([long, ...short, found('D01', 400)])['D01/400/MAKER']).toBe('high');
  });

  it('leaves low what a rule calls low, and does not count it for others', () => {
    const findings = [found('D01', 0, { severity: 'low' }), found('D11', 0)];
    expect(severities(findings)).toEqual({ 'D01/0/MAKER': 'low', 'D11/0/MAKER': 'medium' });
  });

  it('neither counts what was cleared, nor raises it', () => {
    const ranked = rankFindings([found('D01', 0), found('D11', 0)], ({ rule }) => rule === 'D11');
    expect(ranked.map(({ rule, severity }) => [rule, severity])).toEqual([
      ['D01', 'medium'],
      ['D11', 'medium'],
    ]);
    expect(ranked.map((finding) => finding.ranked)).toEqual([
      'medium: nothing else points at the same within 90 days',
      // D01 does.
      expect.stringContaining('medium: it was cleared, so what else points at the same does not count for it'),
    ]);
  });

  it('takes no rule at its word that calls a finding high itself', () => {
    expect(severities([found('D01', 0, { severity: 'high' })])).toEqual({ 'D01/0/MAKER': 'medium' });
  });

  it('orders by severity, then by how many kinds of evidence agree, then the latest first', () => {
    const findings = [
      found('D01', 0, { party: 'LONE' }),
      found('D01', 9, { party: 'LONE' }),
      found('D02', 300, { party: 'LOW', severity: 'low' }),
      found('D01', 1, { party: 'TWO' }),
      found('D11', 2, { party: 'TWO' }),
      found('D01', 1, { party: 'THREE' }),
      found('D11', 1, { party: 'THREE' }),
      found('D09', 1, { party: 'THREE' }),
    ];
    expect(rankFindings(findings).map(({ id }) => id)).toEqual([
      'D01/1/THREE',
      'D09/1/THREE',
      'D11/1/THREE',
      'D11/2/TWO',
      'D01/1/TWO',
      'D01/9/LONE',
      'D01/0/LONE',
      'D02/300/LOW',
    ]);
  });

  it('says why, naming the rules that point at the same, those of other families first', () => {
    const ranked = rankFindings([found('D02', 0), found('D11', 0), found('D01', 0)]);
    const first = ranked.find(({ rule }) => rule === 'D02');
    expect(first?.corroboration.map(({ rule }) => rule satisfies RuleId)).toEqual(['D11', 'D01']);
    expect(first?.ranked).toBe(
      'high: within 90 days evidence of another kind than mass points at the same: D11 (paper, party MAKER); and of the same kind D01 (mass, party MAKER)',
    );
  });
});
