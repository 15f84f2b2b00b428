/** How facts come into the views, table by table. */
import type { Fact, FactKind } from '@lodestone/custody/fact.ts';
import type pg from 'pg';
import { FACT_TABLES } from './fact-table.ts';
import { type FlightStep, sendFlight } from './flight.ts';
import { rowsStep } from './rows-step.ts';

/** Adds facts to the views. */
export async function writeFacts(client: pg.PoolClient, ledgerId: number, facts: readonly Fact[]): Promise<void> {
  await sendFlight(client, factSteps(ledgerId, facts));
}

/** The steps that add facts to the views. */
export function* factSteps(ledgerId: number, facts: readonly Fact[]): Generator<FlightStep> {
  const byKind = new Map<FactKind, Fact[]>();
  for (const fact of facts) {
    const others = byKind.get(fact.kind);
    if (others === undefined) byKind.set(fact.kind, [fact]);
    else others.push(fact);
  }
  for (const kind of WRITTEN_FIRST) yield* takeStep(ledgerId, byKind, kind);
  for (const kind of byKind.keys()) yield* takeStep(ledgerId, byKind, kind);
}

/** What the triggers on the names of lots, transfers, shipments and units ask for: see migration 0022. */
const WRITTEN_FIRST = ['awaited-receipt', 'awaited-line', 'awaited-end', 'finding'] as const satisfies FactKind[];

function* takeStep(ledgerId: number, byKind: Map<FactKind, Fact[]>, kind: FactKind): Generator<FlightStep> {
  const ofKind = byKind.get(kind);
  if (ofKind === undefined) return;
  byKind.delete(kind);
  const { table, columns } = FACT_TABLES[kind];
  yield rowsStep(`view.${table}`, columns, ledgerId, ofKind);
}
