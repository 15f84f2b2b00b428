/**
 * A quick check of the events that a ledger mostly consists of, an eighth of the time that their schemas take.
 *
 * It says yes or does not know. It says yes to nothing that `event-schema.ts` refuses (tests hold the two against each
 * other), and what it does not know the schema decides and explains: sealed members, `extra`, everything wrong.
 */
import { isElementSymbol } from '../element.ts';
import { isCountry } from '../country.ts';
import { isEventId, isHash, isTimestamp } from '../identifier.ts';
import { isIdentifier } from '../is-identifier.ts';
import type { Material } from './material-schema.ts';
import { FORMS, STEPS } from '../material.ts';
import { describeImpossibleOxides } from '../decide/possible-oxides.ts';
import { describeNoRoom } from '../quantity.ts';

type Check = (value: unknown) => boolean;

/** Says whether `value` is a lot event or transfer event as most of them are written. */
export function isOrdinaryEvent(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const check = ORDINARY_EVENTS.get((value as { type?: unknown }).type);
  return check?.(value) ?? false;
}

/** An object of known members only, all of the required ones among them. */
function objectOf(required: Readonly<Record<string, Check>>, optional: Readonly<Record<string, Check>> = {}): Check {
  const checks = { ...required, ...optional };
  // In the order of canonical JSON, in which most members come.
  const names = Object.keys(checks).sort();
  const places = names.map((name) => ({
    name,
    check: checks[name] as Check,
    count: Object.hasOwn(required, name) ? 1 : 0,
  }));
  const requiredCount = Object.keys(required).length;
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    let next = 0;
    let found = 0;
    for (const name in value) {
      while (next < places.length && places[next]?.name !== name) next += 1;
      if (next === places.length) next = names.indexOf(name);
      const place = places[next];
      if (place === undefined || !place.check((value as Record<string, unknown>)[name])) return false;
      found += place.count;
      next += 1;
    }
    return found === requiredCount;
  };
}

function listOf(check: Check, min: number, max: number): Check {
  return (value) => {
    if (!Array.isArray(value) || value.length < min || value.length > max) return false;
    for (const item of value) if (!check(item)) return false;
    return true;
  };
}

function textOf(maxLength: number): Check {
  return (value) => typeof value === 'string' && value.length > 0 && value.length <= maxLength;
}

function oneOf(values: readonly unknown[]): Check {
  const known = new Set(values);
  return (value) => known.has(value);
}

function both(first: Check, second: Check): Check {
  return (value) => first(value) && second(value);
}

const isText = textOf(500);
const isWholeNumber: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const isPositive: Check = (value) => Number.isSafeInteger(value) && (value as number) > 0;
const isPartsPerMillion: Check = (value) => isWholeNumber(value) && (value as number) <= 1_000_000;
const isLossKind: Check = (value) => typeof value === 'string' && /^[a-z][a-z0-9-]{0,63}$/.test(value);

const isElementMilligrams: Check = (value) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  for (const element in value) {
    if (!isElementSymbol(element) || !isWholeNumber((value as Record<string, unknown>)[element])) return false;
  }
  return true;
};

interface QuantityMembers {
  readonly netMilligrams?: number;
  readonly elementMilligrams?: Readonly<Record<string, number>>;
  readonly moisturePartsPerMillion?: number;
  readonly coatingMilligrams?: number;
}

/** A quantity with a net mass: the mass of the elements is at most that, and what of it can hold them. */
const isQuantity = both(
  objectOf(
    { netMilligrams: isPositive },
    {
      volumeMillilitres: isPositive,
      pieces: isPositive,
      moisturePartsPerMillion: isPartsPerMillion,
      elementMilligrams: isElementMilligrams,
      grossMilligrams: isWholeNumber,
      tareMilligrams: isWholeNumber,
      coatingMilligrams: isWholeNumber,
      lossOnIgnitionPartsPerMillion: isPartsPerMillion,
      thoriumPartsPerMillion: isPartsPerMillion,
      uraniumPartsPerMillion: isPartsPerMillion,
      uncertaintyPartsPerMillion: isPartsPerMillion,
    },
  ),
  (value) => {
    const { netMilligrams = 0, elementMilligrams, ...members } = value as QuantityMembers;
    let total = 0;
    for (const element in elementMilligrams) total += elementMilligrams[element] ?? 0;
    // A sum that is no safe integer any more is greater than every net mass, however it was rounded.
    return total <= netMilligrams && describeNoRoom(netMilligrams, total, members) === null;
  },
);

const isMaterial = objectOf({ form: oneOf(FORMS), product: textOf(200) }, { grade: textOf(100) });

const isDocument = objectOf({ kind: isText, sha256: isHash, name: isText }, { place: isText, takenAt: isTimestamp });

const COMMON_REQUIRED = { id: isEventId, occurredAt: isTimestamp };
const COMMON_OPTIONAL = {
  facility: isIdentifier,
  documents: listOf(isDocument, 1, 100),
  note: textOf(10_000),
  onBehalfOf: isIdentifier,
};

/** What is made of a material can hold its elements. */
const isPossible: Check = (value) => {
  const { material, quantity } = value as { material: Material; quantity: QuantityMembers };
  return describeImpossibleOxides(material.form, quantity) === null;
};

const isLotCreated = both(
  objectOf(
    {
      type: oneOf(['lot-created']),
      ...COMMON_REQUIRED,
      lot: isIdentifier,
      origin: oneOf(['mined', 'imported', 'collected', 'opening-stock']),
      material: isMaterial,
      quantity: isQuantity,
      country: isCountry,
    },
    { ...COMMON_OPTIONAL, permit: isText },
  ),
  isPossible,
);

/** A part in one measure, or the whole lot: at most one member beside the lot. */
const isInput = both(
  objectOf(
    { lot: isIdentifier },
    {
      netMilligrams: isPositive,
      volumeMillilitres: isPositive,
      pieces: isPositive,
      elementMilligrams: isElementMilligrams,
    },
  ),
  (value) => {
    let members = 0;
    for (const _ in value as object) members += 1;
    return members <= 2;
  },
);

const isOutput = both(objectOf({ lot: isIdentifier, material: isMaterial, quantity: isQuantity }), isPossible);

const isLoss = objectOf({ kind: isLossKind }, { elementMilligrams: isElementMilligrams, netMilligrams: isWholeNumber });

const isLotTransformed = objectOf(
  {
    type: oneOf(['lot-transformed']),
    ...COMMON_REQUIRED,
    step: oneOf(STEPS),
    inputs: listOf(isInput, 1, 10_000),
    outputs: listOf(isOutput, 1, 10_000),
  },
  { ...COMMON_OPTIONAL, losses: listOf(isLoss, 1, 10_000) },
);

const isTransferDispatched = objectOf(
  {
    type: oneOf(['transfer-dispatched']),
    ...COMMON_REQUIRED,
    transfer: isIdentifier,
    consignee: isIdentifier,
    lines: listOf(objectOf({ lot: isIdentifier, quantity: isQuantity }), 1, 10_000),
  },
  { ...COMMON_OPTIONAL, carrier: isText, seals: listOf(isText, 1, 10_000), expectedAt: isTimestamp },
);

const isTransferReceived = objectOf(
  {
    type: oneOf(['transfer-received']),
    ...COMMON_REQUIRED,
    transfer: isIdentifier,
    lines: listOf(objectOf({ lot: isIdentifier, outcome: oneOf(['accepted']), measured: isQuantity }), 1, 10_000),
  },
  { ...COMMON_OPTIONAL, consignor: isIdentifier, seals: listOf(isText, 1, 10_000) },
);

const ORDINARY_EVENTS: ReadonlyMap<unknown, Check> = new Map([
  ['lot-created', isLotCreated],
  ['lot-transformed', isLotTransformed],
  ['transfer-dispatched', isTransferDispatched],
  ['transfer-received', isTransferReceived],
]);
