/** What a step takes of lots and gives, and that it gives no more than it takes. */
import { amountsOf, NO_AMOUNTS, subtractAmounts } from '@lodestone/custody/amounts.ts';
import { combinedUncertaintyPartsPerMillion } from '@lodestone/custody/combined-uncertainty.ts';
import { statedElements } from '@lodestone/custody/element-masses.ts';
import { isRearranging } from '@lodestone/custody/material.ts';
import { takePortion } from '@lodestone/custody/portion.ts';
import { requireDistinct } from '@lodestone/custody/decide/ruling.ts';
import { stockLotId } from '@lodestone/custody/stock-lot-id.ts';
import { type BookLot, type BookRecord, emptyRecord } from './book.ts';
import {
  type BookState,
  lotInBook,
  type LotInBook,
  makeLot,
  noteUnchecked,
  requireUsable,
  setLot,
  weighed,
} from './book-state.ts';
import type { AuthoredEvent } from './check-authors.ts';
import { readOptionalText } from './read-quantity.ts';
import { givenBy, readStep, type StatedInput, type StatedStep } from './read-step.ts';
import { requireBalance, type Taken } from './require-balance.ts';
import { requireRole } from './require-role.ts';

/**
 * Does a step: its record is whole where it made lots of the book. `standsAt` is the event that a replacement stands in the
 * place of: the stock of a circuit is named after that.
 */
export function transformedRecord(
  state: BookState,
  authored: AuthoredEvent,
  standsAt: number = authored.eventNumber,
): BookRecord {
  const { party, eventNumber, found, event } = authored;
  const step = readStep(found, event);
  const inputs = step.inputs.map(({ lot }) => lot);
  requireDistinct('inputs', inputs, 'inputs');
  const stockId = step.circuit === null ? null : stockLotId(step.circuit.id, standsAt);
  const makes = [...step.outputs.map(({ lot }) => lot), ...(stockId === null ? [] : [stockId])];
  const isWhole = makes.some((lot) => state.listed.has(lot));
  const taken = step.inputs.flatMap((input) => take(state, authored, input, isWhole));
  const stock = stockOf(state, party, step);
  const used = stock === null ? taken : [...taken, { lot: stock, amounts: stock.remaining }];
  const givenElementMilligrams = givenBy(step);
  if (isWhole) {
    requireRole(state, authored, 'transform');
    requireBalance(state, authored, step, { taken, stock, used, givenElementMilligrams });
  }
  const facility = readOptionalText(found, event, 'facility');
  const made = madeBy(step, stockId, used).map((lot) => {
    return { ...lot, party, facility, country: countryOf(state, authored, lot.lot) };
  });
  for (const { lot, amounts } of used) {
    if (state.lots.has(lot.made.lot)) setLot(state, { ...lot, remaining: subtractAmounts(lot.remaining, amounts) });
  }
  for (const lot of made) makeLot(state, lot);
  return {
    ...emptyRecord(eventNumber),
    step: isWhole ? { name: step.name, party, facility, givenElementMilligrams, losses: step.losses } : null,
    taken: used.map(({ lot, amounts }) => ({ lot: lot.made.lot, amounts })),
    made,
  };
}

/** What is taken of a lot; of what is not of the book, as far as that is known. */
function take(
  state: BookState,
  { found, party }: AuthoredEvent,
  { found: input, lot: name, part }: StatedInput,
  isWhole: boolean,
): Taken[] {
  const field = `${input.field}.lot`;
  if (!state.listed.has(name) && !isWhole && !state.lots.has(name)) return [];
  const lot = lotInBook(state, field, name);
  requireUsable(state, lot, party, field);
  const place = input.field.slice(found.field.length + 1);
  const amounts = weighed(state, name, () => takePortion(place, { lot: name, ...part }, lot.remaining));
  // That it was used stays known.
  return [{ lot, amounts: amounts ?? NO_AMOUNTS }];
}

/** What the circuit's step before left in it, if the book has that: it is taken whole. */
function stockOf(state: BookState, party: string, { circuit }: StatedStep): LotInBook | null {
  const stock = circuit === null ? null : state.circuits.get(`${party} ${circuit.id}`);
  return state.lots.get(stock ?? '') ?? null;
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

/** Lots are made in the country of the facility, else of the party: neither is in the event. */
function countryOf(state: BookState, { standing, event, party, eventNumber }: AuthoredEvent, lot: string): string {
  const { facilityCountry, partyCountry } = standing;
  const country = event['facility'] === undefined ? partyCountry : facilityCountry;
  if (country !== null) return country;
  if (!state.listed.has(lot)) return '';
  const said = state.booked.get(eventNumber)?.record.made.find((each) => each.lot === lot)?.country ?? '';
  noteUnchecked(
    state,
    eventNumber,
    lot,
    `the registration of where ${party} made lot ${lot} is not shown: the country ${said} is as the book says`,
  );
  return said;
}
