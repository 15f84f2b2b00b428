/** The events that say who takes part: the ledger's opening, parties, facilities and keys. */
import * as z from 'zod';
import { commonMembers, longTextSchema, textSchema, wordSchema } from './event-members.ts';
import { countrySchema } from '../country.ts';
import { identifierSchema, originSchema, publicKeySchema, signatureSchema, timestampSchema } from '../identifier.ts';
import { PROCESS_STEPS } from '../material.ts';
import { ROLES } from '../role.ts';

const partsPerMillion = z.int().min(0).max(1_000_000).optional();

/** What may lie between the figures of a consignor and of a consignee: of dry goods, of bulk, and of an element. */
const transferTolerances = {
  transferPartsPerMillion: partsPerMillion,
  bulkTransferPartsPerMillion: partsPerMillion,
  elementTransferPartsPerMillion: partsPerMillion,
};

export const ledgerOpenedSchema = z.strictObject({
  type: z.literal('ledger-opened'),
  ...commonMembers,
  origin: originSchema,
  operatorKey: publicKeySchema,
  checkpointKey: publicKeySchema,
  policy: z.strictObject({
    enforcement: z.enum(['strict', 'observe']).optional(),
    tolerances: z.strictObject({ balancePartsPerMillion: partsPerMillion, ...transferTolerances }).optional(),
  }),
});

export const partyRegisteredSchema = z.strictObject({
  type: z.literal('party-registered'),
  ...commonMembers,
  party: identifierSchema,
  name: textSchema.optional(),
  roles: z.array(z.enum(ROLES)).min(1).max(ROLES.length),
  country: countrySchema,
  identifiers: z.record(z.string(), z.string()).optional(),
  tolerances: z.strictObject(transferTolerances).optional(),
});

export const facilityRegisteredSchema = z.strictObject({
  type: z.literal('facility-registered'),
  ...commonMembers,
  facility: identifierSchema,
  party: identifierSchema,
  name: textSchema.optional(),
  country: countrySchema,
  location: z
    .strictObject({
      latitudeMicrodegrees: z.int().min(-90_000_000).max(90_000_000),
      longitudeMicrodegrees: z.int().min(-180_000_000).max(180_000_000),
    })
    .optional(),
  activities: z.array(wordSchema).max(100),
  timeZone: textSchema.optional(),
  address: longTextSchema.optional(),
  capacity: z.json().optional(),
});

const yieldRangeSchema = z
  .strictObject({
    step: z.enum(PROCESS_STEPS),
    lowPartsPerMillion: z.int().min(0).max(1_000_000),
    highPartsPerMillion: z.int().min(0).max(1_000_000),
  })
  .refine(({ lowPartsPerMillion, highPartsPerMillion }) => lowPartsPerMillion <= highPartsPerMillion, {
    path: ['highPartsPerMillion'],
    message: 'is below lowPartsPerMillion',
  });

export const yieldRangesSetSchema = z.strictObject({
  type: z.literal('yield-ranges-set'),
  ...commonMembers,
  facility: identifierSchema,
  ranges: z.array(yieldRangeSchema).min(1).max(PROCESS_STEPS.length),
});

export const keyEnrolledSchema = z.strictObject({
  type: z.literal('key-enrolled'),
  ...commonMembers,
  party: identifierSchema,
  key: publicKeySchema,
  proof: signatureSchema,
  heldBy: z.enum(['party', 'ledger']),
  recovery: z.boolean().optional(),
});

/** Why a key counts no more. */
export const REVOCATION_CAUSES = ['lost', 'stolen', 'retired'] as const;
export type RevocationCause = (typeof REVOCATION_CAUSES)[number];

export const keyRevokedSchema = z
  .strictObject({
    type: z.literal('key-revoked'),
    ...commonMembers,
    key: publicKeySchema,
    reason: textSchema,
    cause: z.enum(REVOCATION_CAUSES).optional(),
    /** What the key signed into the ledger from then on may be another's: with the cause `stolen`, and only with it. */
    stolenFrom: timestampSchema.optional(),
  })
  .superRefine(({ cause, stolenFrom }, context) => {
    const path = ['stolenFrom'];
    if (cause === 'stolen' && stolenFrom === undefined) {
      const message = 'is missing: a stolen key needs the last time at which it was surely in safe hands';
      context.addIssue({ code: 'custom', path, message });
    }
    if (cause !== 'stolen' && stolenFrom !== undefined) {
      context.addIssue({ code: 'custom', path, message: 'has a place only with the cause stolen' });
    }
  });
