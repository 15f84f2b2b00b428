import { describe, expect, test } from 'vitest';
import { type EventType, parseEvent } from '../src/event.ts';
import type { EventProblem } from '../src/events/event-problem.ts';
import type { JsonObject } from '../testing/json-object.ts';
import { FULL_EVENTS, FULL_QUANTITY, HASH, MINIMAL_EVENTS } from './event-examples.ts';

const TYPES = Object.keys(MINIMAL_EVENTS) as EventType[];

/** What is wrong with a value; nothing when it is an event. */
function problemsOf(value: unknown): EventProblem[] {
  const result = parseEvent(value);
  return result.ok ? [] : result.problems;
}

function pathsOf(value: unknown): string[] {
  return problemsOf(value).map(({ path }) => path);
}

const lotCreated = MINIMAL_EVENTS['lot-created'];
const oreWeighing = (quantity: JsonObject) => ({ ...lotCreated, quantity });
const liquorWeighing = (quantity: JsonObject) => ({
  ...lotCreated,
  material: { form: 'liquor', product: 'chloride' },
  quantity,
});

describe('reads every type of event', () => {
  test.each(TYPES)('%s in its shortest form, and gives back what was written', (type) => {
    expect(parseEvent(MINIMAL_EVENTS[type])).toEqual({ ok: true, event: MINIMAL_EVENTS[type] });
  });

  test.each(TYPES)('%s with everything that it can state', (type) => {
    expect(parseEvent(FULL_EVENTS[type])).toEqual({ ok: true, event: FULL_EVENTS[type] });
  });

  test.each(TYPES)('%s with a note, and with the note sealed, but not with both', (type) => {
    const plain = { ...MINIMAL_EVENTS[type], note: 'seen' };
    const sealed = { ...MINIMAL_EVENTS[type], sealed: { note: HASH } };
    expect(pathsOf(plain)).toEqual([]);
    expect(pathsOf(sealed)).toEqual([]);
    expect(pathsOf({ ...sealed, ...plain })).toEqual(['sealed.note']);
  });

  test.each(TYPES)('not %s with a member that is not known', (type) => {
    const problems = problemsOf({ ...MINIMAL_EVENTS[type], colour: 'red' });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ path: 'colour', found: 'red', message: expect.stringContaining('"extra"') });
  });

  const requiredMembers = TYPES.flatMap((type) =>
    Object.keys(MINIMAL_EVENTS[type]).map((member) => [type, member] as const),
  );
  test.each(requiredMembers)('not %s without %s', (type, member) => {
    const { [member]: _, ...rest } = MINIMAL_EVENTS[type];
    expect(pathsOf(rest)).toContain(member);
  });

  const members = TYPES.flatMap((type) => Object.keys(FULL_EVENTS[type]).map((member) => [type, member] as const));
  test.each(members)('not %s with a number of half a gram as %s', (type, member) => {
    expect(pathsOf({ ...FULL_EVENTS[type], [member]: 0.5 })).toEqual(
      type === 'facility-registered' && member === 'capacity' ? [] : [member],
    );
  });

  test.each([null, undefined, 'lot-created', 7, [], [lotCreated], {}])('not %j', (value) => {
    expect(problemsOf(value).length).toBeGreaterThan(0);
  });

  test('not a type that is not known, naming the one that was found', () => {
    expect(problemsOf({ ...lotCreated, type: 'lot-teleported' })).toMatchObject([
      { path: 'type', found: 'lot-teleported' },
    ]);
  });
});

describe('names what is wrong inside an event', () => {
  test('by path and value', () => {
    const event = { ...MINIMAL_EVENTS['transfer-received'], lines: [{ lot: 'A', outcome: 'refused' }] };
    expect(problemsOf(event)).toMatchObject([{ path: 'lines[0].outcome', found: 'refused' }]);
  });

  test('by what it is missing', () => {
    const event = { ...MINIMAL_EVENTS['transfer-received'], lines: [{ lot: 'A', outcome: 'accepted', measured: {} }] };
    expect(problemsOf(event)).toMatchObject([
      { path: 'lines[0].measured', found: {}, message: 'must state netMilligrams or volumeMillilitres' },
    ]);
  });

  test('all at once', () => {
    expect(pathsOf({ ...lotCreated, lot: 'ORE 1', country: 'China', origin: 'found' }).sort()).toEqual([
      'country',
      'lot',
      'origin',
    ]);
  });
});

describe('ids, keys, times and countries have one spelling', () => {
  test.each([
    'ORE-001',
    'a',
    '0',
    'urn:epc:id:sgtin:0614141.107346.2017',
    'https://example.org/~x/A_1',
    'x'.repeat(128),
  ])('takes the lot id %s', (lot) => {
    expect(pathsOf({ ...lotCreated, lot })).toEqual([]);
  });

  test.each(['', '-ORE', '.x', 'ORE 1', 'ORE@1', 'ORE-Ä', 'ORE\n', 'x'.repeat(129), 7, null])(
    'refuses the lot id %j',
    (lot) => {
      expect(pathsOf({ ...lotCreated, lot })).toEqual(['lot']);
    },
  );

  test.each(['0198f3a1-7c3e-7d5a-9b1c-2d3e4f5a6b7c', '24ae1477-8001-41e8-8060-0c6bbf4476bc'])(
    'takes the event id %s',
    (id) => {
      expect(pathsOf({ ...lotCreated, id })).toEqual([]);
    },
  );

  test.each([
    ['in capitals', '24AE1477-8001-41E8-8060-0C6BBF4476BC'],
    ['of version 1', '24ae1477-8001-11e8-8060-0c6bbf4476bc'],
    ['of another variant', '24ae1477-8001-41e8-c060-0c6bbf4476bc'],
    ['without hyphens', '24ae1477800141e880600c6bbf4476bc'],
    ['in braces', '{24ae1477-8001-41e8-8060-0c6bbf4476bc}'],
    ['that is the nil UUID', '00000000-0000-0000-0000-000000000000'],
    ['with a line end', '24ae1477-8001-41e8-8060-0c6bbf4476bc\n'],
  ])('refuses an event id %s', (_, id) => {
    expect(pathsOf({ ...lotCreated, id })).toEqual(['id']);
  });

  test.each(['2026-03-01T08:00:00.000Z', '2024-02-29T23:59:59.999Z', '0001-01-01T00:00:00.000Z'])(
    'takes the time %s',
    (occurredAt) => {
      expect(pathsOf({ ...lotCreated, occurredAt })).toEqual([]);
    },
  );

  test.each([
    ['without milliseconds', '2026-03-01T08:00:00Z'],
    ['with two decimals', '2026-03-01T08:00:00.00Z'],
    ['with six decimals', '2026-03-01T08:00:00.000000Z'],
    ['with an offset', '2026-03-01T16:00:00.000+08:00'],
    ['with the offset zero', '2026-03-01T08:00:00.000+00:00'],
    ['without a zone', '2026-03-01T08:00:00.000'],
    ['in lower case', '2026-03-01t08:00:00.000z'],
    ['with a blank', '2026-03-01 08:00:00.000Z'],
    ['on a day that is not', '2026-02-29T08:00:00.000Z'],
    ['at the hour 24', '2026-03-01T24:00:00.000Z'],
    ['in a leap second', '2016-12-31T23:59:60.000Z'],
    ['with a long year', '+012026-03-01T08:00:00.000Z'],
    ['with a line end', '2026-03-01T08:00:00.000Z\n'],
    ['as a number', 1_772_352_000_000],
  ])('refuses a time %s', (_, occurredAt) => {
    expect(pathsOf({ ...lotCreated, occurredAt })).toEqual(['occurredAt']);
  });

  test.each(['cn', 'CHN', 'C', '', 'C1'])('refuses the country %j', (country) => {
    expect(pathsOf({ ...lotCreated, country })).toEqual(['country']);
  });

  const keyRevoked = MINIMAL_EVENTS['key-revoked'];
  test.each([
    ['padded', `ed25519:${'A'.repeat(43)}=`],
    ['with bits beyond the 32 bytes', `ed25519:${'A'.repeat(42)}B`],
    ['in base64', `ed25519:${'+'.repeat(42)}A`],
    ['of 31 bytes', `ed25519:${'A'.repeat(42)}`],
    ['of another kind', `rsa:${'A'.repeat(43)}`],
    ['without its kind', 'A'.repeat(43)],
  ])('refuses a key %s', (_, key) => {
    expect(pathsOf({ ...keyRevoked, key })).toEqual(['key']);
  });

  test.each(['A'.repeat(85), 'A'.repeat(87), `${'A'.repeat(85)}B`, `${'A'.repeat(86)}==`])(
    'refuses the proof %s',
    (proof) => {
      expect(pathsOf({ ...MINIMAL_EVENTS['key-enrolled'], proof })).toEqual(['proof']);
    },
  );

  test.each([
    '',
    'Example.org',
    'example.org/',
    '/example.org',
    'example.org//a',
    'example.org/ä',
    'a b',
    'x'.repeat(101),
  ])('refuses the origin %j', (origin) => {
    expect(pathsOf({ ...MINIMAL_EVENTS['ledger-opened'], origin })).toEqual(['origin']);
  });
});

describe('what a rule reads cannot be sealed', () => {
  test.each(['lot', 'quantity', 'material', 'country', 'origin', 'occurredAt', 'id', 'sealed', 'facility'])(
    'refuses %s sealed',
    (member) => {
      const { [member]: _, ...rest } = FULL_EVENTS['lot-created'];
      expect(pathsOf({ ...rest, sealed: { [member]: HASH } })).toContain('sealed');
    },
  );

  test('takes a permit sealed, and refuses it plain as well', () => {
    expect(pathsOf({ ...lotCreated, sealed: { permit: HASH } })).toEqual([]);
    expect(pathsOf({ ...lotCreated, permit: 'P-1', sealed: { permit: HASH } })).toEqual(['sealed.permit']);
  });

  test('takes the name of a party sealed in place of plain', () => {
    const { name: _, ...rest } = MINIMAL_EVENTS['party-registered'];
    expect(pathsOf({ ...rest, sealed: { name: HASH } })).toEqual([]);
    expect(pathsOf(rest)).toEqual(['name']);
  });

  test('takes name and location of a facility sealed, and needs both either way', () => {
    const { name: _, location: __, ...rest } = MINIMAL_EVENTS['facility-registered'];
    expect(pathsOf({ ...rest, sealed: { name: HASH, location: HASH } })).toEqual([]);
    expect(pathsOf({ ...rest, sealed: { name: HASH } })).toEqual(['location']);
  });

  test('refuses to seal what the event does not know, and to seal nothing', () => {
    expect(pathsOf({ ...lotCreated, sealed: { endUser: HASH } })).toEqual(['sealed.endUser']);
    expect(pathsOf({ ...MINIMAL_EVENTS['shipment-packed'], sealed: { endUser: HASH } })).toEqual([]);
    expect(pathsOf({ ...lotCreated, sealed: {} })).toEqual(['sealed']);
  });

  test('takes members of a replacement sealed by its correction, each once, and those that the replacement knows', () => {
    const { permit: _, ...replacement } = FULL_EVENTS['lot-created'];
    const { sealed: __, note: ___, ...rest } = FULL_EVENTS['event-corrected'];
    const correction = { ...rest, replacement };
    const pathsSealing = (member: string, changed: object = {}) =>
      pathsOf({ ...correction, sealed: { [`replacement.${member}`]: HASH }, ...changed });
    expect(pathsSealing('permit')).toEqual([]);
    expect(pathsSealing('permit', { replacement: FULL_EVENTS['lot-created'] })).toEqual(['sealed.replacement.permit']);
    expect(pathsSealing('permit', { replacement: { ...replacement, sealed: { permit: HASH } } })).toEqual([
      'sealed.replacement.permit',
    ]);
    expect(pathsSealing('permit', { replacement: undefined })).toEqual(['sealed.replacement.permit']);
    expect(pathsSealing('endUser')).toEqual(['sealed.replacement.endUser']);
    expect(pathsSealing('quantity')).toContain('sealed');
    expect(pathsOf({ ...lotCreated, sealed: { 'replacement.permit': HASH } })).toContain('sealed');
    const { name: ____, location: _____, ...facility } = MINIMAL_EVENTS['facility-registered'];
    const named = { 'replacement.name': HASH, 'replacement.location': HASH };
    expect(pathsOf({ ...correction, replacement: facility, sealed: named })).toEqual([]);
    expect(pathsOf({ ...correction, replacement: facility, sealed: { 'replacement.name': HASH } })).toEqual([
      'replacement.location',
    ]);
  });

  test('refuses what is not a commitment', () => {
    expect(pathsOf({ ...lotCreated, sealed: { note: 'secret' } })).toEqual(['sealed.note']);
  });
});

const dispatchOf = (quantity: JsonObject) => ({
  ...MINIMAL_EVENTS['transfer-dispatched'],
  lines: [{ lot: 'LOT-1', quantity }],
});

const notDetecting = (notDetected: string[]) =>
  oreWeighing({ netMilligrams: 10, elementMilligrams: { Nd: 0 }, notDetected });

/** Metal alone may be nothing but its elements: the oxides of an ore weigh more than these. */
const metalWeighing = (quantity: JsonObject) => ({
  ...oreWeighing(quantity),
  material: { form: 'metal', product: 'Pr-Nd metal' },
});

const neodymiumAndPraseodymiumIn = (netMilligrams: number) =>
  metalWeighing({ netMilligrams, elementMilligrams: { Nd: 6, Pr: 5 } });

/** A kilogram that holds so much neodymium: 857,356 mg are a kilogram of its oxide. */
const oxideHolding = (Nd: number, form = 'oxide', moisturePartsPerMillion = 0) => ({
  ...oreWeighing({ netMilligrams: 1_000_000, moisturePartsPerMillion, elementMilligrams: { Nd } }),
  material: { form, product: 'Nd2O3' },
});

describe('quantities are whole and honest', () => {
  test('takes everything that a quantity can state', () => {
    expect(pathsOf(oreWeighing(FULL_QUANTITY))).toEqual([]);
  });

  test('takes an empty object, zeros and an element not detected: three different things', () => {
    expect(pathsOf(oreWeighing({ netMilligrams: 1, elementMilligrams: {} }))).toEqual([]);
    expect(pathsOf(oreWeighing({ netMilligrams: 1, elementMilligrams: { Dy: 0 } }))).toEqual([]);
    expect(pathsOf(oreWeighing({ netMilligrams: 1, notDetected: ['Dy'] }))).toEqual([]);
  });

  test.each([1.5, -1, -0.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY, '1', null, true, 1n])(
    'refuses the net mass %s',
    (netMilligrams) => {
      expect(pathsOf(oreWeighing({ netMilligrams }))[0]).toBe('quantity.netMilligrams');
    },
  );

  test('takes masses up to 2^53 - 1', () => {
    expect(pathsOf(metalWeighing({ netMilligrams: 2 ** 53 - 1, elementMilligrams: { Nd: 2 ** 53 - 1 } }))).toEqual([]);
  });

  test.each([1.5, -1, '1', null])('refuses %s of an element', (Nd) => {
    expect(pathsOf(oreWeighing({ netMilligrams: 10, elementMilligrams: { Nd } }))).toEqual([
      'quantity.elementMilligrams.Nd',
    ]);
  });

  test.each(['Pm', 'Fe', 'nd', 'Nd2O3', 'TREO'])('refuses %s as an element', (element) => {
    const problems = problemsOf(oreWeighing({ netMilligrams: 10, elementMilligrams: { [element]: 1 } }));
    expect(problems).toMatchObject([{ path: `quantity.elementMilligrams.${element}`, found: 1 }]);
    expect(problems[0]?.message).toBe('is not a rare earth that occurs');
    expect(pathsOf(oreWeighing({ netMilligrams: 10, notDetected: [element] }))).toEqual(['quantity.notDetected[0]']);
  });

  test.each([null, [], 'Nd', 5])('refuses %j in place of the masses of the elements', (elementMilligrams) => {
    expect(pathsOf(oreWeighing({ netMilligrams: 10, elementMilligrams }))).toEqual(['quantity.elementMilligrams']);
  });

  test('takes elements as heavy as the net mass, and refuses a milligram more, with both masses', () => {
    expect(problemsOf(neodymiumAndPraseodymiumIn(11))).toEqual([]);
    const [problem] = problemsOf(neodymiumAndPraseodymiumIn(10));
    expect(problem).toMatchObject({ path: 'quantity.elementMilligrams', found: { Nd: 6, Pr: 5 } });
    expect(problem?.message).toContain('the elements weigh 0.000011 kg together, the net mass is 0.00001 kg');
  });

  test('takes elements as heavy as what is dry, and refuses a milligram more', () => {
    const moist = { netMilligrams: 1_000, moisturePartsPerMillion: 150_000 };
    expect(pathsOf(metalWeighing({ ...moist, elementMilligrams: { Nd: 850 } }))).toEqual([]);
    expect(problemsOf(metalWeighing({ ...moist, elementMilligrams: { Nd: 851 } }))).toMatchObject([
      {
        path: 'quantity.elementMilligrams',
        message:
          'the elements weigh 0.000851 kg together, at 15 % moisture 0.00085 kg of 0.001 kg net are dry; net is the mass as weighed, wet',
      },
    ]);
    expect(pathsOf(metalWeighing({ netMilligrams: 1, moisturePartsPerMillion: 1_000_000 }))).toEqual([]);
  });

  test('takes a coating beside the elements, and refuses a milligram more', () => {
    const magnet = { netMilligrams: 1_000, elementMilligrams: { Nd: 900 } };
    expect(pathsOf(metalWeighing({ ...magnet, coatingMilligrams: 100 }))).toEqual([]);
    expect(problemsOf(metalWeighing({ ...magnet, coatingMilligrams: 101 }))).toMatchObject([
      {
        path: 'quantity.coatingMilligrams',
        message: 'the coating weighs 0.000101 kg and the elements 0.0009 kg, together more than the net mass, 0.001 kg',
      },
    ]);
  });

  test('refuses oxides heavier than the dry mass, in what holds oxides: a TREO above 100 %', () => {
    // Two percent above the whole may be a matter of weighing and assay.
    expect(pathsOf(oxideHolding(874_500))).toEqual([]);
    expect(problemsOf(oxideHolding(874_600))).toMatchObject([{ path: 'quantity.elementMilligrams' }]);
    expect(problemsOf(oxideHolding(990_000))[0]?.message).toBe(
      'as oxides the elements weigh 1.154712 kg, the dry mass is 1 kg, a TREO of 115 %; oxide taken for metal?',
    );
    expect(pathsOf(oxideHolding(874_500, 'concentrate', 100_000))).toEqual(['quantity.elementMilligrams']);
    expect(pathsOf(oxideHolding(787_000, 'concentrate', 100_000))).toEqual([]);
    for (const form of ['metal', 'alloy', 'magnet', 'swarf']) expect(pathsOf(oxideHolding(990_000, form))).toEqual([]);
    const [output] = MINIMAL_EVENTS['lot-transformed']['outputs'] as [JsonObject];
    const { material, quantity } = oxideHolding(990_000);
    const step = { ...MINIMAL_EVENTS['lot-transformed'], outputs: [{ ...output, material, quantity }] };
    expect(pathsOf(step)).toEqual(['outputs[0].quantity.elementMilligrams']);
  });

  test('adds elements beyond 2^53 exactly', () => {
    const netMilligrams = 2 ** 53 - 1;
    const [problem] = problemsOf(oreWeighing({ netMilligrams, elementMilligrams: { Nd: netMilligrams, Pr: 2 } }));
    expect(problem).toMatchObject({ path: 'quantity.elementMilligrams' });
    expect(problem?.message).toContain('9,007,199,254.740993 kg');
  });

  test('refuses an element that is stated and not detected, or not detected twice', () => {
    expect(pathsOf(notDetecting(['Nd']))).toEqual(['quantity.notDetected']);
    expect(pathsOf(notDetecting(['Dy', 'Dy']))).toEqual(['quantity.notDetected']);
    expect(pathsOf(notDetecting(['Dy', 'Tb']))).toEqual([]);
  });

  test.each([
    'moisturePartsPerMillion',
    'lossOnIgnitionPartsPerMillion',
    'thoriumPartsPerMillion',
    'uraniumPartsPerMillion',
  ])('takes %s up to the whole and no further', (member) => {
    expect(pathsOf(oreWeighing({ netMilligrams: 1, [member]: 1_000_000 }))).toEqual([]);
    expect(pathsOf(oreWeighing({ netMilligrams: 1, [member]: 1_000_001 }))).toEqual([`quantity.${member}`]);
  });

  test('refuses an oxide without a net mass, though it has a volume', () => {
    const problems = problemsOf({
      ...lotCreated,
      material: { form: 'oxide', product: 'Nd2O3' },
      quantity: { volumeMillilitres: 1 },
    });
    expect(problems).toMatchObject([{ path: 'quantity.netMilligrams' }]);
    expect(problems[0]?.message).toContain('oxide');
  });

  test('takes a liquor by volume, and refuses one without a measure', () => {
    expect(pathsOf(liquorWeighing({ volumeMillilitres: 1 }))).toEqual([]);
    expect(pathsOf(liquorWeighing({ elementMilligrams: { Nd: 1 } }))).toEqual(['quantity.volumeMillilitres']);
  });

  test('holds outputs to the same', () => {
    const output = { lot: 'LOT-9', material: { form: 'metal', product: 'Nd' }, quantity: { volumeMillilitres: 1 } };
    expect(pathsOf({ ...MINIMAL_EVENTS['lot-transformed'], outputs: [output] })).toEqual([
      'outputs[0].quantity.netMilligrams',
    ]);
  });

  test('refuses a line of a transfer that measures nothing', () => {
    expect(pathsOf(dispatchOf({ volumeMillilitres: 5 }))).toEqual([]);
    expect(pathsOf(dispatchOf({ pieces: 5 }))).toEqual(['lines[0].quantity']);
  });
});

describe('steps are well formed', () => {
  const step = MINIMAL_EVENTS['lot-transformed'];

  test('takes a part in one measure, and refuses two', () => {
    expect(pathsOf({ ...step, inputs: [{ lot: 'LOT-1', netMilligrams: 1 }] })).toEqual([]);
    expect(pathsOf({ ...step, inputs: [{ lot: 'LOT-1', netMilligrams: 1, pieces: 1 }] })).toEqual(['inputs[0]']);
  });

  test.each(['netMilligrams', 'volumeMillilitres', 'pieces'])('refuses a part of no %s', (measure) => {
    expect(pathsOf({ ...step, inputs: [{ lot: 'LOT-1', [measure]: 0 }] })).toEqual([`inputs[0].${measure}`]);
  });

  test('needs an input, unless a circuit gives', () => {
    const circuit = { id: 'SX-1', openingElementMilligrams: {}, closingElementMilligrams: {} };
    expect(pathsOf({ ...step, inputs: [] })).toEqual(['inputs']);
    expect(pathsOf({ ...step, inputs: [], circuit })).toEqual([]);
  });

  test.each(['openingElementMilligrams', 'closingElementMilligrams'])('refuses a circuit without %s', (member) => {
    const circuit = { id: 'SX-1', openingElementMilligrams: {}, closingElementMilligrams: {} };
    expect(pathsOf({ ...step, circuit })).toEqual([]);
    const { [member as keyof typeof circuit]: _, ...rest } = circuit;
    expect(pathsOf({ ...step, circuit: rest })).toEqual([`circuit.${member}`]);
  });

  test('needs an output, unless a loss or a circuit takes it', () => {
    const losses = [{ kind: 'spill', elementMilligrams: { Nd: 1 } }];
    expect(pathsOf({ ...step, outputs: [] })).toEqual(['outputs']);
    expect(pathsOf({ ...step, outputs: [], losses })).toEqual([]);
  });

  test.each(['mining', 'teleporting', 'Split', ''])('refuses the step %j', (name) => {
    expect(pathsOf({ ...step, step: name })).toEqual(['step']);
  });
});

describe('says what must be there', () => {
  const keyEnrolled = MINIMAL_EVENTS['key-enrolled'];
  test.each([
    ['type', { ...lotCreated, type: 'lot-creatd' }, /^must be one of ledger-opened, party-registered, /],
    ['type', { ...lotCreated, type: undefined }, /^is missing$/],
    ['lot', { ...lotCreated, lot: undefined }, /^is missing$/],
    ['lot', { ...lotCreated, lot: 5 }, /^must be a text in quotes$/],
    ['lot', { ...lotCreated, lot: 'A LOT' }, /^must be an id: /],
    ['origin', { ...lotCreated, origin: 'found' }, /^must be one of mined, imported, collected, opening-stock$/],
    ['quantity', { ...lotCreated, quantity: [] }, /^must be an object$/],
    ['quantity.netMilligrams', oreWeighing({ netMilligrams: '5' }), /^must be a whole number$/],
    ['quantity.netMilligrams', oreWeighing({ netMilligrams: 0 }), /^must be at least 1$/],
    [
      'quantity.moisturePartsPerMillion',
      oreWeighing({ netMilligrams: 1, moisturePartsPerMillion: 1e7 }),
      /most 1000000$/,
    ],
    ['permit', { ...lotCreated, permit: '' }, /^must not be empty$/],
    ['permit', { ...lotCreated, permit: 'x'.repeat(501) }, /^must have at most 500 characters$/],
    ['documents', { ...lotCreated, documents: {} }, /^must be a list$/],
    ['documents', { ...lotCreated, documents: [] }, /^must not be empty$/],
    ['extra', { ...lotCreated, extra: 5 }, /^must be an object$/],
    ['recovery', { ...keyEnrolled, recovery: 1 }, /^must be true or false$/],
  ])('of %s', (path, value, message) => {
    const [first] = problemsOf(value);
    expect(first).toMatchObject({ path, message: expect.stringMatching(message) });
  });

  test('of each member that is not known, wherever it stands', () => {
    const value = { ...oreWeighing({ netMilligrams: 1, weight: 3 }), colour: 'red', smell: 'none' };
    expect(problemsOf(value)).toMatchObject([
      { path: 'quantity.weight', found: 3 },
      { path: 'colour', found: 'red' },
      { path: 'smell', found: 'none' },
    ]);
  });
});
