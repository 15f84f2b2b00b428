/** What a step takes of lots and gives, and that it gives no more than it takes. */
import { type Amounts, amountsOf } from '@lodestone/custody/amounts.ts';
import { combinedUncertaintyPartsPerMillion } from '@lodestone/custody/combined-uncertainty.ts';
import {
  type ElementMasses,
  elementMassesOf,
  statedElements,
  sumElementMasses,
} from '@lodestone/custody/element-masses.ts';
import { isRearranging, type Step, STEPS } from '@lodestone/custody/material.ts';
import { findExcesses, isWithinUncertainty, type UncertainElements } from '@lodestone/custody/material-balance.ts';
import { takePortion } from '@lodestone/custody/portion.ts';
import { stockLotId } from '@lodestone/custody/stock-lot-id.ts';
import { type BookLoss, type BookLot, type BookRecord, emptyRecord } from './book.ts';
import { type BookState, lotInBook, type LotInBook, noteUnchecked, requireUsable } from './book-state.ts';
import type { AuthoredEvent } from './check-authors.ts';
import { fail } from './failure.ts';
import {
  type Found,
  memberOf,
  readAnyObject,
  readChoice,
  readElementMilligrams,
  readList,
  readText,
} from './read-members.ts';
import { readMaterial, readOptionalText, readQuantity, type StatedQuantity } from './read-quantity.ts';
import { requireRole } from './require-role.ts';

interface Taken {
  readonly lot: LotInBook;
  readonly amounts: Amounts;
}

/** A step as its event states it. */
interface StatedStep {
  readonly name: Step;
  readonly inputs: readonly { readonly found: Found; readonly lot: string; readonly part: StatedQuantity }[];
  readonly outputs: readonly Output[];
  readonly losses: readonly BookLoss[];
  readonly circuit: StatedCircuit | null;
}

interface Output {
  readonly lot: string;
  readonly form: string;
  readonly product: string;
  readonly quantity: StatedQuantity;
}

interface StatedCircuit {
  readonly id: string;
  readonly opening: ElementMasses;
  readonly closing: ElementMasses;
}

/** The record of a step: whole where it made lots of the book, else what it took of them. */
export function transformedRecord(
  state: BookState,
  authored: AuthoredEvent,
  booked: BookRecord | undefined,
): BookRecord {
  const { party, eventNumber, found, event } = authored;
  const step = readStep(found, event);
  const stockId = step.circuit === null ? null : stockLotId(step.circuit.id, eventNumber);
  const makes = [...step.outputs.map(({ lot }) => lot), ...(stockId === null ? [] : [stockId])];
  const isWhole = makes.some((lot) => state.listed.has(lot));
  const inputs = isWhole ? step.inputs : step.inputs.filter(({ lot }) => state.listed.has(lot));
  const taken = inputs.map(({ found: input, lot: name, part }): Taken => {
    const lot = lotInBook(state, `${input.field}.lot`, name);
    requireUsable(lot, party, `${input.field}.lot`);
    const field = input.field.slice(found.field.length + 1);
    return { lot, amounts: takePortion(field, { lot: name, ...part }, lot.remaining) };
  });
  const stock = stockOf(state, party, step);
  const used = stock === null ? taken : [...taken, { lot: stock, amounts: stock.remaining }];
  const record = {
    ...emptyRecord(eventNumber),
    taken: used.map(({ lot, amounts }) => ({ lot: lot.made.lot, amounts })),
  };
  if (!isWhole) return record;

  requireRole(state, authored, 'transform');
  const givenElementMilligrams = givenBy(step);
  requireBalance(state, authored, step, { taken, stock, used, givenElementMilligrams });
  const facility = readOptionalText(found, event, 'facility');
  return {
    ...record,
    step: { name: step.name, party, facility, givenElementMilligrams, losses: step.losses },
    made: madeBy(step, stockId, used)
      .filter(({ lot }) => state.listed.has(lot))
      .map((lot) => ({ ...lot, party, facility, country: countryOf(state, authored, lot.lot, booked) })),
  };
}

function readStep(found: Found, event: ReturnType<typeof readAnyObject>): StatedStep {
  const member = (name: string) => memberOf(found, event, name);
  const circuit = member('circuit');
  const losses = member('losses');
  return {
    name: readChoice(member('step'), STEPS),
    inputs: readList(member('inputs'), (input) => {
      const lot = readText(memberOf(input, readAnyObject(input), 'lot'));
      return { found: input, lot, part: readQuantity(input) };
    }),
    outputs: readList(member('outputs'), (output) => {
      const object = readAnyObject(output);
      return {
        lot: readText(memberOf(output, object, 'lot')),
        ...readMaterial(memberOf(output, object, 'material')),
        quantity: readQuantity(memberOf(output, object, 'quantity')),
      };
    }),
    losses: losses.value === undefined ? [] : readList(losses, readLoss),
    circuit: circuit.value === undefined ? null : readCircuit(circuit),
  };
}

function readLoss(found: Found): BookLoss {
  const loss = readAnyObject(found);
  const masses = memberOf(found, loss, 'elementMilligrams');
  const elementMilligrams = masses.value === undefined ? {} : elementMassesOf(readElementMilligrams(masses));
  return { kind: readText(memberOf(found, loss, 'kind')), elementMilligrams };
}

function readCircuit(found: Found): StatedCircuit {
  const circuit = readAnyObject(found);
  const masses = (name: string) => elementMassesOf(readElementMilligrams(memberOf(found, circuit, name)));
  return {
    id: readText(memberOf(found, circuit, 'id')),
    opening: masses('openingElementMilligrams'),
    closing: masses('closingElementMilligrams'),
  };
}

/** What the circuit's step before left in it, if the book has that: it is taken whole. */
function stockOf(state: BookState, party: string, { circuit }: StatedStep): LotInBook | null {
  const stock = circuit === null ? undefined : state.circuits.get(`${party} ${circuit.id}`);
  return stock === undefined ? null : (state.lots.get(stock) ?? null);
}

function givenBy({ outputs, losses, circuit }: StatedStep): ElementMasses {
  const given = outputs.map(({ quantity }) => amountsOf(quantity).elementMilligrams);
  for (const { elementMilligrams } of losses) given.push(elementMilligrams);
  if (circuit !== null) given.push(circuit.closing);
  return sumElementMasses(given);
}

/** As the rules make them: what is only rearranged is as sure as what it is made of, and so is what a circuit keeps. */
function madeBy(
  { name, outputs, circuit }: StatedStep,
  stockId: string | null,
  used: readonly Taken[],
): Omit<BookLot, 'party' | 'facility' | 'country'>[] {
  const ofInputs = isRearranging(name) || circuit !== null ? uncertaintyOf(used) : null;
  const inherited = isRearranging(name) ? ofInputs : null;
  const made = outputs.map(({ lot, form, product, quantity }) => ({
    lot,
    kind: 'transformed' as const,
    form,
    product,
    consumption: null,
    circuit: null,
    uncertaintyPartsPerMillion: quantity.uncertaintyPartsPerMillion ?? inherited,
    amounts: amountsOf(quantity),
  }));
  if (circuit === null || stockId === null) return made;
  const stock = {
    lot: stockId,
    kind: 'circuit-stock' as const,
    form: null,
    product: null,
    consumption: null,
    circuit: circuit.id,
    uncertaintyPartsPerMillion: ofInputs,
    amounts: { netMilligrams: null, volumeMillilitres: null, pieces: null, elementMilligrams: circuit.closing },
  };
  return [...made, stock];
}

/** How sure the elements of what is taken are together. */
function uncertaintyOf(used: readonly Taken[]): number | null {
  if (used.every(({ lot }) => lot.uncertaintyPartsPerMillion === null)) return null;
  return combinedUncertaintyPartsPerMillion(
    used.map(({ lot, amounts }) => {
      const milligrams = statedElements(amounts.elementMilligrams).reduce((sum, [, mass]) => sum + mass, 0n);
      return { milligrams, uncertaintyPartsPerMillion: lot.uncertaintyPartsPerMillion };
    }),
  );
}

interface Weighed {
  readonly taken: readonly Taken[];
  readonly stock: LotInBook | null;
  readonly used: readonly Taken[];
  readonly givenElementMilligrams: ElementMasses;
}

/** No element comes out that did not go in, within the tolerance; a ledger that observes records it all the same. */
function requireBalance(
  state: BookState,
  { found, eventNumber }: AuthoredEvent,
  { name, circuit, outputs }: StatedStep,
  { taken, stock, used, givenElementMilligrams }: Weighed,
): void {
  const stated = outputs.flatMap(({ quantity }) => {
    const { uncertaintyPartsPerMillion } = quantity;
    if (uncertaintyPartsPerMillion === null) return [];
    return [{ elementMilligrams: amountsOf(quantity).elementMilligrams, uncertaintyPartsPerMillion }];
  });
  const balance = {
    inputElementMilligrams: sumElementMasses(taken.map(({ amounts }) => amounts.elementMilligrams)),
    recordedStockElementMilligrams: stock?.remaining.elementMilligrams ?? {},
    statedOpeningElementMilligrams: circuit?.opening ?? {},
    givenElementMilligrams,
    uncertain: [...used.flatMap(uncertainPart), ...stated],
  };
  for (const excess of findExcesses(balance, state.policy.balancePartsPerMillion)) {
    if (isWithinUncertainty(excess)) continue;
    const { element, inMilligrams, outMilligrams, toleranceMilligrams } = excess;
    const message = `${name} takes ${inMilligrams} mg ${element} and gives ${outMilligrams} mg, above the tolerance of ${toleranceMilligrams} mg`;
    if (state.policy.enforcement === 'observe') {
      noteUnchecked(
        state,
        eventNumber,
        null,
        `${message}; this ledger records that, and what is too much has no known origin`,
      );
      continue;
    }
    const expected = `at most ${inMilligrams + toleranceMilligrams} mg ${element}`;
    fail('balance', found.field, { expected, found: `${outMilligrams} mg`, sentence: message });
  }
}

function uncertainPart({ lot, amounts: { elementMilligrams } }: Taken): UncertainElements[] {
  const { uncertaintyPartsPerMillion } = lot;
  return uncertaintyPartsPerMillion === null ? [] : [{ elementMilligrams, uncertaintyPartsPerMillion }];
}

/** Lots are made in the country of the facility, else of the party: neither is in the event. */
function countryOf(
  state: BookState,
  { standing, event, party, eventNumber }: AuthoredEvent,
  lot: string,
  booked: BookRecord | undefined,
): string {
  const { facilityCountry, partyCountry } = standing;
  const country = event['facility'] === undefined ? partyCountry : facilityCountry;
  if (country !== null) return country;
  const said = booked?.made.find((each) => each.lot === lot)?.country ?? '';
  noteUnchecked(
    state,
    eventNumber,
    lot,
    `the registration of where ${party} made lot ${lot} is not shown: the country ${said} is as the book says`,
  );
  return said;
}
