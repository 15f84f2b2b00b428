/** The events by which somebody may see what is sealed, may not any longer, and has seen it. */
import * as z from 'zod';
import {
  commonMembers,
  listOf,
  longTextSchema,
  SEALABLE_IN_REPLACEMENT,
  SEALABLE_MEMBERS,
  textSchema,
  wordSchema,
} from './event-members.ts';
import { eventIdSchema, identifierSchema, timestampSchema } from '../identifier.ts';

const fieldSchema = z.enum([...SEALABLE_MEMBERS, ...SEALABLE_IN_REPLACEMENT]);

/** What a grant is about: exactly one of them. */
const subjectMembers = {
  /** One event, by its id. */
  sealedIn: eventIdSchema.optional(),
  /** All that is filed in the case of one licence. */
  licence: identifierSchema.optional(),
  /** All that one party has sealed. */
  owner: identifierSchema.optional(),
};

export const accessGrantedSchema = z
  .strictObject({
    type: z.literal('access-granted'),
    ...commonMembers,
    grant: identifierSchema,
    officer: identifierSchema,
    /** What it is for, such as `licence-review`: seeing names the same word. */
    purpose: wordSchema,
    fields: listOf(fieldSchema),
    ...subjectMembers,
    from: timestampSchema,
    /** Not included. */
    to: timestampSchema,
    /** Until when the officer may keep what it has seen. */
    deleteBy: timestampSchema.optional(),
    reason: longTextSchema,
  })
  .superRefine(({ sealedIn, licence, owner, from, to, deleteBy = to }, context) => {
    const problem = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    const named = [sealedIn, licence, owner].filter((subject) => subject !== undefined).length;
    if (named !== 1) problem('sealedIn', `or licence or owner must be there, one of them alone; found ${named}`);
    if (from >= to) problem('to', `must be later than from: ${from} to ${to}`);
    if (deleteBy < to) problem('deleteBy', `must not be earlier than to: ${deleteBy}, and ${to}`);
  });

export const accessEndedSchema = z.strictObject({
  type: z.literal('access-ended'),
  ...commonMembers,
  grant: identifierSchema,
  officer: identifierSchema,
  reason: longTextSchema,
});

/** Recorded before anything is shown. Who sees it is who signs. */
export const fieldViewedSchema = z.strictObject({
  type: z.literal('field-viewed'),
  ...commonMembers,
  sealedIn: eventIdSchema,
  field: fieldSchema,
  /** Whose secret it is: whoever sealed it. */
  owner: identifierSchema,
  purpose: wordSchema,
  grant: identifierSchema,
  /** Where the grant is for a licence. */
  licence: identifierSchema.optional(),
  /** The file number of whoever looks. */
  case: textSchema.optional(),
});
