/** Facts on their way into the views, table by table. */
import type { Fact, FactKind } from '@lodestone/custody/fact.ts';
import { RowCollector } from './collect-rows.ts';
import { FACT_TABLES } from './fact-table.ts';
import type { FlightStep } from '../wire/flight.ts';

/** What the triggers on the names of lots, transfers, shipments and units ask for: see migration 0022. */
const WRITTEN_FIRST = ['awaited-receipt', 'awaited-line', 'awaited-end', 'finding'] as const satisfies FactKind[];

/** Facts that are all there. */
export function collectFacts(ledgerId: number, facts: readonly Fact[]): FactCollector {
  const collected = new FactCollector(ledgerId);
  for (const fact of facts) collected.add(fact);
  return collected;
}

/** Collects the facts of a batch. Those of a submission that is refused can be dropped. */
export class FactCollector {
  readonly #ledgerId: number;
  readonly #byKind = new Map<FactKind, RowCollector<Fact>>();

  constructor(ledgerId: number) {
    this.#ledgerId = ledgerId;
  }

  add(fact: Fact): void {
    let rows = this.#byKind.get(fact.kind);
    if (rows === undefined) {
      const { table, columns } = FACT_TABLES[fact.kind];
      rows = new RowCollector(`view.${table}`, columns, this.#ledgerId);
      this.#byKind.set(fact.kind, rows);
    }
    rows.add(fact);
  }

  /** What came so far stays, whatever is dropped from now on. */
  keep(): void {
    for (const rows of this.#byKind.values()) rows.keep();
  }

  /** What came since the last `keep` never was. */
  drop(): void {
    for (const rows of this.#byKind.values()) rows.drop();
  }

  /** The steps that add them to the views. To be asked for once, when all are there. */
  *steps(): Generator<FlightStep> {
    const first = new Set<FactKind>(WRITTEN_FIRST);
    for (const kind of [...first, ...[...this.#byKind.keys()].filter((other) => !first.has(other))]) {
      const rows = this.#byKind.get(kind);
      if (rows !== undefined && rows.count > 0) yield rows.step();
    }
  }
}
