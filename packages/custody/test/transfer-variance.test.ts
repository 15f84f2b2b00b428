/** How far two scales may be apart before they disagree. */
import { describe, expect, test } from 'vitest';
import { FORMS } from '../src/material.ts';
import type { Decision } from '../src/decide.ts';
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
const neodymium = (Nd: number, sureness: JsonObject = {}) =>
  measured({ netMilligrams: 1_000_000_000, elementMilligrams: { Nd }, ...sureness });
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
    ['ore', net(880_000_000), '; 12 % moisture missing?'],
    ['concentrate', net(1_150_000_000), '; 13 % moisture counted in?'],
    ['oxide', net(857_000_000), '; metal taken for oxide?'],
    ['metal', neodymium(116_640_000), '; oxide taken for metal? Nd2O3 weighs 1.1664 times its Nd'],
    ['oxide', net(1_000_000), '; t written as kg?'],
    ['metal', net(990_000_000), 'tolerance 2,000 ppm)'],
  ] as const)('asks whether a usual slip explains it: %s', (form, receipt, question) => {
    const [finding] = factsOf(record(inTransit(openWorld(), form), 'METALS-C', receipt), 'finding');
    expect(finding?.message.slice(-question.length)).toBe(question);
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
    const quantity = { netMilligrams: 995_000_000, elementMilligrams: { Nd: 104_000_000, Dy: 5 } };
    const facts = record(inTransit(openWorld()), 'METALS-C', measured(quantity));
    expect(factsOf(facts, 'dispute')).toMatchObject([{ measure: 'netMilligrams' }]);
    const [finding] = factsOf(facts, 'finding');
    expect(finding?.message).toContain('995 kg net measured');
    expect(finding?.message).toContain('+4 kg Nd (+40,000 ppm, tolerance 30,000 ppm)');
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

describe('an element', () => {
  test.each([
    [97_000_000, []],
    [96_999_999, ['transfer-variance']],
    [103_000_000, []],
    [103_000_001, ['transfer-variance']],
  ])('has a tolerance of its own, two laboratories being no two scales: %i', (mass, findings) => {
    expect(findingsOf(record(inTransit(openWorld()), 'METALS-C', neodymium(mass)))).toEqual(findings);
  });

  // 3 × √((100 × 1.5 %)² + (95 × 2 %)²) kg is 7.262231 kg, and more than 3 % of 100 kg.
  test.each([
    [95_000_000, { uncertaintyPartsPerMillion: 20_000 }, []],
    [95_000_000, {}, ['transfer-variance']],
    [92_000_000, { uncertaintyPartsPerMillion: 20_000 }, ['transfer-variance']],
  ])('is as sure as both say, three times that: %i %o', (mass, sureness, findings) => {
    const world = inTransit(openWorld(), 'oxide', { ...TONNE, uncertaintyPartsPerMillion: 15_000 });
    expect(findingsOf(record(world, 'METALS-C', neodymium(mass, sureness)))).toEqual(findings);
  });

  test('opens a dispute that has both tolerances, and says the larger', () => {
    const world = inTransit(openWorld(), 'oxide', { ...TONNE, uncertaintyPartsPerMillion: 15_000 });
    const facts = record(world, 'METALS-C', neodymium(92_000_000, { uncertaintyPartsPerMillion: 20_000 }));
    expect(factsOf(facts, 'dispute')).toMatchObject([
      { measure: 'Nd', tolerancePartsPerMillion: 30_000, uncertaintyToleranceMilligrams: 7_121_825n },
    ]);
    const [finding] = factsOf(facts, 'finding');
    expect(finding?.message).toBe(
      'lot LOT-1 of TR-1: 100 kg Nd declared, 92 kg Nd measured: -8 kg Nd (-80,000 ppm, tolerance 7.121825 kg, three times the combined uncertainty)',
    );
  });

  test('is not made certain by a statement that is surer than the policy asks', () => {
    const world = inTransit(openWorld(), 'oxide', { ...TONNE, uncertaintyPartsPerMillion: 1_000 });
    const facts = record(world, 'METALS-C', neodymium(96_000_000, { uncertaintyPartsPerMillion: 1_000 }));
    const [finding] = factsOf(facts, 'finding');
    expect(finding?.message).toContain('(-40,000 ppm, tolerance 30,000 ppm)');
  });

  test('of which there was none is not made of uncertainty', () => {
    const quantity = { netMilligrams: 1_000_000, elementMilligrams: { Dy: 0 } };
    const world = inTransit(openWorld(), 'oxide', quantity);
    const found = { netMilligrams: 1_000_000, elementMilligrams: { Dy: 10 }, uncertaintyPartsPerMillion: 1_000_000 };
    expect(findingsOf(record(world, 'METALS-C', measured(found)))).toEqual(['transfer-variance']);
  });

  test('is as sure in a receipt that has waited for its dispatch', () => {
    const world = enter(openWorld(), { 'REFINER-B': ['refiner'], 'METALS-C': ['metal-maker'] });
    const waits = { ...neodymium(95_000_000, { uncertaintyPartsPerMillion: 20_000 }), consignor: 'REFINER-B' };
    record(world, 'METALS-C', { ...waits, occurredAt: '2026-03-02T08:00:00.000Z' });
    record(world, 'REFINER-B', lotCreated({ lot: 'LOT-1', origin: 'imported', form: 'oxide', quantity: TONNE }));
    expect(findingsOf(record(world, 'REFINER-B', dispatched('TR-1', 'METALS-C', ['LOT-1'], TONNE)))).toEqual([]);
  });
});

function factsIn(decision: Decision): string[] {
  return decision.accepted ? findingsOf(decision.facts) : [decision.refusal.code];
}

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
    const assayed = inTransit(policyOf({ elementTransferPartsPerMillion: 1_000 }));
    expect(findingsOf(record(assayed, 'METALS-C', neodymium(99_899_999)))).toEqual(['transfer-variance']);
  });

  test('is of elements what the party says that measures', () => {
    const world = openWorld();
    const party = { type: 'party-registered', party: 'LENIENT', name: 'L', roles: ['trader'], country: 'CN' };
    record(world, 'OPERATOR', { ...party, tolerances: { elementTransferPartsPerMillion: 100_000 } });
    record(world, 'OPERATOR', keyEnrolled('LENIENT'));
    enter(world, { 'REFINER-B': ['refiner'] });
    record(world, 'REFINER-B', lotCreated({ lot: 'LOT-1', origin: 'imported', form: 'oxide', quantity: TONNE }));
    record(world, 'REFINER-B', dispatched('TR-1', 'LENIENT', ['LOT-1'], TONNE));
    const findings = (mass: number) => factsIn(attempt(world, 'LENIENT', neodymium(mass)));
    expect([findings(90_000_000), findings(89_999_999)]).toEqual([[], ['transfer-variance']]);
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
