/**
 * Long lawful chains for measurements: nearly all events create or transform lots, each about 700 bytes long, and a
 * thousand in a row are by one party, so that they make full submissions.
 */
import { OPERATOR } from '../src/identifier.ts';
import type { Form, Step } from '../src/material.ts';
import type { JsonObject } from './json-object.ts';
import type { LawfulEvent } from './lawful-event.ts';
import { hashLike, type RandomSource, randomSource, uuid } from './random-source.ts';

interface Works {
  readonly party: string;
  readonly role: 'mine' | 'refiner' | 'recycler';
  readonly origin: 'mined' | 'imported' | 'collected';
  readonly step: Step;
  readonly takes: Form;
  readonly gives: Form;
}

const WORKS: readonly Works[] = [
  { party: 'MINE-1', role: 'mine', origin: 'mined', step: 'beneficiation', takes: 'ore', gives: 'concentrate' },
  { party: 'REFINER-1', role: 'refiner', origin: 'imported', step: 'calcination', takes: 'carbonate', gives: 'oxide' },
  { party: 'RECYCLER-1', role: 'recycler', origin: 'collected', step: 'recycling', takes: 'scrap', gives: 'oxide' },
];

const ELEMENTS = ['Y', 'La', 'Ce', 'Pr', 'Nd', 'Sm', 'Gd', 'Tb', 'Dy'] as const;

/** As many events as one submission holds. */
const EVENTS_PER_PARTY = 1_000;

/** A product is used up by the next steps for as long as this, so that lineages get deep and the stock stays small. */
const STEPS_PER_LINEAGE = 20;

const CHAIN_START = Date.UTC(2026, 0, 1);
const PAUSE_MILLISECONDS = 1_000;

/** Yields `events` events of the bulk chain that `seed` stands for, beginning with three parties and their works. */
export function* bulkChain(seed: number, events: number): Generator<LawfulEvent, void> {
  const random = randomSource(seed);
  let time = CHAIN_START;
  let count = 0;
  for (const { by, body } of bodies(random)) {
    if (count === events) return;
    count += 1;
    time += PAUSE_MILLISECONDS;
    const event = { id: uuid(random, 7, time), occurredAt: new Date(time).toISOString(), ...body };
    yield { by, event };
  }
}

interface Body {
  readonly by: string;
  readonly body: JsonObject;
}

/** Never ends. */
function* bodies(random: RandomSource): Generator<Body, never> {
  yield* registrations();
  const lineages = WORKS.map((works) => lineage(random, works));
  for (;;) {
    for (const own of lineages) {
      for (let count = 0; count < EVENTS_PER_PARTY; count += 1) yield own.next().value;
    }
  }
}

function* registrations(): Generator<Body, void> {
  const country = 'CN';
  for (const { party, role } of WORKS) {
    yield { by: OPERATOR, body: { type: 'party-registered', party, name: party, roles: [role], country } };
  }
  for (const { party, step } of WORKS) {
    const location = { latitudeMicrodegrees: 24_907_000, longitudeMicrodegrees: 114_790_000 };
    const where = { facility: `${party}-WORKS`, party, name: `Works of ${party}`, country, location };
    yield { by: OPERATOR, body: { type: 'facility-registered', ...where, activities: [step] } };
  }
}

/** A lot is created, then transformed together with half of what the step before it made. */
function* lineage(random: RandomSource, works: Works): Generator<Body, never> {
  const { party: by } = works;
  for (let round = 0; ; round += 1) {
    let before: Made | null = null;
    for (let step = 0; step < STEPS_PER_LINEAGE; step += 1) {
      const number = String(round * STEPS_PER_LINEAGE + step).padStart(7, '0');
      const created = makeLot(random, `${by}/${works.takes}/${number}`, 40n);
      yield { by, body: creation(random, works, created) };
      const product: Made = makeProduct(`${by}/${works.gives}/${number}`, created, before);
      yield { by, body: transformation(works, created, before, product) };
      before = product;
    }
  }
}

interface Made {
  readonly lot: string;
  readonly netMilligrams: bigint;
  readonly elementMilligrams: readonly bigint[];
}

function makeLot(random: RandomSource, lot: string, netPerElement: bigint): Made {
  const elementMilligrams = ELEMENTS.map(() => BigInt(10_000_000 + random.below(80_000_000)));
  return { lot, netMilligrams: netPerElement * sum(elementMilligrams), elementMilligrams };
}

/** Of all that goes in 90 % comes out. */
function makeProduct(lot: string, created: Made, before: Made | null): Made {
  const elementMilligrams = created.elementMilligrams.map((mass, index) => {
    const part = before === null ? 0n : half(before, before.elementMilligrams[index] ?? 0n);
    return ((mass + part) * 9n) / 10n;
  });
  return { lot, netMilligrams: sum(elementMilligrams) * 2n, elementMilligrams };
}

/** What goes of `mass` when half of the net mass is taken, rounded down twice as the rules do it. */
function half({ netMilligrams }: Made, mass: bigint): bigint {
  return (mass * (netMilligrams / 2n)) / netMilligrams;
}

function creation(random: RandomSource, { party, origin, takes }: Works, created: Made): JsonObject {
  return {
    type: 'lot-created',
    facility: `${party}-WORKS`,
    lot: created.lot,
    origin,
    country: 'CN',
    permit: `PERMIT-${party}-2026`,
    material: { form: takes, product: `${takes} as weighed at the gate` },
    quantity: { ...quantityOf(created), moisturePartsPerMillion: random.below(150_000) },
    documents: [{ kind: 'weighbridge-ticket', name: 'ticket.pdf', sha256: hashLike(random) }],
  };
}

function transformation({ party, step, gives }: Works, created: Made, before: Made | null, product: Made): JsonObject {
  const part = before === null ? [] : [{ lot: before.lot, netMilligrams: Number(before.netMilligrams / 2n) }];
  const lost = created.elementMilligrams.map((mass) => mass / 10n);
  return {
    type: 'lot-transformed',
    facility: `${party}-WORKS`,
    step,
    inputs: [{ lot: created.lot }, ...part],
    outputs: [
      { lot: product.lot, material: { form: gives, product: `${gives} from ${step}` }, quantity: quantityOf(product) },
    ],
    losses: [{ kind: 'process-loss', elementMilligrams: elementsOf(lost) }],
  };
}

function quantityOf({ netMilligrams, elementMilligrams }: Made): JsonObject {
  return { netMilligrams: Number(netMilligrams), elementMilligrams: elementsOf(elementMilligrams) };
}

function elementsOf(masses: readonly bigint[]): JsonObject {
  return Object.fromEntries(ELEMENTS.map((element, index) => [element, Number(masses[index] ?? 0n)]));
}

function sum(masses: readonly bigint[]): bigint {
  return masses.reduce((total, mass) => total + mass, 0n);
}
