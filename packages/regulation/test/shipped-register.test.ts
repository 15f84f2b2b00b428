import { classify } from '@lodestone/custody/controls/classify.ts';
import type { ControlledMaterial, Itinerary } from '@lodestone/custody/controls/controlled-material.ts';
import { listStanding } from '@lodestone/custody/controls/list-standing.ts';
import { parseEvent } from '@lodestone/custody/event.ts';
import { describe, expect, it } from 'vitest';
import { SHIPPED_LIST_IDS, shippedEvents, shippedRegister } from '../src/shipped-register/shipped-register.ts';

const register = shippedRegister();
const NOW = '2026-11-23T08:00:00.000Z';

/** MAG-001 of the golden chain: 10,000 magnets 42SH. */
const magnets: ControlledMaterial = {
  form: 'magnet',
  product: '42SH magnets, NiCuNi, magnetised',
  grade: '42SH',
  netMilligrams: 509_000_000n,
  elementMilligrams: { Pr: 28_683_000n, Nd: 121_017_000n, Tb: 997_000n, Dy: 4_991_000n },
  notDetected: [],
};
const way: Itinerary = { destination: 'DE', from: ['CN'], endUser: null, at: NOW, hsCode: null };

const verdictOf = (material: ControlledMaterial, itinerary: Partial<Itinerary> = {}) => {
  const { verdict, controls } = classify(material, { ...way, ...itinerary }, register);
  return [verdict, ...controls.filter(({ requires }) => requires !== 'notice').map(({ code }) => code)];
};

const statusAt = (at: string) =>
  Object.fromEntries(
    register.lists.map((list) => [list.list.replace('CN-MOFCOM-', ''), listStanding(list, at).status]),
  );

describe('the shipped register', () => {
  it('is of events that an authority can record, each list with its sources', () => {
    const events = shippedEvents(NOW);
    for (const event of events)
      expect(parseEvent(event)).toMatchObject({
        ok: true,
        event: { sources: expect.arrayContaining([expect.any(String)]) },
      });
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    expect(shippedEvents(NOW, ['CN-MOFCOM-2025-57']).map(({ type }) => type)).toEqual([
      'control-list-published',
      'control-list-suspended',
    ]);
    expect(new Set(events.map(({ list }) => list))).toEqual(new Set(SHIPPED_LIST_IDS));
  });

  it('classifies the magnets of the golden chain as 1C904.a and 1C905.a from 4 April 2025 in Beijing on', () => {
    expect(verdictOf(magnets)).toEqual(['licence', '1C904.a', '1C905.a']);
    expect(verdictOf(magnets, { at: '2025-04-03T16:00:00.000Z' })).toEqual(['licence', '1C904.a', '1C905.a']);
    expect(verdictOf(magnets, { at: '2025-04-03T15:59:59.999Z' })).toEqual(['free']);
    expect(verdictOf(magnets, { from: ['DE'], destination: 'FR' })[0]).not.toBe('licence');
  });

  it('says how each list stands, and that nobody knows of those whose suspension is over', () => {
    const october = ['2025-55', '2025-56', '2025-57', '2025-58', '2025-61', '2025-62'];
    const all = (status: string) => Object.fromEntries(october.map((list) => [list, status]));
    expect(statusAt('2026-11-10T15:59:59.999Z')).toMatchObject({ ...all('suspended'), '2025-18': 'in-force' });
    expect(statusAt(NOW)).toMatchObject({ ...all('unknown'), '2025-18': 'in-force', '2024-46-2': 'suspended' });
    expect(statusAt('2025-10-10T00:00:00.000Z')).toMatchObject({ '2025-57': 'not-yet', '2025-61': 'in-force' });
    expect(statusAt('2026-11-27T16:00:00.000Z')).toMatchObject({ '2024-46-1': 'in-force', '2024-46-2': 'unknown' });
    // None of the five elements is cleared or controlled by it.
    const holmium = { ...magnets, elementMilligrams: { Nd: 121_017_000n, Ho: 5_000_000n, Tb: 0n, Dy: 0n } };
    expect(verdictOf(holmium)).toEqual(['refer']);
    expect(verdictOf(holmium, { at: '2026-11-10T15:59:59.999Z' })).toEqual(['free']);
  });

  it('refers metals of lists whose text is not confirmed, and to the United States alone what is barred there', () => {
    const gallium = { ...magnets, form: null, product: 'Gallium ingot', elementMilligrams: {} };
    const controlsOf = (at: string, destination: string) =>
      classify(gallium, { ...way, at, destination }, register).possible.map(
        ({ list, requires }) => `${list} ${requires}`,
      );
    expect(verdictOf(gallium, { at: '2025-01-01T00:00:00.000Z' })).toEqual(['refer']);
    expect(verdictOf(gallium, { at: '2023-07-31T15:59:59.999Z' })).toEqual(['free']);
    expect(controlsOf('2025-01-01T00:00:00.000Z', 'US')).toContain('CN-MOFCOM-2024-46-2 prohibited');
    expect(controlsOf('2025-01-01T00:00:00.000Z', 'DE')).not.toContain('CN-MOFCOM-2024-46-2 prohibited');
    expect(controlsOf('2026-01-01T00:00:00.000Z', 'US')).not.toContain('CN-MOFCOM-2024-46-2 prohibited');
  });

  it('asks for notice of magnets that the United States buy for defence, and holds nothing back for it', () => {
    const plain = { ...magnets, elementMilligrams: { Nd: 121_017_000n } };
    const to = (at: string) => classify(plain, { ...way, from: ['JP'], destination: 'US', at }, register);
    expect(to('2026-01-01T00:00:00.000Z').controls.map(({ code, requires }) => `${code}: ${requires}`)).toEqual([
      '252.225-7052, magnets: notice',
    ]);
    expect(to('2026-11-01T00:00:00.000Z').verdict).toBe('free');
  });

  it('leaves ore and assemblies outside', () => {
    expect(verdictOf({ ...magnets, form: 'ore' }, { at: '2026-01-01T00:00:00.000Z' })).toEqual(['free']);
    expect(verdictOf({ ...magnets, form: 'assembly' }, { at: '2026-01-01T00:00:00.000Z' })).toEqual(['free']);
    expect(verdictOf({ ...magnets, form: 'swarf' }, { at: '2026-01-01T00:00:00.000Z' })).toEqual(['refer']);
    const oxide = { ...magnets, form: 'oxide', elementMilligrams: { Dy: 11_831_000n } } as const;
    expect(verdictOf(oxide)).toEqual(['licence', '1C905.b']);
    expect(verdictOf({ ...oxide, form: 'chloride' })).toEqual(['licence', '1C905.c']);
  });
});
