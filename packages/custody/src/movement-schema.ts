/** The events that move lots as they are: transfers between parties, and shipments. */
import * as z from 'zod';
import { commonMembers, listOf, textSchema } from './event-members.ts';
import { countrySchema, identifierSchema, timestampSchema } from './identifier.ts';
import { milligramsSchema, quantitySchema } from './quantity.ts';

/** What a scale or a count says of a line: at least one measure. */
const measurementSchema = quantitySchema.refine(
  (quantity) => quantity.netMilligrams !== undefined || quantity.volumeMillilitres !== undefined,
  { message: 'must state netMilligrams or volumeMillilitres' },
);

export const transferDispatchedSchema = z.strictObject({
  type: z.literal('transfer-dispatched'),
  ...commonMembers,
  transfer: identifierSchema,
  consignee: identifierSchema,
  lines: listOf(z.strictObject({ lot: identifierSchema, quantity: measurementSchema })),
  carrier: textSchema.optional(),
  seals: listOf(textSchema).optional(),
  expectedAt: timestampSchema.optional(),
});

export const transferReceivedSchema = z.strictObject({
  type: z.literal('transfer-received'),
  ...commonMembers,
  transfer: identifierSchema,
  lines: listOf(z.strictObject({ lot: identifierSchema, outcome: z.literal('accepted'), measured: measurementSchema })),
});

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
});
