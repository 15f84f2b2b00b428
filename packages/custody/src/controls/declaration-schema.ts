/** The events about goods that leave the country and the licences that they leave under. */
import * as z from 'zod';
import { countrySchema } from '../country.ts';
import { commonMembers, listOf, longTextSchema, textSchema } from '../events/event-members.ts';
import { identifierSchema } from '../identifier.ts';
import { moneySchema } from '../events/money-schema.ts';
import { milligramsSchema } from '../quantity.ts';

/** What is drawn of one line of a licence: at a declaration reserved, at an exit consumed. */
const drawMembers = {
  licence: identifierSchema,
  line: identifierSchema,
  netMilligrams: z.int().min(1),
};

/** The lots that a line is for; without them it is for all lots of the shipment that its code covers. */
const declaredDrawSchema = z.strictObject({ ...drawMembers, lots: listOf(identifierSchema).optional() });

/** Less than was declared may leave, nothing at all of a line too. */
export const exitDrawSchema = z.strictObject({ ...drawMembers, netMilligrams: milligramsSchema });

/**
 * What an exporter declares before its shipment leaves. Whether the goods are controlled is stated in any case, also where
 * they are not (MOFCOM and GACC No. 18 of 2025, on declarations).
 */
export const shipmentDeclaredSchema = z.strictObject({
  type: z.literal('shipment-declared'),
  ...commonMembers,
  shipment: identifierSchema,
  /** The number that customs gave it. */
  declaration: textSchema.optional(),
  isControlled: z.boolean(),
  controlCodes: listOf(textSchema).optional(),
  hsCode: textSchema.optional(),
  consignee: identifierSchema,
  destination: countrySchema,
  endUser: textSchema.optional(),
  port: textSchema.optional(),
  mode: textSchema.optional(),
  licenceLines: listOf(declaredDrawSchema).optional(),
  value: moneySchema.optional(),
});

/** What came in at the other end, and what it is used for: by whoever received it, customs, or the exporter. */
export const shipmentArrivedSchema = z.strictObject({
  type: z.literal('shipment-arrived'),
  ...commonMembers,
  shipment: identifierSchema,
  netMilligrams: milligramsSchema,
  /** Where it came in; without it in the country that it was declared for. */
  country: countrySchema.optional(),
  endUser: textSchema.optional(),
  use: longTextSchema.optional(),
});
