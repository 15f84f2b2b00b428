import { describe, expect, test } from 'vitest';
import { type Act, mayAct, ROLES, type Role } from '../src/role.ts';
import { attempt, enter, type EventDraft, openWorld, record } from '../testing/given.ts';
import { HASH } from './event-examples.ts';
import { dispatched, lotCreated, received, shipmentPacked, transformed } from './drafts.ts';

const TRANSFORMING = ['mine', 'refiner', 'metal-maker', 'alloy-maker', 'magnet-maker', 'recycler'];

/** Who may do what, written down a second time from the design. */
const TABLE: Readonly<Record<Act, readonly string[]>> = {
  register: ['authority'],
  'set-yield-ranges': ['authority'],
  'set-finding-rule': ['authority'],
  'close-finding': ['authority', 'auditor'],
  'apply-for-licence': ['exporter'],
  'handle-licence': ['authority'],
  'enrol-key': ['authority'],
  'revoke-key': ['authority'],
  'correct-for-another': ['authority'],
  'create-mined': ['mine'],
  'create-collected': ['recycler'],
  'create-imported': TRANSFORMING,
  'create-opening-stock': TRANSFORMING,
  transform: TRANSFORMING,
  assay: ['laboratory'],
  'pack-shipment': ['exporter'],
  'unpack-shipment': ['exporter'],
  'exit-shipment': ['exporter', 'customs'],
  'declare-shipment': ['exporter'],
  'report-arrival': ['customs'],
  hold: ['authority'],
  'settle-dispute': ['authority'],
  'erase-opening': ['authority'],
  'grant-access': ['authority'],
  'allocate-quota': ['authority'],
  'publish-controls': ['authority'],
  'open-trade-gap': ['authority', 'customs'],
  'explain-trade-gap': ['authority', 'customs', 'exporter'],
  'settle-trade-gap': ['authority'],
};

const PAIRS = (Object.keys(TABLE) as Act[]).flatMap((act) => ROLES.map((role) => [act, role] as const));

test.each(PAIRS)('whether %s is for %s', (act, role) => {
  expect(mayAct([role], act)).toBe(TABLE[act].includes(role));
});

test('one role that allows an act is enough', () => {
  expect(mayAct(['trader', 'laboratory', 'exporter'], 'pack-shipment')).toBe(true);
  expect(mayAct(['trader', 'laboratory', 'end-user'], 'pack-shipment')).toBe(false);
});

const GRANTED = { activity: 'separation', oxideMilligrams: 1, sources: ['notice 1'] };
const QUOTA = { quota: 'Q-1', holder: 'MINE-A', year: 2026, batch: 1, ...GRANTED };
const LIST = {
  list: 'CN-18',
  title: 'rare earths',
  jurisdiction: 'CN',
  validFrom: '2025-04-04T00:00:00.000Z',
  sources: ['the gazette'],
  isConfirmed: true,
  items: [{ code: '1C905.a', description: 'dysprosium', elements: ['Dy'], requires: 'licence' }],
};
const GAP = {
  gap: 'MT-1',
  status: 'open',
  figures: {
    exporter: 'CN',
    importer: 'DE',
    hsCode: '850511',
    fromMonth: '2026-01',
    toMonth: '2026-06',
    lagMonths: 2,
    exportsMilligrams: 10,
    importsMilligrams: 5,
    gapMilligrams: 5,
  },
  reason: 'as both tables have it',
};
const STOCK = { sector: 'wind', item: '1C904.a', stockMilligrams: 1, dailyUseMilligrams: 1 };
const FINDING = { finding: 'D02/SX-GANZHOU', facts: HASH, reason: 'the circuit was cleaned out' };

/** Each act as an event of a party that holds LOT-1, sent to it; OPERATOR's acts on others stand in their own tests. */
const EVENTS: readonly (readonly [name: string, act: Act | null, event: EventDraft])[] = [
  ['mining', 'create-mined', lotCreated({ lot: 'NEW', origin: 'mined' })],
  ['collecting', 'create-collected', lotCreated({ lot: 'NEW', origin: 'collected', form: 'scrap' })],
  ['importing', 'create-imported', lotCreated({ lot: 'NEW', origin: 'imported' })],
  ['bringing in old stock', 'create-opening-stock', lotCreated({ lot: 'NEW', origin: 'opening-stock' })],
  ['transforming', 'transform', transformed({ step: 'milling', form: 'powder', inputs: [{ lot: 'LOT-1' }] })],
  ['dispatching', null, dispatched('TR-9', 'MINE-A', ['LOT-1'])],
  ['receiving', null, received('TR-2', ['LOT-2'])],
  ['filling a drum', null, { type: 'unit-packed', unit: 'DRUM-1', lots: ['LOT-1'] }],
  ['selling', null, { type: 'ownership-transferred', lots: ['LOT-1'], owner: 'MINE-A' }],
  ['putting on hold', 'hold', { type: 'hold-placed', lot: 'LOT-1', reason: 'permit in doubt' }],
  ['setting a rule', 'set-finding-rule', { type: 'finding-rule-set', rule: 'D02', isOff: true, reason: 'new plant' }],
  ['answering a finding', null, { type: 'finding-answered', ...FINDING, outcome: 'explained' }],
  ['closing a finding', 'close-finding', { type: 'finding-closed', ...FINDING, outcome: 'cleared' }],
  ['allocating a quota', 'allocate-quota', { type: 'quota-allocated', ...QUOTA }],
  ['publishing a control list', 'publish-controls', { type: 'control-list-published', ...LIST }],
  ['opening a gap', 'open-trade-gap', { type: 'trade-gap-stated', ...GAP }],
  ['stating a stock', null, { type: 'stock-stated', ...STOCK }],
  ['packing a shipment', 'pack-shipment', shipmentPacked('SHP-1', ['LOT-1'], 'MINE-A')],
];

describe.each(ROLES)('a party that is only %s', (role) => {
  test.each(EVENTS)('%s', (_, act, event) => {
    const decision = attempt(worldOf(role), 'PARTY', event);
    if (act === null || TABLE[act].includes(role)) expect(decision).toMatchObject({ accepted: true });
    else expect(decision).toMatchObject({ accepted: false, refusal: { code: 'role', facts: { roles: role } } });
  });
});

function worldOf(role: Role) {
  const world = enter(openWorld(), { 'MINE-A': ['mine'], PARTY: [role] });
  for (const lot of ['LOT-1', 'LOT-2']) record(world, 'MINE-A', lotCreated({ lot }));
  record(world, 'MINE-A', dispatched('TR-1', 'PARTY', ['LOT-1']));
  record(world, 'PARTY', received('TR-1', ['LOT-1']));
  record(world, 'MINE-A', dispatched('TR-2', 'PARTY', ['LOT-2']));
  return world;
}
