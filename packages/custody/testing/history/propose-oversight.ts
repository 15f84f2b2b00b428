/** How authorities stop things in a history, owners sell them, parties let others act, and more of them come. */
import { PROCESS_STEPS } from '../../src/material.ts';
import type { JsonObject } from '../json-object.ts';
import { type AccountLot, ownerOf } from './account.ts';
import { isUsedUp } from './account-amounts.ts';
import { pickLot, pickParty, type Proposal, someOf, type Stage } from './stage.ts';

const isOnItsWay = ({ status }: AccountLot) => status === 'in-transit' || status === 'packed';

/** Any lot, unit, transfer or shipment that is still there: held, under way, in a unit, awaited. */
export function placeHold(stage: Stage): Proposal | null {
  const { random } = stage;
  const by = random.chance(95) ? 'AUTHORITY' : (pickParty(stage) ?? 'AUTHORITY');
  const thing = heldThing(stage);
  return thing === null ? null : { by, body: { type: 'hold-placed', ...thing, reason: 'licence to be checked' } };
}

function heldThing(stage: Stage): JsonObject | null {
  const { account, random } = stage;
  const open = someOf(stage, account.shipments).filter(({ end }) => end === null);
  const shipment = random.chance(25) ? stage.pick(open, (one) => one.shipment) : null;
  if (shipment !== null) return { shipment: shipment.shipment };
  const packed = someOf(stage, account.units).filter(({ isPacked }) => isPacked || random.chance(5));
  const unit = random.chance(15) ? stage.pick(packed, (one) => one.unit) : null;
  if (unit !== null) return { unit: unit.unit };
  const sent = pickLot(stage, undefined, ({ status }) => status === 'in-transit')?.within ?? null;
  if (sent !== null && random.chance(15)) return { transfer: sent };
  const fits = random.chance(50) ? isOnItsWay : undefined;
  const lot = pickLot(stage, fits, (one) => !one.isOnHold && !isUsedUp(one.remaining));
  return lot === null ? null : { lot: lot.lot };
}

export function releaseHold(stage: Stage): Proposal | null {
  const { lots, units, transfers, shipments } = stage.account;
  const stopped: JsonObject[] = [];
  for (const { lot, isOnHold } of lots.values()) if (isOnHold) stopped.push({ lot });
  for (const { unit, isOnHold } of units.values()) if (isOnHold) stopped.push({ unit });
  for (const { transfer, isOnHold } of transfers.values()) if (isOnHold) stopped.push({ transfer });
  for (const { shipment, isOnHold } of shipments.values()) if (isOnHold) stopped.push({ shipment });
  const thing = stage.pick(stopped, (one) => Object.values(one).join());
  return thing === null ? null : { by: 'AUTHORITY', body: { type: 'hold-released', ...thing, reason: 'in order' } };
}

/** An owner sells what is its own, wherever it is, or says that it stays its own. */
export function sell(stage: Stage): Proposal | null {
  const { random } = stage;
  const lot = pickLot(stage, undefined, (one) => !isUsedUp(one.remaining));
  const owner = pickParty(stage);
  if (lot === null || owner === null) return null;
  const by = random.chance(95) ? ownerOf(lot) : owner;
  return { by, body: { type: 'ownership-transferred', lots: [lot.lot], owner: random.chance(20) ? by : owner } };
}

const ACTS = [
  'lot-transformed',
  'lot-adjusted',
  'lot-disposed',
  'lot-assayed',
  'transfer-dispatched',
  'transfer-received',
  'unit-packed',
  'event-corrected',
] as const;

/** A party lets another one act for it: for a while that has passed, or for good. */
export function giveMandate(stage: Stage): Proposal | null {
  const { random } = stage;
  const by = pickParty(stage);
  const agent = pickParty(stage, null, by ?? undefined);
  if (by === null || agent === null) return null;
  const acts = ACTS.filter((act, index) => random.chance(70) || (index === 0 && act.length > 0));
  const until = random.chance(20) && { until: '2020-01-01T00:00:00.000Z' };
  return { by, body: { type: 'mandate-given', agent, acts, ...until } };
}

export function endMandate(stage: Stage): Proposal | null {
  const standing = [...stage.account.mandates].filter(([, { hasEnded }]) => !hasEnded || stage.random.chance(5));
  const [name] = stage.pick(standing, ([one]) => one) ?? [];
  const [by, agent] = name?.split(' ') ?? [];
  if (by === undefined || agent === undefined) return null;
  return { by, body: { type: 'mandate-ended', agent } };
}

/** What somebody has sealed is to be forgotten: by whom, mostly, and what was not sealed or is forgotten now and then. */
export function eraseOpening(stage: Stage): Proposal | null {
  const { account, random } = stage;
  const sealed = someOf(stage, account.seals).filter(({ isErased }) => !isErased || random.chance(10));
  const seal = stage.pick(sealed, ({ event }) => event);
  if (seal === null) return null;
  const drawn = random.below(100);
  const by = drawn < 70 ? seal.by : drawn < 85 ? 'AUTHORITY' : (pickParty(stage) ?? seal.by);
  const field = random.chance(95) ? seal.field : 'extra';
  return { by, body: { type: 'opening-erased', sealedIn: seal.event, field, reason: 'asked for' } };
}

/** Somebody comes later, or opens another place. */
export function register(stage: Stage): Proposal | null {
  const { random } = stage;
  if (random.chance(30)) {
    const party = stage.id('TRADER');
    return {
      by: 'AUTHORITY',
      body: { type: 'party-registered', party, name: party, roles: ['trader'], country: 'SG' },
    };
  }
  const party = pickParty(stage);
  if (party === null) return null;
  const location = { latitudeMicrodegrees: 0, longitudeMicrodegrees: 0 };
  const where = { facility: stage.id('PLACE'), party, name: 'A place', country: 'CN', location, activities: [] };
  return { by: 'AUTHORITY', body: { type: 'facility-registered', ...where } };
}

export function setRanges(stage: Stage): Proposal | null {
  const found = stage.pick(stage.account.facilities, ([facility]) => facility);
  if (found === null) return null;
  const [facility, party] = found;
  const range = {
    step: stage.random.pick(PROCESS_STEPS.slice(0, 3)),
    lowPartsPerMillion: 500_000,
    highPartsPerMillion: 990_000,
  };
  return { by: party, body: { type: 'yield-ranges-set', facility, ranges: [range] } };
}
