import { describe, expect, it } from 'vitest';
import { answeredFinding, factsStated, type FindingAnswer } from '../src/answered-finding.ts';
import { ANSWERABLE_FINDING } from '../testing/answerable-finding.ts';

const finding = ANSWERABLE_FINDING;
const NOW = 'now';
const BEFORE = 'before';

const word = (isClosing: boolean, outcome: string, stated: string): FindingAnswer => {
  const event = { event: 'EV-9', occurredAt: '2026-04-01T08:00:00.000Z' };
  return {
    ...event,
    stated,
    party: isClosing ? 'AUDITOR' : 'REFINER-B',
    isClosing,
    outcome,
    reason: 'the circuit was cleaned out',
  };
};

const statusAfter = (...said: FindingAnswer[]) => answeredFinding(finding, NOW, said).status;

describe('answeredFinding', () => {
  it('is open while nobody has said anything', () => {
    expect(answeredFinding(finding, NOW, [])).toEqual({
      ...finding,
      facts: NOW,
      status: 'open',
      answer: null,
      closing: null,
    });
  });

  it('is answered, and closed, by what was said of what it states now', () => {
    expect(statusAfter(word(false, 'explained', NOW))).toBe('answered');
    expect(statusAfter(word(false, 'explained', NOW), word(true, 'cleared', NOW))).toBe('closed');
    expect(statusAfter(word(true, 'confirmed', NOW), word(false, 'disputed', NOW))).toBe('closed');
  });

  it('is not closed by whom it is about, nor by whom it concerns, though they may close others', () => {
    const own = { ...word(true, 'cleared', NOW), party: 'REFINER-B' };
    expect(statusAfter(own)).toBe('open');
    expect(statusAfter(word(true, 'reopened', NOW), own)).toBe('reopened');
    expect(answeredFinding({ ...finding, others: ['AUDITOR'] }, NOW, [word(true, 'cleared', NOW)]).status).toBe('open');
  });

  it('is open again when it states something else', () => {
    expect(statusAfter(word(true, 'cleared', BEFORE))).toBe('reopened');
    expect(statusAfter(word(false, 'explained', BEFORE))).toBe('reopened');
    expect(statusAfter(word(true, 'cleared', BEFORE), word(false, 'explained', NOW))).toBe('answered');
  });

  it('is open again when whoever closes takes that back', () => {
    expect(statusAfter(word(false, 'explained', NOW), word(true, 'reopened', NOW))).toBe('reopened');
    expect(statusAfter(word(true, 'reopened', NOW), word(false, 'explained', BEFORE))).toBe('reopened');
    expect(statusAfter(word(true, 'reopened', NOW), word(false, 'explained', NOW))).toBe('answered');
  });

  it('states the same in other words, and something else with other numbers', () => {
    const said = { ...finding, sentence: 'otherwise', clears: 'otherwise', severity: 'high' as const };
    expect(factsStated(said)).toEqual(factsStated(finding));
    expect(factsStated({ ...finding, numbers: { yieldPartsPerMillion: 1 } })).not.toEqual(factsStated(finding));
    expect(factsStated({ ...finding, numbers: { distance: 4.37, yieldPartsPerMillion: 1 } }).numbers).toEqual({
      distance: '4.37',
      yieldPartsPerMillion: 1,
    });
    expect(factsStated({ ...finding, events: ['EV-1', 'EV-2'] })).not.toEqual(factsStated(finding));
  });
});
