/** The event by which what opens a sealed member is erased. */
import * as z from 'zod';
import { commonMembers, SEALABLE_IN_REPLACEMENT, SEALABLE_MEMBERS, textSchema } from './event-members.ts';
import { eventIdSchema } from '../identifier.ts';

export const openingErasedSchema = z.strictObject({
  type: z.literal('opening-erased'),
  ...commonMembers,
  /** The event that commits to the member, by its id. */
  sealedIn: eventIdSchema,
  field: z.enum([...SEALABLE_MEMBERS, ...SEALABLE_IN_REPLACEMENT]),
  reason: textSchema,
});
