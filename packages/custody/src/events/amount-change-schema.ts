/** The events that change what a lot has without making another: a count, a loss, an end. */
import * as z from 'zod';
import { commonMembers, textSchema } from './event-members.ts';
import { identifierSchema } from '../identifier.ts';
import { partMembers, presentQuantitySchema } from '../quantity.ts';

/** Why the book differs from what is there. Drying takes water and leaves the elements; all else takes both along. */
const ADJUSTMENT_REASONS = ['count', 'loss', 'theft', 'damage', 'found', 'drying'] as const;

export const lotAdjustedSchema = z.strictObject({
  type: z.literal('lot-adjusted'),
  ...commonMembers,
  lot: identifierSchema,
  quantity: presentQuantitySchema,
  reason: z.enum(ADJUSTMENT_REASONS),
});

export const lotDisposedSchema = z.strictObject({
  type: z.literal('lot-disposed'),
  ...commonMembers,
  lot: identifierSchema,
  quantity: z.strictObject(partMembers).refine((part) => Object.keys(part).length === 1, {
    message: 'must state a part in one measure: netMilligrams, volumeMillilitres, pieces or elementMilligrams',
  }),
  reason: textSchema,
});
