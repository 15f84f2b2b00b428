/** What parties hold, added up by the server: one row a group, however many lots. */
import { ELEMENT_SYMBOLS, type ElementSymbol } from '@lodestone/custody/element.ts';
import type { StockKey, StockRow } from '@lodestone/custody/stock.ts';
import type { Database } from '../database.ts';
import { journeyJoin } from '../journey-sql.ts';
import {
  asRevised,
  CUSTODIAN,
  lotStateJoins,
  unitJoin,
  REMAINING_ELEMENTS,
  REMAINING_NET,
  REMAINING_PIECES,
  REMAINING_VOLUME,
  revisionJoinWhere,
  standsBelow,
  STATUS,
} from '../lot-state-sql.ts';
import { elementMassesOfArray } from '../element-array.ts';
import type { EventBound } from '../event-bound.ts';
import { isEvent } from '../event-number-sql.ts';

/** The two clocks: what was recorded by then, and of that what happened before then (RFC 3339; all of it when null). */
export interface Moment {
  readonly bound: EventBound;
  readonly happenedBefore: string | null;
}

export interface StockFilter {
  readonly party: string | null;
  readonly owner: string | null;
  readonly facility: string | null;
  readonly form: string | null;
  /** Only lots that contain it. */
  readonly element: ElementSymbol | null;
  readonly by: readonly StockKey[];
  readonly moment: Moment;
}

/**
 * On a row of facts: whether its event counts at the moment that `$2` and `$3` say. A correction says what was so all
 * along: what it adds counts from the time of the event that it corrects.
 */
function countsAtMoment(row: string): string {
  return ` and ${row}.event_number < $2 and ($3::timestamptz is null or (
      select v.occurred_at
      from coalesce((select correcting.target_number from view.correction correcting
        where correcting.ledger_id = $1 and correcting.event_number = ${row}.event_number), ${row}.event_number) as said (number)
      cross join lateral (
        select occurred_at from ledger.event
        where ledger_id = $1 and ${isEvent('said.number')} offset 0) v) < $3)`;
}

/** Lots that a party made, and that it ever answered for: all that it can hold. Each is found by an index. */
const LOTS_OF_PARTY = `
  (select made.lot_number from view.lot made where made.ledger_id = $1 and made.party = $4
   union
   select moved.lot_number from view.movement moved where moved.ledger_id = $1 and moved.custodian = $4) candidate
  cross join lateral (
    select * from view.lot where ledger_id = $1 and lot_number = candidate.lot_number offset 0) l`;

const ALL_LOTS = '(select * from view.lot where ledger_id = $1 and $4::text is null) l';

/** The facility that the custodian named last for a lot; that of its making, when its maker named no other. */
const PLACE = `coalesce(
  (select p.facility from view.movement p
   where p.ledger_id = $1 and p.lot_number = l.lot_number and p.custodian = ${CUSTODIAN} and p.facility is not null
     ${countsAtMoment('p')}
   order by p.event_number desc limit 1),
  case when l.party = ${CUSTODIAN} then case when revised.event_number is null then l.facility else revised.facility end end)`;

/** Whoever has a lot owns it until it is said to be another's. */
const OWNER = `coalesce(
  (select o.owner from view.ownership o
   where o.ledger_id = $1 and o.lot_number = l.lot_number ${countsAtMoment('o')}
   order by o.event_number desc limit 1),
  ${CUSTODIAN})`;

/** Whether the latest of the holds on a thing stands. */
function isOnHold(thing: string): string {
  return `coalesce((select h.is_placed from view.hold h
    where h.ledger_id = $1 and h.thing = ${thing} ${countsAtMoment('h')}
    order by h.event_number desc limit 1), false)`;
}

/** Whether a transfer that brought the lot has a dispute about it that is open. */
const IS_DISPUTED = `exists (
  select from view.movement t
  cross join lateral (
    select event_number, transfer, lot_number from view.dispute
    where ledger_id = $1 and transfer = t.within and lot_number = t.lot_number offset 0) d
  where t.ledger_id = $1 and t.lot_number = l.lot_number ${countsAtMoment('d')}
    and ${standsBelow('d.event_number', '$2')} and not exists (
      select from view.settlement e
      where e.ledger_id = $1 and e.transfer = d.transfer and e.lot_number = d.lot_number and e.is_effective
        and e.event_number > d.event_number and ${standsBelow('e.event_number', '$2')} ${countsAtMoment('e')}))`;

/** What is no longer anybody's stock. Every other status is, whatever it is called. */
const GONE_STATUSES = ['spent', 'exported', 'disposed', 'voided'];

const KEY_COLUMNS = { party: 'party', owner: 'owner', facility: 'facility', form: 'form' } as const;

interface GroupRow {
  party: string | null;
  owner: string | null;
  facility: string | null;
  form: string | null;
  status: string;
  on_hold: boolean;
  disputed: boolean;
  consignees: string[] | null;
  since: Date | null;
  lots: bigint;
  /** Net mass, volume and pieces. */
  bulk: (bigint | null)[];
  elements: (bigint | null)[];
  element_lots: bigint[];
}

/** A row of stock, and how many of its lots contain each element. */
export interface ReadStockRow extends StockRow {
  /** To whom its lots are on their way or packed, in byte order, and since when the first of them. */
  readonly consignees: readonly string[];
  readonly since: string | null;
  readonly lotsByElement: Readonly<Partial<Record<ElementSymbol, number>>>;
}

/**
 * The stock that fits the filter, by the keys asked for. Of one party it reads the lots that were ever that party's,
 * else all lots.
 */
export async function readStock(database: Database, ledgerId: number, filter: StockFilter): Promise<ReadStockRow[]> {
  const { party, owner, facility, form, element, by, moment } = filter;
  const keys = Object.entries(KEY_COLUMNS).filter(([key]) => by.includes(key as StockKey));
  const columns = keys.map(([, column]) => column);
  const groups = [...columns, 'status'].join(', ');
  const { rows } = await database.pool.query<GroupRow>(
    `select ${columns.map((column) => `${column}, `).join('')}
       case when is_circuit and status = 'held' then 'in-circuit' else status end as status, on_hold, disputed,
       array_agg(distinct consignee collate "C") filter (where consignee is not null) as consignees, min(since) as since,
       count(*) as lots, array[sum(net), sum(volume), sum(pieces)]::numeric[] as bulk,
       array[${eachElement((index) => `sum(elements[${index}])`)}]::numeric[] as elements,
       array[${eachElement((index) => `count(*) filter (where elements[${index}] > 0)`)}] as element_lots
     from (
       select ${CUSTODIAN} as party, ${OWNER} as owner, ${PLACE} as facility, ${asRevised(['form'])},
         ${isOnHold('l.lot')} or (move.status in ('packed', 'in-transit', 'returning') and ${isOnHold('move.within')})
           or (boxed.unit is not null and ${isOnHold('boxed.unit')}) as on_hold,
         journey.consignee, journey.since, ${IS_DISPUTED} as disputed, l.kind = 'circuit-stock' as is_circuit,
         ${STATUS} as status, ${REMAINING_NET} as net, ${REMAINING_VOLUME} as volume, ${REMAINING_PIECES} as pieces,
         array[${REMAINING_ELEMENTS}] as elements
       from ${party === null ? ALL_LOTS : LOTS_OF_PARTY}
       ${lotStateJoins(countsAtMoment)}
       ${journeyJoin('$2')}
       ${unitJoin(countsAtMoment)}
       ${revisionJoinWhere(countsAtMoment)}
       where true${countsAtMoment('l')}
     ) stock
     where ($5::text is null or form = $5) and status <> all ($8) and ($4::text is null or party = $4)
       and ($6::text is null or facility = $6) and ($9::text is null or owner = $9) and ($7::integer is null or elements[$7] > 0)
     group by ${groups}, on_hold, disputed, is_circuit
     order by ${[...columns, 'status'].map((column) => `${column} collate "C" nulls last`).join(', ')}, on_hold, disputed`,
    [
      ledgerId,
      moment.bound,
      moment.happenedBefore,
      party,
      form,
      facility,
      element === null ? null : ELEMENT_SYMBOLS.indexOf(element) + 1,
      GONE_STATUSES,
      owner,
    ],
  );
  return rows.map(stockRowOf);
}

function eachElement(sqlOf: (index: number) => string): string {
  return ELEMENT_SYMBOLS.map((_, index) => sqlOf(index + 1)).join(', ');
}

function stockRowOf(row: GroupRow): ReadStockRow {
  const [netMilligrams = null, volumeMillilitres = null, pieces = null] = row.bulk;
  const counts = ELEMENT_SYMBOLS.map((element, index) => [element, Number(row.element_lots[index] ?? 0n)] as const);
  return {
    party: row.party ?? null,
    owner: row.owner ?? null,
    facility: row.facility ?? null,
    form: row.form ?? null,
    status: row.status,
    onHold: row.on_hold,
    disputed: row.disputed,
    consignees: row.consignees ?? [],
    since: row.since?.toISOString() ?? null,
    lots: Number(row.lots),
    netMilligrams,
    volumeMillilitres,
    pieces,
    elementMilligrams: elementMassesOfArray(row.elements),
    lotsByElement: Object.fromEntries(counts),
  };
}
