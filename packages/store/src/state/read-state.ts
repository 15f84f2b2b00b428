/** Reads what the rules need to know: the state of everything that a batch names, in one query or two. */
import type { CustodyState } from '@lodestone/custody/state/custody-state.ts';
import type { CheckpointKeyState, KeyState } from '@lodestone/custody/state/state-of-members.ts';
import { type Lookups, noLookups } from '@lodestone/custody/state/lookups.ts';
import { licencesDrawn } from '@lodestone/custody/controls/shipment-file.ts';
import type pg from 'pg';
import { loadMissing } from './load-missing.ts';
import { loadDockets } from './read-dockets.ts';
import { loadDocuments } from './read-documents.ts';
import { loadHandshakes } from './read-handshakes.ts';
import { loadMandates } from './read-mandates.ts';
import { readUnitStates } from '../ask/read-units.ts';
import { loadSealed } from './read-sealed.ts';
import { STATE_QUERY } from './state-query.ts';
import { type StateRow, noteRow } from './state-row.ts';

/**
 * Which names are there at all: of the names of new things that should be none, and this is all it costs. Names come as lines of one text, since of an array PostgreSQL counts the elements and plans anew for each: so one plan serves.
 */
const NAMES_QUERY = `
  select n.name
  from string_to_table($2, E'\\n') as n (name)
  left join lateral (select true as found from view.lot where ledger_id = $1 and lot = n.name offset 0) l on true
  left join lateral (
    select true as found from view.transfer where ledger_id = $1 and transfer = n.name offset 0) t on true
  left join lateral (
    select true as found from view.shipment where ledger_id = $1 and shipment = n.name offset 0) s on true
  left join lateral (
    select true as found from view.unit where ledger_id = $1 and unit = n.name limit 1) u on true
  left join lateral (
    select true as found from (
      select from view.awaited_receipt where ledger_id = $1 and transfer = n.name
      union all select from view.awaited_line where ledger_id = $1 and lot = n.name
      union all select from view.awaited_line where ledger_id = $1 and rejected_lot = n.name
      offset 0) kept limit 1) a on true
  where l.found or t.found or s.found or u.found or a.found`;

const KEY_QUERY = `
  select k.key, k.party, r.key is not null as revoked
  from unnest($2::text[]) as n (name)
  cross join lateral (select * from view.key where ledger_id = $1 and key = n.name offset 0) k
  left join view.key_revocation r on r.ledger_id = $1 and r.key = k.key`;

/** Looks the keys up and notes them in `state`, those that are not enrolled too. */
export async function loadKeys(
  client: pg.ClientBase | pg.Pool,
  ledgerId: number,
  keys: Iterable<string>,
  state: CustodyState,
): Promise<void> {
  await loadMissing(state.keys, keys, async (wanted) => {
    const { rows } = await client.query<KeyState>(KEY_QUERY, [ledgerId, wanted]);
    return rows.map((row) => [row.key, row] as const);
  });
}

const CHECKPOINT_KEY_QUERY = `
  select n.name as key, retired.key is not null as retired
  from unnest($2::text[]) as n (name)
  left join view.checkpoint_key_retirement retired on retired.ledger_id = $1 and retired.key = n.name
  where exists (select from view.policy where ledger_id = $1 and checkpoint_key = n.name)
    or exists (select from view.checkpoint_key where ledger_id = $1 and key = n.name)`;

/** The same of keys that sign checkpoints. */
async function loadCheckpointKeys(
  client: pg.ClientBase | pg.Pool,
  ledgerId: number,
  keys: ReadonlySet<string>,
  state: CustodyState,
): Promise<void> {
  await loadMissing(state.checkpointKeys, keys, async (wanted) => {
    const { rows } = await client.query<CheckpointKeyState>(CHECKPOINT_KEY_QUERY, [ledgerId, wanted]);
    return rows.map((row) => [row.key, row] as const);
  });
}

/** Looks up everything in `lookups` that `state` has not, and notes it there, what is not recorded as null. */
export async function loadState(
  client: pg.ClientBase | pg.Pool,
  ledgerId: number,
  lookups: Lookups,
  state: CustodyState,
): Promise<void> {
  await loadKeys(client, ledgerId, lookups.keys, state);
  await loadCheckpointKeys(client, ledgerId, lookups.checkpointKeys, state);
  await loadMandates(client, ledgerId, lookups.mandates, state);
  await loadDocuments(client, ledgerId, lookups.documents, state);
  await loadSealed(client, ledgerId, lookups.sealed, state);
  await loadDockets(client, ledgerId, lookups.dockets, state);
  await loadDockets(client, ledgerId, licencesDrawn(lookups.dockets, state), state);
  const parties = [...lookups.parties].filter((name) => state.parties.get(name) === undefined);
  const facilities = [...lookups.facilities].filter((name) => state.facilities.get(name) === undefined);
  const ofHandshakes = await loadHandshakes(client, ledgerId, lookups.handshakes, state);
  const things = [...new Set([...lookups.things, ...ofHandshakes])].filter(
    (name) => state.things.get(name) === undefined,
  );
  const newThings = [...lookups.newThings].filter((name) => state.things.get(name) === undefined);
  const circuits = [...lookups.circuits].filter((name) => state.circuits.get(name) === undefined);
  if (newThings.length > 0) things.push(...(await findNames(client, ledgerId, newThings, state)));
  for (const name of newThings) state.things.set(name, null);
  const nothingNew = parties.length + facilities.length + things.length + circuits.length === 0;
  // Planning the large question takes longer than answering it: it is asked only when there is something to learn.
  if (nothingNew && state.policy !== null) return;

  for (const name of parties) state.parties.set(name, null);
  for (const name of facilities) state.facilities.set(name, null);
  for (const name of things) state.things.set(name, null);
  for (const name of circuits) state.circuits.set(name, null);
  const [circuitParties, circuitIds] = [
    circuits.map((name) => name.split(' ')[0]),
    circuits.map((name) => name.split(' ')[1]),
  ];
  const values = [ledgerId, parties, facilities, things, circuitParties, circuitIds];
  const { rows } = await client.query<StateRow>(STATE_QUERY, values);
  for (const row of rows) noteRow(row, state);
  await loadUnits(client, ledgerId, things, rows, state);
  await loadAwaitedNames(client, ledgerId, rows, state);
  await loadPackers(client, ledgerId, rows, state);
}

/** What a shipment leaves is the country of whoever packed it, also where customs says that it left. */
async function loadPackers(
  client: pg.ClientBase | pg.Pool,
  ledgerId: number,
  rows: readonly StateRow[],
  state: CustodyState,
): Promise<void> {
  const packers = new Set<string>();
  for (const { section, state: found } of rows) {
    if (section === 'shipment' && state.parties.get(found.party) === undefined) packers.add(found.party);
  }
  if (packers.size > 0) await loadState(client, ledgerId, { ...noLookups(), parties: packers }, state);
}

/** What waits names lots that others may wait for as well: all that is known of a name is known together. */
async function loadAwaitedNames(
  client: pg.ClientBase | pg.Pool,
  ledgerId: number,
  rows: readonly StateRow[],
  state: CustodyState,
): Promise<void> {
  const names = new Set<string>();
  for (const { section, state: found } of rows) {
    if (section !== 'awaited') continue;
    names.add(found.transfer);
    for (const { lot, rejectedLot } of found.lines) names.add(lot).add(rejectedLot ?? lot);
  }
  if (names.size > 0) await loadState(client, ledgerId, { ...noLookups(), things: names }, state);
}

/**
 * Units are rare: they are asked for apart, when a lot is in one or a name is that of nothing else. Their lots come along
 * with them.
 */
async function loadUnits(
  client: pg.ClientBase | pg.Pool,
  ledgerId: number,
  named: readonly string[],
  rows: readonly StateRow[],
  state: CustodyState,
): Promise<void> {
  const units = new Set(named.filter((name) => state.things.get(name) === null));
  for (const { section, state: found } of rows) {
    if (section === 'lot' && found.unit !== null && !state.things.get(found.unit)) units.add(found.unit);
  }
  if (units.size === 0) return;
  const found = await readUnitStates(client, ledgerId, [...units]);
  for (const unit of found) state.things.set(unit.unit, unit);
  const lots = new Set(found.flatMap((unit) => unit.lots));
  if (lots.size > 0) await loadState(client, ledgerId, { ...noLookups(), things: lots }, state);
}

async function findNames(
  client: pg.ClientBase | pg.Pool,
  ledgerId: number,
  names: readonly string[],
  { policy, nextLotNumber }: CustodyState,
): Promise<string[]> {
  // A plan made while the table was small may read all of it by another index: it serves until the lots have doubled.
  const statement = policy === null ? '' : `find-names-${nextLotNumber.toString(2).length}`;
  const { rows } = await client.query<{ name: string }>({
    name: statement,
    text: NAMES_QUERY,
    values: [ledgerId, names.join('\n')],
  });
  return rows.map(({ name }) => name);
}
