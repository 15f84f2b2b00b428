import { describe, expect, it } from 'vitest';
import { madeUpRecords } from '../../src/rules/d22-made-up-records.ts';
import type { Observation } from '../../src/observation.ts';
import { amounts, dayOf, findingsOf, lotOf, observed } from '../../testing/observations.ts';

const HOUR = 1 / 24;
const BEIJING = observed.facility({ registered: 'WORKS', owner: 'MAKER', timeZone: 'Asia/Shanghai' });

/** A step of another party, recorded as it happens. */
function others(from: number, to: number) {
  const count = (to - from) * 2;
  return Array.from({ length: count }, (_, index) => step(from + index / 2, from + index / 2, 'OTHER'));
}

function step(day: number, recordedDay: number, party = 'MAKER', facility = 'WORKS'): Observation {
  const times = { occurredAt: dayOf(day), recordedAt: dayOf(recordedDay) };
  return observed.step({ eventNumber: day, event: `${party}-${day}`, party, facility, ...times });
}

/** Three steps of January that are recorded on one day; February the 10th ends on day 40.67 in Beijing. */
const january = (recordedDay: number) => [25, 26, 27].map((day) => step(day, recordedDay));

const lateBy = (recordedDay: number) => findingsOf(madeUpRecords, [BEIJING, ...others(1, 60), ...january(recordedDay)]);

const edits = (count: number, day: number) =>
  Array.from({ length: count }, (_, index) =>
    observed.correction({ eventNumber: day + index, targetEvent: `EV-${index}`, targetOccurredAt: dayOf(index) }),
  );

function assayed(day: number, shares: readonly [number, number, number], lot = `LOT-${day}`) {
  const [La, Ce, Nd] = shares;
  const stated = amounts({ netMilligrams: 10_000_000, elementMilligrams: { La, Ce, Nd } });
  return observed.assay({ eventNumber: day, lot: lotOf({ lot }), stated });
}

function mined(day: number, netMilligrams: number, party = 'MAKER') {
  const lot = lotOf({ lot: `${party}-${day}`, kind: 'mined', form: 'ore', made: amounts({ netMilligrams }) });
  return observed.origin({ eventNumber: day, party, lot });
}

const weighed = (count: number, isRound: (day: number) => boolean, party: string) =>
  Array.from({ length: count }, (_, day) =>
    mined(day, isRound(day) ? 42_000_000_000 : 42_310_000_000 + day * 10_000_000, party),
  );

/** Four masses that end in six zeros, and another one. */
function run(last: number) {
  const four = [1, 2, 3, 4].map((day) => mined(day + 10, 42_311_000_000 + day * 1_000_000));
  return [...four, mined(20, last)];
}

/** So many steps one minute apart, from an hour of the day in UTC on. */
function burst(count: number, hour: number, minutes = 1) {
  return Array.from({ length: count }, (_, index) => step(100 + (hour + (index * minutes) / 60) * HOUR, 101));
}

describe('D22 late entries', () => {
  it('finds a month that is recorded after the 10th of the next, by the clock of the facility', () => {
    expect(lateBy(40.66)).toEqual([]);
    const [finding] = lateBy(40.67);
    expect(finding).toMatchObject({
      id: 'D22/late/MAKER/2026-01',
      numbers: { lateEntries: 3, entries: 3, daysMost: 15 },
    });
  });

  it('leaves one late entry among many alone', () => {
    const inTime = Array.from({ length: 13 }, (_, index) => step(index + 1, index + 1));
    expect(findingsOf(madeUpRecords, [BEIJING, ...inTime, ...others(14, 60), ...january(50)])).toEqual([]);
    expect(findingsOf(madeUpRecords, [BEIJING, ...inTime.slice(1), ...others(14, 60), ...january(50)])).toHaveLength(1);
    expect(findingsOf(madeUpRecords, [BEIJING, ...others(1, 60), ...january(50).slice(1)])).toEqual([]);
  });

  it('leaves a bulk upload of older files alone, and finds what comes out of order in it', () => {
    const upload = [...others(1, 60), ...january(0)].map((one) => ({ ...one, recordedAt: dayOf(200) }));
    const inOrder = [...upload].sort((one, other) => (one.occurredAt < other.occurredAt ? -1 : 1));
    expect(findingsOf(madeUpRecords, [BEIJING, ...inOrder])).toEqual([]);
    expect(findingsOf(madeUpRecords, [BEIJING, ...upload])).toHaveLength(1);
  });
});

describe('D22 edits after the close', () => {
  it('finds three changes of a closed month, and leaves two alone and what is corrected in time', () => {
    expect(findingsOf(madeUpRecords, [...others(1, 60), ...edits(3, 50)])).toMatchObject([
      { severity: 'medium', party: 'MAKER', numbers: { edits: 3 } },
    ]);
    expect(findingsOf(madeUpRecords, [...others(1, 60), ...edits(2, 50)])).toEqual([]);
    expect(findingsOf(madeUpRecords, [...others(1, 60), ...edits(3, 30)])).toEqual([]);
  });

  it('does not take what a correction says anew for a late entry', () => {
    const corrected = [25, 26, 27].flatMap((day, index) => [
      observed.correction({
        eventNumber: 900 + index,
        occurredAt: dayOf(36),
        targetOccurredAt: dayOf(day),
        outcome: 'replaced',
      }),
      { ...step(day, 50), eventNumber: 900 + index },
    ]);
    expect(findingsOf(madeUpRecords, [...others(1, 60), ...corrected]).map(({ id }) => id)).not.toContain(
      'D22/late/MAKER/2026-01',
    );
  });
});

describe('D22 repeated figures', () => {
  it('finds one composition to the last digit on three lots of a laboratory', () => {
    const [finding] = findingsOf(
      madeUpRecords,
      [1, 5, 9].map((day) => assayed(day, [2_501, 5_002, 1_703])),
    );
    expect(finding).toMatchObject({ party: 'LABORATORY', lots: ['LOT-1', 'LOT-5', 'LOT-9'] });
  });

  it('leaves two alone, one digit more, one lot that is assayed again, and pure oxides', () => {
    expect(
      findingsOf(
        madeUpRecords,
        [1, 5].map((day) => assayed(day, [2_501, 5_002, 1_703])),
      ),
    ).toEqual([]);
    expect(
      findingsOf(
        madeUpRecords,
        [1, 5, 9].map((day) => assayed(day, [2_500 + day, 5_002, 1_703])),
      ),
    ).toEqual([]);
    expect(
      findingsOf(
        madeUpRecords,
        [1, 5, 9].map((day) => assayed(day, [2_501, 5_002, 1_703], 'LOT')),
      ),
    ).toEqual([]);
    expect(
      findingsOf(
        madeUpRecords,
        [1, 5, 9].map((day) => assayed(day, [0, 0, 8_000_000])),
      ),
    ).toEqual([]);
  });
});

describe('D22 round masses', () => {
  it('finds a mine whose masses are round where those of others are not', () => {
    const honest = weighed(20, (day) => day === 3, 'OTHER');
    const made = (count: number) => weighed(count, (day) => day % 2 === 0, 'MAKER');
    expect(findingsOf(madeUpRecords, [...honest, ...made(13)])).toMatchObject([
      { severity: 'medium', party: 'MAKER', numbers: { round: 7, weighings: 13, usualPartsPerMillion: 50_000 } },
    ]);
    expect(findingsOf(madeUpRecords, [...honest, ...made(12)])).toEqual([]);
  });

  it('finds a run of masses that are rounder than those before, and not one that is a zero short', () => {
    const before = Array.from({ length: 8 }, (_, day) => mined(day, 42_310_040_000 + day * 110_000_000));
    expect(findingsOf(madeUpRecords, [...before, ...run(42_319_000_000)])).toMatchObject([
      { severity: 'medium', party: 'MAKER', numbers: { run: 5, fewest: 6, usual: 4 } },
    ]);
    expect(findingsOf(madeUpRecords, [...before, ...run(42_319_210_000)])).toEqual([]);
    expect(findingsOf(madeUpRecords, [...before.slice(1), ...run(42_319_000_000)])).toEqual([]);
  });

  it('leaves round masses alone where everybody has them, and too few of them', () => {
    const bagged = weighed(20, () => true, 'OTHER');
    expect(findingsOf(madeUpRecords, [...bagged, ...weighed(40, () => true, 'MAKER')])).toEqual([]);
    const honest = weighed(20, () => false, 'OTHER');
    expect(findingsOf(madeUpRecords, [...honest, ...weighed(11, () => true, 'MAKER')])).toEqual([]);
  });
});

describe('D22 night bursts', () => {
  const byDay = Array.from({ length: 30 }, (_, index) => step(50 + index + 4 * HOUR, 80));

  it('finds eight events of a quarter of an hour at night, by the clock of the facility', () => {
    const [finding] = findingsOf(madeUpRecords, [BEIJING, ...byDay, ...burst(8, 18)]);
    expect(finding).toMatchObject({ severity: 'medium', party: 'MAKER', numbers: { events: 8 } });
    expect(findingsOf(madeUpRecords, [BEIJING, ...byDay, ...burst(7, 18)])).toEqual([]);
    expect(findingsOf(madeUpRecords, [BEIJING, ...byDay, ...burst(8, 2)])).toEqual([]);
    expect(findingsOf(madeUpRecords, [BEIJING, ...byDay, ...burst(8, 18, 3)])).toEqual([]);
  });

  it('leaves a list alone that carries one time, and a plant that works at night', () => {
    expect(findingsOf(madeUpRecords, [BEIJING, ...byDay, ...burst(8, 18, 0)])).toEqual([]);
    const byNight = Array.from({ length: 30 }, (_, index) => step(50 + index + 18 * HOUR, 80));
    expect(findingsOf(madeUpRecords, [BEIJING, ...byNight, ...burst(8, 18)])).toEqual([]);
  });
});
