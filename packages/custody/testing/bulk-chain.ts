/**
 * Long lawful chains for measurements: nearly all events create or transform lots, each about 700 bytes long, and a
 * thousand in a row are by one party, so that they make full submissions.
 */
import { OPERATOR } from '../src/operator.ts';
import type { Form, Step } from '../src/material.ts';
import { type Made, stockOfEverything, stockOfStepBefore } from './bulk-stock.ts';
import type { JsonObject } from './json-object.ts';
import type { LawfulEvent } from './lawful-event.ts';
import { hashLike, type RandomSource, randomSource, uuid } from './random-source.ts';

interface Works {
  readonly party: string;
  readonly role: 'mine' | 'refiner' | 'metal-maker';
  readonly origin: 'mined' | 'imported';
  readonly step: Step;
  readonly takes: Form;
  readonly gives: Form;
  /** What comes out of what goes in: usual for the step, so that nothing is found that would have to be recorded too. */
  readonly yieldPercent: bigint;
}

const WORKS: readonly Works[] = [
  {
    party: 'MINE-1',
    role: 'mine',
    origin: 'mined',
    step: 'beneficiation',
    takes: 'ore',
    gives: 'concentrate',
    yieldPercent: 65n,
  },
  {
    party: 'REFINER-1',
    role: 'refiner',
    origin: 'imported',
    step: 'calcination',
    takes: 'carbonate',
    gives: 'oxide',
    yieldPercent: 99n,
  },
  {
    party: 'METALS-1',
    role: 'metal-maker',
    origin: 'imported',
    step: 'electrolysis',
    takes: 'oxide',
    gives: 'metal',
    yieldPercent: 95n,
  },
];

const ELEMENTS = ['Y', 'La', 'Ce', 'Pr', 'Nd', 'Sm', 'Gd', 'Tb', 'Dy'] as const;

/** As many events as one submission holds. */
const EVENTS_PER_PARTY = 1_000;

/** A product is used up by the next steps for as long as this, so that lineages get deep and the stock stays small. */
const STEPS_PER_LINEAGE = 20;

/** So many events of a party in a row name nothing that stands before them, each step being a creation and a use. */
export const EVENTS_PER_LINEAGE = 2 * STEPS_PER_LINEAGE;

export interface BulkChainOptions {
  /** Whether a step uses up what the step before it made, or a lot from anywhere in the party's past. */
  readonly draws: 'step-before' | 'everywhere';
}

const CHAIN_START = Date.UTC(2026, 0, 1);
const PAUSE_MILLISECONDS = 1_000;

/** Yields `events` events of the bulk chain that `seed` stands for, beginning with three parties and their works. */
export function* bulkChain(
  seed: number,
  events: number,
  { draws }: BulkChainOptions = { draws: 'step-before' },
): Generator<LawfulEvent, void> {
  const random = randomSource(seed);
  let time = CHAIN_START;
  let count = 0;
  for (const { by, body } of bodies(random, draws)) {
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
function* bodies(random: RandomSource, draws: BulkChainOptions['draws']): Generator<Body, never> {
  yield* registrations();
  const lineages = WORKS.map((works) => lineage(random, works, draws));
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

/** A lot is created, then transformed together with half of what is left of an earlier product. */
function* lineage(random: RandomSource, works: Works, draws: BulkChainOptions['draws']): Generator<Body, never> {
  const { party: by, takes, gives } = works;
  const product = (number: number) => lotOf(by, gives, number);
  const everything = draws === 'everywhere' ? stockOfEverything(random, ELEMENTS.length, product) : null;
  for (let round = 0; ; round += 1) {
    const stock = everything ?? stockOfStepBefore();
    for (let step = 0; step < STEPS_PER_LINEAGE; step += 1) {
      const number = round * STEPS_PER_LINEAGE + step;
      const created = makeLot(random, lotOf(by, takes, number), 40n);
      yield { by, body: creation(random, works, created) };
      const earlier = stock.draw();
      const made = makeProduct(product(number), created, earlier, works.yieldPercent);
      yield { by, body: transformation(works, created, earlier, made) };
      stock.add(made);
    }
  }
}

function lotOf(party: string, form: Form, number: number): string {
  return `${party}/${form}/${String(number).padStart(7, '0')}`;
}

function makeLot(random: RandomSource, lot: string, netPerElement: bigint): Made {
  const elementMilligrams = ELEMENTS.map(() => BigInt(10_000_000 + random.below(80_000_000)));
  return { lot, netMilligrams: netPerElement * sum(elementMilligrams), elementMilligrams };
}

/** Of each element so much comes out as the works usually yield. */
function makeProduct(lot: string, created: Made, part: Made | null, yieldPercent: bigint): Made {
  const elementMilligrams = created.elementMilligrams.map((mass, index) => {
    return ((mass + (part?.elementMilligrams[index] ?? 0n)) * yieldPercent) / 100n;
  });
  return { lot, netMilligrams: sum(elementMilligrams) * 2n, elementMilligrams };
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

function transformation(works: Works, created: Made, earlier: Made | null, product: Made): JsonObject {
  const { party, step, gives, yieldPercent } = works;
  const part = earlier === null ? [] : [{ lot: earlier.lot, netMilligrams: Number(earlier.netMilligrams) }];
  const lost = created.elementMilligrams.map((mass) => (mass * (100n - yieldPercent)) / 100n);
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
