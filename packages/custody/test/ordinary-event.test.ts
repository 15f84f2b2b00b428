import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ELEMENT_SYMBOLS } from '../src/element.ts';
import { parseEvent } from '../src/event.ts';
import { eventSchema } from '../src/events/event-schema.ts';
import { FORMS, STEPS } from '../src/material.ts';
import { isOrdinaryEvent } from '../src/events/ordinary-event.ts';
import { bulkChain } from '../testing/bulk-chain.ts';
import type { JsonObject } from '../testing/json-object.ts';
import { lawfulChain } from '../testing/lawful-chain.ts';
import { FULL_EVENTS, FULL_QUANTITY, HASH, MINIMAL_EVENTS } from './event-examples.ts';

// The quick check must be worth its while, and must never let pass what the schemas refuse. So it is held against them:
// first on every small change of an event, then on random ones.

const ORDINARY_TYPES = ['lot-created', 'lot-transformed', 'transfer-dispatched', 'transfer-received'] as const;

/** Members that the quick check leaves to the schemas. */
const LEFT_TO_SCHEMAS = new Set([
  'sealed',
  'extra',
  'notDetected',
  'circuit',
  'discrepancy',
  'rejectedLot',
  'consumption',
  'auxiliaries',
]);

/** Whether a line of a receipt says anything but that a lot is accepted. */
function isRejection(item: unknown): boolean {
  const { outcome = 'accepted' } = (item ?? {}) as { outcome?: unknown };
  return outcome !== 'accepted';
}

/** The event without what is left to the schemas: as full as an ordinary event can be. */
function ordinaryPartOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => !isRejection(item)).map(ordinaryPartOf);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([name]) => !LEFT_TO_SCHEMAS.has(name));
  return Object.fromEntries(members.map(([name, member]) => [name, ordinaryPartOf(member)]));
}

const NOTED = { note: 'seen' };
const ORDINARY_EVENTS = ORDINARY_TYPES.map((type) => ordinaryPartOf({ ...FULL_EVENTS[type], ...NOTED }) as JsonObject);
const EXAMPLES = [...ORDINARY_EVENTS, ...Object.values(FULL_EVENTS), ...Object.values(MINIMAL_EVENTS)];

type Path = readonly (string | number)[];

/** The place of every member and item, and of the value as a whole. */
function pathsOf(value: unknown): Path[] {
  if (typeof value !== 'object' || value === null) return [[]];
  const isList = Array.isArray(value);
  const inner = Object.entries(value).flatMap(([name, member]) =>
    pathsOf(member).map((path): Path => [isList ? Number(name) : name, ...path]),
  );
  return [[], ...inner];
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((whole, name) => (whole as Record<string | number, unknown>)[name], value);
}

/** What a change makes of the value at its place; `GONE` takes the member or item away. */
type Change = (value: unknown) => unknown;
const GONE = Symbol('gone');

function changeAt(value: unknown, path: Path, change: Change): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return change(value);
  const changed = changeAt((value as Record<string | number, unknown>)[name], rest, change);
  if (Array.isArray(value)) {
    return changed === GONE ? value.toSpliced(name as number, 1) : value.with(name as number, changed);
  }
  const { [name]: _, ...others } = value as Record<string | number, unknown>;
  return changed === GONE ? others : { ...others, [name]: changed };
}

const everyElement = (mass: number) => Object.fromEntries(ELEMENT_SYMBOLS.map((element) => [element, mass]));
const times = (count: number, item: unknown) => Array.from({ length: count }, () => item);
const DOCUMENT = { kind: 'certificate', sha256: HASH, name: 'certificate.pdf' };

/** What stands in an event by mistake: wrong kinds, and both sides of every limit. */
const VALUES: readonly unknown[] = Object.values({
  numbers: [-1, -0, 0, 1, 1.5, 2, 10, 999_999, 1_000_000, 1_000_001, 2 ** 53 - 1, 2 ** 53, 2 ** 60, -(2 ** 53)],
  noNumbers: [Number.NaN, Number.POSITIVE_INFINITY, Number.MIN_VALUE, 1n, '1', true, false, null, undefined],
  lengths: [0, 1, 2, 42, 43, 44, 64, 65, 100, 101, 128, 129, 200, 201, 500, 501, 10_000, 10_001].map((length) =>
    'x'.repeat(length),
  ),
  characters: ['é', '\u{1f9f2}'.repeat(64), '\u{1f9f2}'.repeat(251), '\0', '\ud800', ' ', 'a b', 'a\n'],
  identifiers: ['ORE-1', '-ORE', 'ORE 1', 'ORE@1', 'a/b:c~d.e_f', 'X'.repeat(128), '__proto__', 'constructor'],
  countries: ['cn', 'C', 'CN', 'CNN', 'DE\n'],
  words: ['process-loss', 'Process-loss', '9-loss', 'a_b', 'mined', 'found', 'accepted', 'rejected', 'strict', 'Nd'],
  types: [...Object.keys(MINIMAL_EVENTS), 'lot-teleported'],
  forms: FORMS,
  steps: STEPS,
  days: ['2026-02-30', '2026-13-01', '2026-00-01', '2026-01-00', '2026-01-32', '2026-04-31', '2026-04-30', '2026-12-31']
    .concat(['2024-02-29', '2023-02-29', '1900-02-29', '2000-02-29'])
    .map((day) => `${day}T08:00:00.000Z`),
  clockTimes: ['24:00:00.000Z', '23:59:59.999Z', '08:60:00.000Z', '08:00:60.000Z', '08:00:00Z', '08:00:00.000z']
    .concat(['08:00:00.000+00:00', '08:00:00.000Z\n'])
    .map((time) => `2026-03-01T${time}`),
  uuids: ['24ae1477-8001-41e8-8060-0c6bbf4476bc', '24AE1477-8001-41E8-8060-0C6BBF4476BC', '0'.repeat(36)].concat([
    '24ae1477-8001-11e8-8060-0c6bbf4476bc',
    '24ae1477-8001-41e8-c060-0c6bbf4476bc',
  ]),
  hashes: [HASH, `${HASH}=`, HASH.replace(/.$/, 'B'), HASH.replace('C', '+'), `ed25519:${HASH}`],
  lists: [[], [[]], [null], [{}], ['x'], ['Tb'], [1], [DOCUMENT], new Array(1)],
  longLists: [times(100, DOCUMENT), times(101, DOCUMENT), times(10_000, 'x'), times(10_001, 'x')],
  objects: [{}, { lot: 'ORE-1' }, { netMilligrams: 1 }, { pieces: 1 }, { form: 'ore', product: 'clay' }, FULL_QUANTITY],
  masses: [0, 1, -1, 0.5, '1', null, undefined, 2 ** 53].map((Nd) => ({ Nd })),
  elements: [{ Pm: 1 }, { Fe: 1 }, { nd: 1 }, { Nd: 2 ** 53 - 1, Pr: 1 }, { Nd: 500_000, Pr: 500_001 }].concat([
    JSON.parse('{"__proto__": 1}'),
    everyElement(2 ** 53 - 1),
  ]),
}).flat();

/** Every member that stands anywhere in an example, with a value that is right somewhere. */
const MEMBERS: readonly (readonly [name: string, value: unknown])[] = EXAMPLES.flatMap((event) =>
  pathsOf(event).flatMap((path): [string, unknown][] => {
    const name = path.at(-1);
    return typeof name === 'string' ? [[name, valueAt(event, path)]] : [];
  }),
);
const KNOWN_MEMBERS = [...new Map(MEMBERS.map((member) => [JSON.stringify(member), member])).values()];

const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Says what the quick check says, once the schemas have agreed with every yes. */
function checkedAnswer(event: unknown): boolean {
  const isOrdinary = isOrdinaryEvent(event);
  if (isOrdinary) {
    const result = eventSchema.safeParse(event);
    expect(result.success, `taken for ordinary, but refused: ${show(event)} ${result.error?.message}`).toBe(true);
    // The reader hands on what it was given, so the schemas must not make anything else of it.
    expect(result.data).toEqual(event);
  }
  return isOrdinary;
}

function show(event: unknown): string {
  return JSON.stringify(event, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value)).slice(
    0,
    2_000,
  );
}

describe('takes for ordinary nothing that the schemas refuse', () => {
  test('when one member or item is replaced or taken away, anywhere in any example', () => {
    let taken = 0;
    for (const example of EXAMPLES) {
      for (const path of pathsOf(example)) {
        for (const value of [GONE, ...VALUES]) {
          if (checkedAnswer(changeAt(example, path, () => value))) taken += 1;
        }
      }
    }
    // Many changes are harmless: another name, another mass.
    expect(taken).toBeGreaterThan(1_000);
  });

  test('when a member is added that is known somewhere, or nowhere', () => {
    let taken = 0;
    for (const example of EXAMPLES) {
      for (const path of pathsOf(example).filter((place) => isObject(valueAt(example, place)))) {
        for (const [name, value] of [...KNOWN_MEMBERS, ['colour', 'red'], ['__proto__', 1], ['toString', 1]] as const) {
          const added = changeAt(example, path, (object) => withMember(object as JsonObject, name, value));
          if (checkedAnswer(added)) taken += 1;
        }
      }
    }
    expect(taken).toBeGreaterThan(300);
  });

  test('when a list is longer than a list may be', () => {
    for (const example of ORDINARY_EVENTS) {
      for (const path of pathsOf(example)) {
        const list = valueAt(example, path);
        if (!Array.isArray(list)) continue;
        const max = path.at(-1) === 'documents' ? 100 : 10_000;
        const lengthened = (length: number) => changeAt(example, path, () => times(length, list[0]));
        expect(checkedAnswer(lengthened(max)), `${path.join('.')}, ${max}`).toBe(true);
        expect(checkedAnswer(lengthened(max + 1)), `${path.join('.')}, ${max + 1}`).toBe(false);
      }
    }
  });

  test('when a few random things are changed at once in an event of a chain', () => {
    const events = [...bulkChain(11, 60), ...lawfulChain(12, 600), ...lawfulChain(13, 600)]
      .map(({ event }) => event)
      .filter((event) => isOrdinaryEvent(event));
    let taken = 0;
    fc.assert(
      fc.property(fc.constantFrom(...events), fc.array(mutations, { minLength: 1, maxLength: 3 }), (event, several) => {
        const mutated = several.reduce<unknown>((value, mutate) => mutate(value), event);
        if (checkedAnswer(mutated)) taken += 1;
      }),
      { numRuns: 20_000 },
    );
    expect(taken).toBeGreaterThan(1_000);
  });

  test.each([null, undefined, 7, 'lot-created', [], {}, { type: 'lot-created' }, { type: 'lot-teleported' }, [{}]])(
    'when it is no event at all: %j',
    (value) => {
      expect(isOrdinaryEvent(value)).toBe(false);
    },
  );
});

/** Adds it as JSON.parse does: `__proto__` is a member like any other. */
function withMember(object: JsonObject, name: string, value: unknown): JsonObject {
  const copy = { ...object };
  Object.defineProperty(copy, name, { value, enumerable: true, configurable: true, writable: true });
  return copy;
}

/** A quantity without a net mass, as liquids have it, is left to the schemas too. */
function isLeftToSchemas(event: JsonObject): boolean {
  return pathsOf(event).some((path) => {
    const name = path.at(-1);
    if (typeof name !== 'string') return false;
    if (name === 'quantity' || name === 'measured') {
      return (valueAt(event, path) as JsonObject)['netMilligrams'] === undefined;
    }
    return name === 'outcome' ? valueAt(event, path) !== 'accepted' : LEFT_TO_SCHEMAS.has(name);
  });
}

type Mutation = (value: unknown) => unknown;

/** Changes something somewhere; the place is a number, because only the event says which places there are. */
const mutations: fc.Arbitrary<Mutation> = fc.tuple(fc.nat(), fc.nat(), changes()).map(([where, from, change]) => {
  return (value: unknown) => {
    const paths = pathsOf(value);
    const path = paths[where % paths.length] ?? [];
    const transplant = valueAt(value, paths[from % paths.length] ?? []);
    const changed = changeAt(value, path, (old) => change(old, transplant));
    return changed === GONE ? undefined : changed;
  };
});

function changes(): fc.Arbitrary<(value: unknown, transplant: unknown) => unknown> {
  return fc.oneof(
    fc.constantFrom(GONE, ...VALUES).map((replacement) => () => replacement),
    fc.constant((_: unknown, transplant: unknown) => transplant),
    fc.constantFrom(...KNOWN_MEMBERS).map(([name, member]) => (value: unknown) => {
      return isObject(value) ? withMember(value as JsonObject, name, member) : value;
    }),
    fc.integer({ min: -2, max: 2 }).map((step) => (value: unknown) => {
      return typeof value === 'number' ? value + step : value;
    }),
    fc.double().map((factor) => (value: unknown) => (typeof value === 'number' ? value * factor : value)),
    fc.string().map((text) => (value: unknown) => (typeof value === 'string' ? text : value)),
    fc.constant((value: unknown) => (Array.isArray(value) ? [...(value as unknown[]), value[0]] : value)),
  );
}

describe('takes for ordinary', () => {
  test('every lot event of a bulk chain', () => {
    const events = [...bulkChain(1, 3_000)].map(({ event }) => event);
    const others = events.filter((event) => !checkedAnswer(event)).map(({ type }) => type);
    expect(new Set(others)).toEqual(new Set(['party-registered', 'facility-registered']));
    expect(others).toHaveLength(6);
  });

  test('every lot and transfer event of a lawful chain but those with a member or a measure left to the schemas', () => {
    const types: readonly unknown[] = ORDINARY_TYPES;
    for (const seed of [1, 2, 3]) {
      const events = [...lawfulChain(seed, 2_000)].map(({ event }) => event).filter(({ type }) => types.includes(type));
      for (const event of events) expect(checkedAnswer(event), show(event)).toBe(!isLeftToSchemas(event));
      const taken = events.filter((event) => isOrdinaryEvent(event));
      expect(new Set(taken.map(({ type }) => type))).toEqual(new Set(types));
      expect(taken.length / events.length).toBeGreaterThan(0.5);
    }
  });

  test.each(ORDINARY_TYPES)('%s in its shortest form', (type) => {
    expect(checkedAnswer(MINIMAL_EVENTS[type])).toBe(true);
  });

  test.each(ORDINARY_EVENTS)('$type with everything but what is left to the schemas', (event) => {
    expect(checkedAnswer(event)).toBe(true);
  });

  test('nothing with a member that is left to the schemas, which then take it', () => {
    for (const event of ORDINARY_TYPES.map((type) => FULL_EVENTS[type])) {
      expect(isOrdinaryEvent(event)).toBe(false);
      expect(parseEvent(event)).toEqual({ ok: true, event });
    }
  });

  test.each(Object.keys(MINIMAL_EVENTS).filter((type) => !(ORDINARY_TYPES as readonly string[]).includes(type)))(
    'no %s',
    (type) => {
      expect(isOrdinaryEvent(MINIMAL_EVENTS[type as keyof typeof MINIMAL_EVENTS])).toBe(false);
    },
  );
});

/** Metal alone may be nothing but its elements. */
const METAL = { form: 'metal', product: 'Pr-Nd metal' };
const lotOf = (quantity: JsonObject, material: JsonObject = METAL) => ({
  ...MINIMAL_EVENTS['lot-created'],
  material,
  quantity,
});
const inputOf = (part: JsonObject) => ({ ...MINIMAL_EVENTS['lot-transformed'], inputs: [{ lot: 'ORE-1', ...part }] });
const at = (occurredAt: string) => ({ ...MINIMAL_EVENTS['lot-created'], occurredAt });

describe('tells the right event from its wrong twin', () => {
  const greatest = 2 ** 53 - 1;
  test.each<[string, { right: JsonObject; wrong: JsonObject }]>([
    [
      'elements as heavy as the net mass, and 1 mg heavier',
      {
        right: lotOf({ netMilligrams: 10, elementMilligrams: { Nd: 6, Pr: 4 } }),
        wrong: lotOf({ netMilligrams: 10, elementMilligrams: { Nd: 6, Pr: 5 } }),
      },
    ],
    [
      'elements as heavy as what is dry, and 1 mg heavier',
      {
        right: lotOf({ netMilligrams: 1_000, moisturePartsPerMillion: 150_000, elementMilligrams: { Nd: 850 } }),
        wrong: lotOf({ netMilligrams: 1_000, moisturePartsPerMillion: 150_000, elementMilligrams: { Nd: 851 } }),
      },
    ],
    [
      'elements and a coating as heavy as the net mass, and 1 mg heavier',
      {
        right: lotOf({ netMilligrams: 1_000, coatingMilligrams: 150, elementMilligrams: { Nd: 850 } }),
        wrong: lotOf({ netMilligrams: 1_000, coatingMilligrams: 151, elementMilligrams: { Nd: 850 } }),
      },
    ],
    [
      'oxides as heavy as they may be, and heavier',
      {
        right: lotOf(
          { netMilligrams: 1_000_000, elementMilligrams: { Nd: 874_500 } },
          { form: 'oxide', product: 'Nd' },
        ),
        wrong: lotOf(
          { netMilligrams: 1_000_000, elementMilligrams: { Nd: 874_600 } },
          { form: 'oxide', product: 'Nd' },
        ),
      },
    ],
    [
      'elements as heavy as the heaviest net mass, and 1 mg heavier',
      {
        right: lotOf({ netMilligrams: greatest, elementMilligrams: { Nd: greatest, Pr: 0 } }),
        wrong: lotOf({ netMilligrams: greatest, elementMilligrams: { Nd: greatest, Pr: 1 } }),
      },
    ],
    [
      'elements whose sum is no safe integer',
      {
        right: lotOf({ netMilligrams: greatest, elementMilligrams: everyElement(1) }),
        wrong: lotOf({ netMilligrams: greatest, elementMilligrams: everyElement(greatest) }),
      },
    ],
    [
      'an input in one measure, and in two',
      { right: inputOf({ netMilligrams: 1 }), wrong: inputOf({ netMilligrams: 1, pieces: 1 }) },
    ],
    [
      'an input in element masses, and in its net mass as well',
      {
        right: inputOf({ elementMilligrams: { Dy: 1 } }),
        wrong: inputOf({ elementMilligrams: { Dy: 1 }, netMilligrams: 1 }),
      },
    ],
    ['29 February', { right: at('2024-02-29T08:00:00.000Z'), wrong: at('2023-02-29T08:00:00.000Z') }],
    ['29 February of a century', { right: at('2000-02-29T08:00:00.000Z'), wrong: at('1900-02-29T08:00:00.000Z') }],
    ['midnight', { right: at('2026-03-02T00:00:00.000Z'), wrong: at('2026-03-01T24:00:00.000Z') }],
  ])('%s', (_, { right, wrong }) => {
    expect(checkedAnswer(right)).toBe(true);
    expect(isOrdinaryEvent(wrong)).toBe(false);
    expect(eventSchema.safeParse(wrong).success).toBe(false);
  });
});
