import type { Fact } from '@lodestone/custody/fact.ts';
import type pg from 'pg';
import { collectFacts } from './collect-facts.ts';
import { sendFlight } from '../wire/flight.ts';

/** Adds facts to the views. */
export async function writeFacts(client: pg.PoolClient, ledgerId: number, facts: readonly Fact[]): Promise<void> {
  await sendFlight(client, collectFacts(ledgerId, facts).steps());
}
