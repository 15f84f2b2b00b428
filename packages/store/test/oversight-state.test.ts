import { emptyCustodyState, type NamedThing } from '@lodestone/custody/state/custody-state.ts';
import { OPERATOR } from '@lodestone/custody/operator.ts';
import { type Lookups, noLookups } from '@lodestone/custody/state/lookups.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { appendToNewLedger, appendUnderHeadLock } from '../src/append/append-under-head-lock.ts';
import { type Database, openDatabase } from '../src/database.ts';
import { listLedgers } from '../src/log/read-ledger.ts';
import { readDockets } from '../src/state/read-dockets.ts';
import { loadState } from '../src/state/read-state.ts';
import { uuidOf } from './chain-rows.ts';
import { emptyState, keyOf, type LawfulLine, line, type ReplayedState, recordLines } from './lawful-ledger.ts';

// Holds, owners, mandates, units, dockets and what is sealed: what the views say of them must be what a replay has in memory, at every step.

const testing = testDatabase();
let database: Database;
let minute = 0;

beforeAll(async () => {
  database = await openDatabase(testing.url);
});

afterAll(() => database.close());

function at(by: string, event: object): LawfulLine {
  minute += 1;
  const occurredAt = new Date(Date.UTC(2026, 2, 1, 8, minute)).toISOString();
  return line(by, { id: uuidOf(`oversight ${minute}`), occurredAt, ...event });
}

function entered(party: string, roles: readonly string[]): LawfulLine[] {
  return [
    at(OPERATOR, { type: 'party-registered', party, name: party, roles, country: 'CN' }),
    at(OPERATOR, { type: 'key-enrolled', party, key: keyOf(party), proof: 'A'.repeat(86), heldBy: 'party' }),
  ];
}

const ore = (lot: string) => ({
  type: 'lot-created',
  lot,
  origin: 'mined',
  material: { form: 'ore', product: 'ore' },
  quantity: { netMilligrams: 1_000, elementMilligrams: { Nd: 10 } },
  country: 'CN',
});

const quota = (name: string) => ({
  type: 'quota-allocated',
  quota: name,
  holder: 'MINE',
  year: 2026,
  batch: Number(name.slice(2)),
  activity: 'mining',
  ore: 'rock',
  oxideMilligrams: 1_000,
  sources: ['notice 1'],
});

const opening = (): LawfulLine[] => [
  at(OPERATOR, {
    type: 'ledger-opened',
    origin: 'example.org/lawful',
    operatorKey: keyOf(OPERATOR),
    checkpointKey: keyOf('a checkpoint key'),
    policy: {},
  }),
  ...entered('MINE', ['mine', 'exporter']),
  ...entered('BROKER', ['trader']),
];

const line1 = { lot: 'A', quantity: { netMilligrams: 1_000 } };
const line2 = { lot: 'B', quantity: { netMilligrams: 1_000 } };
const accepted = (lot: string) => ({ lot, outcome: 'accepted', measured: { netMilligrams: 1_000 } });
const mandate = { type: 'mandate-given', agent: 'BROKER', acts: ['lot-adjusted', 'unit-packed'] };
const counted = { type: 'lot-adjusted', lot: 'C', quantity: { netMilligrams: 999 }, reason: 'count' };

const SEALING = uuidOf('what seals');
const SEALED_FOR_ANOTHER = uuidOf('what seals for another');
const COMMITMENT = 'A'.repeat(43);

const story = (): LawfulLine[] => [
  ...['A', 'B', 'C'].map((lot) => at('MINE', ore(lot))),
  at('MINE', { type: 'unit-packed', unit: 'DRUM', lots: ['B', 'A'], seal: 'S-1' }),
  at(OPERATOR, { type: 'hold-placed', lot: 'C', reason: 'permit in doubt' }),
  at(OPERATOR, { type: 'hold-released', lot: 'C', reason: 'permit good' }),
  at('MINE', { type: 'ownership-transferred', lots: ['A', 'C'], owner: 'BROKER' }),
  at('BROKER', { type: 'ownership-transferred', lots: ['C'], owner: 'MINE' }),
  at('MINE', { ...mandate, until: '2027-01-01T00:00:00.000Z' }),
  at('BROKER', { ...counted, onBehalfOf: 'MINE' }),
  at('MINE', { type: 'mandate-ended', agent: 'BROKER' }),
  at('MINE', mandate),
  at('MINE', { type: 'transfer-dispatched', transfer: 'T', consignee: 'BROKER', lines: [line1, line2] }),
  at(OPERATOR, { type: 'hold-placed', lot: 'B', reason: 'under way' }),
  at(OPERATOR, { type: 'hold-placed', transfer: 'T', reason: 'stopped at the port' }),
  at(OPERATOR, { type: 'hold-released', transfer: 'T', reason: 'looked at' }),
  at(OPERATOR, { type: 'hold-placed', unit: 'DRUM', reason: 'seal in doubt' }),
  at(OPERATOR, { type: 'hold-released', unit: 'DRUM', reason: 'seal good' }),
  at('BROKER', { type: 'transfer-received', transfer: 'T', lines: [accepted('B'), accepted('A')] }),
  at('BROKER', { type: 'unit-unpacked', unit: 'DRUM', seal: 'S-2' }),
  at('BROKER', { type: 'unit-packed', unit: 'DRUM', lots: ['A'] }),
  at('BROKER', { type: 'unit-packed', unit: 'BOX', lots: ['C'], onBehalfOf: 'MINE' }),
  at('MINE', { type: 'shipment-packed', shipment: 'SHIP', lots: ['C'], consignee: 'BROKER', destination: 'DE' }),
  at(OPERATOR, { type: 'hold-placed', shipment: 'SHIP', reason: 'licence in doubt' }),
  at(OPERATOR, { type: 'hold-placed', unit: 'BOX', reason: 'to be opened' }),
  at('MINE', { ...ore('D'), id: SEALING, sealed: { note: COMMITMENT, permit: COMMITMENT } }),
  at('MINE', { type: 'opening-erased', sealedIn: SEALING, field: 'permit', reason: 'the contract is over' }),
  at(OPERATOR, quota('Q-2')),
  at(OPERATOR, quota('Q-10')),
  at('BROKER', { ...counted, lot: 'D', id: SEALED_FOR_ANOTHER, onBehalfOf: 'MINE', sealed: { extra: COMMITMENT } }),
];

test('the state that is loaded is the state of a replay, after every event', async () => {
  const replayed = emptyState();
  await recordLines(appendToNewLedger(database, 'example.org/lawful'), replayed, opening());
  const ledgerId = (await listLedgers(database))[0]?.ledgerId ?? -1;
  for (const next of story()) {
    await recordLines(appendUnderHeadLock(database, ledgerId), replayed, [next]);
    const everything = {
      ...noLookups(),
      things: new Set(replayed.things.keys()),
      mandates: new Set(replayed.mandates.keys()),
      sealed: new Set(replayed.sealed.keys()),
      dockets: new Set(replayed.dockets.keys()),
    };
    expect(normal(await load(ledgerId, everything)), next.event.type).toEqual(normal(replayed));
  }
  // A lot brings its unit along, and that its other lots; a unit's name alone its lots.
  const some = await load(ledgerId, { ...noLookups(), things: new Set(['A']) });
  expect(Object.keys(normal(some).things)).toEqual(['A', 'DRUM']);
  const box = await load(ledgerId, { ...noLookups(), things: new Set(['BOX']) });
  expect(Object.keys(normal(box).things)).toEqual(['BOX', 'C']);
  // Pages of dockets, in the order of bytes, as known at a time.
  const subjects = async (page: { after?: string; limit?: number; bound?: number }) => {
    const bound = page.bound ?? Number.MAX_SAFE_INTEGER;
    const found = await readDockets(database, ledgerId, { kind: 'quota', limit: 10, ...page, bound });
    expect(found).toEqual(found.map(({ subject }) => replayed.dockets.get(`quota ${subject}`)));
    return found.map(({ subject }) => subject);
  };
  const [first, second] = ['MINE@2026@mining@rock@10', 'MINE@2026@mining@rock@2'];
  expect(await subjects({})).toEqual([first, second, 'Q-10', 'Q-2']);
  expect(await subjects({ limit: 1 })).toEqual([first]);
  expect(await subjects({ after: 'Q-10' })).toEqual(['Q-2']);
  expect(await subjects({ bound: replayed.dockets.get('quota Q-10')?.steps[0]?.eventNumber ?? 0 })).toEqual([
    second,
    'Q-2',
  ]);
});

test.each([
  ['a lot', 'DRUM', at('MINE', ore('DRUM'))],
  ['a unit', 'A', at('MINE', { type: 'unit-packed', unit: 'A', lots: ['C'] })],
  ['a unit', 'SHIP', at('MINE', { type: 'unit-packed', unit: 'SHIP', lots: ['C'] })],
  ['a unit', 'T', at('MINE', { type: 'unit-packed', unit: 'T', lots: ['C'] })],
])('%s named %s is refused by the database too, whatever the rules were told', async (_, name, taken) => {
  const ledgerId = (await listLedgers(database))[0]?.ledgerId ?? -1;
  const forgetful = await load(ledgerId, {
    ...noLookups(),
    parties: new Set(['MINE', 'BROKER']),
    keys: new Set([keyOf('MINE')]),
    things: new Set(['C']),
  });
  const loose = forgetful.things.get('C');
  if (loose?.kind !== 'lot') throw new Error('C is no lot');
  forgetful.things.set('C', {
    ...loose,
    unit: null,
    whereabouts: { status: 'held' },
    touchedAt: '2026-01-01T00:00:00.000Z',
  });
  forgetful.things.delete(name);
  await expect(recordLines(appendUnderHeadLock(database, ledgerId), forgetful, [taken])).rejects.toThrow(
    `${name} is to be a`,
  );
});

async function load(ledgerId: number, lookups: Lookups): Promise<ReplayedState> {
  const client = await database.pool.connect();
  const state = emptyCustodyState();
  await loadState(client, ledgerId, lookups, state);
  client.release();
  return state as ReplayedState;
}

/** Things and mandates by name; the lots of a unit or shipment in no order. */
function normal({
  things,
  mandates,
  sealed,
  dockets,
}: Pick<ReplayedState, 'things' | 'mandates' | 'sealed' | 'dockets'>) {
  const named = [...things].sort(([left], [right]) => (left < right ? -1 : 1));
  return {
    things: Object.fromEntries(named.map(([name, thing]) => [name, thing && normalThing(thing)])),
    mandates: Object.fromEntries(mandates),
    sealed: Object.fromEntries(sealed),
    dockets: Object.fromEntries(dockets),
  };
}

function normalThing(thing: NamedThing): object {
  return thing.kind === 'shipment' || thing.kind === 'unit' ? { ...thing, lots: [...thing.lots].sort() } : thing;
}
