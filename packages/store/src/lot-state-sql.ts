/** How the present state of a lot follows from the facts, as SQL over a lot `l` of ledger `$1`. */
import { ELEMENT_SYMBOLS } from '@lodestone/custody/element.ts';
import type { LotRevisionTable } from './tables.ts';

/** The sums of four measures and of each element over rows that are named `row`. */
function sumsOf(row: string): string {
  const elements = ELEMENT_SYMBOLS.map(
    (_, index) => `sum(${row}.element_milligrams[${index + 1}]) as element_${index + 1}`,
  );
  return `max(${row}.event_number) as event_number, sum(${row}.net_milligrams) as net,
      sum(${row}.volume_millilitres) as volume, sum(${row}.pieces) as pieces, ${elements.join(', ')}`;
}

/** The latest assay of the lot, or withdrawal of one, by the change that each makes: so no other index is asked for it. */
const ASSAYED = `max(c.event_number) filter (where c.cause = 'reassayed') as assayed,
      bool_or(c.cause = 'adjusted') as is_adjusted`;

/**
 * `taken` is the sum of what steps took, `changed` of what changed besides; `move` the latest movement, if any. Of what
 * events say only that counts for which `counts` gives a condition that holds, on a row of that name.
 */
export function lotStateJoins(counts: (row: string) => string): string {
  return `
  cross join lateral (
    select ${sumsOf('i')} from view.input i
    where i.ledger_id = $1 and i.lot_number = l.lot_number${counts('i')}) taken
  cross join lateral (
    select ${ASSAYED}, ${sumsOf('c')} from view.change c
    where c.ledger_id = $1 and c.lot_number = l.lot_number${counts('c')}) changed
  left join lateral (
    select m.event_number, m.status, m.custodian, m.within from view.movement m
    where m.ledger_id = $1 and m.lot_number = l.lot_number${counts('m')}
    order by m.event_number desc limit 1) move on true`;
}

/** The same of everything that is recorded. */
export const LOT_STATE_JOINS = lotStateJoins(() => '');

/** The unit that the lot was packed in or taken out of last, if any, among the events that count as of a lot's state. */
export function unitJoin(counts: (row: string) => string): string {
  return `
  left join lateral (
    select u.event_number, u.unit from view.unit_line u
    where u.ledger_id = $1 and u.lot_number = l.lot_number${counts('u')}
    order by u.event_number desc limit 1) boxed on true`;
}

/** The same of everything that is recorded. */
export const UNIT_JOIN = unitJoin(() => '');

/** The latest statement of who owns the lot, if any, among those that count as of a lot's state. */
export function ownershipJoin(counts: (row: string) => string): string {
  return `
  left join lateral (
    select o.owner, case when o.owner is not null then coalesce(o.statement_number, o.event_number) end as owned_number
    from view.ownership o
    where o.ledger_id = $1 and o.lot_number = l.lot_number${counts('o')}
    order by o.event_number desc limit 1) owned on true`;
}

/**
 * The assay that counts for the lot, by the event it is of: the latest, or what counted before that where it was
 * withdrawn. Null when there is none.
 */
export const ASSAY_NUMBER = `case when changed.assayed is not null then coalesce((
    select coalesce(w.assay_number, 0) from view.assay_withdrawal w
    where w.ledger_id = $1 and w.lot_number = l.lot_number and w.event_number = changed.assayed), changed.assayed) end`;

/**
 * The latest adjustment of the lot that counts, among those below `bound`: one that was replaced by its own number, one
 * that was voided not at all.
 */
export function latestCount(bound: string): string {
  return `case when changed.is_adjusted then (
    select max(coalesce(k.target_number, counted.event_number)) from view.change counted
    left join view.correction k on k.ledger_id = $1 and k.event_number = counted.event_number
    where counted.ledger_id = $1 and counted.lot_number = l.lot_number and counted.cause = 'adjusted' and counted.event_number < ${bound}
      and coalesce(k.outcome, 'replaced') = 'replaced' and ${standsBelow('counted.event_number', bound)}) end`;
}

/** What the rules know of that assay. */
export const ASSAY_JOIN = `
  left join lateral (
    select jsonb_build_object('version', a.version, 'laboratory', a.laboratory, 'eventNumber', a.event_number) as state,
      a.uncertainty_parts_per_million as uncertainty
    from view.assay a
    where a.ledger_id = $1 and a.lot_number = l.lot_number and a.event_number = ${ASSAY_NUMBER} offset 0) assay on true`;

/** The same of everything that is recorded. */
export const OWNERSHIP_JOIN = ownershipJoin(() => '');

/** The number of the latest event that touched the lot. */
export const LATEST_EVENT_NUMBER =
  'greatest(l.event_number, taken.event_number, changed.event_number, move.event_number, boxed.event_number)';

/** What is known of the lot's making as of the event number that `bound` says: `revised`, if that was corrected. */
export function revisionJoin(bound: string): string {
  return revisionJoinWhere((row) => ` and ${row}.event_number < ${bound}`);
}

/** The same of the events that count as of a lot's state. */
export function revisionJoinWhere(counts: (row: string) => string): string {
  return `
  left join lateral (
    select * from view.lot_revision r where r.ledger_id = $1 and r.lot_number = l.lot_number${counts('r')}
    order by r.event_number desc limit 1) revised on true`;
}

/** The same of everything that is recorded. */
export const LATEST_REVISION_JOIN = revisionJoinWhere(() => '');

/** Columns of a lot as `revised` says, else as it was made. */
export function asRevised(columns: readonly (keyof LotRevisionTable)[]): string {
  return columns
    .map((name) => `case when revised.event_number is null then l.${name} else revised.${name} end as ${name}`)
    .join(', ');
}

/** Whoever made a lot holds it until it moves. */
export const CUSTODIAN = 'coalesce(move.custodian, l.party)';

/** What remains is made − taken + changes; what is not stated stays null until a change states it. */
function remaining(made: string, name: string): string {
  return `coalesce(${made}, case when changed.${name} is not null then 0 end) - coalesce(taken.${name}, 0)
    + coalesce(changed.${name}, 0)`;
}

export const REMAINING_NET = remaining('l.net_milligrams', 'net');
export const REMAINING_VOLUME = remaining('l.volume_millilitres', 'volume');
export const REMAINING_PIECES = remaining('l.pieces', 'pieces');
export const REMAINING_ELEMENTS = ELEMENT_SYMBOLS.map((_, index) =>
  remaining(`l.element_milligrams[${index + 1}]`, `element_${index + 1}`),
).join(', ');

/** Spent when the net is 0; without a net, when the volume is; without either, every element. */
export const SPENT = `coalesce(${REMAINING_NET}, ${REMAINING_VOLUME},
  (select coalesce(sum(mass), 0) from unnest(array[${REMAINING_ELEMENTS}]) as mass)) = 0`;

/** One word for where the lot is. */
export const STATUS = `case when coalesce(move.status, 'held') <> 'held' then move.status when ${SPENT} then 'spent' else 'held' end`;

/** Whether no correction below `bound` has put another in the place of the event that `number` says. */
export function standsBelow(number: string, bound: string): string {
  return `not exists (${supersedingBelow(number, bound)})`;
}

/** The same, asked of the index for one event after the other: for few events, however many corrections there are. */
export function standsBelowByIndex(number: string, bound: string): string {
  return `not exists (${supersedingBelow(number, bound)} offset 0)`;
}

function supersedingBelow(number: string, bound: string): string {
  return `select from view.correction c
    where c.ledger_id = $1 and c.superseded_number = ${number} and c.event_number < ${bound}`;
}

/** The same of everything that is recorded. */
export function stands(number: string): string {
  return `not exists (
    select from view.correction c where c.ledger_id = $1 and c.superseded_number = ${number})`;
}
