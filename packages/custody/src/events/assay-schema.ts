/** The event that says what a lot contains, by the word of a laboratory. */
import * as z from 'zod';
import { commonMembers, textSchema } from './event-members.ts';
import { identifierSchema } from '../identifier.ts';
import { assayedQuantitySchema, partsPerMillionSchema } from '../quantity.ts';

/** How much an assay counts: what is to be made good later, what the parties agreed on, and the last word. */
const ASSAY_VERSIONS = ['provisional', 'final', 'umpire'] as const;

export type AssayVersion = (typeof ASSAY_VERSIONS)[number];

export const lotAssayedSchema = z.strictObject({
  type: z.literal('lot-assayed'),
  ...commonMembers,
  lot: identifierSchema,
  laboratory: identifierSchema,
  method: textSchema,
  quantity: assayedQuantitySchema,
  uncertaintyPartsPerMillion: partsPerMillionSchema,
  version: z.enum(ASSAY_VERSIONS),
});
