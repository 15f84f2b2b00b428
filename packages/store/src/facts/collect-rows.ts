/**
 * Rows of one table on their way into it. All but the first few become bytes as they come, so that what they were made
 * of can be forgotten at once: what a large batch makes would else be copied by the garbage collector until it is sent.
 */
import { type CopyColumn, copyStepOf, ownColumns, writeRow } from '../wire/copy.ts';
import { FieldWriter } from '../wire/field-writer.ts';
import type { FlightStep } from '../wire/flight.ts';
import { insertStep } from '../wire/insert.ts';

/**
 * Up to so many rows of a table are inserted, more are copied: a COPY is set up anew each time, here and in the server,
 * and costs less per row. Of 0, 12 and 64 this was the fastest for single submissions.
 */
const INSERT_ROWS_MAX = 64;

/** Collects rows in order, each under `ledgerId`. What came since the last `keep` can be dropped. */
export class RowCollector<Source> {
  readonly #table: string;
  readonly #columns: readonly CopyColumn<Source>[];
  readonly #ledgerId: number;
  readonly #allColumns: readonly CopyColumn<Source>[];
  /** As many as may be inserted. */
  readonly #first: Source[] = [];
  /** Those behind them. */
  #others: FieldWriter | null = null;
  #count = 0;
  #keptCount = 0;
  #keptBytes = 0;

  constructor(table: string, columns: readonly CopyColumn<Source>[], ledgerId: number) {
    this.#table = table;
    this.#columns = columns;
    this.#ledgerId = ledgerId;
    this.#allColumns = ownColumns(ledgerId, columns);
  }

  get count(): number {
    return this.#count;
  }

  add(source: Source): void {
    if (this.#count < INSERT_ROWS_MAX) {
      this.#first.push(source);
    } else {
      this.#others ??= new FieldWriter();
      writeRow(this.#others, this.#allColumns, source);
    }
    this.#count += 1;
  }

  /** What came so far stays, whatever is dropped from now on. */
  keep(): void {
    this.#keptCount = this.#count;
    this.#keptBytes = this.#others?.bytes ?? 0;
  }

  /** What came since the last `keep` never was. */
  drop(): void {
    this.#count = this.#keptCount;
    this.#first.length = Math.min(this.#first.length, this.#count);
    this.#others?.cut(this.#keptBytes);
  }

  /** The step that adds them to the table, in the way that costs less. To be asked for once, when all are there. */
  step(): FlightStep {
    if (this.#others === null || this.#count <= INSERT_ROWS_MAX) {
      return insertStep(this.#table, this.#columns, this.#ledgerId, this.#first);
    }
    const first = new FieldWriter();
    for (const source of this.#first) writeRow(first, this.#allColumns, source);
    return copyStepOf(this.#table, this.#allColumns, first.take(), this.#others);
  }
}
