/** The events by which an authority says how much may be mined or separated. */
import * as z from 'zod';
import { commonMembers } from './event-members.ts';
import { identifierSchema } from './identifier.ts';
import { milligramsSchema } from './quantity.ts';

/** Years for which a quota can be given: those of the calendar, not of a plan. */
const yearSchema = z.int().min(2000).max(2999);

export const quotaAllocatedSchema = z.strictObject({
  type: z.literal('quota-allocated'),
  ...commonMembers,
  quota: identifierSchema,
  holder: identifierSchema,
  year: yearSchema,
  activity: z.enum(['mining', 'separation']),
  /** Total rare-earth oxide. */
  oxideMilligrams: milligramsSchema,
});
