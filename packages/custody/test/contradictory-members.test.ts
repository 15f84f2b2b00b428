/** Members of an event that contradict each other: the event is refused, and the member that does not fit is named. */
import { describe, expect, test } from 'vitest';
import { type EventType, parseEvent } from '../src/event.ts';
import type { JsonObject } from '../testing/json-object.ts';
import { FULL_EVENTS } from './event-examples.ts';

const pathsOf = (value: JsonObject) => {
  const result = parseEvent(value);
  return result.ok ? [] : result.problems.map(({ path }) => path);
};
const [EARLIER, LATER] = ['2026-05-01T00:00:00.000Z', '2026-05-01T00:00:00.001Z'];
const figuresOf = (fromMonth: string, toMonth: string) => ({
  figures: { ...(FULL_EVENTS['trade-gap-stated']['figures'] as JsonObject), fromMonth, toMonth },
});
const item: JsonObject = { code: 'X', description: 'all', forms: ['ore'], requires: 'licence' };
const items = (...members: readonly JsonObject[]) => ({ items: members.map((member) => ({ ...item, ...member })) });
const need = { needMilligrams: 1, needFrom: EARLIER, needTo: LATER };
const OF_A_GRANT = {
  number: undefined,
  validFrom: undefined,
  validTo: undefined,
  lines: undefined,
  conditions: undefined,
};

describe.each<[EventType, JsonObject, string, JsonObject]>([
  ['access-granted', { from: EARLIER, to: LATER, deleteBy: LATER }, 'to', { from: LATER, to: LATER }],
  ['access-granted', { from: EARLIER, to: LATER, deleteBy: LATER }, 'deleteBy', { deleteBy: EARLIER }],
  ['control-list-published', { validFrom: EARLIER, validTo: LATER }, 'validTo', { validTo: EARLIER }],
  ['control-list-published', items({}, { code: 'Y' }), 'items[1].code', items({}, {})],
  [
    'control-list-published',
    items({ destinations: ['US'] }),
    'items[0].exceptDestinations',
    items({ destinations: ['US'], exceptDestinations: ['DE'] }),
  ],
  ['control-list-published', items({}), 'items[0].elements', items({ forms: undefined })],
  ...['abovePartsPerMillion', 'referUpToPartsPerMillion'].map((share): [EventType, JsonObject, string, JsonObject] => [
    'control-list-published',
    items({ elements: ['Dy'], [share]: 1 }),
    `items[0].${share}`,
    items({ [share]: 1 }),
  ]),
  [
    'control-list-published',
    items({ elements: ['Dy'], magnetsOf: ['Nd'] }),
    'items[0].magnetsOf',
    items({ magnetsOf: ['Nd'] }),
  ],
  [
    'control-list-published',
    items({ elements: ['Dy'], referElements: ['Dy'], referUpToPartsPerMillion: 1 }),
    'items[0].referElements',
    items({ elements: ['Dy'], referElements: ['Dy'] }),
  ],
  [
    'control-list-published',
    items({ exceptForms: ['body'], exceptReason: 'an answer' }),
    'items[0].exceptReason',
    items({ exceptForms: ['body'] }),
  ],
  ['control-list-suspended', { from: EARLIER, to: LATER }, 'to', { from: EARLIER, to: EARLIER }],
  ['quota-allocated', { activity: 'separation', ore: undefined }, 'ore', { activity: 'separation', ore: 'rock' }],
  [
    'quota-allocated',
    { oxideMilligrams: undefined, isPublic: false },
    'isPublic',
    { oxideMilligrams: 1, isPublic: false },
  ],
  [
    'trade-gap-stated',
    { status: 'open', ...figuresOf('2026-01', '2026-01') },
    'figures',
    figuresOf('2026-02', '2026-01'),
  ],
  ['trade-gap-stated', { status: 'explained', figures: undefined }, 'figures', figuresOf('2026-01', '2026-02')],
  ['stock-stated', need, 'needMilligrams', { ...need, needTo: EARLIER }],
  ['lot-created', { origin: 'collected' }, 'consumption', { origin: 'mined', consumption: 'post-consumer' }],
  ...Object.keys(OF_A_GRANT).map((member): [EventType, JsonObject, string, JsonObject] => [
    'licence-decided',
    { outcome: 'granted' },
    member,
    { outcome: 'refused', reasonCode: 'incomplete', ...OF_A_GRANT, [member]: FULL_EVENTS['licence-decided'][member] },
  ]),
])('%s with %j', (type, members, path, contradiction) => {
  const event = { ...FULL_EVENTS[type], ...members };

  test('is taken', () => expect(pathsOf(event)).toEqual([]));
  test(`and is refused for ${path} otherwise`, () => expect(pathsOf({ ...event, ...contradiction })).toEqual([path]));
});
