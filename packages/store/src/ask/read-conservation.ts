/**
 * The terms of the conservation of mass over a whole ledger, added up by the server from the facts. Losses by kind are
 * not among the facts: they are read from what the steps say, which makes the sum a check of the facts against that.
 */
import { changeTerm, type ConservationTerm } from '@lodestone/custody/conservation.ts';
import { ELEMENT_SYMBOLS } from '@lodestone/custody/element.ts';
import type { Database } from '../database.ts';
import {
  asRevised,
  lotStateJoins,
  REMAINING_ELEMENTS,
  REMAINING_NET,
  REMAINING_PIECES,
  REMAINING_VOLUME,
  revisionJoin,
  standsBelow,
  STATUS,
} from '../lot-state-sql.ts';
import { elementMassesOfArray } from '../element-array.ts';
import type { EventBound } from '../event-bound.ts';

/** For each element, in their order. */
function each(sqlOf: (element: number) => string): string {
  return ELEMENT_SYMBOLS.map((_, index) => sqlOf(index + 1)).join(', ');
}

/** One array of the sums of an expression over each element: of a whole ledger they may be beyond a bigint of PostgreSQL. */
function sums(expressionOf: (element: number) => string): string {
  return `array[${each((element) => `coalesce(sum(${expressionOf(element)}), 0)`)}]::numeric[]`;
}

const sumsOf = (row: string) => sums((element) => `${row}.element_milligrams[${element}]`);

/**
 * More than went in is given: a gain. Less: unaccounted. What was corrected is created, taken and given as known since: the
 * changes by which lots came to that stand for the rows that count no more.
 */
const CONSERVATION_QUERY = `
  with weighed as (
    select ${each((e) => `coalesce(s.given_element_milligrams[${e}], 0) as given_${e}, taken.element_milligrams[${e}] as taken_${e}`)}
    from view.step s
    cross join lateral (
      select ${sumsOf('i')} as element_milligrams from view.input i
      where i.ledger_id = $1 and i.event_number = s.event_number) taken
    where s.ledger_id = $1 and s.event_number < $2 and ${standsBelow('s.event_number', '$2')}
  ), remaining as (
    select case when l.kind = 'circuit-stock' and ${STATUS} = 'held' then 'in-circuit' else ${STATUS} end as status,
      array[${REMAINING_ELEMENTS}] as element_milligrams,
      least(${REMAINING_NET}, ${REMAINING_VOLUME}, ${REMAINING_PIECES}, ${REMAINING_ELEMENTS}) < 0 as is_overdrawn
    from view.lot l
    ${lotStateJoins((row) => ` and ${row}.event_number < $2`)}
    where l.ledger_id = $1 and l.event_number < $2
  )
  select 'created' as term, l.kind as name, ${sumsOf('l')} as elements, 0 as overdrawn
    from (
      select l.lot_number, ${asRevised(['kind', 'element_milligrams'])} from view.lot l
      ${revisionJoin('$2')}
      where l.ledger_id = $1 and l.event_number < $2 and not exists (
        select from view.movement m
        where m.ledger_id = $1 and m.lot_number = l.lot_number and m.status = 'voided' and m.event_number < $2)) l
    where l.kind not in ('transformed', 'circuit-stock')
    group by l.kind
  union all
  select 'gains', 'unexplained-gains', ${sums((e) => `greatest(given_${e} - taken_${e}, 0)`)}, 0 from weighed
  union all
  select 'changes', c.cause, ${sumsOf('c')}, 0 from view.change c
    where c.ledger_id = $1 and c.event_number < $2 and c.cause <> 'corrected' group by c.cause
  union all
  select 'remaining', r.status, ${sumsOf('r')}, count(*) filter (where r.is_overdrawn)
    from remaining r group by r.status
  union all
  select 'unaccounted', 'unaccounted', ${sums((e) => `greatest(taken_${e} - given_${e}, 0)`)}, 0 from weighed`;

interface TermRow {
  readonly term: 'created' | 'gains' | 'changes' | 'remaining' | 'unaccounted';
  readonly name: string;
  readonly elements: (bigint | null)[];
  readonly overdrawn: bigint;
}

/** Every term but the losses, and how many lots have less than nothing of anything left. Reads all lots and steps. */
export async function readConservation(
  database: Database,
  ledgerId: number,
  bound: EventBound,
): Promise<{ terms: ConservationTerm[]; overdrawnLots: number }> {
  const { rows } = await database.pool.query<TermRow>(CONSERVATION_QUERY, [ledgerId, bound]);
  const overdrawnLots = rows.reduce((sum, { overdrawn }) => sum + Number(overdrawn), 0);
  return { terms: rows.map(termOf), overdrawnLots };
}

function termOf({ term, name, elements }: TermRow): ConservationTerm {
  const elementMilligrams = elementMassesOfArray(elements);
  if (term === 'changes') return changeTerm(name, elementMilligrams);
  return { side: term === 'created' || term === 'gains' ? 'from' : 'to', name, elementMilligrams };
}
