/** The event that says who owns lots, whoever has them. */
import * as z from 'zod';
import { commonMembers, listOf } from './event-members.ts';
import { identifierSchema } from '../identifier.ts';

export const ownershipTransferredSchema = z.strictObject({
  type: z.literal('ownership-transferred'),
  ...commonMembers,
  lots: listOf(identifierSchema),
  owner: identifierSchema,
});
