/** What parties file with the authorities: each sale, and month by month what a facility had, took, made and gave. */
import * as z from 'zod';
import { commonMembers, listOf, textSchema } from './event-members.ts';
import { ELEMENT_SYMBOLS } from '../element.ts';
import { eventIdSchema, identifierSchema, timestampSchema } from '../identifier.ts';
import { FORMS } from '../material.ts';
import { moneySchema } from './money-schema.ts';
import { milligramsSchema } from '../quantity.ts';

export const saleFiledSchema = z.strictObject({
  type: z.literal('sale-filed'),
  ...commonMembers,
  sale: identifierSchema,
  /** The buyer, and who uses what was sold: a party of the ledger or a name. */
  customer: textSchema.optional(),
  endCustomer: textSchema.optional(),
  lots: listOf(identifierSchema).optional(),
  product: textSchema.optional(),
  netMilligrams: milligramsSchema.min(1),
  value: moneySchema.optional(),
  invoice: textSchema.optional(),
  soldAt: timestampSchema,
});

/** What is in a circuit has no form. */
export const RETURN_FORMS = [...FORMS, 'in-process'] as const;

/** One element in one form: opening + in + made = used + out + lost + closing. */
const returnRowSchema = z.strictObject({
  form: z.enum(RETURN_FORMS),
  element: z.enum(ELEMENT_SYMBOLS),
  openingMilligrams: milligramsSchema,
  /** Received, imported or collected. */
  inMilligrams: milligramsSchema,
  /** Mined, or out of a step. */
  madeMilligrams: milligramsSchema,
  /** What steps took. */
  usedMilligrams: milligramsSchema,
  /** Sent to others or out of the country. */
  outMilligrams: milligramsSchema,
  /** Disposed of, or less by a count or an assay; more where it is negative. */
  lostMilligrams: z.int(),
  closingMilligrams: milligramsSchema,
});

const MONTH_PATTERN = /^\d{4}-(0[1-9]|1[0-2])$/;

export const returnFiledSchema = z.strictObject({
  type: z.literal('return-filed'),
  ...commonMembers,
  facility: identifierSchema,
  month: z.string().regex(MONTH_PATTERN, 'must be a month such as 2026-03'),
  /** None where the facility had nothing. */
  figures: z.array(returnRowSchema).max(RETURN_FORMS.length * ELEMENT_SYMBOLS.length),
  /** The event that filed the return before, where this one takes its place. */
  replaces: eventIdSchema.optional(),
});
