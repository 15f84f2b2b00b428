import { describe, expect, it } from 'vitest';
import { startDetection } from '../src/detection.ts';
import type { Observation } from '../src/observation.ts';
import type { Rule } from '../src/rule.ts';

/** Finds every party that is registered in the same country as this many before it. */
const crowd: Rule<Map<string, number>, { partiesMax: number }> = {
  id: 'D99',
  version: 1,
  title: 'A crowd',
  family: 'party',
  inputs: 'registrations',
  mistakes: 'a large country',
  clears: 'look at the map',
  thresholds: { partiesMax: 1 },
  start: () => new Map(),
  observe: (state, observation, { thresholds, report }) => {
    if (observation.kind !== 'party') return;
    const count = (state.get(observation.country) ?? 0) + 1;
    state.set(observation.country, count);
    if (count <= thresholds.partiesMax) return;
    report(crowdOf(observation.country, observation.occurredAt, count));
  },
  close: (state, knownAt, { report }) => {
    if (state.size === 0) report(crowdOf('nobody', knownAt, 0));
  },
};

function crowdOf(country: string, at: string, count: number) {
  return {
    id: `D99/${country}`,
    severity: 'low' as const,
    party: null,
    facility: null,
    lots: [],
    shipments: [],
    others: [],
    events: [],
    from: at,
    to: at,
    numbers: { count },
    sentence: `${count} parties in ${country}`,
  };
}

function registered(eventNumber: number, country: string, occurredAt: string): Observation {
  const event = `EV-${eventNumber}`;
  const base = {
    eventNumber,
    event,
    occurredAt,
    recordedAt: occurredAt,
    party: 'OPERATOR',
    facility: null,
    notices: [],
  };
  return { ...base, kind: 'party', registered: event, name: null, roles: ['mine'], country, identifiers: {} };
}

const JANUARY = '2026-01-10T00:00:00.000Z';
const MARCH = '2026-03-10T00:00:00.000Z';

describe('startDetection', () => {
  it('reports a finding with what its rule is, and once under one id', () => {
    const detection = startDetection([crowd], []);
    for (const eventNumber of [1, 2, 3]) detection.observe(registered(eventNumber, 'CN', JANUARY));
    const [finding, ...others] = detection.findings(MARCH);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      id: 'D99/CN',
      rule: 'D99',
      version: 1,
      family: 'party',
      clears: 'look at the map',
    });
    expect(finding?.numbers).toEqual({ count: 3 });
  });

  it('goes on from the state of an earlier look as if there had been none', () => {
    const observations = [1, 2, 3, 4].map((eventNumber) =>
      registered(eventNumber, eventNumber > 2 ? 'VN' : 'CN', MARCH),
    );
    const whole = startDetection([crowd], []);
    for (const observation of observations) whole.observe(observation);
    const first = startDetection([crowd], []);
    for (const observation of observations.slice(0, 3)) first.observe(observation);
    first.findings(MARCH);
    const second = startDetection([crowd], [], first.state);
    for (const observation of observations.slice(3)) second.observe(observation);
    expect(second.findings(MARCH)).toEqual(whole.findings(MARCH));
    expect(whole.findings(MARCH)).toHaveLength(2);
  });

  it('keeps nothing of what only the end of a look shows', () => {
    const detection = startDetection([crowd], []);
    expect(detection.findings(MARCH).map(({ id }) => id)).toEqual(['D99/nobody']);
    detection.observe(registered(1, 'CN', MARCH));
    expect(detection.findings(MARCH)).toEqual([]);
  });

  it('takes the thresholds that were in force when the event occurred', () => {
    const settings = [
      { rule: 'D99', from: '2026-02-01T00:00:00.000Z', isOff: false, thresholds: { partiesMax: 2 } },
      { rule: 'D99', from: '2026-03-11T00:00:00.000Z', isOff: true, thresholds: {} },
    ] as const;
    const countsOf = (at: string) => {
      const detection = startDetection([crowd], settings);
      for (const eventNumber of [1, 2, 3]) detection.observe(registered(eventNumber, 'CN', at));
      return detection.findings(at).map(({ numbers }) => numbers['count']);
    };
    const justTwo = startDetection([crowd], settings);
    for (const eventNumber of [1, 2]) justTwo.observe(registered(eventNumber, 'CN', MARCH));
    expect(justTwo.findings(MARCH)).toEqual([]);
    expect(countsOf(JANUARY)).toEqual([3]);
    expect(countsOf(MARCH)).toEqual([3]);
    expect(countsOf('2026-03-12T00:00:00.000Z')).toEqual([]);
  });
});
