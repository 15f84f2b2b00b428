/** The events that put lots into a logistic unit, such as a drum, a pallet or a container, and take them out. */
import * as z from 'zod';
import { commonMembers, listOf, textSchema } from './event-members.ts';
import { identifierSchema } from '../identifier.ts';
import { findSsccProblem } from '../sscc.ts';

const unitSchema = identifierSchema.superRefine((id, context) => {
  const message = findSsccProblem(id);
  if (message !== null) context.addIssue({ code: 'custom', message });
});

export const unitPackedSchema = z.strictObject({
  type: z.literal('unit-packed'),
  ...commonMembers,
  unit: unitSchema,
  lots: listOf(identifierSchema),
  seal: textSchema.optional(),
});

export const unitUnpackedSchema = z.strictObject({
  type: z.literal('unit-unpacked'),
  ...commonMembers,
  unit: unitSchema,
  /** As it was found. */
  seal: textSchema.optional(),
});
