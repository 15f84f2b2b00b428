/** Reads what the rules need to know: the state of everything that a batch names, in one query or two. */
import type {
  AssayState,
  AwaitedLine,
  AwaitedReceipt,
  CustodyState,
  FacilityState,
  Hold,
  KeyState,
  LotState,
  PartyState,
  ShipmentState,
  TransferState,
} from '@lodestone/custody/custody-state.ts';
import { keepName, namesKeptBy } from '@lodestone/custody/awaited-names.ts';
import { whereaboutsOf } from '@lodestone/custody/apply-fact.ts';
import { circuitName } from '@lodestone/custody/custody-state.ts';
import type { MovementStatus } from '@lodestone/custody/facts-of-lots.ts';
import type { Form } from '@lodestone/custody/material.ts';
import { type Lookups, noLookups } from '@lodestone/custody/plan.ts';
import type pg from 'pg';
import { loadMandates } from './read-mandates.ts';
import { type AmountsJson, amountsOfJson } from './amounts-json.ts';
import { readUnitStates } from './read-units.ts';
import { holdJoin } from './hold-sql.ts';
import { loadDocuments } from './read-documents.ts';
import { loadHandshakes } from './read-handshakes.ts';
import { yieldRangesOf } from './read-yield-ranges.ts';
import {
  ASSAY_JOIN,
  CUSTODIAN,
  latestCount,
  LATEST_EVENT_NUMBER,
  LATEST_REVISION_JOIN,
  LOT_STATE_JOINS,
  OWNERSHIP_JOIN,
  UNIT_JOIN,
  REMAINING_ELEMENTS,
  REMAINING_NET,
  REMAINING_PIECES,
  REMAINING_VOLUME,
  stands,
} from './lot-state-sql.ts';
import { WHOLE_LEDGER } from './read-lineage.ts';
import { shipmentRevisionJoin } from './revision-sql.ts';

interface LotJson extends AmountsJson {
  readonly lot: string;
  readonly lotNumber: number;
  readonly form: Form | null;
  readonly product: string | null;
  readonly country: string;
  readonly custodian: string;
  readonly status: MovementStatus;
  readonly within: string | null;
  readonly unit: string | null;
  readonly owner: string | null;
  readonly ownedNumber: number | null;
  readonly countedNumber: number | null;
  readonly hold: Hold | null;
  readonly assay: AssayState | null;
  readonly uncertainty: number | null;
  readonly touchedBy: string;
  readonly touchedAt: string;
  readonly touchedNumber: number;
  readonly step: number | null;
}

interface AwaitedLineJson extends AmountsJson, Omit<AwaitedLine, 'measured'> {
  readonly lot: string;
}

interface AwaitedJson extends Omit<AwaitedReceipt, 'lines'> {
  readonly lines: readonly AwaitedLineJson[];
}

type StateRow =
  | { readonly section: 'policy'; readonly state: NonNullable<CustodyState['policy']> }
  | { readonly section: 'awaited'; readonly state: AwaitedJson }
  | { readonly section: 'next-lot-number'; readonly state: number }
  | { readonly section: 'party'; readonly state: PartyState }
  | { readonly section: 'facility'; readonly state: FacilityState }
  | { readonly section: 'transfer'; readonly state: Omit<TransferState, 'kind'> }
  | { readonly section: 'shipment'; readonly state: Omit<ShipmentState, 'kind'> }
  | { readonly section: 'circuit'; readonly state: { party: string; circuit: string; lot: string } }
  | { readonly section: 'lot'; readonly state: LotJson };

// Every name is looked up by its own index probe (cross join lateral … offset 0): on fresh tables without statistics
// the planner otherwise believes that ledger_id alone is selective, and scans.

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

/** A column of a lot as the latest correction says. */
function latest(column: 'form' | 'product' | 'country' | 'uncertainty_parts_per_million'): string {
  return `case when revised.event_number is null then l.${column} else revised.${column} end`;
}

/**
 * Receipts that wait for their dispatch and keep one of the names, and all others that wait for the same transfer: so
 * what waits under a transfer is known whole or not at all.
 */
const AWAITED_ROWS = `
  select jsonb_build_object('eventNumber', r.event_number, 'transfer', r.transfer, 'consignor', r.consignor,
      'consignee', r.consignee, 'seals', r.seals, 'facility', r.facility,
      'occurredAt', to_char(e.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      'lines', lines.lines) as state
  from (
    select kept.transfer from unnest($4::text[]) as n (name)
    cross join lateral (
      select transfer, event_number from view.awaited_receipt where ledger_id = $1 and transfer = n.name
      union all
      select transfer, event_number from view.awaited_line where ledger_id = $1 and lot = n.name
      union all
      select transfer, event_number from view.awaited_line where ledger_id = $1 and rejected_lot = n.name
      offset 0) kept
    where ${stillWaits('kept')}
    group by kept.transfer) named
  cross join lateral (
    select * from view.awaited_receipt where ledger_id = $1 and transfer = named.transfer offset 0) r
  cross join lateral (
    select occurred_at from ledger.event
    where ledger_id = $1 and position = r.event_number / 1000 and ordinal = r.event_number % 1000 offset 0) e
  cross join lateral (
    select jsonb_agg(jsonb_build_object('lot', line.lot, 'outcome', line.outcome, 'net', line.net_milligrams,
        'volume', line.volume_millilitres, 'pieces', line.pieces, 'elements', to_jsonb(line.element_milligrams),
        'uncertaintyPartsPerMillion', line.uncertainty_parts_per_million,
        'rejectedLot', line.rejected_lot, 'discrepancy', line.discrepancy) order by line.index) as lines
    from view.awaited_line line where line.ledger_id = $1 and line.event_number = r.event_number offset 0) lines
  where ${stillWaits('r')}`;

/** Whether nothing has ended what waits by a row of this name: a question for each, so that no plan reads all ends. */
function stillWaits(row: string): string {
  return `(
    select true from view.awaited_end ended
    where ended.ledger_id = $1 and ended.transfer = ${row}.transfer and ended.event_number > ${row}.event_number
    limit 1) is null`;
}

/** Above every event number. */
const EVERY_EVENT = '9223372036854775807';

/** Of a circuit's stock: asked of its latest movement, which none has but what a correction has voided. */
const NOT_VOIDED = `and coalesce((
        select status from view.movement where ledger_id = $1 and lot_number = stock.lot_number
        order by event_number desc limit 1), 'held') <> 'voided'`;
/** Above the number of every event. */
const EVERYTHING = String(WHOLE_LEDGER);

const STATE_QUERY = `
  with wanted as (
    select l.lot_number
    from unnest($4::text[]) as n (name)
    cross join lateral (select lot_number from view.lot where ledger_id = $1 and lot = n.name offset 0) l
    union
    select line.lot_number
    from unnest($4::text[]) as n (name)
    cross join lateral (
      select lot_number from view.shipment_line where ledger_id = $1 and shipment = n.name offset 0) line
    union
    select stock.lot_number
    from unnest($5::text[], $6::text[]) as c (party, circuit)
    cross join lateral (
      select lot_number from view.lot stock where ledger_id = $1 and party = c.party and circuit = c.circuit ${NOT_VOIDED}
      order by lot_number desc limit 1) stock
  )
  select 'policy' as section, jsonb_build_object(
      'enforcement', enforcement, 'balancePartsPerMillion', balance_parts_per_million,
      'transferPartsPerMillion', transfer_parts_per_million,
      'bulkTransferPartsPerMillion', bulk_transfer_parts_per_million,
      'elementTransferPartsPerMillion', element_transfer_parts_per_million,
      'checkpointKey', checkpoint_key) as state
    from view.policy where ledger_id = $1
  union all
  select 'awaited', awaited.state from (${AWAITED_ROWS}) awaited
  union all
  select 'next-lot-number', to_jsonb(coalesce(
      (select lot_number + 1 from view.lot where ledger_id = $1 order by lot_number desc limit 1), 0))
  union all
  select 'party', jsonb_build_object('party', p.party, 'roles', p.roles, 'country', p.country,
      'transferPartsPerMillion', p.transfer_parts_per_million,
      'bulkTransferPartsPerMillion', p.bulk_transfer_parts_per_million,
      'elementTransferPartsPerMillion', p.element_transfer_parts_per_million,
      'hasHadKey', exists (select from view.key k where k.ledger_id = $1 and k.party = p.party))
    from unnest($2::text[]) as n (name)
    cross join lateral (
      select * from view.party where ledger_id = $1 and party = n.name order by event_number desc limit 1) p
  union all
  select 'facility', jsonb_build_object('facility', f.facility, 'party', f.party, 'country', f.country,
      'activities', f.activities, 'yieldRanges', (
        ${yieldRangesOf('')}))
    from unnest($3::text[]) as n (name)
    cross join lateral (
      select * from view.facility where ledger_id = $1 and facility = n.name order by event_number desc limit 1) f
  union all
  select 'transfer', jsonb_build_object('transfer', t.transfer, 'consignor', t.consignor,
      'consignee', coalesce(t.restated_consignee, t.consignee), 'seals', t.standing_seals, 'hold', t.hold)
    from unnest($4::text[]) as n (name)
    cross join lateral (
      select t.*, on_hold.hold, restated.consignee as restated_consignee,
        case when restated.consignee is null then t.seals else restated.seals end as standing_seals
      from view.transfer t
      left join lateral (
        select consignee, seals from view.transfer_revision where ledger_id = $1 and transfer = n.name
        order by event_number desc limit 1) restated on true
      ${holdJoin('t.transfer')}
      where t.ledger_id = $1 and t.transfer = n.name offset 0) t
  union all
  select 'shipment', jsonb_build_object('shipment', s.shipment, 'party', s.party, 'ended', s.ending, 'hold', s.hold, 'lots', (
      select coalesce(jsonb_agg(l.lot), '[]')
      from (
        select lot_number from view.shipment_line line
        where ledger_id = $1 and shipment = s.shipment and ${stands('line.event_number')} offset 0) line
      cross join lateral (select lot from view.lot where ledger_id = $1 and lot_number = line.lot_number offset 0) l))
    from unnest($4::text[]) as n (name)
    cross join lateral (
      select s.shipment, s.party, on_hold.hold,
        case when standing.is_voided then 'voided' else (
          select e.ending from view.shipment_end e
          where e.ledger_id = $1 and e.shipment = s.shipment and ${stands('e.event_number')}) end as ending
      from view.shipment s
      ${shipmentRevisionJoin(EVERYTHING)}
      ${holdJoin('s.shipment')}
      where s.ledger_id = $1 and s.shipment = n.name offset 0) s
  union all
  select 'circuit', jsonb_build_object('party', c.party, 'circuit', c.circuit, 'lot', stock.lot)
    from unnest($5::text[], $6::text[]) as c (party, circuit)
    cross join lateral (
      select lot from view.lot stock where ledger_id = $1 and party = c.party and circuit = c.circuit ${NOT_VOIDED}
      order by lot_number desc limit 1) stock
  union all
  select 'lot', jsonb_build_object(
      'lot', l.lot, 'lotNumber', l.lot_number,
      'form', ${latest('form')}, 'product', ${latest('product')}, 'country', ${latest('country')},
      'custodian', ${CUSTODIAN},
      'status', coalesce(move.status, 'held'), 'within', move.within,
      'net', ${REMAINING_NET},
      'volume', ${REMAINING_VOLUME},
      'pieces', ${REMAINING_PIECES},
      'elements', jsonb_build_array(${REMAINING_ELEMENTS}),
      'unit', boxed.unit, 'owner', owned.owner, 'ownedNumber', owned.owned_number,
      'countedNumber', ${latestCount(EVERY_EVENT)}, 'hold', on_hold.hold,
      'assay', assay.state,
      'uncertainty', coalesce(assay.uncertainty, ${latest('uncertainty_parts_per_million')}),
      'touchedBy', coalesce(behalf.principal, k.party), 'touchedNumber', latest.number,
      'touchedAt', to_char(latest.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      'step', case when l.kind in ('transformed', 'circuit-stock') then l.event_number end)
    from wanted w
    cross join lateral (select * from view.lot where ledger_id = $1 and lot_number = w.lot_number offset 0) l
    ${LOT_STATE_JOINS}
    ${UNIT_JOIN}
    ${OWNERSHIP_JOIN}
    ${LATEST_REVISION_JOIN}
    ${holdJoin('l.lot')}
    ${ASSAY_JOIN}
    cross join lateral (
      select number, e.position, e.occurred_at from ledger.event e, ${LATEST_EVENT_NUMBER} as number
      where e.ledger_id = $1 and e.position = number / 1000 and e.ordinal = number % 1000 offset 0) latest
    cross join lateral (
      select author from ledger.entry where ledger_id = $1 and position = latest.position offset 0) signed
    cross join lateral (select party from view.key where ledger_id = $1 and key = signed.author offset 0) k
    left join lateral (
      select principal from view.on_behalf where ledger_id = $1 and event_number = latest.number offset 0) behalf on true`;

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
  const wanted = [...keys].filter((key) => state.keys.get(key) === undefined);
  if (wanted.length === 0) return;
  const { rows } = await client.query<KeyState>(KEY_QUERY, [ledgerId, wanted]);
  for (const key of wanted) state.keys.set(key, null);
  for (const row of rows) state.keys.set(row.key, row);
}

/** Looks up everything in `lookups` that `state` has not, and notes it there, what is not recorded as null. */
export async function loadState(
  client: pg.ClientBase | pg.Pool,
  ledgerId: number,
  lookups: Lookups,
  state: CustodyState,
): Promise<void> {
  await loadKeys(client, ledgerId, lookups.keys, state);
  await loadMandates(client, ledgerId, lookups.mandates, state);
  await loadDocuments(client, ledgerId, lookups.documents, state);
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

function noteRow(row: StateRow, state: CustodyState): void {
  switch (row.section) {
    case 'policy':
      state.policy = row.state;
      return;
    case 'awaited':
      noteAwaited(row.state, state);
      return;
    case 'next-lot-number':
      // What is in memory may be ahead of the database, by a batch that is being written.
      state.nextLotNumber = Math.max(state.nextLotNumber, row.state);
      return;
    case 'party':
      state.parties.set(row.state.party, row.state);
      return;
    case 'facility':
      state.facilities.set(row.state.facility, row.state);
      return;
    case 'transfer':
      state.things.set(row.state.transfer, { kind: 'transfer', ...row.state });
      return;
    case 'shipment':
      state.things.set(row.state.shipment, { kind: 'shipment', ...row.state });
      return;
    case 'circuit':
      state.circuits.set(circuitName(row.state.party, row.state.circuit), row.state.lot);
      return;
    case 'lot':
      // Lots of a shipment come along with it. One that is in memory stays: the database may be behind.
      if (!state.things.get(row.state.lot)) state.things.set(row.state.lot, lotStateOf(row.state));
      return;
    default:
      row satisfies never;
  }
}

/** Under all the names that it keeps. What is in memory stays: the database may be behind. */
function noteAwaited({ lines, ...said }: AwaitedJson, state: CustodyState): void {
  const byLot = new Map<string, AwaitedLine>();
  for (const { lot, outcome, uncertaintyPartsPerMillion, rejectedLot, discrepancy, ...amounts } of lines) {
    const measured = amountsOfJson(amounts);
    byLot.set(lot, { outcome, measured, uncertaintyPartsPerMillion, rejectedLot, discrepancy });
  }
  const receipt = { ...said, lines: byLot };
  for (const name of namesKeptBy(receipt)) keepName(state, name, receipt);
}

function lotStateOf(json: LotJson): LotState {
  const { lot, lotNumber, form, product, country, custodian, unit, owner, ownedNumber, hold, step } = json;
  const { touchedBy, touchedAt, touchedNumber } = json;
  const remaining = amountsOfJson(json);
  const whereabouts = whereaboutsOf(json);
  const { assay, countedNumber, uncertainty: uncertaintyPartsPerMillion } = json;
  const what = { lot, lotNumber, form, product, country };
  const touched = { touchedBy, touchedAt, touchedNumber };
  const held = { custodian, whereabouts, remaining, unit, owner, ownedNumber, hold, ...touched, step };
  return { kind: 'lot', ...what, ...held, assay, countedNumber, uncertaintyPartsPerMillion };
}
