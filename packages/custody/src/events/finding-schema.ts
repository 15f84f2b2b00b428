/** The events about what the rules of detection find: how they are set, and what is said of a finding. */
import * as z from 'zod';
import { commonMembers, longTextSchema, textSchema } from './event-members.ts';
import { hashSchema, timestampSchema } from '../identifier.ts';

/** How many thresholds one event sets at most. */
const THRESHOLDS_MAX = 50;

/** Which rules there are, and what they can be set to, the ledger does not know: whoever runs them says what does not fit. */
const ruleSchema = z.string().regex(/^D\d{2}$/, 'must be the number of a rule, such as D02');

const thresholdsSchema = z
  .record(
    z.string().regex(/^[a-z][A-Za-z0-9]{0,63}$/, 'must be the name of a threshold, such as windowDays'),
    z.int().min(0),
  )
  .refine((thresholds) => Object.keys(thresholds).length > 0, { message: 'sets nothing: leave it out' })
  .refine((thresholds) => Object.keys(thresholds).length <= THRESHOLDS_MAX, {
    message: `sets more than ${THRESHOLDS_MAX} thresholds`,
  });

export const findingRuleSetSchema = z
  .strictObject({
    type: z.literal('finding-rule-set'),
    ...commonMembers,
    rule: ruleSchema,
    /** Counts for what happens from then on; without it from `occurredAt`. */
    from: timestampSchema.optional(),
    thresholds: thresholdsSchema.optional(),
    isOff: z.boolean().optional(),
    reason: textSchema,
  })
  .refine(({ thresholds, isOff }) => thresholds !== undefined || isOff !== undefined, {
    path: ['thresholds'],
    message: 'is missing: set thresholds, or isOff',
  });

/** What the party that is asked says of it. */
export const ANSWERS = ['explained', 'mistake', 'disputed'] as const;
/** What whoever looked into it says; `reopened` takes a closing back. */
export const CLOSINGS = ['cleared', 'mistake', 'confirmed', 'reopened'] as const;

/** A finding is named by its id; `facts` is the hash of what it stated, so that it opens again when that changes. */
const findingMembers = { finding: textSchema, facts: hashSchema, reason: longTextSchema };

export const findingAnsweredSchema = z.strictObject({
  type: z.literal('finding-answered'),
  ...commonMembers,
  ...findingMembers,
  outcome: z.enum(ANSWERS),
});

export const findingClosedSchema = z.strictObject({
  type: z.literal('finding-closed'),
  ...commonMembers,
  ...findingMembers,
  outcome: z.enum(CLOSINGS),
});
