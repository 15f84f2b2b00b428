/** Lines to record, as a mine would write them. */
import { randomUUID } from 'node:crypto';

type OreEvent = Readonly<Record<string, unknown>> & { readonly id: string };

/** A lot of ore of one kilogram with a gram of neodymium; `members` replace what they name. */
export function oreEvent(members: Readonly<Record<string, unknown>> = {}): OreEvent {
  return {
    type: 'lot-created',
    id: randomUUID(),
    occurredAt: '2026-05-01T08:00:00.000Z',
    lot: `ORE-${randomUUID().slice(0, 13)}`,
    origin: 'mined',
    country: 'CN',
    material: { form: 'ore', product: 'clay' },
    quantity: { netMilligrams: 1_000_000, elementMilligrams: { Nd: 1_000 } },
    ...members,
  };
}

/** A party that is registered in a role. */
export function registrationEvent(party: string, role: string) {
  const occurredAt = '2026-05-01T07:00:00.000Z';
  return { type: 'party-registered', id: randomUUID(), occurredAt, party, name: party, roles: [role], country: 'CN' };
}

/** A step that takes `inputs` and gives a milligram of concentrate. */
export function leachingEvent(inputs: readonly object[]) {
  const quantity = { netMilligrams: 1, elementMilligrams: {} };
  return {
    type: 'lot-transformed',
    id: randomUUID(),
    occurredAt: '2026-05-01T09:00:00.000Z',
    step: 'leaching',
    inputs,
    outputs: [{ lot: `CON-${randomUUID()}`, material: { form: 'concentrate', product: 'clay' }, quantity }],
  };
}

/** A line as `record` takes it. */
export function lineOf(event: object, by = 'MINE-A'): string {
  return JSON.stringify({ by, event });
}

/** A file of lines. */
export function linesOf(...events: readonly object[]): string {
  return events.map((event) => `${lineOf(event)}\n`).join('');
}

/** So many lots of ore, all by the mine. */
export function manyOres(count: number): string {
  return linesOf(...Array.from({ length: count }, () => oreEvent()));
}
