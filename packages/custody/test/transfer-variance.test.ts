/** How far two scales may be apart before they disagree. */
import { describe, expect, test } from 'vitest';
import { FORMS } from '../src/material.ts';
import type { JsonObject } from '../testing/json-object.ts';
import {
  attempt,
  enter,
  factsOf,
  findingsOf,
  keyEnrolled,
  ledgerOpened,
  emptyWorld,
  openWorld,
  record,
  type World,
} from '../testing/given.ts';
import { dispatched, lotCreated, received, transformed } from './drafts.ts';
import type { Form } from '../src/material.ts';

const TONNE = { netMilligrams: 1_000_000_000, elementMilligrams: { Nd: 100_000_000 } };

function inTransit(world: World, form: Form = 'oxide', quantity: JsonObject = TONNE): World {
  enter(world, { 'REFINER-B': ['refiner'], 'METALS-C': ['metal-maker'] });
  record(world, 'REFINER-B', lotCreated({ lot: 'LOT-1', origin: 'imported', form, quantity }));
  record(world, 'REFINER-B', dispatched('TR-1', 'METALS-C', ['LOT-1'], quantity));
  return world;
}

const measured = (quantity: JsonObject) => received('TR-1', ['LOT-1'], quantity);
const net = (netMilligrams: number) => measured({ netMilligrams });

describe('a receipt beyond tolerance', () => {
  test('opens a dispute with both figures, and blocks nothing', () => {
    const world = inTransit(openWorld());
    const facts = record(world, 'METALS-C', net(990_000_000));
    expect(factsOf(facts, 'dispute')).toMatchObject([
      {
        transfer: 'TR-1',
        lot: 'LOT-1',
        measure: 'netMilligrams',
        declaredAmount: 1_000_000_000n,
        measuredAmount: 990_000_000n,
        tolerancePartsPerMillion: 2_000,
        declared: { netMilligrams: 1_000_000_000n, elementMilligrams: { Nd: 100_000_000n } },
      },
    ]);
    const [finding] = factsOf(facts, 'finding');
    expect(finding?.message).toBe(
      'lot LOT-1 of TR-1: 1,000 kg net declared, 990 kg net measured: -10 kg net (-10,000 ppm, tolerance 2,000 ppm)',
    );
    expect(world.state.things.get('LOT-1')).toMatchObject({ remaining: { netMilligrams: 1_000_000_000n } });
    const smelted = transformed({ step: 'electrolysis', form: 'metal', inputs: [{ lot: 'LOT-1' }] });
    expect(attempt(world, 'METALS-C', smelted)).toMatchObject({ accepted: true });
  });

  test.each([
    [1_002_000_000, []],
    [1_002_000_001, ['transfer-variance']],
    [998_000_000, []],
    [997_999_999, ['transfer-variance']],
  ])('begins a milligram behind it: %i', (netMilligrams, findings) => {
    expect(findingsOf(record(inTransit(openWorld()), 'METALS-C', net(netMilligrams)))).toEqual(findings);
  });

  test('is looked for in each element that both state, and names all that are', () => {
    const quantity = { netMilligrams: 995_000_000, elementMilligrams: { Nd: 101_000_000, Dy: 5 } };
    const facts = record(inTransit(openWorld()), 'METALS-C', measured(quantity));
    expect(factsOf(facts, 'dispute')).toMatchObject([{ measure: 'netMilligrams' }]);
    const [finding] = factsOf(facts, 'finding');
    expect(finding?.message).toContain('995 kg net measured');
    expect(finding?.message).toContain('+1 kg Nd (+10,000 ppm');
    expect(finding?.message).not.toContain('Dy');
  });

  test('is any difference of pieces, and more than nothing of an element', () => {
    const quantity = { netMilligrams: 1_000_000, pieces: 500, elementMilligrams: { Dy: 0 } };
    const magnets = () => inTransit(openWorld(), 'magnet', quantity);
    expect(findingsOf(record(magnets(), 'METALS-C', measured(quantity)))).toEqual([]);
    for (const other of [
      { ...quantity, pieces: 499 },
      { ...quantity, elementMilligrams: { Dy: 1 } },
    ]) {
      expect(findingsOf(record(magnets(), 'METALS-C', measured(other)))).toEqual(['transfer-variance']);
    }
  });

  test('is more of bulk than of what is weighed dry', () => {
    const bulk = FORMS.filter((form) => {
      const facts = record(inTransit(openWorld(), form), 'METALS-C', net(995_000_000));
      return findingsOf(facts).length === 0;
    });
    expect(bulk).toEqual(['ore', 'leach-solution', 'concentrate', 'liquor', 'residue', 'tailings', 'slag']);
  });
});

function policyOf(tolerances: JsonObject): World {
  const world = emptyWorld();
  record(world, 'OPERATOR', { ...ledgerOpened(), policy: { tolerances } });
  return world;
}

describe('what is tolerated', () => {
  test('is what the policy says', () => {
    const strict = inTransit(policyOf({ transferPartsPerMillion: 0 }));
    expect(findingsOf(record(strict, 'METALS-C', net(999_999_999)))).toEqual(['transfer-variance']);
    const ore = inTransit(policyOf({ bulkTransferPartsPerMillion: 10_000 }), 'ore');
    expect(findingsOf(record(ore, 'METALS-C', net(990_000_000)))).toEqual([]);
  });

  test('is what the party says that measures, before what the policy says', () => {
    const world = openWorld();
    const party = { type: 'party-registered', party: 'PICKY', name: 'P', roles: ['trader'], country: 'CN' };
    record(world, 'OPERATOR', { ...party, tolerances: { transferPartsPerMillion: 10 } });
    record(world, 'OPERATOR', keyEnrolled('PICKY'));
    enter(world, { 'REFINER-B': ['refiner'] });
    for (const [lot, form] of [
      ['OX', 'oxide'],
      ['ORE', 'ore'],
    ] as const) {
      record(world, 'REFINER-B', lotCreated({ lot, origin: 'imported', form, quantity: TONNE }));
      record(world, 'REFINER-B', dispatched(`TR-${lot}`, 'PICKY', [lot], TONNE));
    }
    const by = (lot: string) => record(world, 'PICKY', received(`TR-${lot}`, [lot], { netMilligrams: 999_980_000 }));
    expect([findingsOf(by('OX')), findingsOf(by('ORE'))]).toEqual([['transfer-variance'], []]);
  });
});
