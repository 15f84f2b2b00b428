import { type CustodyState, emptyCustodyState, type NamedThing } from '@lodestone/custody/state/custody-state.ts';
import { type Lookups, noLookups } from '@lodestone/custody/state/lookups.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import * as fc from 'fast-check';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appendToNewLedger, appendUnderHeadLock } from '../src/append/append-under-head-lock.ts';
import { type Database, openDatabase } from '../src/database.ts';
import { listLedgers } from '../src/log/read-ledger.ts';
import { loadStepInputs } from '../src/state/read-documents.ts';
import { loadState } from '../src/state/read-state.ts';
import { emptyState, lawfulLines, type ReplayedState, recordLines } from './lawful-ledger.ts';

// What the views say of the present must be what a replay of everything has in memory: the rules decide on either.

const testing = testDatabase();
let database: Database;
let ledgerId: number;
const replayed: ReplayedState = emptyState();

const EVENTS = 1_200;
const SEED = 20_260_301;
/** The state is compared after each append, so also in the middle of transfers, shipments and circuits. */
const LINES_PER_APPEND = 150;

beforeAll(async () => {
  database = await openDatabase(testing.url);
});

afterAll(() => database.close());

const someOf = (names: ReadonlySet<string>) =>
  fc.subarray([...names], { maxLength: Math.min(8, names.size) }).map((some) => new Set(some));

const NO_DOCUMENT = 'A'.repeat(43);
const NO_EVENT = '00000000-0000-4000-8000-000000000000';

describe('loadState', () => {
  test('gives exactly the state of a full replay, whenever it is asked', async () => {
    const lines = [...lawfulLines(SEED, EVENTS)];
    const seen = new Set<string>();
    for (let start = 0; start < lines.length; start += LINES_PER_APPEND) {
      const append =
        start === 0 ? appendToNewLedger(database, 'example.org/lawful') : appendUnderHeadLock(database, ledgerId);
      await recordLines(append, replayed, lines.slice(start, start + LINES_PER_APPEND));
      ledgerId = (await listLedgers(database))[0]?.ledgerId ?? -1;
      const loaded = await load(everything());
      expect(normal(loaded), `after ${start + LINES_PER_APPEND} lines`).toEqual(normal(replayed));
      for (const thing of replayed.things.values()) if (thing !== null) seen.add(statusOf(thing));
    }
    // The comparison is worth something only if the chain has been everywhere.
    expect([...seen].sort()).toEqual([
      'lot exported',
      'lot held',
      'lot in-transit',
      'lot packed',
      'lot returning',
      'shipment exited',
      'shipment packed',
      'shipment unpacked',
      'transfer',
    ]);
    expect(replayed.circuits.size).toBeGreaterThan(1);
    expect([...replayed.keys.values()].filter(({ revoked }) => revoked)).toHaveLength(1);
  });

  test('notes what is not recorded as looked for and not there', async () => {
    const loaded = await load({
      parties: new Set(['NOBODY']),
      facilities: new Set(['NOWHERE']),
      keys: new Set(['ed25519:none']),
      checkpointKeys: new Set(['ed25519:none']),
      things: new Set(['NOTHING']),
      newThings: new Set(['NEW']),
      circuits: new Set(['NOBODY SX-1']),
      mandates: new Set(['NOBODY SOMEBODY']),
      documents: new Set([NO_DOCUMENT]),
      handshakes: new Set(['NOTHING']),
      targets: new Set(),
      sealed: new Set([`${NO_EVENT} note`]),
      dockets: new Set(['quota NOTHING']),
    });
    expect(loaded.parties.get('NOBODY')).toBeNull();
    expect(loaded.facilities.get('NOWHERE')).toBeNull();
    expect(loaded.keys.get('ed25519:none')).toBeNull();
    expect(loaded.checkpointKeys.get('ed25519:none')).toBeNull();
    expect(loaded.things.get('NOTHING')).toBeNull();
    expect(loaded.things.get('NEW')).toBeNull();
    expect(loaded.circuits.get('NOBODY SX-1')).toBeNull();
    expect(loaded.mandates.get('NOBODY SOMEBODY')).toBeNull();
    expect(loaded.documents.get(NO_DOCUMENT)).toBeNull();
    expect(loaded.sealed.get(`${NO_EVENT} note`)).toBeNull();
    expect(loaded.dockets.get('quota NOTHING')).toBeNull();
    expect(loaded.things.get('NEVER ASKED')).toBeUndefined();
  });

  test('of some names gives their state, the lots and the packer of a shipment and the stock of a circuit, and nothing else', async () => {
    const all = everything();
    const some: fc.Arbitrary<Lookups> = fc.record({
      parties: someOf(all.parties),
      facilities: someOf(all.facilities),
      keys: someOf(all.keys),
      checkpointKeys: someOf(all.checkpointKeys),
      things: someOf(all.things),
      newThings: someOf(all.things),
      circuits: someOf(all.circuits),
      mandates: someOf(all.mandates),
      documents: someOf(all.documents),
      handshakes: someOf(all.handshakes),
      targets: fc.constant(new Set()),
      sealed: someOf(all.sealed),
      dockets: someOf(all.dockets),
    });
    await fc.assert(
      fc.asyncProperty(some, async (lookups) => {
        expect(normal(await load(lookups))).toEqual(normal(onlyThese(replayed, lookups)));
      }),
      { numRuns: 60 },
    );
  });

  test('gives what steps took of, the stock of a circuit too, when it is asked for', async () => {
    const state = emptyCustodyState();
    const steps = [...replayed.stepInputs.keys()].map(Number);
    await withClient((client) => loadStepInputs(client, ledgerId, [...steps, 7], state));
    for (const [step, inputs] of replayed.stepInputs) {
      expect([...(state.stepInputs.get(step) ?? [])].sort(), `step ${step}`).toEqual([...inputs].sort());
    }
    expect(state.stepInputs.get('7')).toEqual([]);
    // The comparison is worth something only if documents were named twice, and steps took of something.
    expect([...replayed.documents.values()].some(({ count }) => count > 1)).toBe(true);
    expect(steps.length).toBeGreaterThan(50);
  });

  test('asks for nothing that is known, so that what a batch decided stays', async () => {
    const lookups = everything();
    const state = await load(lookups);
    const [name] = [...lookups.things];
    state.things.set(name as string, null);
    await withClient((client) => loadState(client, ledgerId, lookups, state));
    expect(state.things.get(name as string)).toBeNull();
  });

  test('sees one ledger alone', async () => {
    await recordLines(appendToNewLedger(database, 'example.org/other'), emptyState(), [...lawfulLines(SEED + 1, 60)]);
    expect(normal(await load(everything()))).toEqual(normal(replayed));
  });
});

function everything(): Lookups {
  return {
    ...noLookups(),
    parties: new Set(replayed.parties.keys()),
    facilities: new Set(replayed.facilities.keys()),
    keys: new Set(replayed.keys.keys()),
    checkpointKeys: new Set(replayed.checkpointKeys.keys()),
    things: new Set(replayed.things.keys()),
    circuits: new Set(replayed.circuits.keys()),
    mandates: new Set(replayed.mandates.keys()),
    documents: new Set(replayed.documents.keys()),
    handshakes: new Set(replayed.handshakes.keys()),
    sealed: new Set(replayed.sealed.keys()),
    dockets: new Set(replayed.dockets.keys()),
  };
}

async function load(lookups: Lookups): Promise<ReplayedState> {
  const state = emptyCustodyState();
  await withClient((client) => loadState(client, ledgerId, lookups, state));
  return state as ReplayedState;
}

async function withClient<Result>(use: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
  const client = await database.pool.connect();
  try {
    return await use(client);
  } finally {
    client.release();
  }
}

const pick = <Value>(map: ReadonlyMap<string, Value>, names: Iterable<string>) =>
  new Map([...names].map((name) => [name, map.get(name)] as [string, Value]));

/** What `loadState` should make of `lookups` if all of `state` were recorded. */
function onlyThese(state: ReplayedState, lookups: Lookups): ReplayedState {
  const circuits = pick(state.circuits, lookups.circuits);
  const named = new Set([...lookups.things, ...lookups.newThings]);
  const things = new Set([...named, ...circuits.values()]);
  const parties = new Set(lookups.parties);
  for (const name of named) {
    const thing = state.things.get(name);
    if (thing?.kind !== 'shipment') continue;
    parties.add(thing.party);
    for (const lot of thing.lots) things.add(lot);
  }
  const handshakes = pick(state.handshakes, lookups.handshakes);
  for (const { lots, disputes } of handshakes.values()) {
    for (const lot of [...lots, ...disputes.map((dispute) => dispute.lot)]) things.add(lot);
  }
  return {
    policy: state.policy,
    nextLotNumber: state.nextLotNumber,
    keptLicences: state.keptLicences,
    awaited: state.awaited,
    parties: pick(state.parties, parties),
    facilities: pick(state.facilities, lookups.facilities),
    keys: pick(state.keys, lookups.keys),
    checkpointKeys: pick(state.checkpointKeys, lookups.checkpointKeys),
    things: pick(state.things, things),
    circuits,
    mandates: pick(state.mandates, lookups.mandates),
    documents: pick(state.documents, lookups.documents),
    // Asked for apart.
    stepInputs: new Map(),
    signedSince: new Map(),
    handshakes,
    targets: new Map(),
    sealed: pick(state.sealed, lookups.sealed),
    dockets: pick(state.dockets, lookups.dockets),
  };
}

const sorted = <Value>(map: ReadonlyMap<string, Value>) =>
  Object.fromEntries([...map].sort(([left], [right]) => (left < right ? -1 : 1)));

/** The same values in one form: maps by name, the lots of a shipment or transfer in no order. */
function normal(state: CustodyState & ReplayedState): object {
  const { policy, nextLotNumber, parties, facilities, keys, checkpointKeys } = state;
  const { circuits, mandates, documents, handshakes, sealed } = state;
  const things = new Map([...state.things].map(([name, thing]) => [name, thing && normalThing(thing)]));
  const shaken = new Map(
    [...handshakes].map(([transfer, { lots, disputes, ...rest }]) => [
      transfer,
      { ...rest, lots: lots.toSorted(), disputes: disputes.toSorted((a, b) => a.lotNumber - b.lotNumber) },
    ]),
  );
  const maps = {
    parties,
    facilities,
    keys,
    checkpointKeys,
    things,
    circuits,
    mandates,
    documents,
    sealed,
    handshakes: shaken,
  };
  return {
    policy,
    nextLotNumber,
    ...Object.fromEntries(
      Object.entries(maps).map(([name, map]) => [name, sorted<unknown>(map as ReadonlyMap<string, unknown>)]),
    ),
  };
}

function normalThing(thing: NamedThing): object {
  return thing.kind === 'shipment' ? { ...thing, lots: [...thing.lots].sort() } : thing;
}

function statusOf(thing: NamedThing): string {
  if (thing.kind === 'lot') return `lot ${thing.whereabouts.status}`;
  return thing.kind === 'shipment' ? `shipment ${thing.ended ?? 'packed'}` : thing.kind;
}
