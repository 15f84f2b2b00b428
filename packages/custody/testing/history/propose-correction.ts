/** How somebody finds in a history that an earlier event was wrong. */
import type { CustodyEvent } from '../../src/event.ts';
import type { JsonObject } from '../json-object.ts';
import { BOOKED_CORRECTIONS } from './book-correction.ts';
import { pickParty, type Proposal, someOf, type Stage } from './stage.ts';

/** Nothing corrects these. */
const NEVER_CORRECTED: ReadonlySet<string> = new Set([
  'ledger-opened',
  'key-enrolled',
  'hold-placed',
  'event-corrected',
]);

/** The author of an event takes it back or says it anew; or the authority does, or somebody who may not. */
export function correct(stage: Stage): Proposal | null {
  const { account, random } = stage;
  const possible = random.chance(4) ? NEVER_CORRECTED : BOOKED_CORRECTIONS;
  // Some types of events are rare, and are corrected as often as the others.
  const wanted = random.chance(50) ? possible : new Set([random.pick([...possible])]);
  const deeds = [...account.deeds.values()].filter(({ event }) => event !== null && wanted.has(event.type));
  const deed = stage.pick(someOf(stage, new Map(deeds.map((one) => [one.digest, one]))), ({ digest }) => digest);
  if (deed === null || deed.event === null) return null;
  const drawn = random.below(100);
  const by = drawn < 10 ? 'AUTHORITY' : drawn < 12 ? 'BUYER' : deed.by;
  const replacement = random.chance(35) ? {} : { replacement: saidAnew(stage, deed.event) };
  return { by, body: { type: 'event-corrected', corrects: deed.digest, reason: 'typed wrong', ...replacement } };
}

function saidAnew(stage: Stage, event: CustodyEvent): JsonObject {
  const { random } = stage;
  const thousandths = random.pick([500, 990, 999, 1_001, 1_010, 1_500]);
  switch (event.type) {
    case 'lot-created':
      return { ...event, quantity: scaled(event.quantity, thousandths) };
    case 'lot-transformed': {
      const { circuit } = event;
      if (circuit !== undefined && random.chance(50)) {
        const closingElementMilligrams = scaled(circuit.closingElementMilligrams, thousandths);
        return { ...event, circuit: { ...circuit, closingElementMilligrams } };
      }
      const [first, ...others] = event.inputs;
      if (first !== undefined && random.chance(35)) {
        const part = first.netMilligrams === undefined ? { netMilligrams: 1 + random.below(5_000_000) } : {};
        return { ...event, inputs: [{ lot: first.lot, ...part }, ...others] };
      }
      const outputs = event.outputs.map((output) => ({ ...output, quantity: scaled(output.quantity, thousandths) }));
      return { ...event, outputs };
    }
    case 'lot-assayed':
    case 'lot-adjusted':
    case 'lot-disposed':
      return { ...event, quantity: scaled(event.quantity, thousandths) };
    case 'ownership-transferred':
      return { ...event, owner: pickParty(stage) ?? event.owner };
    case 'transfer-dispatched':
      return { ...event, consignee: pickParty(stage) ?? event.consignee };
    case 'mandate-given':
      return { ...event, acts: event.acts.slice(0, 1) };
    case 'party-registered':
      return { ...event, name: 'Another name', ...(random.chance(20) && { roles: [...event.roles, 'trader'] }) };
    case 'facility-registered':
      return { ...event, activities: ['milling'] };
    case 'yield-ranges-set':
      return { ...event, ranges: event.ranges.map((range) => ({ ...range, lowPartsPerMillion: 100_000 })) };
    default:
      return { ...event };
  }
}

/** Every number in so many thousandths, at least 1. */
function scaled(value: object, thousandths: number): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, scaledMember(name, one, thousandths)]));
}

function scaledMember(name: string, value: unknown, thousandths: number): unknown {
  if (name.endsWith('PartsPerMillion') || typeof value === 'string' || Array.isArray(value)) return value;
  if (typeof value === 'number') return Math.max(1, Math.floor((value * thousandths) / 1_000));
  return typeof value === 'object' && value !== null ? scaled(value, thousandths) : value;
}
