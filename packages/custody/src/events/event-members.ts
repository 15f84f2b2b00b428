/** What the schemas of all events are made of: the members that every event knows, texts and lists. */
import * as z from 'zod';
import { documentHashSchema, eventIdSchema, hashSchema, identifierSchema, timestampSchema } from '../identifier.ts';

export const textSchema = z.string().min(1).max(500);
export const longTextSchema = z.string().min(1).max(10_000);
export const wordSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,63}$/, 'must be a word in lower case, such as process-loss');

/** Members that no rule reads: an author may seal them, in any event that knows them (format page "Event"). */
export const SEALABLE_MEMBERS = [
  'name',
  'identifiers',
  'location',
  'address',
  'capacity',
  'timeZone',
  'permit',
  'carrier',
  'seals',
  'expectedAt',
  'endUser',
  'customer',
  'endCustomer',
  'value',
  'use',
  'declaration',
  'hsCode',
  'controlCodes',
  'licence',
  'port',
  'mode',
  'supplier',
  'customers',
  'otherEndUsers',
  'endUseDetail',
  'contract',
  'processFlow',
  'auxiliaries',
  'prices',
  'pastDealings',
  'documents',
  'note',
  'extra',
] as const;

/** What stands before the name of a member that a correction seals of its replacement. */
export const IN_REPLACEMENT = 'replacement.';

/**
 * Members of a replacement are sealed by the correction that holds it: a replacement is no event of the ledger, and its id
 * names nothing that an opening could be held against.
 */
export const SEALABLE_IN_REPLACEMENT = SEALABLE_MEMBERS.map((member) => `${IN_REPLACEMENT}${member}` as const);

/** Commitments by the members that they stand for. */
export const sealedSchema = <const Field extends string>(fields: readonly Field[]) =>
  z
    .partialRecord(z.enum(fields), hashSchema)
    .refine((sealed) => Object.keys(sealed).length > 0, { message: 'seals nothing: leave it out' })
    .optional();

const documentSchema = z.strictObject({
  kind: textSchema,
  sha256: documentHashSchema,
  name: textSchema,
  /** Of a photo or a visit: where and when it was taken. */
  place: textSchema.optional(),
  takenAt: timestampSchema.optional(),
});

/** The members that every event knows. */
export const commonMembers = {
  id: eventIdSchema,
  occurredAt: timestampSchema,
  facility: identifierSchema.optional(),
  documents: z.array(documentSchema).min(1).max(100).optional(),
  note: longTextSchema.optional(),
  /** Whose act it is, where the key is an agent's. Not for every type: see `event-schema.ts`. */
  onBehalfOf: identifierSchema.optional(),
  sealed: sealedSchema(SEALABLE_MEMBERS),
  extra: z.record(z.string(), z.json()).optional(),
};

/** A list of at least one. */
export const listOf = <Schema extends z.ZodType>(schema: Schema) => z.array(schema).min(1).max(10_000);
