import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseEvent } from '../src/event.ts';
import type { Fact } from '../src/fact.ts';
import { STEPS } from '../src/material.ts';
import { ROLES } from '../src/role.ts';
import { bulkChain } from '../testing/bulk-chain.ts';
import { openWorld, type World } from '../testing/given.ts';
import type { JsonObject } from '../testing/json-object.ts';
import { lawfulChain } from '../testing/lawful-chain.ts';
import { lawfulChains } from '../testing/lawful-chain-arbitrary.ts';
import type { LawfulEvent } from '../testing/lawful-event.ts';
import { enterAsRegistered } from '../testing/enter-as-registered.ts';

const bulkChainFromEverywhere = (seed: number, events: number) => bulkChain(seed, events, { draws: 'everywhere' });
const CHAINS = { lawfulChain, bulkChain, bulkChainFromEverywhere };

describe.each(Object.entries(CHAINS))('%s', (_, chainOf) => {
  test('breaks no rule of a strict ledger', () => {
    for (let seed = 0; seed < 20; seed += 1) enterAsRegistered(openWorld(), chainOf(seed, 300));
    expect(enterAsRegistered(openWorld(), chainOf(4711, 3_000)).length).toBeGreaterThan(3_000);
  });

  test('follows from its seed, and begins alike however long it is', () => {
    expect([...chainOf(7, 300)]).toEqual([...chainOf(7, 300)]);
    expect([...chainOf(7, 300)].slice(0, 100)).toEqual([...chainOf(7, 100)]);
    expect([...chainOf(8, 300)]).not.toEqual([...chainOf(7, 300)]);
    expect([...chainOf(7, 0)]).toEqual([]);
  });

  test('gives every event an id of its own, and times that never go back', () => {
    const events = [...chainOf(1, 3_000), ...chainOf(2, 3_000)].map(({ event }) => event);
    expect(new Set(events.map(({ id }) => id)).size).toBe(6_000);
    const times = events.slice(0, 3_000).map(({ occurredAt }) => String(occurredAt));
    expect([...times].sort()).toEqual(times);
  });

  test('is written as JSON says it again', () => {
    for (const line of chainOf(3, 500)) expect(JSON.parse(JSON.stringify(line))).toEqual(line);
  });
});

test('any lawful chain is accepted event by event', () => {
  fc.assert(
    fc.property(lawfulChains(300), (events) => {
      for (const { event } of events) expect(parseEvent(event)).toMatchObject({ ok: true });
      enterAsRegistered(openWorld(), events);
    }),
    { numRuns: 40 },
  );
});

test('every event takes part: a chain without one that another names is refused', () => {
  const events = [...lawfulChain(5, 300)];
  const created = events.findIndex(({ event }) => event['type'] === 'lot-created');
  expect(() => enterAsRegistered(openWorld(), events.toSpliced(created, 1))).toThrow('no lot');
});

describe('a lawful chain of 2,000 events', () => {
  test.each([1, 2, 3])('goes every way that a chain can go (seed %i)', (seed) => {
    const events = [...lawfulChain(seed, 2_000)];
    const world = openWorld();
    const facts = enterAsRegistered(world, events);
    const seen = new Set([
      ...events.flatMap(waysOfEvent),
      ...facts.flatMap(waysOfFact),
      ...waysOfSteps(facts),
      ...waysOfWorld(world, events),
    ]);
    expect(WAYS.filter((way) => !seen.has(way))).toEqual([]);
  });
});

describe('a bulk chain', () => {
  test('is nearly all lots, in runs of 1,000 events by one party', () => {
    const events = [...bulkChain(1, 10_006)];
    const registrations = events.slice(0, 6);
    expect(registrations.map(({ by }) => by)).toEqual(Array.from({ length: 6 }, () => 'OPERATOR'));
    for (let start = 6; start < events.length; start += 1_000) {
      const run = events.slice(start, start + 1_000);
      expect(new Set(run.map(({ by }) => by)).size).toBe(1);
      expect(run[0]?.by).not.toBe(events[start - 1]?.by);
      expect(new Set(run.map(({ event }) => event['type']))).toEqual(new Set(['lot-created', 'lot-transformed']));
    }
  });

  test('has events of about 700 bytes', () => {
    const sizes = [...bulkChain(1, 5_000)].map(({ event }) => JSON.stringify(event).length);
    const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
    expect(mean).toBeGreaterThan(650);
    expect(mean).toBeLessThan(750);
  });
});

const WAYS: readonly string[] = [
  'party-registered',
  'facility-registered',
  'lot-created',
  'lot-transformed',
  'transfer-dispatched',
  'transfer-received',
  'shipment-packed',
  'shipment-unpacked',
  'shipment-exited',
  'lot-assayed',
  ...ROLES.map((role) => `role ${role}`),
  ...['mined', 'imported', 'collected', 'opening-stock'].map((origin) => `origin ${origin}`),
  ...STEPS.map((step) => `step ${step}`),
  ...['netMilligrams', 'volumeMillilitres', 'pieces', 'elementMilligrams', 'whole'].map((by) => `input ${by}`),
  ...['netMilligrams', 'volumeMillilitres', 'pieces', 'elementMilligrams', 'notDetected'].map((by) => `output ${by}`),
  'several inputs',
  'several outputs',
  'losses',
  'no losses',
  'liquor without a net mass',
  'circuit that opens for the first time',
  'circuit that opens with stock',
  'circuit fed and kept',
  'circuit drained',
  'circuit filled',
  'late addition',
  'received in part',
  'partly-accepted',
  'rejected',
  'taken back',
  'transfer-cancelled',
  'transfer-settled',
  'change settled',
  'finding transfer-variance',
  'finding discrepancy',
  'finding seals-differ',
  'measured otherwise than declared',
  'declared in full',
  'packed again',
  'exit by customs',
  'exit by the exporter',
  'id of version 4',
  'id of version 7',
  'sealed',
  'documents',
  'note',
  'extra',
  'same moment as the event before',
  'finding facility-of-another-party',
  ...['provisional', 'final', 'umpire'].map((version) => `assay ${version}`),
  'assay by the custodian',
  'not detected any more',
  'finding provisional-after-final',
  'finding assay-differs',
  'finding step-not-among-activities',
  'some went missing',
  'a little too much',
  'opening above the record',
  'element stated as zero',
  'element no longer stated',
  'pieces left of a lot',
  'lot spent',
  'registered by an authority',
  'registered by the operator',
];

function waysOfEvent({ by, event }: LawfulEvent, index: number, all: readonly LawfulEvent[]): string[] {
  const type = String(event['type']);
  const ways = [type, ...['sealed', 'documents', 'note', 'extra'].filter((member) => Object.hasOwn(event, member))];
  ways.push(`id of version ${String(event['id']).charAt(14)}`);
  if (index > 0 && all[index - 1]?.event['occurredAt'] === event['occurredAt'])
    ways.push('same moment as the event before');
  if (type === 'party-registered') {
    for (const role of event['roles'] as string[]) ways.push(`role ${role}`);
    ways.push(by === 'OPERATOR' ? 'registered by the operator' : 'registered by an authority');
  }
  if (type === 'lot-created') ways.push(`origin ${String(event['origin'])}`);
  if (type === 'shipment-exited') ways.push(by === 'CUSTOMS-1' ? 'exit by customs' : 'exit by the exporter');
  if (
    type === 'transfer-dispatched' &&
    linesOf(event).some(({ quantity }) => 'elementMilligrams' in (quantity as JsonObject))
  ) {
    ways.push('declared in full');
  }
  return type === 'lot-transformed' ? [...ways, ...waysOfStep(event)] : ways;
}

interface Circuit {
  readonly id: string;
  readonly openingElementMilligrams: JsonObject;
  readonly closingElementMilligrams: JsonObject;
}

function waysOfStep(event: JsonObject): string[] {
  const [inputs, outputs] = [event['inputs'] as JsonObject[], event['outputs'] as JsonObject[]];
  const circuit = event['circuit'] as Circuit | undefined;
  const ways = [`step ${String(event['step'])}`, Object.hasOwn(event, 'losses') ? 'losses' : 'no losses'];
  if (inputs.length > 1) ways.push('several inputs');
  if (outputs.length > 1) ways.push('several outputs');
  for (const { lot: _, ...part } of inputs) ways.push(`input ${Object.keys(part)[0] ?? 'whole'}`);
  for (const { quantity } of outputs as { quantity: JsonObject }[]) {
    ways.push(...Object.keys(quantity).map((member) => `output ${member}`));
    if (quantity['netMilligrams'] === undefined) ways.push('liquor without a net mass');
    if (Object.values((quantity['elementMilligrams'] ?? {}) as JsonObject).includes(0))
      ways.push('element stated as zero');
  }
  if (circuit !== undefined) {
    const [opens, closes] = [sumOf(circuit.openingElementMilligrams), sumOf(circuit.closingElementMilligrams)];
    ways.push(opens > 0 ? 'circuit that opens with stock' : 'circuit that opens for the first time');
    if (closes > 0 && opens > 0 && inputs.length > 0) ways.push('circuit fed and kept');
    if (closes === 0 && opens > 0) ways.push('circuit drained');
    if (outputs.length === 0) ways.push('circuit filled');
  }
  return ways;
}

function waysOfFact(fact: Fact): string[] {
  if (fact.kind === 'assay') {
    const { version, party, laboratory, notDetected } = fact;
    const own = party === laboratory && party !== 'LABORATORY-1' ? ['assay by the custodian'] : [];
    return [`assay ${version}`, ...own, ...(notDetected.length > 0 ? ['not detected any more'] : [])];
  }
  if (fact.kind === 'change') return [`change ${fact.cause}`];
  return fact.kind === 'finding' ? [`finding ${fact.code}`] : [];
}

/** Compares what each step took with what it accounts for. */
function waysOfSteps(facts: readonly Fact[]): string[] {
  const ways = new Set<string>();
  const taken = new Map<number, Map<string, bigint>>();
  for (const fact of facts) {
    if (fact.kind !== 'input') continue;
    const sums = taken.get(fact.eventNumber) ?? new Map<string, bigint>();
    taken.set(fact.eventNumber, sums);
    for (const [element, mass] of Object.entries(fact.taken.elementMilligrams)) {
      sums.set(element, (sums.get(element) ?? 0n) + mass);
    }
  }
  for (const fact of facts) {
    if (fact.kind !== 'step') continue;
    for (const [element, mass] of taken.get(fact.eventNumber) ?? []) {
      const given = fact.givenElementMilligrams[element as keyof typeof fact.givenElementMilligrams];
      if (given === undefined && mass > 0n) ways.add('element no longer stated');
      if ((given ?? 0n) < mass) ways.add('some went missing');
      if ((given ?? 0n) > mass) ways.add('a little too much');
    }
  }
  return [...ways];
}

interface Dispatched {
  readonly consignor: string;
  readonly lines: readonly JsonObject[];
}

/** What only shows in the course of the whole. */
function waysOfWorld(world: World, events: readonly LawfulEvent[]): string[] {
  const ways: string[] = [];
  const packings = new Map<string, number>();
  const dispatched = new Map<string, Dispatched>();
  const closings = new Map<string, JsonObject>();
  const born = new Map<string, number>();
  for (const [index, { by, event }] of events.entries()) {
    for (const lot of (event['lots'] ?? []) as string[]) packings.set(lot, (packings.get(lot) ?? 0) + 1);
    if (event['type'] === 'lot-created') born.set(String(event['lot']), index);
    if (event['type'] === 'transfer-dispatched')
      dispatched.set(String(event['transfer']), { consignor: by, lines: linesOf(event) });
    if (event['type'] === 'transfer-received') ways.push(...waysOfReceipt(by, event, dispatched));
    const inputs = (event['inputs'] ?? []) as JsonObject[];
    if (event['step'] === 'grain-boundary-diffusion' && inputs.some(({ lot }) => born.has(String(lot))))
      ways.push('late addition');
    const circuit = event['circuit'] as Circuit | undefined;
    if (circuit === undefined) continue;
    const name = `${by} ${circuit.id}`;
    const opening = sumOf(circuit.openingElementMilligrams);
    if (opening > sumOf(closings.get(name) ?? {})) ways.push('opening above the record');
    closings.set(name, circuit.closingElementMilligrams);
  }
  if ([...packings.values()].some((count) => count > 1)) ways.push('packed again');
  for (const thing of world.state.things.values()) {
    if (thing?.kind !== 'lot') continue;
    if (thing.remaining.netMilligrams === 0n) ways.push('lot spent');
    if ((thing.remaining.pieces ?? 0n) > 0n) ways.push('pieces left of a lot');
  }
  return ways;
}

function waysOfReceipt(by: string, event: JsonObject, dispatched: ReadonlyMap<string, Dispatched>): string[] {
  const ways: string[] = [];
  const { consignor, lines: declared } = dispatched.get(String(event['transfer'])) ?? { consignor: '', lines: [] };
  if (linesOf(event).length < declared.length) ways.push('received in part');
  for (const { outcome } of linesOf(event)) ways.push(String(outcome));
  if (by === consignor) ways.push('taken back');
  for (const { lot, measured } of linesOf(event)) {
    const line = declared.find((other) => other['lot'] === lot);
    const net = (line?.['quantity'] as JsonObject | undefined)?.['netMilligrams'];
    if (net !== (measured as JsonObject | undefined)?.['netMilligrams']) ways.push('measured otherwise than declared');
  }
  return ways;
}

function linesOf(event: JsonObject): JsonObject[] {
  return event['lines'] as JsonObject[];
}

function sumOf(masses: JsonObject): number {
  return Object.values(masses).reduce<number>((sum, mass) => sum + Number(mass), 0);
}
