/** Every reason to refuse, each beside its twin: an event that differs in what was wrong, and is accepted. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { OPERATOR } from '../src/operator.ts';
import type { Refusal, RefusalCode } from '../src/refusal.ts';
import {
  attempt,
  digestAt,
  latestDigest,
  emptyWorld,
  enter,
  type EventDraft,
  keyEnrolled,
  keyOf,
  ledgerOpened,
  openWorld,
  record,
  refusalOf,
  type World,
} from '../testing/given.ts';
import {
  asReplacement,
  assayed,
  corrected,
  dispatched,
  lotCreated,
  oreCreated,
  received,
  shipmentPacked,
  transformed,
} from './drafts.ts';
import { HASH } from './event-examples.ts';
import { EXPORT_REFUSALS } from './export-refusals.ts';
import { LICENCE_REFUSALS } from './licence-refusals.ts';

interface Case {
  readonly given: () => World;
  readonly by: string;
  /** The key that signs, where it is not the party's own. */
  readonly author?: string;
  readonly refused: EventDraft;
  readonly field: Refusal['field'];
  readonly facts: Refusal['facts'];
  /** The two facts that disagree: what the event says, and what the ledger knows or its rule expects. */
  readonly pair: readonly [stated: string, known: string];
  /** What the message says of these two, in this order, and what it names besides. */
  readonly names: readonly [stated: string, known: string, ...besides: string[]];
  readonly twin: { readonly by?: string; readonly author?: string; readonly event?: EventDraft };
}

const parties = () =>
  enter(openWorld(), {
    'MINE-A': ['mine'],
    'REFINER-B': ['refiner'],
    'MAGNETS-D': ['magnet-maker', 'exporter'],
    'CUSTOMS-G': ['customs'],
    'LAB-H': ['laboratory'],
  });

const settledOn = (netMilligrams: number) => ({
  type: 'transfer-settled',
  transfer: 'TR-1',
  lot: 'ORE-1',
  resolution: { basis: 'agreed', quantity: { netMilligrams } },
});

const HELD_ORE = { type: 'hold-placed', lot: 'ORE-1', reason: 'permit in doubt' };

/** REFINER-B has received ORE-1 under TR-1, which MINE-A has not recorded. */
function withAwaited(): World {
  const world = withOre();
  record(world, 'REFINER-B', { ...received('TR-1', ['ORE-1']), consignor: 'MINE-A' });
  return world;
}

/** MINE-A holds ORE-1: a kilogram with 10 g of neodymium. */
function withOre(): World {
  const world = parties();
  record(world, 'MINE-A', oreCreated('ORE-1'));
  return world;
}

/** MINE-A has packed ORE-1 and ORE-2 in DRUM-1, and holds ORE-3 loose. */
function withDrum(): World {
  const world = withOre();
  record(world, 'MINE-A', oreCreated('ORE-2'));
  record(world, 'MINE-A', oreCreated('ORE-3'));
  record(world, 'MINE-A', { type: 'unit-packed', unit: 'DRUM-1', lots: ['ORE-1', 'ORE-2'] });
  return world;
}

/** MINE-A has sealed the permit of ORE-1, and what else it says of it. */
function withSeal(): World {
  const world = parties();
  const sealed = { permit: HASH, extra: HASH };
  record(world, 'MINE-A', { ...oreCreated('ORE-1'), id: SEALING, sealed });
  return world;
}

const SEALING = '0198f3a1-7c3e-7d5a-9b1c-2d3e4f5a6b7d';

const granted = (officer: string, grant = 'GRANT-1') => ({
  type: 'access-granted' as const,
  grant,
  officer,
  purpose: 'licence-review',
  fields: ['permit' as const],
  sealedIn: SEALING,
  from: '2026-01-01T00:00:00.000Z',
  to: '2027-01-01T00:00:00.000Z',
  reason: 'the case is open',
});

const viewed = (purpose: string) => ({
  type: 'field-viewed' as const,
  sealedIn: SEALING,
  field: 'permit' as const,
  owner: 'MINE-A',
  purpose,
  grant: 'GRANT-1',
});
const allocated = (holder: string) => ({
  type: 'quota-allocated' as const,
  quota: 'Q-1',
  holder,
  year: 2026,
  batch: 1,
  activity: 'mining' as const,
  ore: 'rock' as const,
  oxideMilligrams: 1,
  sources: ['notice 1'],
});

const sold = (sale: string) => ({ type: 'sale-filed', sale, netMilligrams: 1, soldAt: '2026-03-01T08:00:00.000Z' });

/** Neodymium in ore, of which so much is left of 10 mg. */
const returned = (closingMilligrams: number, facility = 'A-PIT') => {
  const flows = { inMilligrams: 0, madeMilligrams: 0, usedMilligrams: 3, outMilligrams: 0, lostMilligrams: 0 };
  const row = { form: 'ore', element: 'Nd', openingMilligrams: 10, ...flows, closingMilligrams };
  return { type: 'return-filed', facility, month: '2026-02', figures: [row] };
};

function withPits(): World {
  const world = parties();
  record(world, OPERATOR, facilityRegistered('A-PIT'));
  return world;
}

const YEAR = { from: '2025-04-04T00:00:00.000Z', to: '2026-04-04T00:00:00.000Z' };
const listPublished = (list: string, validFrom: string) => ({
  type: 'control-list-published' as const,
  list,
  title: 'rare earths',
  jurisdiction: 'CN',
  validFrom,
  sources: ['the gazette'],
  isConfirmed: true,
  items: [{ code: '1C905.a', description: 'dysprosium', elements: ['Dy' as const], requires: 'licence' as const }],
});
const listEnded = (list: string, from: string) => ({
  type: 'control-list-ended' as const,
  list,
  from,
  reason: 'repealed',
  sources: ['the gazette'],
});
const withList = () => {
  const world = parties();
  record(world, OPERATOR, { ...listPublished('CN-18', YEAR.from), validTo: YEAR.to });
  return world;
};

const GAP_FIGURES = {
  exporter: 'CN',
  importer: 'DE',
  hsCode: '850511',
  fromMonth: '2026-01',
  toMonth: '2026-06',
  lagMonths: 2,
  exportsMilligrams: 10,
  importsMilligrams: 5,
  gapMilligrams: 5,
};

const gapStated = (status: 'open' | 'agreed' | 'disputed') => ({
  type: 'trade-gap-stated' as const,
  gap: 'MT-1',
  status,
  reason: 'as both tables have it',
  ...(status === 'open' ? { figures: GAP_FIGURES } : {}),
});

const erased = (field: string) => ({
  type: 'opening-erased',
  sealedIn: SEALING,
  field,
  reason: 'asked for by the mine',
});

function withDispatch(): World {
  const world = withOre();
  record(world, 'MINE-A', oreCreated('ORE-2'));
  record(world, 'MINE-A', dispatched('TR-1', 'REFINER-B', ['ORE-1']));
  return world;
}

/** REFINER-B has ORE-1, and finds a tenth of it missing. */
function withDispute(): World {
  const world = withDispatch();
  record(world, 'REFINER-B', received('TR-1', ['ORE-1'], { netMilligrams: 900_000 }));
  return world;
}

function withRejection(): World {
  const world = withDispatch();
  const lines = [{ lot: 'ORE-1', outcome: 'rejected' }];
  record(world, 'REFINER-B', { type: 'transfer-received', transfer: 'TR-1', lines });
  return world;
}

/** MAGNETS-D has packed MAG-1, and still holds MAG-2. */
function withShipment(): World {
  const world = parties();
  for (const lot of ['MAG-1', 'MAG-2']) {
    record(world, 'MAGNETS-D', lotCreated({ lot, origin: 'opening-stock', form: 'magnet' }));
  }
  record(world, 'MAGNETS-D', shipmentPacked('SHP-1', ['MAG-1']));
  return world;
}

function withExit(): World {
  const world = withShipment();
  record(world, 'MAGNETS-D', { type: 'shipment-exited', shipment: 'SHP-1' });
  return world;
}

/** Where the event is by which MINE-A has ORE-1: after the parties. */
const ORE_AT = parties().position;
const ORE_DIGEST = digestAt(ORE_AT);
const oreReplacement = (lot: string) => asReplacement(oreCreated(lot));
const TABLE_ROW = /^\| `([a-z-]+)` \| [^|]+ \| ([^|]+) \|$/gm;
const MILLED = { step: 'beneficiation', form: 'concentrate' } as const;
const NEW_KEY = keyOf('NEW');
const retired = (key: string, successor: string) => ({
  type: 'checkpoint-key-retired',
  key,
  successor,
  reason: 'a new year',
});
const STOLEN = { type: 'key-revoked', key: keyOf('MINE-A'), reason: 'the laptop is gone', cause: 'stolen' };
const partyRegistered = { type: 'party-registered', party: 'NEW', name: 'New', roles: ['mine'], country: 'CN' };

const refuseNewKey = ({ key }: { key: string }) => (key === NEW_KEY ? 'the proof is by another key' : null);

const CASES: Readonly<Record<RefusalCode, Case>> = {
  ...LICENCE_REFUSALS,
  ...EXPORT_REFUSALS,
  'not-opened': {
    given: emptyWorld,
    by: 'OPERATOR',
    refused: partyRegistered,
    field: 'type',
    facts: { type: 'party-registered', expected: 'ledger-opened' },
    pair: ['type', 'expected'],
    names: ['this is party-registered', 'must be ledger-opened'],
    twin: { event: ledgerOpened() },
  },
  'already-opened': {
    given: openWorld,
    by: 'OPERATOR',
    refused: ledgerOpened(),
    field: 'type',
    facts: { position: 1, expectedPosition: 0, ordinal: 0, expectedOrdinal: 0 },
    pair: ['position', 'expectedPosition'],
    names: ['event 0 of entry 1', 'event 0 of its entry 0', 'example.org/first'],
    twin: { event: partyRegistered },
  },
  'origin-differs': {
    given: emptyWorld,
    by: 'OPERATOR',
    refused: { ...ledgerOpened(), origin: 'example.org/second' },
    field: 'origin',
    facts: { origin: 'example.org/second', ledger: 'example.org/first' },
    pair: ['origin', 'ledger'],
    names: ['example.org/second', 'example.org/first'],
    twin: { event: ledgerOpened() },
  },
  'unknown-party': {
    given: parties,
    by: 'OPERATOR',
    refused: keyEnrolled('NOBODY', NEW_KEY),
    field: 'party',
    facts: { party: 'NOBODY', found: null },
    pair: ['party', 'found'],
    names: ['NOBODY', 'nothing has that name', 'holder of the key'],
    twin: { event: { ...keyEnrolled('MINE-A', NEW_KEY), recovery: true } },
  },
  'unknown-facility': {
    given: () => {
      const world = parties();
      record(world, 'OPERATOR', facilityRegistered('A-HEAP'));
      return world;
    },
    by: 'MINE-A',
    refused: { ...oreCreated('ORE-1'), facility: 'B-HEAP' },
    field: 'facility',
    facts: { facility: 'B-HEAP', found: null },
    pair: ['facility', 'found'],
    names: ['B-HEAP', 'nothing has that name'],
    twin: { event: { ...oreCreated('ORE-1'), facility: 'A-HEAP' } },
  },
  'unknown-lot': {
    given: withDispatch,
    by: 'MINE-A',
    refused: transformed({ ...MILLED, inputs: [{ lot: 'TR-1' }] }),
    field: 'inputs[0].lot',
    facts: { lot: 'TR-1', found: 'transfer' },
    pair: ['lot', 'found'],
    names: ['no lot TR-1', 'TR-1 is a transfer'],
    twin: { event: transformed({ ...MILLED, inputs: [{ lot: 'ORE-2' }] }) },
  },
  'unknown-transfer': {
    given: withDispatch,
    by: 'REFINER-B',
    refused: received('TR-2', ['ORE-1']),
    field: 'transfer',
    facts: { transfer: 'TR-2', found: null },
    pair: ['transfer', 'found'],
    names: ['no transfer TR-2', 'nothing has that id'],
    twin: { event: received('TR-1', ['ORE-1']) },
  },
  'unknown-shipment': {
    given: withShipment,
    by: 'MAGNETS-D',
    refused: { type: 'shipment-exited', shipment: 'SHP-2' },
    field: 'shipment',
    facts: { shipment: 'SHP-2', found: null },
    pair: ['shipment', 'found'],
    names: ['no shipment SHP-2', 'nothing has that id'],
    twin: { event: { type: 'shipment-exited', shipment: 'SHP-1' } },
  },
  'unknown-unit': {
    given: withDrum,
    by: 'MINE-A',
    refused: { type: 'unit-unpacked', unit: 'ORE-3' },
    field: 'unit',
    facts: { unit: 'ORE-3', found: 'lot' },
    pair: ['unit', 'found'],
    names: ['ORE-3', 'is a lot'],
    twin: { event: { type: 'unit-unpacked', unit: 'DRUM-1' } },
  },
  'unknown-key': {
    given: parties,
    by: 'OPERATOR',
    refused: { type: 'key-revoked', key: NEW_KEY, reason: 'lost' },
    field: 'key',
    facts: { key: NEW_KEY, found: null },
    pair: ['key', 'found'],
    names: [NEW_KEY, 'nothing is recorded under it'],
    twin: { event: { type: 'key-revoked', key: keyOf('MINE-A'), reason: 'lost' } },
  },
  'id-used': {
    given: withDispatch,
    by: 'MINE-A',
    refused: oreCreated('TR-1'),
    field: 'lot',
    facts: { id: 'TR-1', asked: 'lot', usedFor: 'transfer' },
    pair: ['asked', 'usedFor'],
    names: ['a new lot', 'a transfer', 'TR-1'],
    twin: { event: oreCreated('TR-2') },
  },
  'key-used': {
    given: parties,
    by: 'MINE-A',
    refused: keyEnrolled('MINE-A', keyOf('REFINER-B')),
    field: 'key',
    facts: { key: keyOf('REFINER-B'), party: 'MINE-A', usedFor: 'REFINER-B' },
    pair: ['party', 'usedFor'],
    names: ['enrols it for MINE-A', 'enrolled before, for REFINER-B', keyOf('REFINER-B')],
    twin: { event: keyEnrolled('MINE-A', NEW_KEY) },
  },
  'key-not-enrolled': {
    given: parties,
    by: 'MINE-A',
    author: NEW_KEY,
    refused: oreCreated('ORE-1'),
    field: null,
    facts: { key: NEW_KEY, found: null },
    pair: ['key', 'found'],
    names: [NEW_KEY, 'nothing is recorded under it'],
    twin: { author: keyOf('MINE-A') },
  },
  'key-revoked': {
    given: () => {
      const world = parties();
      record(world, 'MINE-A', keyEnrolled('MINE-A', NEW_KEY));
      record(world, 'MINE-A', { type: 'key-revoked', key: NEW_KEY, reason: 'lost' });
      return world;
    },
    by: 'MINE-A',
    author: NEW_KEY,
    refused: oreCreated('ORE-1'),
    field: null,
    facts: { key: NEW_KEY, party: 'MINE-A', asked: 'sign', recorded: 'revoked' },
    pair: ['asked', 'recorded'],
    names: ['signs no more', 'is revoked', NEW_KEY, 'MINE-A'],
    twin: { author: keyOf('MINE-A') },
  },
  'key-retired': {
    given: () => {
      const world = parties();
      record(world, OPERATOR, { type: 'checkpoint-key-added', key: NEW_KEY, proof: 'A'.repeat(86) });
      record(world, OPERATOR, retired(keyOf('CHECKPOINT'), NEW_KEY));
      return world;
    },
    by: OPERATOR,
    refused: retired(NEW_KEY, keyOf('CHECKPOINT')),
    field: 'successor',
    facts: { key: keyOf('CHECKPOINT'), asked: 'succeed', recorded: 'retired' },
    pair: ['asked', 'recorded'],
    names: ['is to succeed', 'is retired already', keyOf('CHECKPOINT')],
    twin: { event: { type: 'checkpoint-key-added', key: keyOf('NEWER'), proof: 'A'.repeat(86) } },
  },
  'stolen-later': {
    given: parties,
    by: 'MINE-A',
    refused: { ...STOLEN, stolenFrom: '2026-03-01T12:00:01.000Z', occurredAt: '2026-03-01T12:00:00.000Z' },
    field: 'stolenFrom',
    facts: {
      key: keyOf('MINE-A'),
      stolenFrom: '2026-03-01T12:00:01.000Z',
      recordedAt: '2026-03-01T12:00:00.000Z',
    },
    pair: ['stolenFrom', 'recordedAt'],
    names: ['2026-03-01T12:00:01.000Z', '2026-03-01T12:00:00.000Z', keyOf('MINE-A')],
    twin: {
      event: { ...STOLEN, stolenFrom: '2026-03-01T12:00:00.000Z', occurredAt: '2026-03-01T12:00:00.000Z' },
    },
  },
  'key-proof': {
    given: () => {
      return enter(openWorld({ checkEnrolment: refuseNewKey }), { 'MINE-A': ['mine'] });
    },
    by: 'MINE-A',
    refused: keyEnrolled('MINE-A', NEW_KEY),
    field: 'proof',
    facts: {
      party: 'MINE-A',
      key: NEW_KEY,
      proof: keyEnrolled('MINE-A', NEW_KEY)['proof'] as string,
      found: 'the proof is by another key',
    },
    pair: ['proof', 'found'],
    names: ['MINE-A has the key', 'the proof is by another key', NEW_KEY],
    twin: { event: keyEnrolled('MINE-A', keyOf('OTHER')) },
  },
  'key-recovery': {
    given: parties,
    by: 'OPERATOR',
    refused: keyEnrolled('MINE-A', NEW_KEY),
    field: 'recovery',
    facts: { party: 'MINE-A', recovery: false, expected: true },
    pair: ['recovery', 'expected'],
    names: ['says false', '"recovery": true', 'MINE-A'],
    twin: { event: { ...keyEnrolled('MINE-A', NEW_KEY), recovery: true } },
  },
  'no-mandate': {
    given: () => {
      const world = withOre();
      record(world, 'MINE-A', { type: 'mandate-given', agent: 'REFINER-B', acts: ['lot-created'] });
      return world;
    },
    by: 'REFINER-B',
    refused: { ...dispatched('TR-1', 'REFINER-B', ['ORE-1']), onBehalfOf: 'MINE-A' },
    field: 'onBehalfOf',
    facts: {
      principal: 'MINE-A',
      agent: 'REFINER-B',
      act: 'transfer-dispatched',
      found: 'a mandate for lot-created',
    },
    pair: ['act', 'found'],
    names: ['REFINER-B records transfer-dispatched', 'a mandate for lot-created', 'on behalf of MINE-A'],
    twin: { event: { ...oreCreated('ORE-2'), onBehalfOf: 'MINE-A' } },
  },
  role: {
    given: parties,
    by: 'REFINER-B',
    refused: oreCreated('ORE-1'),
    field: 'origin',
    facts: { party: 'REFINER-B', roles: 'refiner', needed: 'mine' },
    pair: ['roles', 'needed'],
    names: ['REFINER-B is refiner', 'one of: mine'],
    twin: { by: 'MINE-A' },
  },
  'not-holder': {
    given: withOre,
    by: 'REFINER-B',
    refused: transformed({ ...MILLED, inputs: [{ lot: 'ORE-1' }] }),
    field: 'inputs[0].lot',
    facts: { lot: 'ORE-1', holder: 'MINE-A', party: 'REFINER-B' },
    pair: ['party', 'holder'],
    names: ['by REFINER-B', 'held by MINE-A', 'ORE-1'],
    twin: { by: 'MINE-A' },
  },
  'not-owner': {
    given: withOre,
    by: 'REFINER-B',
    refused: { type: 'ownership-transferred', lots: ['ORE-1'], owner: 'REFINER-B' },
    field: 'lots[0]',
    facts: { lot: 'ORE-1', owner: 'MINE-A', party: 'REFINER-B' },
    pair: ['party', 'owner'],
    names: ['by REFINER-B', 'belongs to MINE-A', 'ORE-1'],
    twin: { by: 'MINE-A' },
  },
  'in-transit': {
    given: withDispatch,
    by: 'MINE-A',
    refused: transformed({ ...MILLED, inputs: [{ lot: 'ORE-1' }] }),
    field: 'inputs[0].lot',
    facts: { lot: 'ORE-1', transfer: 'TR-1', expected: 'held', found: 'in-transit' },
    pair: ['expected', 'found'],
    names: ['only a held lot', 'in transit under transfer TR-1', 'ORE-1'],
    twin: { event: transformed({ ...MILLED, inputs: [{ lot: 'ORE-2' }] }) },
  },
  awaited: {
    given: withAwaited,
    by: 'MINE-A',
    refused: transformed({ ...MILLED, inputs: [{ lot: 'ORE-1' }] }),
    field: 'inputs[0].lot',
    facts: { lot: 'ORE-1', transfer: 'TR-1', consignee: 'REFINER-B', expected: 'held', found: 'awaited' },
    pair: ['expected', 'found'],
    names: ['only a held lot', 'lot ORE-1 is awaited', 'transfer TR-1', 'REFINER-B'],
    twin: { event: dispatched('TR-1', 'REFINER-B', ['ORE-1']) },
  },
  packed: {
    given: withShipment,
    by: 'MAGNETS-D',
    refused: dispatched('TR-1', 'MINE-A', ['MAG-1']),
    field: 'lines[0].lot',
    facts: { lot: 'MAG-1', shipment: 'SHP-1', expected: 'held', found: 'packed' },
    pair: ['expected', 'found'],
    names: ['only a held lot', 'packed in shipment SHP-1', 'MAG-1'],
    twin: { event: dispatched('TR-1', 'MINE-A', ['MAG-2']) },
  },
  exported: {
    given: withExit,
    by: 'MAGNETS-D',
    refused: shipmentPacked('SHP-2', ['MAG-1']),
    field: 'lots[0]',
    facts: { lot: 'MAG-1', shipment: 'SHP-1', expected: 'held', found: 'exported' },
    pair: ['expected', 'found'],
    names: ['only a held lot', 'exported in shipment SHP-1', 'MAG-1'],
    twin: { event: shipmentPacked('SHP-2', ['MAG-2']) },
  },
  'packed-in-unit': {
    given: withDrum,
    by: 'MINE-A',
    refused: transformed({ ...MILLED, inputs: [{ lot: 'ORE-1' }] }),
    field: 'inputs[0].lot',
    facts: { lot: 'ORE-1', unit: 'DRUM-1', expected: 'loose', found: 'packed' },
    pair: ['expected', 'found'],
    names: ['only a loose lot', 'packed in unit DRUM-1', 'ORE-1', 'unpack'],
    twin: { event: transformed({ ...MILLED, inputs: [{ lot: 'ORE-3' }] }) },
  },
  'unit-divided': {
    given: withDrum,
    by: 'MINE-A',
    refused: dispatched('TR-1', 'REFINER-B', ['ORE-3', 'ORE-1']),
    field: 'lines[1].lot',
    facts: { lot: 'ORE-1', unit: 'DRUM-1', named: 1, packed: 2, leftOut: 'ORE-2' },
    pair: ['named', 'packed'],
    names: ['ORE-1', 'DRUM-1', 'with ORE-2', 'unpack'],
    twin: { event: dispatched('TR-1', 'REFINER-B', ['ORE-2', 'ORE-3', 'ORE-1']) },
  },
  'unit-state': {
    given: withDrum,
    by: 'MINE-A',
    refused: { type: 'unit-packed', unit: 'DRUM-1', lots: ['ORE-3'] },
    field: 'unit',
    facts: { unit: 'DRUM-1', asked: 'packed', expected: 'unpacked', found: 'packed' },
    pair: ['expected', 'found'],
    names: ['is packed already', 'says that it is packed', 'unpack it first'],
    twin: { event: { type: 'unit-packed', unit: 'DRUM-2', lots: ['ORE-3'] } },
  },
  'on-hold': {
    given: () => {
      const world = withOre();
      record(world, OPERATOR, { ...HELD_ORE, occurredAt: '2026-03-02T08:00:00.000Z' });
      record(world, 'MINE-A', oreCreated('ORE-2'));
      return world;
    },
    by: 'MINE-A',
    refused: dispatched('TR-1', 'REFINER-B', ['ORE-1']),
    field: 'lines[0].lot',
    facts: {
      lot: 'ORE-1',
      expected: 'not on hold',
      found: 'on hold',
      placedBy: 'OPERATOR',
      placedAt: '2026-03-02T08:00:00.000Z',
      reason: 'permit in doubt',
    },
    pair: ['expected', 'found'],
    names: ['not on hold', 'is on hold since 2026-03-02T08:00:00.000Z, by OPERATOR: permit in doubt', 'ORE-1'],
    twin: { event: dispatched('TR-1', 'REFINER-B', ['ORE-2']) },
  },
  'not-on-hold': {
    given: withOre,
    by: OPERATOR,
    refused: { type: 'hold-released', lot: 'ORE-1', reason: 'permit confirmed' },
    field: 'lot',
    facts: { lot: 'ORE-1', expected: 'on hold', found: 'not on hold' },
    pair: ['expected', 'found'],
    names: ['releases it from one', 'is not on hold', 'ORE-1'],
    twin: { event: HELD_ORE },
  },
  spent: {
    given: () => {
      const world = withOre();
      const milled = transformed({ ...MILLED, inputs: [{ lot: 'ORE-1' }], output: 'CON-1' });
      record(world, 'MINE-A', { ...milled, occurredAt: '2026-03-02T08:00:00.000Z' });
      return world;
    },
    by: 'MINE-A',
    refused: { ...transformed({ ...MILLED, inputs: [{ lot: 'ORE-1' }] }), occurredAt: '2026-03-02T09:00:00.000Z' },
    field: 'inputs[0].lot',
    facts: {
      lot: 'ORE-1',
      measure: 'netMilligrams',
      asked: 'all',
      remaining: '0',
      spentBy: 'MINE-A',
      spentAt: '2026-03-02T08:00:00.000Z',
    },
    pair: ['asked', 'remaining'],
    names: ['all of it was asked', '0 kg net is left', 'ORE-1', 'MINE-A used it up at 2026-03-02T08:00:00.000Z'],
    twin: {
      event: { ...transformed({ ...MILLED, inputs: [{ lot: 'CON-1' }] }), occurredAt: '2026-03-02T09:00:00.000Z' },
    },
  },
  overdrawn: {
    given: withOre,
    by: 'MINE-A',
    refused: transformed({ ...MILLED, inputs: [{ lot: 'ORE-1', netMilligrams: 1_000_001 }] }),
    field: 'inputs[0].netMilligrams',
    facts: { lot: 'ORE-1', measure: 'netMilligrams', asked: '1000001', remaining: '1000000' },
    pair: ['asked', 'remaining'],
    names: ['1.000001 kg net was asked', '1 kg net left', 'ORE-1'],
    twin: { event: transformed({ ...MILLED, inputs: [{ lot: 'ORE-1', netMilligrams: 1_000_000 }] }) },
  },
  'named-twice': {
    given: withOre,
    by: 'MINE-A',
    refused: transformed({
      ...MILLED,
      inputs: [
        { lot: 'ORE-1', netMilligrams: 1 },
        { lot: 'ORE-1', netMilligrams: 2 },
      ],
    }),
    field: 'inputs',
    facts: { id: 'ORE-1', among: 'inputs', times: 2, allowed: 1 },
    pair: ['times', 'allowed'],
    names: ['named 2 times', 'may be named once', 'ORE-1', 'inputs'],
    twin: { event: transformed({ ...MILLED, inputs: [{ lot: 'ORE-1', netMilligrams: 3 }] }) },
  },
  'quantity-differs': {
    given: withOre,
    by: 'MINE-A',
    refused: dispatched('TR-1', 'REFINER-B', ['ORE-1'], { netMilligrams: 999_999 }),
    field: 'lines[0].quantity.netMilligrams',
    facts: { lot: 'ORE-1', measure: 'netMilligrams', declared: '999999', remaining: '1000000' },
    pair: ['declared', 'remaining'],
    names: ['says 0.999999 kg net', '1 kg net left', 'ORE-1', 'split'],
    twin: { event: dispatched('TR-1', 'REFINER-B', ['ORE-1'], { netMilligrams: 1_000_000 }) },
  },
  'form-changed': {
    given: withOre,
    by: 'MINE-A',
    refused: transformed({ step: 'split', form: 'concentrate', inputs: [{ lot: 'ORE-1' }] }),
    field: 'step',
    facts: { step: 'split', form: 'ore', other: 'concentrate' },
    pair: ['other', 'form'],
    names: ['another of its lots is concentrate', 'first input is ore', 'split'],
    twin: { event: transformed({ step: 'split', form: 'ore', inputs: [{ lot: 'ORE-1' }] }) },
  },
  'material-gained': {
    given: withOre,
    by: 'MINE-A',
    refused: transformed({ ...MILLED, inputs: [{ lot: 'ORE-1' }], elementMilligrams: { Nd: 10_051 } }),
    field: 'outputs',
    facts: { element: 'Nd', in: '10000', out: '10051', excess: '51', tolerance: '50' },
    pair: ['out', 'in'],
    names: ['gives 0.010051 kg Nd', 'takes 0.01 kg Nd', '0.000051 kg too much', '0.00005 kg'],
    twin: { event: transformed({ ...MILLED, inputs: [{ lot: 'ORE-1' }], elementMilligrams: { Nd: 10_050 } }) },
  },
  'measure-gained': {
    given: withOre,
    by: 'MINE-A',
    refused: transformed({ step: 'split', form: 'ore', inputs: [{ lot: 'ORE-1' }], netMilligrams: 1_000_001 }),
    field: 'outputs',
    facts: { step: 'split', measure: 'netMilligrams', taken: '1000000', given: '1000001' },
    pair: ['given', 'taken'],
    names: ['gives 1.000001 kg net', 'takes 1 kg net', 'split'],
    twin: {
      event: transformed({ step: 'split', form: 'ore', inputs: [{ lot: 'ORE-1' }], netMilligrams: 1_000_000 }),
    },
  },
  'elements-above-net': {
    given: withOre,
    by: 'MINE-A',
    refused: { type: 'lot-adjusted', lot: 'ORE-1', quantity: { netMilligrams: 9_999 }, reason: 'drying' },
    field: 'quantity',
    facts: { lot: 'ORE-1', elements: '10000', netMilligrams: '9999' },
    pair: ['netMilligrams', 'elements'],
    names: ['0.009999 kg net', '0.01 kg of elements', 'ORE-1'],
    twin: {
      event: { type: 'lot-adjusted', lot: 'ORE-1', quantity: { netMilligrams: 10_000 }, reason: 'drying' },
    },
  },
  'treo-above-dry': {
    given: () => {
      const world = parties();
      const quantity = { netMilligrams: 1_000, elementMilligrams: { Nd: 850 } };
      record(world, 'REFINER-B', lotCreated({ lot: 'OX-1', origin: 'imported', form: 'oxide', quantity }));
      return world;
    },
    by: 'REFINER-B',
    refused: assayed('OX-1', { moisturePartsPerMillion: 50_000 }, { laboratory: 'REFINER-B' }),
    field: 'quantity.elementMilligrams',
    facts: { lot: 'OX-1', form: 'oxide', oxides: '991', dryMilligrams: '950' },
    pair: ['oxides', 'dryMilligrams'],
    names: ['the elements weigh 0.000991 kg', 'the dry mass is 0.00095 kg', 'OX-1', 'TREO of 104 %'],
    twin: { event: assayed('OX-1', { moisturePartsPerMillion: 20_000 }, { laboratory: 'REFINER-B' }) },
  },
  'laboratory-differs': {
    given: withOre,
    by: 'LAB-H',
    refused: assayed('ORE-1', { elementMilligrams: { Nd: 1 } }, { laboratory: 'MINE-A' }),
    field: 'laboratory',
    facts: { lot: 'ORE-1', laboratory: 'MINE-A', party: 'LAB-H' },
    pair: ['laboratory', 'party'],
    names: ['names the laboratory MINE-A', 'signed by LAB-H'],
    twin: { event: assayed('ORE-1', { elementMilligrams: { Nd: 1 } }) },
  },
  'umpire-holds': {
    given: withOre,
    by: 'MINE-A',
    refused: assayed('ORE-1', { elementMilligrams: { Nd: 1 } }, { laboratory: 'MINE-A', version: 'umpire' }),
    field: 'version',
    facts: { lot: 'ORE-1', laboratory: 'MINE-A', version: 'umpire', expected: 'final' },
    pair: ['version', 'expected'],
    names: ['MINE-A is to be the umpire', 'record the assay as final', 'ORE-1'],
    twin: { event: assayed('ORE-1', { elementMilligrams: { Nd: 1 } }, { laboratory: 'MINE-A' }) },
  },
  'umpire-recorded': {
    given: () => {
      const world = withOre();
      record(world, 'LAB-H', assayed('ORE-1', { elementMilligrams: { Nd: 9_000 } }, { version: 'umpire' }));
      return world;
    },
    by: 'MINE-A',
    refused: assayed('ORE-1', { elementMilligrams: { Nd: 9_500 } }, { laboratory: 'MINE-A' }),
    field: 'version',
    facts: {
      lot: 'ORE-1',
      recorded: 'umpire',
      version: 'final',
      recordedLaboratory: 'LAB-H',
      laboratory: 'MINE-A',
    },
    pair: ['version', 'recorded'],
    names: ['by MINE-A is final', 'has an umpire assay by LAB-H', 'ORE-1'],
    twin: { by: 'LAB-H', event: assayed('ORE-1', { elementMilligrams: { Nd: 9_500 } }, { version: 'umpire' }) },
  },
  'circuit-opening': {
    given: () => {
      const world = withOre();
      record(world, 'MINE-A', circuitStep({ inputs: [{ lot: 'ORE-1' }], opening: 0, closing: 100 }));
      return world;
    },
    by: 'MINE-A',
    refused: circuitStep({ opening: 99, closing: 0 }),
    field: 'circuit.openingElementMilligrams.Nd',
    facts: { circuit: 'SX-1', element: 'Nd', recorded: '100', stated: '99' },
    pair: ['stated', 'recorded'],
    names: ['opening says 0.000099 kg Nd', 'closed with 0.0001 kg Nd', 'SX-1'],
    twin: { event: circuitStep({ opening: 100, closing: 0 }) },
  },
  'not-in-transfer': {
    given: withDispatch,
    by: 'REFINER-B',
    refused: received('TR-1', ['ORE-2']),
    field: 'lines[0].lot',
    facts: { lot: 'ORE-2', transfer: 'TR-1', found: 'held' },
    pair: ['transfer', 'found'],
    names: ['transfer TR-1', 'held by MINE-A', 'ORE-2'],
    twin: { event: received('TR-1', ['ORE-1']) },
  },
  returning: {
    given: withRejection,
    by: 'MINE-A',
    refused: transformed({ ...MILLED, inputs: [{ lot: 'ORE-1' }] }),
    field: 'inputs[0].lot',
    facts: { lot: 'ORE-1', transfer: 'TR-1', expected: 'held', found: 'returning' },
    pair: ['expected', 'found'],
    names: ['only a held lot', 'is returning under transfer TR-1', 'ORE-1', 'MINE-A'],
    twin: { event: received('TR-1', ['ORE-1']) },
  },
  'nothing-rejected': {
    given: withDispatch,
    by: 'REFINER-B',
    refused: partlyAccepted(1_000_000),
    field: 'lines[0].measured.netMilligrams',
    facts: { lot: 'ORE-1', measure: 'netMilligrams', measured: '1000000', remaining: '1000000' },
    pair: ['measured', 'measure'],
    names: ['has 1 kg net: nothing is left', 'came with 1 kg net', 'ORE-1'],
    twin: { event: partlyAccepted(999_999) },
  },
  'transfer-ended': {
    given: withRejection,
    by: 'MINE-A',
    refused: { type: 'transfer-cancelled', transfer: 'TR-1', reason: 'sold to somebody else' },
    field: 'transfer',
    facts: { transfer: 'TR-1', asked: 'cancelled', ended: 'received' },
    pair: ['asked', 'ended'],
    names: ['says that it is cancelled', 'is received already', 'TR-1'],
    twin: { event: received('TR-1', ['ORE-1']) },
  },
  'no-dispute': {
    given: withDispute,
    by: 'MINE-A',
    refused: { type: 'transfer-settled', transfer: 'TR-1', lot: 'ORE-2', resolution: { basis: 'declared' } },
    field: 'lot',
    facts: { transfer: 'TR-1', asked: 'ORE-2', found: 'ORE-1' },
    pair: ['asked', 'found'],
    names: ['settles one about ORE-2', 'open about ORE-1', 'TR-1'],
    twin: { event: { type: 'transfer-settled', transfer: 'TR-1', resolution: { basis: 'declared' } } },
  },
  'settled-below-zero': {
    given: () => {
      const world = withDispute();
      record(world, 'REFINER-B', transformed({ ...MILLED, inputs: [{ lot: 'ORE-1', netMilligrams: 950_000 }] }));
      return world;
    },
    by: 'OPERATOR',
    refused: { type: 'transfer-settled', transfer: 'TR-1', resolution: { basis: 'measured' } },
    field: 'resolution',
    facts: { lot: 'ORE-1', measure: 'netMilligrams', change: '-100000', remaining: '50000' },
    pair: ['change', 'remaining'],
    names: ['takes 0.1 kg net', 'has 0.05 kg net left', 'ORE-1', 'TR-1'],
    twin: { event: { type: 'transfer-settled', transfer: 'TR-1', resolution: { basis: 'declared' } } },
  },
  'amount-too-large': {
    given: () => {
      const world = withDispute();
      const quantity = { netMilligrams: 9_000_000_000_000_000 };
      record(world, 'REFINER-B', { type: 'lot-adjusted', lot: 'ORE-1', quantity, reason: 'found' });
      return world;
    },
    by: 'OPERATOR',
    refused: settledOn(9_000_000_000_000_000),
    field: 'resolution',
    facts: {
      lot: 'ORE-1',
      measure: 'netMilligrams',
      amount: '17999999999000000',
      most: '9007199254740991',
    },
    pair: ['amount', 'most'],
    names: ['would have 17,999,999,999 kg net', 'kept is 9,007,199,254.740991 kg net', 'ORE-1'],
    twin: { event: settledOn(900_000) },
  },
  'shipment-ended': {
    given: withExit,
    by: 'MAGNETS-D',
    refused: { type: 'shipment-unpacked', shipment: 'SHP-1' },
    field: 'shipment',
    facts: { shipment: 'SHP-1', asked: 'unpacked', ended: 'exited' },
    pair: ['asked', 'ended'],
    names: ['says that it is unpacked', 'is exited from its country already', 'SHP-1'],
    twin: { event: shipmentPacked('SHP-2', ['MAG-2']) },
  },
  voided: {
    given: () => {
      const world = withOre();
      record(world, 'MINE-A', corrected(latestDigest(world)));
      return world;
    },
    by: 'MINE-A',
    refused: dispatched('TR-1', 'REFINER-B', ['ORE-1']),
    field: 'lines[0].lot',
    facts: { lot: 'ORE-1', expected: 'held', found: 'voided' },
    pair: ['expected', 'found'],
    names: ['ORE-1 is voided', 'correction of MINE-A'],
    twin: { event: oreCreated('ORE-2') },
  },
  'unknown-event': {
    given: withOre,
    by: 'MINE-A',
    refused: corrected(digestAt(999)),
    field: 'corrects',
    facts: { corrects: digestAt(999), found: null },
    pair: ['corrects', 'found'],
    names: [digestAt(999), 'nothing has that digest'],
    twin: { event: corrected(ORE_DIGEST) },
  },
  'not-correctable': {
    given: withOre,
    by: 'OPERATOR',
    refused: corrected(digestAt(0)),
    field: 'corrects',
    facts: { type: 'ledger-opened', asked: 'void', instead: 'what opened the ledger stands for ever' },
    pair: ['asked', 'instead'],
    names: ['to void it', 'stands for ever', 'event 0.0 is ledger-opened'],
    twin: { event: corrected(ORE_DIGEST) },
  },
  'not-author': {
    given: withOre,
    by: 'REFINER-B',
    refused: corrected(ORE_DIGEST),
    field: 'corrects',
    facts: { author: 'MINE-A', party: 'REFINER-B', roles: 'refiner', needed: 'authority' },
    pair: ['party', 'author'],
    names: ['by REFINER-B', 'who recorded it', `event ${ORE_AT}.0 is by MINE-A`, 'one of: authority'],
    twin: { by: 'MINE-A' },
  },
  'event-voided': {
    given: () => {
      const world = withOre();
      record(world, 'MINE-A', corrected(ORE_DIGEST));
      record(world, 'MINE-A', oreCreated('ORE-2'));
      return world;
    },
    by: 'MINE-A',
    refused: corrected(ORE_DIGEST, oreReplacement('ORE-1')),
    field: 'corrects',
    facts: { asked: 'replace', voidedBy: `${ORE_AT + 1}.0`, target: `${ORE_AT}.0` },
    pair: ['asked', 'voidedBy'],
    names: ['to replace it', 'nothing of it is left', `event ${ORE_AT}.0 was voided by event ${ORE_AT + 1}.0`],
    twin: { event: corrected(digestAt(ORE_AT + 2)) },
  },
  'replacement-differs': {
    given: withOre,
    by: 'MINE-A',
    refused: corrected(ORE_DIGEST, oreReplacement('ORE-2')),
    field: 'replacement.lot',
    facts: { expected: 'ORE-1', found: 'ORE-2' },
    pair: ['found', 'expected'],
    names: ['names ORE-1, its replacement ORE-2', 'same lots'],
    twin: { event: corrected(ORE_DIGEST, oreReplacement('ORE-1')) },
  },
  'input-not-before': {
    given: () => {
      const world = withOre();
      record(world, 'MINE-A', transformed({ ...MILLED, inputs: [{ lot: 'ORE-1' }] }));
      record(world, 'MINE-A', oreCreated('ORE-2'));
      return world;
    },
    by: 'MINE-A',
    refused: corrected(digestAt(ORE_AT + 1), asReplacement(transformed({ ...MILLED, inputs: [{ lot: 'ORE-2' }] }))),
    field: 'replacement.inputs',
    facts: { lot: 'ORE-2', found: 2, below: 1 },
    pair: ['found', 'below'],
    names: ['ORE-2 was recorded after', 'only lots recorded before'],
    twin: {
      event: corrected(digestAt(ORE_AT + 1), asReplacement(transformed({ ...MILLED, inputs: [{ lot: 'ORE-1' }] }))),
    },
  },
  'not-sealed': {
    given: withSeal,
    by: 'MINE-A',
    refused: erased('note'),
    field: 'field',
    facts: { event: SEALING, field: 'note', found: null },
    pair: ['field', 'found'],
    names: [`${SEALING} has no sealed note`, 'nothing is recorded that commits to it'],
    twin: { event: erased('permit') },
  },
  'opening-erased': {
    given: () => {
      const world = withSeal();
      record(world, 'MINE-A', erased('permit'));
      return world;
    },
    by: 'MINE-A',
    refused: erased('permit'),
    field: 'field',
    facts: { event: SEALING, field: 'permit', asked: 'erase', erasedBy: `${ORE_AT + 1}.0` },
    pair: ['asked', 'erasedBy'],
    names: ['erases it again', `was erased by event ${ORE_AT + 1}.0`],
    twin: { event: erased('extra') },
  },
  'no-access': {
    given: () => {
      const world = withSeal();
      record(world, 'MINE-A', granted('REFINER-B'));
      return world;
    },
    by: 'REFINER-B',
    refused: viewed('statistics'),
    field: 'purpose',
    facts: { asked: 'statistics', granted: 'licence-review' },
    pair: ['asked', 'granted'],
    names: ['asks for statistics', 'is for purpose licence-review'],
    twin: { event: viewed('licence-review') },
  },
  'own-grant': {
    given: withSeal,
    by: OPERATOR,
    refused: granted(OPERATOR),
    field: 'officer',
    facts: { found: OPERATOR, expected: 'another party' },
    pair: ['found', 'expected'],
    names: [`grants access to ${OPERATOR}`, 'another party was expected'],
    twin: { event: granted('REFINER-B') },
  },
  'quota-allocated': {
    given: () => {
      const world = parties();
      record(world, OPERATOR, allocated('MINE-A'));
      return world;
    },
    by: OPERATOR,
    refused: allocated('REFINER-B'),
    field: 'quota',
    facts: {
      quota: 'Q-1',
      holder: 'REFINER-B',
      recorded: 'MINE-A',
      batch: 'batch 1 of 2026 for mining of rock',
      recordedBatch: 'batch 1 of 2026 for mining of rock',
    },
    pair: ['holder', 'recorded'],
    names: ['allocates it to REFINER-B', 'is allocated to MINE-A'],
    twin: { event: { ...allocated('REFINER-B'), quota: 'Q-2' } },
  },
  'quota-batch': {
    given: () => {
      const world = parties();
      record(world, OPERATOR, allocated('MINE-A'));
      return world;
    },
    by: OPERATOR,
    refused: { ...allocated('MINE-A'), quota: 'Q-2' },
    field: 'batch',
    facts: { quota: 'Q-2', recorded: 'Q-1', holder: 'MINE-A', batch: 'batch 1 of 2026 for mining of rock' },
    pair: ['quota', 'recorded'],
    names: ['again as Q-2', 'is quota Q-1 already'],
    // What becomes public later is the same quota, stated anew.
    twin: { event: { ...allocated('MINE-A'), oxideMilligrams: 2 } },
  },
  'sale-filed': {
    given: () => {
      const world = parties();
      record(world, 'MINE-A', sold('SALE-1'));
      return world;
    },
    by: 'REFINER-B',
    refused: sold('SALE-1'),
    field: 'sale',
    facts: { sale: 'SALE-1', party: 'REFINER-B', recorded: 'MINE-A' },
    pair: ['party', 'recorded'],
    names: ['this event is by REFINER-B', 'filed by MINE-A'],
    twin: { by: 'MINE-A' },
  },
  'return-filed': {
    given: withPits,
    by: 'MINE-A',
    refused: { ...returned(7), replaces: SEALING },
    field: 'replaces',
    facts: { facility: 'A-PIT', month: '2026-02', replaces: SEALING, recorded: 'none' },
    pair: ['replaces', 'recorded'],
    names: [`replaces ${SEALING}`, 'no return of 2026-02 at A-PIT is filed'],
    twin: { event: returned(7) },
  },
  'return-unbalanced': {
    given: withPits,
    by: 'MINE-A',
    refused: returned(8),
    field: 'figures[0].closingMilligrams',
    facts: { form: 'ore', element: 'Nd', computed: '7', closing: '8' },
    pair: ['closing', 'computed'],
    names: ['the closing is 0.000008 kg', 'leave 0.000007 kg', 'Nd in ore'],
    twin: { event: returned(7) },
  },
  'facility-of-another': {
    given: withPits,
    by: 'REFINER-B',
    refused: returned(7),
    field: 'facility',
    facts: { facility: 'A-PIT', party: 'REFINER-B', recorded: 'MINE-A' },
    pair: ['party', 'recorded'],
    names: ['the return is by REFINER-B', 'a facility of MINE-A'],
    twin: { by: 'MINE-A' },
  },
  'unknown-list': {
    given: withList,
    by: OPERATOR,
    refused: listEnded('CN-19', YEAR.from),
    field: 'list',
    facts: { list: 'CN-19', found: null },
    pair: ['list', 'found'],
    names: ['control list CN-19', 'no control list CN-19 is published'],
    twin: { event: listEnded('CN-18', YEAR.from) },
  },
  'dates-overlap': {
    given: withList,
    by: OPERATOR,
    refused: listPublished('CN-18', '2026-04-03T00:00:00.000Z'),
    field: 'validFrom',
    facts: {
      list: 'CN-18',
      asked: 'from 2026-04-03T00:00:00.000Z on',
      recorded: `from ${YEAR.from} to ${YEAR.to}`,
    },
    pair: ['asked', 'recorded'],
    names: ['the event says from 2026-04-03T00:00:00.000Z on', `is published from ${YEAR.from} to ${YEAR.to}`],
    twin: { event: listPublished('CN-18', YEAR.to) },
  },
  'list-ended': {
    given: () => {
      const world = withList();
      record(world, OPERATOR, listEnded('CN-18', '2026-01-01T00:00:00.000Z'));
      return world;
    },
    by: OPERATOR,
    refused: listEnded('CN-18', '2026-02-01T00:00:00.000Z'),
    field: 'list',
    facts: { list: 'CN-18', from: '2026-02-01T00:00:00.000Z', ended: '2026-01-01T00:00:00.000Z' },
    pair: ['from', 'ended'],
    names: ['from 2026-02-01T00:00:00.000Z on', 'has ended at 2026-01-01T00:00:00.000Z'],
    twin: { event: listPublished('CN-19', '2026-02-01T00:00:00.000Z') },
  },
  'trade-gap-not-open': {
    given: parties,
    by: OPERATOR,
    refused: gapStated('agreed'),
    field: 'gap',
    facts: { gap: 'MT-1', asked: 'agreed', recorded: null },
    pair: ['asked', 'recorded'],
    names: ['states it as agreed', 'nothing is recorded of gap MT-1'],
    twin: { event: gapStated('open') },
  },
  'trade-gap-agreed': {
    given: () => {
      const world = parties();
      record(world, OPERATOR, gapStated('open'));
      record(world, OPERATOR, gapStated('agreed'));
      return world;
    },
    by: OPERATOR,
    refused: gapStated('disputed'),
    field: 'status',
    facts: { gap: 'MT-1', asked: 'disputed', recorded: 'agreed' },
    pair: ['asked', 'recorded'],
    names: ['states it as disputed', 'gap MT-1 is agreed'],
    twin: { event: gapStated('open') },
  },
  'time-goes-back': {
    given: () => {
      const world = parties();
      record(world, 'MINE-A', { ...oreCreated('ORE-1'), occurredAt: '2026-03-02T08:00:00.000Z' });
      return world;
    },
    by: 'MINE-A',
    refused: { ...dispatched('TR-1', 'REFINER-B', ['ORE-1']), occurredAt: '2026-03-02T07:59:59.999Z' },
    field: 'occurredAt',
    facts: { lot: 'ORE-1', occurredAt: '2026-03-02T07:59:59.999Z', latest: '2026-03-02T08:00:00.000Z' },
    pair: ['occurredAt', 'latest'],
    names: ['says 2026-03-02T07:59:59.999Z', '2026-03-02T08:00:00.000Z by MINE-A', 'ORE-1'],
    twin: { event: { ...dispatched('TR-1', 'REFINER-B', ['ORE-1']), occurredAt: '2026-03-02T08:00:00.000Z' } },
  },
};

/** What a row of the table of refusals in docs/events.md says of each code: its column of facts. */
const documentedFacts = new Map(
  [...readFileSync(new URL('../../../docs/events.md', import.meta.url), 'utf8').matchAll(TABLE_ROW)].map(
    ([, code = '', facts = '']) => [code, facts],
  ),
);

describe.each(Object.entries(CASES))('%s', (code, { given, by, author, refused, field, facts, pair, names, twin }) => {
  test('is refused with the member at fault and both values', () => {
    const refusal = refusalOf(given(), by, refused, author);
    expect({ code: refusal.code, field: refusal.field }).toEqual({ code, field });
    expect(refusal.facts).toEqual(facts);
    const [stated, known] = pair;
    expect(Object.keys(refusal.facts)).toEqual(expect.arrayContaining([stated, known]));
    expect(refusal.facts[stated]).not.toBe(refusal.facts[known]);
    for (const name of names) expect(refusal.message).toContain(name);
  });

  test('is documented with the facts that it carries', () => {
    const documented = documentedFacts.get(code) ?? '';
    expect(Object.keys(facts).filter((name) => !documented.includes(`\`${name}\``))).toEqual([]);
  });

  test('is accepted when nothing is wrong', () => {
    const signer = twin.by ?? by;
    expect(attempt(given(), signer, twin.event ?? refused, twin.author)).toMatchObject({ accepted: true });
  });

  test('changes nothing when refused: the twin is accepted afterwards', () => {
    const world = given();
    refusalOf(world, by, refused, author);
    expect(attempt(world, twin.by ?? by, twin.event ?? refused, twin.author)).toMatchObject({ accepted: true });
  });
});

/** REFINER-B keeps so much of ORE-1, and sends the rest back. */
function partlyAccepted(netMilligrams: number): EventDraft {
  const line = { lot: 'ORE-1', outcome: 'partly-accepted', measured: { netMilligrams }, rejectedLot: 'ORE-1R' };
  return { type: 'transfer-received', transfer: 'TR-1', lines: [line] };
}

function facilityRegistered(facility: string): EventDraft {
  const location = { latitudeMicrodegrees: 0, longitudeMicrodegrees: 0 };
  return {
    type: 'facility-registered',
    facility,
    party: 'MINE-A',
    name: facility,
    country: 'CN',
    location,
    activities: [],
  };
}

interface CircuitOptions {
  readonly inputs?: readonly { lot: string }[];
  readonly opening: number;
  readonly closing: number;
}

/** A step of SX-1 that gives nothing but its closing stock of neodymium. */
function circuitStep({ inputs = [], opening, closing }: CircuitOptions): EventDraft {
  return {
    type: 'lot-transformed',
    step: 'solvent-extraction',
    inputs,
    outputs: [],
    circuit: { id: 'SX-1', openingElementMilligrams: { Nd: opening }, closingElementMilligrams: { Nd: closing } },
  };
}
