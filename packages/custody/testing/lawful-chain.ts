/**
 * Random chains that break no rule, for tests of everything behind the rules.
 *
 * A chain begins with registrations and goes on for as long as it is asked: material enters, is worked, divided, put
 * together, sent, received and exported. It holds neither `ledger-opened` nor key events, which belong to whoever has
 * the keys. The first events of a chain are the same however many are asked for.
 */
import { OPERATOR } from '../src/operator.ts';
import { REARRANGING_STEPS } from '../src/material.ts';
import type { JsonObject } from './json-object.ts';
import { assay } from './lawful-assays.ts';
import { type Chain, type EventBody, type LawfulEvent, newId } from './lawful-event.ts';
import { createLot, endShipment, packShipment } from './lawful-moves.ts';
import { LAWFUL_AUTHORITY, LAWFUL_PARTIES } from './lawful-parties.ts';
import { settle } from './lawful-settlements.ts';
import { cancel, dispatch, receive, takeBack } from './lawful-transfers.ts';
import { circuitStep, gatherStep, processStep, splitStep } from './lawful-steps.ts';
import { hashLike, randomSource, uuid } from './random-source.ts';

const CHAIN_START = Date.UTC(2026, 0, 1);
const PAUSE_MAX_MILLISECONDS = 60 * 60 * 1000;

/** Yields `events` events of the chain that `seed` stands for. Times never go back. */
export function* lawfulChain(seed: number, events: number): Generator<LawfulEvent, void> {
  const chain: Chain = {
    random: randomSource(seed),
    stock: new Map(),
    circuits: new Map(),
    inTransit: [],
    returning: [],
    disputes: [],
    packed: [],
    papers: [],
    named: 0,
  };
  const { random } = chain;
  const registrations = registerAll();
  let time = CHAIN_START;
  for (let count = 0; count < events; count += 1) {
    const next = registrations.next();
    const { by, body } = next.done === true ? happen(chain) : next.value;
    // Two events at the same moment are in order as well.
    if (random.chance(90)) time += random.below(PAUSE_MAX_MILLISECONDS);
    const id = uuid(random, random.chance(80) ? 7 : 4, time);
    const occurredAt = new Date(time).toISOString();
    yield { by, event: { id, occurredAt, ...besides(chain, by, body), ...body } };
  }
}

/** The operator registers the authority, the authority all others and where they work. */
function* registerAll(): Generator<EventBody, void> {
  for (const { party, roles, country } of LAWFUL_PARTIES) {
    const by = party === LAWFUL_AUTHORITY ? OPERATOR : LAWFUL_AUTHORITY;
    yield { by, body: { type: 'party-registered', party, name: `The ${roles.join(' and ')}`, roles, country } };
  }
  for (const { party, country, activities } of LAWFUL_PARTIES) {
    if (activities === null) continue;
    yield { by: OPERATOR, body: facilityOf(facilityName(party), party, country, activities) };
  }
}

function facilityOf(facility: string, party: string, country: string, activities: readonly string[]) {
  const location = { latitudeMicrodegrees: 24_907_000, longitudeMicrodegrees: -114_790_000 };
  return { type: 'facility-registered', facility, party, name: `Works of ${party}`, country, location, activities };
}

function facilityName(party: string): string {
  return `${party}-WORKS`;
}

/** What happens, and how often of a hundred times. What cannot happen yet gives way to material that enters. */
const HAPPENINGS: readonly (readonly [percent: number, happening: (chain: Chain) => EventBody | null])[] = [
  [10, createLot],
  [25, processStep],
  [9, circuitStep],
  [7, splitStep],
  [6, (chain) => gatherStep(chain, chain.random.pick(REARRANGED))],
  [4, assay],
  [13, dispatch],
  [1, cancel],
  [11, receive],
  [2, takeBack],
  [2, settle],
  [5, packShipment],
  [4, endShipment],
  [1, registerLate],
];

const REARRANGED = REARRANGING_STEPS.filter((step) => step !== 'split');

function happen(chain: Chain): EventBody {
  let left = chain.random.below(100);
  for (const [percent, happening] of HAPPENINGS) {
    if (left < percent) return happening(chain) ?? createLot(chain);
    left -= percent;
  }
  throw new Error('the happenings are a hundred percent together');
}

/** Somebody opens another place of work while everything goes on. */
function registerLate(chain: Chain): EventBody {
  const { party, country } = chain.random.pick(LAWFUL_PARTIES);
  return { by: LAWFUL_AUTHORITY, body: facilityOf(newId(chain, 'PLACE'), party, country, []) };
}

/** What any event may carry: a place, now and then somebody else's, and things that no rule reads. */
function besides(chain: Chain, by: string, body: EventBody['body']): JsonObject {
  const { random } = chain;
  if (body.type.endsWith('-registered')) return {};
  const works = LAWFUL_PARTIES.filter(({ activities }) => activities !== null).map(({ party }) => party);
  const where = random.chance(3) ? random.pick(works) : by;
  const note = random.chance(90) ? {} : { note: 'as agreed by telephone' };
  const hash = hashLike(random);
  return {
    ...(works.includes(where) && random.chance(80) && { facility: facilityName(where) }),
    ...(random.chance(10) && { documents: [ticketOf(chain, hash)] }),
    ...note,
    ...(random.chance(5) && { extra: { order: random.below(1_000_000), tags: ['urgent', null, true] } }),
    ...(random.chance(3) &&
      body['sealed'] === undefined &&
      !('note' in note) && { sealed: { note: hashLike(random) } }),
  };
}

/** A ticket of its own, or now and then one that was shown before. */
function ticketOf({ papers }: Chain, hash: string): JsonObject {
  const isOld = /^[A-P]/.test(hash) && papers.length > 0;
  const sha256 = isOld ? (papers[hash.charCodeAt(1) % papers.length] ?? hash) : hash;
  if (!isOld) papers.push(hash);
  return { kind: 'weighbridge-ticket', sha256, name: 'ticket.pdf' };
}
