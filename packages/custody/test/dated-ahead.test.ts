import { describe, expect, test } from 'vitest';
import {
  enter,
  factsOf,
  findingsOf,
  latestDigest,
  openWorld,
  record,
  refusalOf,
  type World,
} from '../testing/given.ts';
import { at, asReplacement, corrected, dispatched, oreCreated } from './drafts.ts';

const RECORDED = '2026-03-10T12:00:00.000Z';
const A_DAY_AHEAD = '2026-03-11T12:00:00.000Z';
const MORE_THAN_A_DAY_AHEAD = '2026-03-11T12:00:00.001Z';
const TEN_YEARS_AHEAD = '2036-03-10T12:00:00.000Z';

function recording(): World {
  const world = enter(openWorld(), { 'MINE-A': ['mine'], 'REFINER-B': ['refiner'] });
  world.recordedAt = RECORDED;
  return world;
}

describe('an event that is dated ahead of its recording', () => {
  test.each([A_DAY_AHEAD, RECORDED, '2016-01-01T00:00:00.000Z'])('is nothing odd at %s', (occurredAt) => {
    expect(findingsOf(record(recording(), 'MINE-A', at(occurredAt, oreCreated('ORE-1'))))).toEqual([]);
  });

  test.each([MORE_THAN_A_DAY_AHEAD, TEN_YEARS_AHEAD])(
    'is recorded at %s, with a finding of both times',
    (occurredAt) => {
      const facts = record(recording(), 'MINE-A', at(occurredAt, oreCreated('ORE-1')));
      expect(findingsOf(facts)).toEqual(['dated-ahead']);
      const [finding] = factsOf(facts, 'finding');
      expect(finding?.message).toContain(occurredAt);
      expect(finding?.message).toContain(RECORDED);
    },
  );

  test('is not only one that makes a lot', () => {
    const world = recording();
    record(world, 'MINE-A', at(RECORDED, oreCreated('ORE-1')));
    const facts = record(world, 'MINE-A', at(TEN_YEARS_AHEAD, dispatched('TR-1', 'REFINER-B', ['ORE-1'])));
    expect(findingsOf(facts)).toEqual(['dated-ahead']);
  });

  test('may be a replacement in a correction of today', () => {
    const world = recording();
    record(world, 'MINE-A', at(RECORDED, oreCreated('ORE-1')));
    const replacement = { ...asReplacement(oreCreated('ORE-1')), occurredAt: TEN_YEARS_AHEAD };
    const facts = record(world, 'MINE-A', at(RECORDED, corrected(latestDigest(world), replacement)));
    expect(findingsOf(facts)).toEqual(['dated-ahead']);
    expect(factsOf(facts, 'finding')[0]?.message).toMatch(/^the replacement says 2036-/);
  });

  test('is taken back or replaced by a correction of today, after which the lot goes on from there', () => {
    for (const replacement of [undefined, asReplacement(oreCreated('ORE-1'))]) {
      const world = recording();
      record(world, 'MINE-A', at(TEN_YEARS_AHEAD, oreCreated('ORE-1')));
      const facts = record(world, 'MINE-A', at(RECORDED, corrected(latestDigest(world), replacement)));
      expect(factsOf(facts, 'correction')).toMatchObject([
        { outcome: replacement === undefined ? 'voided' : 'replaced' },
      ]);
      if (replacement === undefined) continue;
      expect(findingsOf(record(world, 'MINE-A', at(RECORDED, dispatched('TR-1', 'REFINER-B', ['ORE-1']))))).toEqual([]);
    }
  });

  test('keeps its party from recording along the lot what happens before', () => {
    const world = recording();
    record(world, 'MINE-A', at(TEN_YEARS_AHEAD, oreCreated('ORE-1')));
    expect(refusalOf(world, 'MINE-A', at(RECORDED, dispatched('TR-1', 'REFINER-B', ['ORE-1']))).code).toBe(
      'time-goes-back',
    );
  });
});
