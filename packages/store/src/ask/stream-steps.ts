/** Recorded steps with what they took and made, in the order in which they happened, a page at a time. */
import { ELEMENT_SYMBOLS } from '@lodestone/custody/element.ts';
import type { ElementMasses } from '@lodestone/custody/element-masses.ts';
import { asRevised, revisionJoin, standsBelowByIndex } from '../lot-state-sql.ts';
import type { Database } from '../database.ts';
import { elementMassesOfArray } from '../element-array.ts';
import type { EventBound } from '../event-bound.ts';
import { isEvent } from '../event-number-sql.ts';

/** What one question brings: few enough to hold, many enough not to wait for each. */
const PAGE_ROWS = 1_000;

export interface StepFilter {
  readonly step: string | null;
  readonly party: string | null;
  readonly facility: string | null;
  /** Bounds on when it happened, RFC 3339; from is inclusive, until is not. A correction happened when its replacement says. */
  readonly from: string | null;
  readonly until: string | null;
  readonly bound: EventBound;
}

export interface RecordedStep {
  readonly step: string;
  readonly facility: string | null;
  /** As its registration states it. */
  readonly timeZone: string | null;
  readonly occurredAt: string;
  readonly inputElementMilligrams: ElementMasses;
  /** The stock of its circuit before and after. */
  readonly openingElementMilligrams: ElementMasses;
  readonly outputElementMilligrams: ElementMasses;
  readonly closingElementMilligrams: ElementMasses;
  readonly body: Buffer;
}

/** Sums over rows of lots `l`, apart from or of the stock of circuits, of what a column of `row` has of each element. */
function sums(row: string, of: 'lots' | 'circuits'): string {
  const isWanted = of === 'circuits' ? `l.kind = 'circuit-stock'` : `l.kind <> 'circuit-stock'`;
  const each = ELEMENT_SYMBOLS.map(
    (_, index) => `sum(${row}.element_milligrams[${index + 1}]) filter (where ${isWanted})`,
  );
  return `array[${each.join(', ')}]::bigint[]`;
}

/** The steps that a question over `view.step` gives, with what they took and made. */
function stepsOf(question: string): string {
  return `
  select s.event_number, s.step, s.facility, f.time_zone, s.occurred_at_milliseconds, e.body,
    taken.lots as inputs, taken.circuits as opening, made.lots as outputs, made.circuits as closing
  from (${question}) s
  cross join lateral (
    select body from ledger.event
    where ledger_id = $1 and ${isEvent('s.event_number')} offset 0) e
  left join lateral (
    select time_zone from view.facility where ledger_id = $1 and facility = s.facility
    order by event_number desc limit 1) f on true
  cross join lateral (
    select ${sums('i', 'lots')} as lots, ${sums('i', 'circuits')} as circuits
    from view.input i
    cross join lateral (
      select kind from view.lot where ledger_id = $1 and lot_number = i.lot_number offset 0) l
    where i.ledger_id = $1 and i.event_number = s.event_number) taken
  cross join lateral (
    select ${sums('l', 'lots')} as lots, ${sums('l', 'circuits')} as circuits
    from (
      select ${asRevised(['kind', 'element_milligrams'])} from view.lot l
      ${revisionJoin('s.event_number + 1')}
      where l.ledger_id = $1 and l.lot_number >= s.first_lot_number
        and l.lot_number < s.first_lot_number + s.lot_count) l) made`;
}

/** A page of the steps of a period, found by the index over their times, which also gives the order. */
const STEPS_QUERY = `${stepsOf(`
    select * from view.step s
    where s.ledger_id = $1 and (s.occurred_at_milliseconds, s.event_number) > ($7::bigint, $3::bigint)
      and s.occurred_at_milliseconds < $8 and s.event_number < $2 and ${standsBelowByIndex('s.event_number', '$2')}
      and ($4::text is null or s.step = $4) and ($5::text is null or s.party = $5)
      and ($6::text is null or s.facility = $6)
    order by s.occurred_at_milliseconds, s.event_number limit $9`)}
  order by s.occurred_at_milliseconds, s.event_number`;

/** Beyond every time that an event can state. */
const FIRST_MILLISECOND = BigInt(Date.parse('0000-01-01T00:00:00.000Z'));
const LAST_MILLISECOND = BigInt(Date.parse('9999-12-31T23:59:59.999Z')) + 1n;

interface StepRow {
  readonly event_number: bigint;
  readonly step: string;
  readonly facility: string | null;
  readonly time_zone: string | null;
  readonly occurred_at_milliseconds: bigint;
  readonly body: Buffer;
  readonly inputs: (bigint | null)[];
  readonly opening: (bigint | null)[];
  readonly outputs: (bigint | null)[];
  readonly closing: (bigint | null)[];
}

/** The steps that fit the filter. It looks through those of the period, and holds a page of those that fit. */
export async function* streamSteps(
  database: Database,
  ledgerId: number,
  { step, party, facility, from, until, bound }: StepFilter,
): AsyncGenerator<RecordedStep> {
  let after = { milliseconds: from === null ? FIRST_MILLISECOND : BigInt(Date.parse(from)), eventNumber: -1n };
  const end = until === null ? LAST_MILLISECOND : BigInt(Date.parse(until));
  for (;;) {
    const place = [after.eventNumber, step, party, facility, after.milliseconds, end];
    const values = [ledgerId, bound, ...place, PAGE_ROWS];
    const { rows } = await database.pool.query<StepRow>(STEPS_QUERY, values);
    for (const row of rows) yield recordedStepOf(row);
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE_ROWS) return;
    after = { milliseconds: last.occurred_at_milliseconds, eventNumber: last.event_number };
  }
}

function recordedStepOf(row: StepRow): RecordedStep {
  return {
    step: row.step,
    facility: row.facility,
    timeZone: row.time_zone,
    occurredAt: new Date(Number(row.occurred_at_milliseconds)).toISOString(),
    inputElementMilligrams: elementMassesOfArray(row.inputs),
    openingElementMilligrams: elementMassesOfArray(row.opening),
    outputElementMilligrams: elementMassesOfArray(row.outputs),
    closingElementMilligrams: elementMassesOfArray(row.closing),
    body: row.body,
  };
}

/** The steps that these events recorded, by event number; events that are no steps are passed over. */
export async function readSteps(
  database: Database,
  ledgerId: number,
  eventNumbers: readonly number[],
): Promise<ReadonlyMap<number, RecordedStep>> {
  const { rows } = await database.pool.query<StepRow>(
    stepsOf('select * from view.step where ledger_id = $1 and event_number = any($2::bigint[])'),
    [ledgerId, eventNumbers],
  );
  return new Map(rows.map((row) => [Number(row.event_number), recordedStepOf(row)]));
}
