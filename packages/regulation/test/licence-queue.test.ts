import { describe, expect, test } from 'vitest';
import { ageingOf } from '../src/licences/ageing.ts';
import { CHINESE_CALENDAR } from '../src/licences/chinese-calendar.ts';
import { overlappingLicences } from '../src/licences/overlapping.ts';
import { processingTimesOf } from '../src/licences/processing-times.ts';
import { forecastQueue } from '../src/licences/queue-forecast.ts';
import { urgencySharesOf } from '../src/licences/urgency-share.ts';
import { accepted, applied, granted, licenceAfter, refused, requested } from './licence-cases.ts';

const on = (day: string) => `${day}T02:00:00.000Z`;
const AT = on('2026-04-01');
const URGENT = { urgency: { class: 'urgent', ground: 'low-stock', text: 'two weeks are left' } };
const MOST_URGENT = { urgency: { ...URGENT.urgency, class: 'most-urgent' } };

const open = (id: string, takenIn: string) => licenceAfter([applied(on('2026-02-02')), accepted(on(takenIn))], { id });
const decided = (id: string, takenIn: string, at: string, members: object = {}) =>
  licenceAfter([applied(on('2026-02-02'), members), accepted(on(takenIn)), granted(on(at))], { id });

const filed = (exporter: string, count: number, members: object = {}) =>
  Array.from({ length: count }, (_, index) =>
    licenceAfter([applied(on('2026-02-02'), members)], { id: `${exporter}-${index}`, exporter }),
  );

describe('the ageing list', () => {
  test('has the open cases, the oldest by its clock first, and those without one last', () => {
    const cases = [
      licenceAfter([applied(on('2026-01-05'))], { id: 'NOT-TAKEN-IN' }),
      open('YOUNG', '2026-03-30'),
      decided('DONE', '2026-03-02', '2026-03-13'),
      licenceAfter([applied(on('2026-02-02')), accepted(on('2026-02-03')), requested(on('2026-02-04'))], {
        id: 'STANDS',
      }),
      open('OLD', '2026-02-03'),
    ];
    const ageing = ageingOf(cases, CHINESE_CALENDAR, AT);
    expect(ageing.map(({ licence, clock }) => [licence.licence, clock.elapsedWorkingDays])).toEqual([
      ['OLD', 37],
      ['YOUNG', 2],
      ['STANDS', 1],
      ['NOT-TAKEN-IN', 0],
    ]);
  });
});

describe('the queue', () => {
  const waiting = [open('B', '2026-03-03'), open('A', '2026-03-02'), open('C', '2026-03-04')];

  test('goes at the pace of the last weeks, in the order of acceptance', () => {
    const before = [decided('X', '2026-02-03', '2026-03-10'), decided('Y', '2026-02-03', '2026-03-20')];
    const tooLongAgo = decided('Z', '2026-01-05', '2026-01-20');
    const forecast = forecastQueue([...waiting, ...before, tooLongAgo], AT, 4);
    expect(forecast).toMatchObject({ weeks: 4, decisions: 2, accepted: 0, waitingForExporters: 0 });
    expect(forecast.queue.map(({ licence, place, weeks }) => [licence, place, weeks])).toEqual([
      ['A', 1, 2],
      ['B', 2, 4],
      ['C', 3, 6],
    ]);
    expect(forecast.queue[0]?.expectedAt).toBe(on('2026-04-15'));
  });

  test('says nothing of when, where nothing was decided; cases whose clock stands are not in it', () => {
    const stands = licenceAfter([applied(on('2026-03-01')), accepted(on('2026-03-30')), requested(AT)], { id: 'S' });
    const forecast = forecastQueue([...waiting, stands], AT, 4);
    expect(forecast).toMatchObject({ decisions: 0, accepted: 1, waitingForExporters: 1 });
    expect(forecast.queue.map(({ weeks, expectedAt }) => weeks ?? expectedAt)).toEqual([null, null, null]);
  });
});

describe('processing times', () => {
  test('show by how much a group waits longer than all', () => {
    const india = { destination: 'IN' };
    const cases = [
      decided('A', '2026-03-02', '2026-03-04'),
      decided('B', '2026-03-02', '2026-03-06'),
      decided('C', '2026-03-02', '2026-03-13', india),
      decided('D', '2026-01-05', '2026-03-27', india),
      licenceAfter([applied(on('2026-02-02')), accepted(on('2026-03-02')), refused(on('2026-03-05'))], { id: 'E' }),
      open('F', '2026-03-02'),
    ];
    expect(processingTimesOf(cases, CHINESE_CALENDAR, 'destination')).toEqual([
      {
        group: 'DE',
        decisions: 3,
        granted: 2,
        refused: 1,
        medianWorkingDays: 3,
        longestWorkingDays: 4,
        overdue: 0,
        beyondMedianWorkingDays: -1,
      },
      {
        group: 'IN',
        decisions: 2,
        granted: 2,
        refused: 0,
        medianWorkingDays: 9,
        longestWorkingDays: 55,
        overdue: 1,
        beyondMedianWorkingDays: 5,
      },
    ]);
  });

  test('count a case under each of its items, once, and under the class of its end use', () => {
    const lines = ['1C904.a', '1C905.a', '1C905.a'].map((code, index) => ({
      line: `${index}`,
      code,
      netMilligrams: 1,
    }));
    const endUse = { class: 'civil', sector: 'wind', part: 'wind-generator' };
    const cases = [decided('A', '2026-03-02', '2026-03-04', { lines, endUse })];
    const groups = (key: 'item' | 'class') =>
      processingTimesOf(cases, CHINESE_CALENDAR, key).map(({ group, decisions }) => [group, decisions]);
    expect(groups('item')).toEqual([
      ['1C904.a', 1],
      ['1C905.a', 1],
    ]);
    expect(groups('class')).toEqual([['civil', 1]]);
  });
});

describe('urgency', () => {
  test('is too much where most of what an exporter has open is urgent', () => {
    const cases = [
      ...filed('CALM', 4),
      ...filed('HALF', 2, URGENT),
      ...filed('HALF', 2),
      ...filed('EVERYTHING', 3, MOST_URGENT),
      ...filed('EVERYTHING', 1),
      ...filed('FEW', 3, MOST_URGENT),
      decided('DONE', '2026-03-02', '2026-03-04', URGENT),
    ];
    expect(urgencySharesOf(cases).map((one) => [one.exporter, one.urgentPartsPerMillion, one.isTooMuch])).toEqual([
      ['FEW', 1_000_000, false],
      ['EVERYTHING', 750_000, true],
      ['HALF', 500_000, false],
      ['CALM', 0, false],
    ]);
    expect(urgencySharesOf(cases)[1]).toMatchObject({ open: 4, urgent: 3, mostUrgent: 3 });
  });
});

const general = (id: string, members: object = {}, exporter = 'MAGNETS-D') =>
  licenceAfter([applied(on('2026-02-02'), { kind: 'general', ...members }), accepted(on('2026-02-03')), granted(AT)], {
    id,
    exporter,
  });
const overlapsOf = (...licences: Parameters<typeof overlappingLicences>[0]) =>
  overlappingLicences(licences, on('2026-06-01')).map(({ lines, togetherMilligrams }) => [
    lines.map(({ licence }) => licence).join(' '),
    togetherMilligrams,
  ]);
const formLine = (name: string) => ({ lines: [{ line: '1', code: '1C905.a', form: name, netMilligrams: 1_000_000 }] });

describe('general licences beside each other', () => {
  test('are told with what they grant together', () => {
    const single = licenceAfter([applied(on('2026-02-02')), accepted(on('2026-02-03')), granted(AT)], { id: 'SINGLE' });
    expect(overlapsOf(general('B'), general('A'), single)).toEqual([['A B', 1_018_000_000n]]);
    expect(overlapsOf(general('A'), general('B', formLine('magnet')))).toEqual([['A B', 510_000_000n]]);
  });

  test('are none for other customers, exporters, forms, or when one is over', () => {
    expect(overlapsOf(general('A'), general('B', { consignee: 'AUDIO-I' }))).toEqual([]);
    expect(overlapsOf(general('A'), general('B', {}, 'TRADER-T'))).toEqual([]);
    expect(overlapsOf(general('A', formLine('metal')), general('B', formLine('magnet')))).toEqual([]);
    expect(overlappingLicences([general('A'), general('B')], on('2027-01-01'))).toEqual([]);
    const next = { ...general('B'), validFrom: '2026-12-31T00:00:00.000Z', validTo: '2027-12-31T00:00:00.000Z' };
    expect([overlapsOf(general('A'), next), overlapsOf(next, general('A'))]).toEqual([[], []]);
    const sooner = { ...next, validFrom: '2026-12-30T23:59:59.999Z' };
    expect(overlapsOf(general('A'), sooner)).toEqual([['A B', 1_018_000_000n]]);
  });
});
