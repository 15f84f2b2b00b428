import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseEvent } from '../src/event.ts';
import { parseMassMilligrams, parseShare, parseVolumeMillilitres } from '../src/typed-amount.ts';
import { withExactQuantities } from '../src/typed-quantity.ts';
import type { JsonObject } from '../testing/json-object.ts';
import { MINIMAL_EVENTS } from './event-examples.ts';

const exactly = (quantity: JsonObject) => withExactQuantities({ quantity })['quantity'];
const problemOf = (quantity: JsonObject) => () => exactly(quantity);

describe('a mass', () => {
  test.each([
    ['1000 t', 1_000_000_000_000n],
    ['1.5 t', 1_500_000_000n],
    ['0.000000001 t', 1n],
    ['263.983 kg', 263_983_000n],
    ['263.983kg', 263_983_000n],
    ['0.000001 kg', 1n],
    ['1.500 g', 1_500n],
    ['7 mg', 7n],
    ['7.000 mg', 7n],
    ['0 kg', 0n],
    ['9007199254.740993 kg', 9_007_199_254_740_993n],
  ])('%s is in whole milligrams', (text, milligrams) => {
    expect(parseMassMilligrams(text, 'net')).toBe(milligrams);
  });

  test.each(['0.0000001 kg', '0.0001 g', '0.5 mg', '1.0000000005 t'])('%s is finer than a milligram', (text) => {
    expect(() => parseMassMilligrams(text, 'net')).toThrow(`net: ${text} is finer than`);
  });

  test.each([
    '1,5 kg',
    '1.000,5 kg',
    '1,000 kg',
    "1'000 kg",
    '1 000 kg',
    '-1 kg',
    '+1 kg',
    '1e3 kg',
    '.5 kg',
    '1. kg',
    ' 1 kg',
    '1 kg ',
    '1  kg',
    '1\tkg',
    '1',
    'kg',
    '',
    '1 KG',
    '1 T',
    '1 lb',
    '1 %',
    '1 L',
    '١ kg',
    '1 kg\n',
    '1 constructor',
  ])('%j is refused, with the member and what is wanted', (text) => {
    expect(() => parseMassMilligrams(text, 'lines[0].net')).toThrow(
      `lines[0].net: ${JSON.stringify(text)} is not a mass such as 12.5 kg`,
    );
  });

  test('is read back from any unit that it is written in', () => {
    fc.assert(
      fc.property(
        fc.bigInt(0n, 2n ** 60n),
        fc.constantFrom(['t', 9], ['kg', 6], ['g', 3], ['mg', 0] as const),
        (mass, [unit, decimals]) => {
          const digits = mass.toString().padStart(decimals + 1, '0');
          const at = digits.length - decimals;
          const text = decimals === 0 ? `${digits} ${unit}` : `${digits.slice(0, at)}.${digits.slice(at)} ${unit}`;
          expect(parseMassMilligrams(text, 'net')).toBe(mass);
        },
      ),
    );
  });
});

describe('a volume', () => {
  test.each([
    ['6 m3', 6_000_000n],
    ['250 L', 250_000n],
    ['0.25 l', 250n],
    ['3 mL', 3n],
    ['3 ml', 3n],
  ])('%s is in whole millilitres', (text, millilitres) => {
    expect(parseVolumeMillilitres(text, 'volume')).toBe(millilitres);
  });

  test.each(['0.0001 L', '1.5 mL'])('%s is finer than a millilitre', (text) => {
    expect(() => parseVolumeMillilitres(text, 'volume')).toThrow('finer');
  });

  test.each(['1 kg', '1 gal', '1,5 L'])('%s is no volume', (text) => {
    expect(() => parseVolumeMillilitres(text, 'volume')).toThrow('is not a volume');
  });
});

describe('a share', () => {
  test.each([
    ['15 %', 150_000n],
    ['0.0001 %', 1n],
    ['100 %', 1_000_000n],
    ['900 ppm', 900n],
    ['0%', 0n],
  ])('%s is exact', (text, partsPerMillion) => {
    const { numerator, denominator } = parseShare(text, 'treo');
    expect(numerator * 1_000_000n).toBe(partsPerMillion * denominator);
  });

  test.each(['100.0001 %', '1000001 ppm'])('%s is more than the whole', (text) => {
    expect(() => parseShare(text, 'treo')).toThrow(`treo: ${text} is more than the whole, 100 %`);
  });

  test.each(['0.15', '15 kg', '-1 %', '12,5 %', '1 ‰'])('%s is no share', (text) => {
    expect(() => parseShare(text, 'treo')).toThrow('is not a share');
  });
});

// Dy2O3 is 325,000 parts Dy in 372,997: these are 6.5 mg and 19.5 mg.
const dysprosiumOf = (net: string) => exactly({ net, treo: '0.001 %', oxideShares: { Dy2O3: '100 %' } });

describe('a quantity as people write it', () => {
  test('in masses, a volume and a moisture', () => {
    expect(
      exactly({
        net: '1000 t',
        gross: '1010.5 t',
        tare: '10.5 t',
        coating: '2 kg',
        volume: '2.5 m3',
        moisture: '15 %',
        elements: { Nd: '263.983 kg', Dy: '0 g' },
        pieces: 7,
        notDetected: ['Tb'],
      }),
    ).toEqual({
      netMilligrams: 1_000_000_000_000,
      grossMilligrams: 1_010_500_000_000,
      tareMilligrams: 10_500_000_000,
      coatingMilligrams: 2_000_000,
      volumeMillilitres: 2_500_000,
      moisturePartsPerMillion: 150_000,
      elementMilligrams: { Nd: 263_983_000, Dy: 0 },
      pieces: 7,
      notDetected: ['Tb'],
    });
  });

  // Worked out apart from the sources, with exact fractions of the atomic masses.
  test.each([
    ['Pr6O11', '56.856 kg', 'Pr', 47_059_947],
    ['Nd2O3', '231.583 kg', 'Nd', 198_549_072],
    ['Tb4O7', '3.565 kg', 'Tb', 3_031_018],
    ['CeO2', '1 t', 'Ce', 814_088_337],
    ['CeO2', '1 mg', 'Ce', 1],
    ['Dy2O3', '13.715 kg', 'Dy', 11_950_163],
    ['Sc2O3', '12345.678 g', 'Sc', 8_048_958],
  ])('in oxide: %s of %s', (oxide, mass, element, milligrams) => {
    expect(exactly({ oxides: { [oxide]: mass } })).toEqual({ elementMilligrams: { [element]: milligrams } });
  });

  test('in shares of TREO, which is a share of the dry mass', () => {
    const oxideShares = { Nd2O3: '30.186 %', Pr6O11: '7.412 %', CeO2: '7.183 %', Tb4O7: '0.46 %', Dy2O3: '17700 ppm' };
    expect(exactly({ net: '1000 t', moisture: '15 %', treo: '0.12 %', oxideShares })).toEqual({
      netMilligrams: 1_000_000_000_000,
      moisturePartsPerMillion: 150_000,
      elementMilligrams: { Nd: 263_977_508, Pr: 62_576_421, Ce: 59_645_485, Tb: 3_989_211, Dy: 15_730_824 },
    });
    const exact = { netMilligrams: 885_395_123, moisturePartsPerMillion: 4_000 };
    expect(exactly({ ...exact, treo: '95.5 %', oxideShares: { Nd2O3: '35.0001 %', Y2O3: '9 %' } })).toEqual({
      ...exact,
      elementMilligrams: { Nd: 252_714_584, Y: 59_684_560 },
    });
  });

  test('in shares of the dry mass by element, as an assay of metal or magnets has them', () => {
    expect(exactly({ net: '50 kg', moisture: '10 %', elementShares: { Nd: '24.2 %', Dy: '500 ppm' } })).toEqual({
      netMilligrams: 50_000_000,
      moisturePartsPerMillion: 100_000,
      elementMilligrams: { Nd: 10_890_000, Dy: 22_500 },
    });
  });

  test('with loss on ignition, thorium and uranium', () => {
    expect(exactly({ net: '1 kg', lossOnIgnition: '0.8 %', thorium: '120 ppm', uranium: '3 ppm' })).toEqual({
      netMilligrams: 1_000_000,
      lossOnIgnitionPartsPerMillion: 8_000,
      thoriumPartsPerMillion: 120,
      uraniumPartsPerMillion: 3,
    });
  });

  test('in oxides as heavy as the dry mass, and in shares that rounding brought above the whole', () => {
    const oxides = { Nd2O3: '0.8 kg', Pr6O11: '0.1 kg' };
    expect(exactly({ net: '1 kg', moisture: '10 %', oxides })).toMatchObject({ netMilligrams: 1_000_000 });
    const oxideShares = { Nd2O3: '80 %', Pr6O11: '22 %' };
    expect(exactly({ net: '1 kg', treo: '98 %', oxideShares })).toMatchObject({ netMilligrams: 1_000_000 });
  });

  test('in shares of TREO without a moisture, which is then dry', () => {
    expect(exactly({ net: '100 g', treo: '100 %', oxideShares: { CeO2: '100 %' } })).toMatchObject({
      elementMilligrams: { Ce: 81_409 },
    });
  });

  test('rounds once, half to even', () => {
    expect(dysprosiumOf('745994 mg')).toMatchObject({ elementMilligrams: { Dy: 6 } });
    expect(dysprosiumOf('2237982 mg')).toMatchObject({ elementMilligrams: { Dy: 20 } });
  });

  test('in several ways at once, each element in one', () => {
    const quantity = { net: '10 kg', elements: { Nd: '1 kg' }, oxides: { CeO2: '1 kg' } };
    expect(exactly(quantity)).toMatchObject({ elementMilligrams: { Nd: 1_000_000, Ce: 814_088 } });
    expect(problemOf({ ...quantity, oxides: { Nd2O3: '1 kg' } })).toThrow('quantity.oxides.Nd2O3: Nd is stated twice');
  });

  test.each([
    [{ net: '1 kg', netMilligrams: 1_000_000 }, 'quantity.net: "1 kg" beside netMilligrams 1000000: state it once'],
    [
      { volume: '1 L', volumeMillilitres: 1_000 },
      'quantity.volume: "1 L" beside volumeMillilitres 1000: state it once',
    ],
    [
      { moisture: '1 %', moisturePartsPerMillion: 10_000 },
      'quantity.moisture: "1 %" beside moisturePartsPerMillion 10000: state it once',
    ],
    [{ gross: '1 kg', grossMilligrams: 1 }, 'quantity.gross: "1 kg" beside grossMilligrams 1: state it once'],
    [{ elements: {}, elementMilligrams: {} }, 'quantity.elementMilligrams: stands beside typed elements'],
    [
      { oxides: { CeO2: '1 kg' }, elementMilligrams: { Nd: 1 } },
      'quantity.elementMilligrams: stands beside typed elements',
    ],
    [{ net: 5 }, 'quantity.net: 5 must be a text with its unit'],
    [{ net: null }, 'quantity.net: null must be a text with its unit'],
    [{ elements: { Nd: 5 } }, 'quantity.elements.Nd: 5 must be a text with its unit'],
    [{ elements: ['Nd'] }, 'quantity.elements: ["Nd"] must be an object'],
    [{ elements: { Pm: '1 kg' } }, 'quantity.elements.Pm: Pm is not a rare earth that occurs'],
    [{ elements: { Nd: '1,5 kg' } }, 'quantity.elements.Nd: "1,5 kg" is not a mass'],
    [{ oxides: { Pr2O3: '1 kg' } }, 'Pr2O3 is not a trade oxide; the trade oxide of Pr is Pr6O11'],
    [{ oxides: { Tb2O3: '1 kg' } }, 'Tb2O3 is not a trade oxide; the trade oxide of Tb is Tb4O7'],
    [{ oxides: { Ce2O3: '1 kg' } }, 'Ce2O3 is not a trade oxide; the trade oxide of Ce is CeO2'],
    [{ oxides: { Nd: '1 kg' } }, 'Nd is not a trade oxide; the trade oxide of Nd is Nd2O3'],
    [{ oxides: { Fe2O3: '1 kg' } }, 'Fe2O3 is not a trade oxide'],
    [{ moisture: '0.00001 %' }, 'quantity.moisture: 0.00001 % is finer than a part per million'],
    [{ moisture: '101 %' }, 'quantity.moisture: 101 % is more than the whole, 100 %'],
    [{ net: '1 kg', treo: '1 %' }, 'quantity.oxideShares: is missing: treo and oxideShares go together'],
    [{ net: '1 kg', oxideShares: {} }, 'quantity.treo: is missing: treo and oxideShares go together'],
    [{ net: '1 kg', treo: '101 %', oxideShares: {} }, 'quantity.treo: 101 % is more than the whole, 100 %'],
    [
      { net: '1 kg', treo: '99 %', oxideShares: { Nd2O3: '80 %', Pr6O11: '22.1 %' } },
      'quantity.oxideShares: are 102.1 % together, more than the whole TREO',
    ],
    [
      { net: '1 kg', moisture: '10 %', oxides: { Nd2O3: '0.8 kg', Pr6O11: '100001 mg' } },
      'quantity.oxides: weigh 0.900001 kg together, more than the dry mass of 0.9 kg: TREO is at most 100 %',
    ],
    [{ treo: '1 %', oxideShares: {} }, 'quantity.net: is missing: treo is a share of the dry mass'],
    [{ elementShares: { Nd: '24 %' } }, 'quantity.net: is missing: Nd in 24 % is a share of the dry mass'],
    [{ net: '1 kg', elementShares: { Xx: '24 %' } }, 'quantity.elementShares.Xx: Xx is not a rare earth that occurs'],
    [{ net: '1 kg', thorium: '0.5 ppm' }, 'quantity.thorium: 0.5 ppm is finer than a part per million'],
    [{ net: '9007199254.740992 kg' }, 'quantity.net: 9007199254740992 is beyond 2^53 - 1'],
  ])('%j is refused', (quantity, message) => {
    expect(problemOf(quantity)).toThrow(message);
  });
});

describe('an event with quantities as people write them', () => {
  test('becomes the event that they mean, in every place where a quantity stands', () => {
    const material = { form: 'oxide', product: 'Nd2O3' };
    const step = {
      ...MINIMAL_EVENTS['lot-transformed'],
      inputs: [
        { lot: 'A' },
        { lot: 'B', net: '1 kg' },
        { lot: 'C', volume: '1 L' },
        { lot: 'D', elements: { Dy: '1 g' } },
      ],
      outputs: [{ lot: 'E', material, quantity: { net: '2 kg', oxides: { Nd2O3: '1 kg' } } }],
      losses: [{ kind: 'dust', net: '3 g', elements: { Nd: '2 g' } }],
    };
    const exact = withExactQuantities(step);
    expect(exact).toMatchObject({
      inputs: [
        { lot: 'A' },
        { lot: 'B', netMilligrams: 1_000_000 },
        { lot: 'C', volumeMillilitres: 1_000 },
        { lot: 'D', elementMilligrams: { Dy: 1_000 } },
      ],
      outputs: [{ quantity: { netMilligrams: 2_000_000, elementMilligrams: { Nd: 857_356 } } }],
      losses: [{ kind: 'dust', netMilligrams: 3_000, elementMilligrams: { Nd: 2_000 } }],
    });
    expect(parseEvent(exact)).toMatchObject({ ok: true });
    expect(parseEvent(step)).toMatchObject({ ok: false });
  });

  test.each([
    ['lot-created', { quantity: { net: '1.5 kg' } }, { quantity: { netMilligrams: 1_500_000 } }],
    [
      'transfer-dispatched',
      { lines: [{ lot: 'A', quantity: { net: '1.5 kg' } }] },
      { lines: [{ lot: 'A', quantity: { netMilligrams: 1_500_000 } }] },
    ],
    [
      'transfer-received',
      { lines: [{ lot: 'A', outcome: 'accepted', measured: { net: '1.5 kg' } }] },
      { lines: [{ lot: 'A', outcome: 'accepted', measured: { netMilligrams: 1_500_000 } }] },
    ],
  ] as const)('is read in %s', (type, typed, exact) => {
    expect(withExactQuantities({ ...MINIMAL_EVENTS[type], ...typed })).toEqual({ ...MINIMAL_EVENTS[type], ...exact });
  });

  test('names the place of what is wrong', () => {
    const lines = [
      { lot: 'A', quantity: { net: '1 kg' } },
      { lot: 'B', quantity: { net: '1,5 kg' } },
    ];
    expect(() => withExactQuantities({ ...MINIMAL_EVENTS['transfer-dispatched'], lines })).toThrow(
      'lines[1].quantity.net: "1,5 kg" is not a mass',
    );
  });

  test('is not changed, and exact ones come out as they went in', () => {
    const event = { quantity: { net: '1 kg', elements: { Nd: '1 g' } }, inputs: [{ lot: 'A', net: '1 kg' }] };
    const before = structuredClone(event);
    withExactQuantities(event);
    expect(event).toEqual(before);
    for (const exact of Object.values(MINIMAL_EVENTS)) expect(withExactQuantities(exact)).toEqual(exact);
  });

  test('leaves what is no quantity to whoever reads the event', () => {
    for (const odd of [{ quantity: 'much' }, { lines: 'many' }, { inputs: [null, 7] }, { quantity: [1] }]) {
      expect(withExactQuantities(odd)).toEqual(odd);
    }
  });
});
