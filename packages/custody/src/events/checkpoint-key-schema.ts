/** The events that say which keys sign the checkpoints of a ledger after the first, which `ledger-opened` names. */
import * as z from 'zod';
import { commonMembers, textSchema } from './event-members.ts';
import { publicKeySchema, signatureSchema } from '../identifier.ts';

export const checkpointKeyAddedSchema = z.strictObject({
  type: z.literal('checkpoint-key-added'),
  ...commonMembers,
  key: publicKeySchema,
  /** The new key's own signature that it will sign checkpoints of this ledger. */
  proof: signatureSchema,
});

export const checkpointKeyRetiredSchema = z
  .strictObject({
    type: z.literal('checkpoint-key-retired'),
    ...commonMembers,
    key: publicKeySchema,
    /** A key that goes on signing: so there always is one. */
    successor: publicKeySchema,
    reason: textSchema,
  })
  .refine(({ key, successor }) => key !== successor, {
    path: ['successor'],
    message: 'is the key that is retired: name one that goes on signing',
  });
