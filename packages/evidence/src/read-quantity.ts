/** Quantities and materials as events state them, read from the bytes of an event that is shown. */
import type { StatedAmounts } from '@lodestone/custody/amounts.ts';
import { ELEMENT_SYMBOLS, type ElementSymbol } from '@lodestone/custody/element.ts';
import { FORMS, type Form } from '@lodestone/custody/material.ts';
import type { JsonObject } from '@lodestone/proof/json-value.ts';
import {
  type Found,
  memberOf,
  readAnyObject,
  readChoice,
  readElementMilligrams,
  readList,
  readText,
  readWhole,
} from './read-members.ts';

export interface StatedQuantity extends StatedAmounts {
  readonly notDetected: readonly ElementSymbol[];
  readonly uncertaintyPartsPerMillion: number | null;
}

/** The part of an event that states amounts: a quantity, or an input of a step. What else it has is not looked at. */
export function readQuantity(found: Found): StatedQuantity {
  const quantity = readAnyObject(found);
  const whole = (name: string) =>
    quantity[name] === undefined ? undefined : readWhole(memberOf(found, quantity, name));
  const masses = memberOf(found, quantity, 'elementMilligrams');
  const below = memberOf(found, quantity, 'notDetected');
  return {
    netMilligrams: whole('netMilligrams'),
    volumeMillilitres: whole('volumeMillilitres'),
    pieces: whole('pieces'),
    elementMilligrams: masses.value === undefined ? undefined : readElementMilligrams(masses),
    notDetected: below.value === undefined ? [] : readList(below, (item) => readChoice(item, ELEMENT_SYMBOLS)),
    uncertaintyPartsPerMillion: whole('uncertaintyPartsPerMillion') ?? null,
  };
}

/** What a new lot is of. */
export function readMaterial(found: Found): { readonly form: Form; readonly product: string } {
  const material = readAnyObject(found);
  return {
    form: readChoice(memberOf(found, material, 'form'), FORMS),
    product: readText(memberOf(found, material, 'product')),
  };
}

/** A text that an event may leave out. */
export function readOptionalText(found: Found, event: JsonObject, name: string): string | null {
  return event[name] === undefined ? null : readText(memberOf(found, event, name));
}
