/** The event that says that an earlier one was wrong, and perhaps what it should have said. */
import * as z from 'zod';
import { lotAdjustedSchema, lotDisposedSchema } from './amount-change-schema.ts';
import { commonMembers, textSchema } from './event-members.ts';
import { hashSchema } from './identifier.ts';
import { lotCreatedSchema, lotTransformedSchema } from './lot-schema.ts';
import { facilityRegisteredSchema, partyRegisteredSchema } from './registration-schema.ts';

/** What an event may be replaced by: an event of the same type. */
const replacementSchema = z.discriminatedUnion('type', [
  lotCreatedSchema,
  lotTransformedSchema,
  lotAdjustedSchema,
  lotDisposedSchema,
  partyRegisteredSchema,
  facilityRegisteredSchema,
]);

export const eventCorrectedSchema = z.strictObject({
  type: z.literal('event-corrected'),
  ...commonMembers,
  corrects: hashSchema,
  reason: textSchema,
  replacement: replacementSchema.optional(),
});
