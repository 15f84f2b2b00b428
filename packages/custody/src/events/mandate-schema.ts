/** The events by which a party lets another one act for it, and ends that. */
import * as z from 'zod';
import { commonMembers, listOf, wordSchema } from './event-members.ts';
import { identifierSchema, timestampSchema } from '../identifier.ts';

export const mandateGivenSchema = z.strictObject({
  type: z.literal('mandate-given'),
  ...commonMembers,
  agent: identifierSchema,
  /** Types of events; `event-schema.ts` knows which there are. */
  acts: listOf(wordSchema),
  until: timestampSchema.optional(),
});

export const mandateEndedSchema = z.strictObject({
  type: z.literal('mandate-ended'),
  ...commonMembers,
  agent: identifierSchema,
});
