/** The events that take lots out of the country. */
import * as z from 'zod';
import { commonMembers, listOf, textSchema } from './event-members.ts';
import { exitDrawSchema } from '../controls/declaration-schema.ts';
import { countrySchema } from '../country.ts';
import { identifierSchema } from '../identifier.ts';
import { milligramsSchema } from '../quantity.ts';

export const shipmentPackedSchema = z.strictObject({
  type: z.literal('shipment-packed'),
  ...commonMembers,
  shipment: identifierSchema,
  lots: listOf(identifierSchema),
  consignee: identifierSchema,
  destination: countrySchema,
  endUser: textSchema.optional(),
});

export const shipmentUnpackedSchema = z.strictObject({
  type: z.literal('shipment-unpacked'),
  ...commonMembers,
  shipment: identifierSchema,
});

export const shipmentExitedSchema = z.strictObject({
  type: z.literal('shipment-exited'),
  ...commonMembers,
  shipment: identifierSchema,
  declaration: textSchema.optional(),
  hsCode: textSchema.optional(),
  controlCodes: listOf(textSchema).optional(),
  licence: textSchema.optional(),
  port: textSchema.optional(),
  country: countrySchema.optional(),
  mode: textSchema.optional(),
  netMilligrams: milligramsSchema.optional(),
  /** What leaves under each line that it was declared under, where that is less than was declared. */
  licenceLines: listOf(exitDrawSchema).optional(),
});
