/** Recorded steps with what they took and made, in the order of recording, a page at a time. */
import { ELEMENT_SYMBOLS } from '@lodestone/custody/element.ts';
import type { ElementMasses } from '@lodestone/custody/element-masses.ts';
import { asRevised, revisionJoin, standsBelow } from './lot-state-sql.ts';
import type { Database } from './database.ts';
import { type EventBound, elementMassesOfArray } from './read-lineage.ts';

/** What one question brings: few enough to hold, many enough not to wait for each. */
const PAGE_ROWS = 1_000;

export interface StepFilter {
  readonly step: string | null;
  readonly party: string | null;
  readonly facility: string | null;
  /** Bounds on when it happened, RFC 3339; from is inclusive, until is not. */
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

/** Steps `s` with what they took and made; conditions follow. */
const STEPS = `
  select s.event_number, s.step, s.facility, f.time_zone, e.occurred_at, e.body,
    taken.lots as inputs, taken.circuits as opening, made.lots as outputs, made.circuits as closing
  from view.step s
  cross join lateral (
    select occurred_at, body from ledger.event
    where ledger_id = $1 and position = s.event_number / 1000 and ordinal = s.event_number % 1000 offset 0) e
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

const STEPS_QUERY = `${STEPS}
  where s.ledger_id = $1 and s.event_number > $3 and s.event_number < $2 and ${standsBelow('s.event_number', '$2')}
    and ($4::text is null or s.step = $4) and ($5::text is null or s.party = $5)
    and ($6::text is null or s.facility = $6)
    and ($7::timestamptz is null or e.occurred_at >= $7) and ($8::timestamptz is null or e.occurred_at < $8)
  order by s.event_number limit $9`;

interface StepRow {
  readonly event_number: bigint;
  readonly step: string;
  readonly facility: string | null;
  readonly time_zone: string | null;
  readonly occurred_at: Date;
  readonly body: Buffer;
  readonly inputs: (bigint | null)[];
  readonly opening: (bigint | null)[];
  readonly outputs: (bigint | null)[];
  readonly closing: (bigint | null)[];
}

/** The steps that fit the filter. It looks through all steps of the ledger, and holds a page of those that fit. */
export async function* streamSteps(
  database: Database,
  ledgerId: number,
  { step, party, facility, from, until, bound }: StepFilter,
): AsyncGenerator<RecordedStep> {
  let after = -1n;
  for (;;) {
    const values = [ledgerId, bound, after, step, party, facility, from, until, PAGE_ROWS];
    const { rows } = await database.pool.query<StepRow>(STEPS_QUERY, values);
    for (const row of rows) yield recordedStepOf(row);
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE_ROWS) return;
    after = last.event_number;
  }
}

function recordedStepOf(row: StepRow): RecordedStep {
  return {
    step: row.step,
    facility: row.facility,
    timeZone: row.time_zone,
    occurredAt: row.occurred_at.toISOString(),
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
    `${STEPS} where s.ledger_id = $1 and s.event_number = any($2::bigint[])`,
    [ledgerId, eventNumbers],
  );
  return new Map(rows.map((row) => [Number(row.event_number), recordedStepOf(row)]));
}
