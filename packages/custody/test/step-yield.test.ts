import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { PROCESS_STEPS } from '../src/material.ts';
import { STEP_YIELDS } from '../src/step-yield.ts';
import { enter, factsOf, openWorld, record, refusalOf, type World } from '../testing/given.ts';
import type { JsonObject } from '../testing/json-object.ts';
import { lineMaking, worldBefore } from './worked-example.ts';
import { lotCreated } from './drafts.ts';

const page = readFileSync(new URL('../../../docs/steps.md', import.meta.url), 'utf8');

test('docs/steps.md has every step as the code has it', () => {
  const rows = page
    .match(/^\| `[a-z-]+` \| `[a-z-]+` \| [0-9.]+ \| .*$/gm)
    ?.map((row) => row.split(' | ').slice(0, 6).join(' | '));
  const expected = PROCESS_STEPS.map((step) => {
    const { basis, returnedForms, ...range } = STEP_YIELDS[step];
    const { lowPartsPerMillion, typicalPartsPerMillion, highPartsPerMillion } = range;
    const percents = [lowPartsPerMillion, typicalPartsPerMillion, highPartsPerMillion].map((ppm) =>
      String(ppm / 10_000),
    );
    const returned = returnedForms.map((form) => `\`${form}\``).join(', ');
    return `| ${[`\`${step}\``, `\`${basis}\``, ...percents, returned || '–'].join(' | ')}`;
  });
  expect(rows).toEqual(expected);
});

test('every range holds what is typical', () => {
  for (const { lowPartsPerMillion, typicalPartsPerMillion, highPartsPerMillion } of Object.values(STEP_YIELDS)) {
    expect(lowPartsPerMillion).toBeLessThan(typicalPartsPerMillion);
    expect(typicalPartsPerMillion).toBeLessThan(highPartsPerMillion);
  }
});

const PARTIES = { WORKS: ['refiner', 'metal-maker', 'magnet-maker', 'recycler'], OTHER: ['refiner'] } as const;

interface StepOf {
  readonly step: string;
  readonly takes: Readonly<Record<string, JsonObject>>;
  readonly gives: Readonly<Record<string, JsonObject>>;
  readonly more?: JsonObject;
}

const material = (form: string) => ({ form, product: form });
const holding = (netMilligrams: number, elementMilligrams: JsonObject) => ({ netMilligrams, elementMilligrams });
const neodymium = (milligrams: number, netMilligrams = 10_000_000) => holding(netMilligrams, { Nd: milligrams });

/** The findings about the yield of a step that takes and gives one lot of each form named. */
function yieldsOf({ step, takes, gives, more = {} }: StepOf, given: World = enter(openWorld(), PARTIES)): string[] {
  const inputs = Object.entries(takes).map(([form, quantity]) => {
    record(given, 'WORKS', {
      ...lotCreated({ lot: `IN-${form}`, origin: 'opening-stock', quantity }),
      material: material(form),
    });
    return { lot: `IN-${form}` };
  });
  const outputs = Object.entries(gives).map(([form, quantity]) => ({
    lot: `OUT-${form}`,
    material: material(form),
    quantity,
  }));
  const facts = record(given, 'WORKS', { type: 'lot-transformed', step, inputs, outputs, ...more });
  return factsOf(facts, 'finding').flatMap(({ code, message }) => (code === 'yield-out-of-range' ? [message] : []));
}

const circuitOf = (closing: number) => ({
  circuit: { id: 'SX-1', openingElementMilligrams: {}, closingElementMilligrams: { Nd: closing } },
});

const bodies = (Tb: number) => holding(10_000_000, { Nd: 2_400_000, Tb });

const counted = (pieces: number, coatingMilligrams = 0) => ({ ...neodymium(2_000_000), pieces, coatingMilligrams });

const weighed = (net: number, coatingMilligrams: number) => ({ ...neodymium(2_000_000, net), coatingMilligrams });

const finish = (enforcement: 'strict' | 'observe', taken: JsonObject, given: JsonObject) => {
  const world = enter(openWorld({ enforcement }), PARTIES);
  record(world, 'WORKS', {
    ...lotCreated({ lot: 'B', origin: 'opening-stock', quantity: taken }),
    material: material('body'),
  });
  const outputs = [{ lot: 'M', material: material('magnet'), quantity: given }];
  return { world, event: { type: 'lot-transformed', step: 'finishing', inputs: [{ lot: 'B' }], outputs } };
};

const setting = (...ranges: readonly [step: string, low: number, high: number][]) => ({
  type: 'yield-ranges-set',
  facility: 'SX',
  ranges: ranges.map(([step, low, high]) => ({
    step,
    lowPartsPerMillion: low * 10_000,
    highPartsPerMillion: high * 10_000,
  })),
});

/** WORKS has the site SX; milling is usually above 97 %. */
function sites(): World {
  const given = enter(openWorld(), PARTIES);
  const place = { country: 'CN', location: { latitudeMicrodegrees: 0, longitudeMicrodegrees: 0 }, activities: [] };
  for (const facility of ['SX', 'SX-2']) {
    record(given, 'OPERATOR', { type: 'facility-registered', facility, party: 'WORKS', name: facility, ...place });
  }
  return given;
}

const milling = (given: World, facility?: string) =>
  yieldsOf(
    {
      step: 'milling',
      takes: { flake: neodymium(3_000_000) },
      gives: { powder: neodymium(2_700_000, 9_000_000) },
      more: facility === undefined ? {} : { facility },
    },
    given,
  );

const diffusion = (before: number, after: number, back: number) =>
  yieldsOf({
    step: 'grain-boundary-diffusion',
    takes: { body: bodies(before), metal: holding(100_000, { Tb: 100_000 }) },
    gives: { body: bodies(after), metal: holding(back + 1, { Tb: back }) },
  });

describe('a yield', () => {
  test.each([
    [399_999, true],
    [400_000, false],
    [850_000, false],
    [850_001, true],
  ])('of TREO: %i of a million is outside of 40 to 85 %%: %s', (mass, isOutside) => {
    const found = yieldsOf({
      step: 'beneficiation',
      takes: { ore: neodymium(1_000_000) },
      gives: { concentrate: neodymium(mass) },
    });
    expect(found).toHaveLength(isOutside ? 1 : 0);
  });

  test('outside its range says what was taken, what was given and what is usual', () => {
    const step = {
      step: 'beneficiation',
      takes: { ore: neodymium(1_000_000) },
      gives: { concentrate: neodymium(300_000) },
    };
    expect(yieldsOf(step)).toEqual([
      'beneficiation yields 30 % of TREO (0.349912 kg of 1.166376 kg); usual are 40 % to 85 %',
    ]);
  });

  test('counts nothing that is swarf, scrap, residue, tailings or slag', () => {
    const takes = { ore: neodymium(1_000_000) };
    const poor = { concentrate: neodymium(300_000), tailings: neodymium(500_000) };
    expect(yieldsOf({ step: 'beneficiation', takes, gives: poor })).toHaveLength(1);
    expect(yieldsOf({ step: 'beneficiation', takes, gives: { tailings: neodymium(500_000) } })).toEqual([]);
  });

  test('takes what is given back unused off the inputs', () => {
    const takes = { ore: neodymium(1_000_000) };
    // A half was not milled; 60 % of the other half is usual, 30 % of all would not be.
    expect(
      yieldsOf({ step: 'beneficiation', takes, gives: { concentrate: neodymium(300_000), ore: neodymium(500_000) } }),
    ).toEqual([]);
    expect(
      yieldsOf({ step: 'beneficiation', takes, gives: { concentrate: neodymium(150_000), ore: neodymium(500_000) } }),
    ).toEqual(['beneficiation yields 30 % of TREO (0.174956 kg of 0.583188 kg); usual are 40 % to 85 %']);
  });

  test('is of each element by itself in solvent extraction, over all products', () => {
    const takes = { chloride: holding(10_000_000, { Pr: 1_000_000, Nd: 2_000_000, Dy: 2_000 }) };
    const gives = (Pr: number, Nd: number, Dy: number) => ({
      oxide: holding(5_000_000, { Pr, Nd: Nd / 2 }),
      carbonate: holding(5_000_000, { Nd: Nd / 2, Dy }),
    });
    expect(yieldsOf({ step: 'solvent-extraction', takes, gives: gives(960_000, 1_920_000, 100) })).toEqual([]);
    expect(yieldsOf({ step: 'solvent-extraction', takes, gives: gives(900_000, 2_000_000, 100) })).toEqual([
      'solvent-extraction yields 90 % of Pr (0.9 kg of 1 kg), 100 % of Nd (2 kg of 2 kg); usual are 92 % to 99 %',
    ]);
  });

  test('asks whether an oxide was typed as its metal where the yield is that of the factor', () => {
    const takes = { chloride: holding(30_000_000, { Nd: 10_000_000 }) };
    const yields = yieldsOf({
      step: 'solvent-extraction',
      takes,
      gives: { oxide: holding(12_000_000, { Nd: 8_574_000 }) },
    });
    expect(yields).toEqual([
      'solvent-extraction yields 85.74 % of Nd (8.574 kg of 10 kg); usual are 92 % to 99 %; metal taken for oxide? Nd2O3 weighs 1.1664 times its Nd',
    ]);
  });

  test('of a circuit is of what left it: the stock is taken off', () => {
    const takes = { chloride: neodymium(1_000_000) };
    const extraction = (closing: number, out: number) =>
      yieldsOf({ step: 'solvent-extraction', takes, gives: { oxide: neodymium(out) }, more: circuitOf(closing) });
    expect(extraction(600_000, 384_000)).toEqual([]);
    expect(extraction(600_000, 320_000)).toHaveLength(1);
    expect(extraction(1_000_000, 0)).toEqual([]);
  });

  test('of a melt is of its rare earths: iron makes it heavier', () => {
    const takes = { metal: neodymium(1_000_000, 1_000_000) };
    expect(yieldsOf({ step: 'strip-casting', takes, gives: { flake: neodymium(975_000, 3_200_000) } })).toEqual([]);
    expect(yieldsOf({ step: 'strip-casting', takes, gives: { flake: neodymium(900_000, 3_200_000) } })).toHaveLength(1);
  });

  test('of terbium put onto bodies is what they take up of it, whatever they held before', () => {
    expect(diffusion(0, 37_500, 50_000)).toEqual([]);
    expect(diffusion(30_000, 67_500, 50_000)).toEqual([]);
    expect(diffusion(30_000, 37_500, 50_000)).toEqual([
      'grain-boundary-diffusion yields 15 % of Tb (0.0075 kg of 0.05 kg); usual are 50 % to 90 %',
    ]);
  });

  test('of finishing is in pieces, else in mass without the coating', () => {
    expect(yieldsOf({ step: 'finishing', takes: { body: counted(1_000) }, gives: { magnet: counted(1_000) } })).toEqual(
      [],
    );
    expect(yieldsOf({ step: 'finishing', takes: { body: counted(1_000) }, gives: { magnet: counted(950) } })).toEqual([
      'finishing yields 95 % of pieces (950 of 1000); usual are 96 % to 100 %',
    ]);
    const finishing = (net: number, coating: number) =>
      yieldsOf({
        step: 'finishing',
        takes: { body: weighed(10_000_000, 0) },
        gives: { magnet: weighed(net, coating) },
      });
    expect(finishing(10_180_000, 180_000)).toEqual([]);
    expect(finishing(9_700_000, 200_000)).toEqual([
      'finishing yields 95 % of uncoated mass (9.5 kg of 10 kg); usual are 96 % to 100 %',
    ]);
    expect(finishing(10_180_000, 0)).toHaveLength(1);
    expect(
      yieldsOf({ step: 'finishing', takes: { magnet: counted(1_000) }, gives: { assembly: counted(10) } }),
    ).toEqual([]);
  });

  test('is not judged where something is not stated: that is not none', () => {
    const unstated = { netMilligrams: 10_000_000 };
    expect(
      yieldsOf({ step: 'beneficiation', takes: { ore: neodymium(1_000_000) }, gives: { concentrate: unstated } }),
    ).toEqual([]);
    expect(yieldsOf({ step: 'beneficiation', takes: { ore: unstated }, gives: { concentrate: unstated } })).toEqual([]);
    const part = { lot: 'IN-block', elementMilligrams: { Nd: 100 } };
    const taken = {
      takes: { block: neodymium(1_000_000) },
      gives: { body: { netMilligrams: 1 } },
      more: { inputs: [part] },
    };
    expect(yieldsOf({ step: 'machining', ...taken })).toEqual([]);
    expect(
      yieldsOf({ step: 'machining', takes: { block: neodymium(1_000_000) }, gives: { body: { netMilligrams: 1 } } }),
    ).toEqual(['machining yields 0 % of net mass (0.000001 kg of 10 kg); usual are 50 % to 90 %']);
  });

  test('far too high is recorded too, where the balance allows it: this is a finding, not a rule', () => {
    const takes = { flake: neodymium(3_000_000) };
    expect(yieldsOf({ step: 'milling', takes, gives: { powder: neodymium(3_000_000, 12_000_000) } })).toEqual([
      'milling yields 120 % of net mass (12 kg of 10 kg); usual are 97 % to 99.5 %',
    ]);
  });
});

describe('pieces', () => {
  test('do not grow in finishing', () => {
    const { world, event } = finish('strict', counted(100), counted(101));
    expect(refusalOf(world, 'WORKS', event)).toMatchObject({
      code: 'measure-gained',
      message: 'finishing takes 100 pieces and gives 101 pieces: it may give no more than it takes',
    });
    const observed = finish('observe', counted(100), counted(101));
    expect(factsOf(record(observed.world, 'WORKS', observed.event), 'finding')).toMatchObject([
      { code: 'measure-gained' },
      { code: 'yield-out-of-range' },
    ]);
  });

  test('that nobody counted before are not compared', () => {
    const { world, event } = finish('strict', neodymium(2_000_000), counted(101));
    expect(record(world, 'WORKS', event).length).toBeGreaterThan(0);
  });
});

describe("a site's own ranges", () => {
  test('replace the usual ones there, and nowhere else', () => {
    const given = sites();
    record(given, 'WORKS', setting(['milling', 88, 92], ['sintering', 50, 60]));
    expect(milling(given, 'SX')).toEqual([]);
    const elsewhere = sites();
    record(elsewhere, 'WORKS', setting(['milling', 88, 92]));
    expect(milling(elsewhere, 'SX-2')).toHaveLength(1);
    const nowhere = sites();
    record(nowhere, 'WORKS', setting(['milling', 88, 92]));
    expect(milling(nowhere)).toHaveLength(1);
  });

  test('are named in the finding, and set anew step by step', () => {
    const given = sites();
    record(given, 'WORKS', setting(['milling', 88, 92], ['sintering', 50, 60]));
    record(given, 'OPERATOR', setting(['milling', 91, 92]));
    expect(given.state.facilities.get('SX')?.yieldRanges).toMatchObject({
      milling: { lowPartsPerMillion: 910_000, highPartsPerMillion: 920_000 },
      sintering: { lowPartsPerMillion: 500_000, highPartsPerMillion: 600_000 },
    });
    expect(milling(given, 'SX')).toEqual(['milling yields 90 % of net mass (9 kg of 10 kg); SX has set 91 % to 92 %']);
  });

  test('are set by the party of the site or an authority, each step once', () => {
    expect(refusalOf(sites(), 'OTHER', setting(['milling', 0, 100]))).toMatchObject({
      code: 'role',
      message: 'OTHER is refiner; yield-ranges-set needs one of: authority; or is by WORKS, whose facility SX is',
      facts: { needed: 'authority' },
    });
    const twice = setting(['milling', 0, 100], ['milling', 1, 2]);
    expect(refusalOf(sites(), 'WORKS', twice)).toMatchObject({ code: 'named-twice', field: 'ranges' });
    expect(() => record(sites(), 'WORKS', setting(['milling', 90, 80]))).toThrow('highPartsPerMillion is below');
    expect(() => record(sites(), 'WORKS', setting(['split', 90, 95]))).toThrow('ranges[0].step');
  });
});

test('late terbium is judged by what the bodies took up of it, in the worked example', () => {
  const { by, event } = lineMaking('GB-001');
  expect(factsOf(record(worldBefore('GB-001'), by, event), 'finding')).toEqual([]);
});
