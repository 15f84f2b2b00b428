/** Writes the records of a book; what is empty or not stated is left out. */
import { AMOUNT_MEASURES, type Amounts } from '@lodestone/custody/amounts.ts';
import { type ElementMasses, statedElements } from '@lodestone/custody/element-masses.ts';
import type { JsonObject, JsonValue } from '@lodestone/proof/json-value.ts';
import type { BookRecord, BookStep, LotAmounts } from './book.ts';
import { fail } from './failure.ts';
import { formatPlace } from './place.ts';

/** Writes a record; what is empty is left out. */
export function formatRecord(record: BookRecord): JsonObject {
  const { eventNumber, corrects, step, taken, made, changed, moved, packed } = record;
  const said: JsonObject = { event: formatPlace(eventNumber) };
  if (corrects !== null) said['corrects'] = formatPlace(corrects);
  if (step !== null) said['step'] = formatStep(step);
  if (taken.length > 0) said['taken'] = taken.map(formatLotAmounts);
  if (made.length > 0) said['made'] = made.map(({ amounts, ...lot }) => ({ ...lot, amounts: formatAmounts(amounts) }));
  if (changed.length > 0) {
    said['changed'] = changed.map(({ amounts, ...change }) => ({ ...change, amounts: formatAmounts(amounts) }));
  }
  if (moved.length > 0) said['moved'] = moved.map(({ lot, custodian }) => ({ lot, custodian }));
  if (packed !== null) said['packed'] = { shipment: packed.shipment, lots: packed.lots.map(formatLotAmounts) };
  return said;
}

function formatStep({ name, party, facility, givenElementMilligrams, losses }: BookStep): JsonObject {
  return {
    name,
    party,
    facility,
    givenElementMilligrams: formatMasses(givenElementMilligrams),
    losses: losses.map(({ kind, elementMilligrams }) => ({ kind, elementMilligrams: formatMasses(elementMilligrams) })),
  };
}

function formatLotAmounts({ lot, amounts }: LotAmounts): JsonObject {
  return { lot, amounts: formatAmounts(amounts) };
}

/** What is not stated is left out, and so is `elementMilligrams` where it states nothing. */
export function formatAmounts(amounts: Amounts): JsonObject {
  const said: { [name: string]: JsonValue } = {};
  for (const measure of AMOUNT_MEASURES) {
    const amount = amounts[measure];
    if (amount !== null) said[measure] = exactly(amount);
  }
  const masses = formatMasses(amounts.elementMilligrams);
  if (Object.keys(masses).length > 0) said['elementMilligrams'] = masses;
  return said;
}

function formatMasses(masses: ElementMasses): JsonObject {
  return Object.fromEntries(statedElements(masses).map(([element, mass]) => [element, exactly(mass)]));
}

/** Amounts in files are JSON numbers, up to 9 million tonnes; a sum in a hostile event may be more. */
function exactly(amount: bigint): number {
  const number = Number(amount);
  if (Number.isSafeInteger(number)) return number;
  const expected = `amounts within ${Number.MAX_SAFE_INTEGER}`;
  return fail('book', 'claim.book', { expected, found: amount.toString() });
}
