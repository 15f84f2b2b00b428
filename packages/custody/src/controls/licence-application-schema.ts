/** The application for an export licence: what is to go where, to whom and what for. */
import * as z from 'zod';
import { countrySchema } from '../country.ts';
import { commonMembers, listOf, longTextSchema, textSchema, wordSchema } from '../events/event-members.ts';
import { identifierSchema, timestampSchema } from '../identifier.ts';
import { FORMS } from '../material.ts';
import { SECTORS } from '../sector.ts';

const LICENCE_KINDS = ['single', 'general'] as const;
const END_USE_CLASSES = ['civil', 'military', 'mixed'] as const;

export const URGENCY_CLASSES = ['urgent', 'most-urgent'] as const;
export type UrgencyClass = (typeof URGENCY_CLASSES)[number];

/** Why something cannot wait; `line-stop` is a production line that stands or is about to. */
export const URGENCY_GROUNDS = [
  'line-stop',
  'low-stock',
  'safety',
  'medical',
  'contract-penalty',
  'perishable',
  'other',
] as const;

const positiveMilligramsSchema = z.int().min(1);

const lineMembers = {
  line: identifierSchema,
  /** The item, by its code in a control list. */
  code: textSchema,
  form: z.enum(FORMS).optional(),
  netMilligrams: positiveMilligramsSchema,
  hsCode: textSchema.optional(),
  specification: textSchema.optional(),
  /** Of a general licence: the calendar year that the mass is for. */
  year: z.int().min(2000).max(2999).optional(),
};

const licenceLineSchema = z.strictObject(lineMembers);

export const lineMassSchema = z.strictObject({ line: identifierSchema, netMilligrams: positiveMilligramsSchema });

const urgencySchema = z.strictObject({
  class: z.enum(URGENCY_CLASSES),
  ground: z.enum(URGENCY_GROUNDS),
  text: longTextSchema,
});

const endUseSchema = z.strictObject({
  class: z.enum(END_USE_CLASSES),
  sector: z.enum(SECTORS),
  /** The part that the goods become, such as `traction-motor` or `brake-sensor`. */
  part: wordSchema,
});

/** Down to the model and its maker: an officer takes "magnetic sensor" for too vague. */
const endUseDetailSchema = z.strictObject({ text: longTextSchema, model: textSchema, maker: textSchema });

const contractSchema = z.strictObject({
  number: textSchema,
  signedAt: timestampSchema.optional(),
  payment: textSchema.optional(),
});

/** What an exporter may still bring while its case is open, as well as at first. */
export const suppliedMembers = {
  endUser: textSchema.optional(),
  /** Of a general licence alone. */
  otherEndUsers: listOf(textSchema).optional(),
  endUse: endUseSchema.optional(),
  endUseDetail: endUseDetailSchema.optional(),
  contract: contractSchema.optional(),
  /** How the goods are made, and what the end user does with them. */
  processFlow: longTextSchema.optional(),
  prices: listOf(z.strictObject({ line: identifierSchema, price: textSchema })).optional(),
  /** Earlier shipments to the same customer. */
  pastDealings: listOf(
    z.strictObject({
      shipment: identifierSchema,
      exitedAt: timestampSchema,
      netMilligrams: positiveMilligramsSchema,
    }),
  ).optional(),
  /** How many days the customer's stock lasts. */
  stockCoverDays: z.int().min(0).max(100_000).optional(),
};

export const licenceAppliedSchema = z.strictObject({
  type: z.literal('licence-applied'),
  ...commonMembers,
  ...suppliedMembers,
  licence: identifierSchema,
  kind: z.enum(LICENCE_KINDS),
  lines: listOf(licenceLineSchema),
  consignee: identifierSchema,
  destination: countrySchema,
  /** Where the goods, or what is made of them, go on to. */
  onwardTo: listOf(countrySchema).optional(),
  port: textSchema.optional(),
  mode: textSchema.optional(),
  tradeMode: textSchema.optional(),
  validFrom: timestampSchema,
  validTo: timestampSchema,
  urgency: urgencySchema.optional(),
  /** Who looks at it first, where more than one bureau could. */
  localAuthority: identifierSchema.optional(),
  /** An earlier application that was refused, withdrawn or returned. */
  refiledFrom: identifierSchema.optional(),
});
