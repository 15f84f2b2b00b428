/** The event by which an authority allows a party to dig or to separate so much in a year. */
import * as z from 'zod';
import { commonMembers, listOf, textSchema } from './event-members.ts';
import { identifierSchema } from '../identifier.ts';
import { milligramsSchema } from '../quantity.ts';

/** What a quota is for: digging, or separating what was dug by whomever. */
export const QUOTA_ACTIVITIES = ['mining', 'separation'] as const;
export type QuotaActivity = (typeof QUOTA_ACTIVITIES)[number];

/** Mining quotas are given for rock and for ionic clay apart. */
export const ORE_KINDS = ['rock', 'ionic'] as const;
export type OreKind = (typeof ORE_KINDS)[number];

export const quotaAllocatedSchema = z
  .strictObject({
    type: z.literal('quota-allocated'),
    ...commonMembers,
    quota: identifierSchema,
    holder: identifierSchema,
    year: z.int().min(1900).max(9999),
    /** A year's quota comes in one or several. */
    batch: z.int().min(1).max(99),
    activity: z.enum(QUOTA_ACTIVITIES),
    ore: z.enum(ORE_KINDS).optional(),
    /** In rare-earth oxides. */
    oxideMilligrams: milligramsSchema.optional(),
    /** Stated where the figure was not made public: it is unknown then, and not nothing. */
    isPublic: z.literal(false).optional(),
    /** What is done there draws on it, whoever does it; else what its holder does. */
    facilities: listOf(identifierSchema).optional(),
    sources: z.array(textSchema).min(1).max(20),
  })
  .superRefine(({ activity, ore, oxideMilligrams, isPublic }, context) => {
    const refuse = (member: string, message: string) => context.addIssue({ code: 'custom', path: [member], message });
    if (activity === 'mining' && ore === undefined) refuse('ore', 'is missing: a mining quota is for rock or ionic');
    if (activity === 'separation' && ore !== undefined) refuse('ore', 'has a place only with the activity mining');
    if (oxideMilligrams === undefined && isPublic === undefined) {
      refuse('oxideMilligrams', 'is missing: state it, or isPublic false where the figure is not public');
    }
    if (oxideMilligrams !== undefined && isPublic !== undefined) {
      refuse('isPublic', 'is false, and oxideMilligrams is stated: leave one of them out');
    }
  });
