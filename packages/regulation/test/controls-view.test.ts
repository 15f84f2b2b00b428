import { registerFrom, listPublished } from '@lodestone/custody/testing/control-lists.ts';
import type { ControlledMaterial } from '@lodestone/custody/controls/controlled-material.ts';
import { describe, expect, it } from 'vitest';
import { controlTasks, viewList, viewLists } from '../src/controls-view.ts';
import { countByCountry, touchedLicences, touchedLots, type TouchableLot } from '../src/dry-run-controls.ts';

const until = { from: '2025-11-07T00:00:00.000Z', to: '2026-11-10T16:00:00.000Z', sources: ['the gazette'] };
const suspended = { type: 'control-list-suspended', list: 'CN-18', ...until, afterwards: 'unknown' } as const;
const register = registerFrom(listPublished(), suspended);

const standingsAt = (time: string) =>
  viewLists(register, time).map(({ status, since, until: end, daysLeft }) => [status, since, end, daysLeft]);
const tasksAt = (time: string) => controlTasks(register, time).map(({ text }) => text);

describe('a register as people look at it', () => {
  it('says from when and until when each list stands so', () => {
    expect(standingsAt('2025-04-03T00:00:00.000Z')).toEqual([['not-yet', null, until.from, 218]]);
    expect(standingsAt('2025-04-04T00:00:00.000Z')).toEqual([
      ['in-force', '2025-04-04T00:00:00.000Z', until.from, 217],
    ]);
    expect(standingsAt('2026-11-10T15:00:00.000Z')).toEqual([['suspended', until.from, until.to, 0]]);
    expect(standingsAt('2026-11-10T16:00:00.000Z')).toEqual([['unknown', until.to, null, null]]);
  });

  it('raises a task 90 days before a lapse, and while nobody knows what holds', () => {
    // 91 days before.
    expect(tasksAt('2026-08-11T16:00:00.000Z')).toEqual([]);
    expect(tasksAt('2026-08-12T16:00:00.000Z')).toEqual([`its suspension lapses in 90 days, at ${until.to}`]);
    expect(tasksAt('2026-11-09T16:00:00.000Z')).toEqual([`its suspension lapses in 1 day, at ${until.to}`]);
    expect(tasksAt('2026-11-23T00:00:00.000Z')).toEqual([
      `its suspension ended at ${until.to}: publish what holds since, or that it has ended`,
    ]);
    const dated = registerFrom(listPublished({ validTo: '2027-01-01T00:00:00.000Z' }));
    expect(controlTasks(dated, '2026-12-01T00:00:00.000Z')).toEqual([
      { list: 'CN-18', text: 'lapses in 31 days, at 2027-01-01T00:00:00.000Z' },
    ]);
  });

  it('shows a list that is there, and no other', () => {
    expect(viewList(register, 'CN-18', until.to)).toMatchObject({ status: 'unknown', suspensions: [until] });
    expect(viewList(register, 'CN-19', until.to)).toBeNull();
  });
});

describe('a dry run', () => {
  const material: ControlledMaterial = {
    form: 'magnet',
    product: 'N35',
    grade: null,
    netMilligrams: 20_000_000n,
    elementMilligrams: { Nd: 6_000_000n, Dy: 0n, Tb: 0n },
    notDetected: [],
  };
  const lot = (id: string, destination: string | null): TouchableLot => {
    return { lot: id, custodian: 'MAGNETS-D', material, shipment: destination && `SHP-${destination}`, destination };
  };
  const before = registerFrom(listPublished());
  const light = {
    code: 'L',
    description: 'light rare earths',
    elements: ['Nd'],
    destinations: ['IN', 'US'],
    requires: 'licence',
  };
  const from = '2027-01-01T00:00:00.000Z';
  const after = registerFrom(listPublished(), listPublished({ list: 'CN-LIGHT', validFrom: from, items: [light] }));

  it('says what a rule for two countries touches there and nowhere else, from its date on', () => {
    const lots = [lot('MAG-1', null), lot('MAG-2', 'US'), lot('MAG-3', 'DE')];
    const touched = touchedLots({ before, after, at: from }, lots);
    const gained = ['L of CN-LIGHT'];
    expect(touched).toEqual([
      { ...lots[0], before: 'free', after: 'licence', gained, lost: [], destinations: ['IN', 'US'] },
      { ...lots[1], before: 'free', after: 'licence', gained, lost: [], destinations: ['US'] },
    ]);
    expect(countByCountry(touched)).toEqual([
      { destination: 'IN', lots: 1, shipments: 0 },
      { destination: 'US', lots: 2, shipments: 1 },
    ]);
    expect(touchedLots({ before, after, at: '2026-12-31T23:59:59.999Z' }, lots)).toEqual([]);
    expect(touchedLots({ before: after, after: before, at: from }, lots.slice(1))).toMatchObject([
      { lot: 'MAG-2', lost: gained },
    ]);
  });

  it('says which open licences have a line that is treated otherwise', () => {
    const line = { line: '1', code: 'L', form: null, netMilligrams: 1n, hsCode: null, specification: null, year: null };
    const licence = (id: string, status: 'granted' | 'revoked', destination: string, code: string) => {
      return { licence: id, exporter: 'MAGNETS-D', status, destination, lines: [{ ...line, code }] };
    };
    const licences = [
      licence('L-1', 'granted', 'US', 'L'),
      licence('L-2', 'granted', 'DE', 'L'),
      licence('L-3', 'revoked', 'US', 'L'),
      licence('L-4', 'granted', 'US', '1C905.a'),
    ];
    expect(touchedLicences({ before: after, after: before, at: from }, licences)).toEqual([
      {
        licence: 'L-1',
        exporter: 'MAGNETS-D',
        status: 'granted',
        destination: 'US',
        code: 'L',
        before: 'licence',
        after: null,
      },
    ]);
  });

  it('asks about what no list names as well', () => {
    const all = { ...light, destinations: undefined, exceptDestinations: ['DE'] };
    const wide = registerFrom(listPublished(), listPublished({ list: 'CN-LIGHT', validFrom: from, items: [all] }));
    expect(touchedLots({ before, after: wide, at: from }, [lot('MAG-1', null)])).toMatchObject([
      { destinations: ['elsewhere'] },
    ]);
  });
});
