import type { Fact } from '../src/fact.ts';
import { OPERATOR } from '../src/operator.ts';
import { keyEnrolled, record, type World } from './given.ts';
import type { LawfulEvent } from './lawful-event.ts';

/** Records events; a party's first key is enrolled as soon as it is registered. Gives the facts of the events. */
export function enterAsRegistered(world: World, events: Iterable<LawfulEvent>): Fact[] {
  const facts: Fact[] = [];
  for (const { by, event } of events) {
    for (const fact of record(world, by, { ...event, type: String(event['type']) })) facts.push(fact);
    if (event['type'] === 'party-registered') record(world, OPERATOR, keyEnrolled(String(event['party'])));
  }
  return facts;
}
