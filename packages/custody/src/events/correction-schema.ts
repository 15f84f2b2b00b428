/** The event that says that an earlier one was wrong, and perhaps what it should have said. */
import * as z from 'zod';
import { lotAdjustedSchema, lotDisposedSchema } from './amount-change-schema.ts';
import { lotAssayedSchema } from './assay-schema.ts';
import { commonMembers, SEALABLE_IN_REPLACEMENT, SEALABLE_MEMBERS, sealedSchema, textSchema } from './event-members.ts';
import { hashSchema } from '../identifier.ts';
import { lotCreatedSchema, lotTransformedSchema } from './lot-schema.ts';
import { mandateEndedSchema, mandateGivenSchema } from './mandate-schema.ts';
import { shipmentExitedSchema, shipmentPackedSchema, shipmentUnpackedSchema } from './movement-schema.ts';
import { ownershipTransferredSchema } from './ownership-schema.ts';
import { facilityRegisteredSchema, partyRegisteredSchema, yieldRangesSetSchema } from './registration-schema.ts';
import {
  transferCancelledSchema,
  transferDispatchedSchema,
  transferReceivedSchema,
  transferSettledSchema,
} from './transfer-schema.ts';
import { unitPackedSchema, unitUnpackedSchema } from './unit-schema.ts';

/** What an event may be replaced by: an event of the same type. */
const replacementSchema = z.discriminatedUnion('type', [
  partyRegisteredSchema,
  facilityRegisteredSchema,
  yieldRangesSetSchema,
  lotCreatedSchema,
  lotTransformedSchema,
  lotAssayedSchema,
  lotAdjustedSchema,
  lotDisposedSchema,
  transferDispatchedSchema,
  transferReceivedSchema,
  transferCancelledSchema,
  transferSettledSchema,
  shipmentPackedSchema,
  shipmentUnpackedSchema,
  shipmentExitedSchema,
  unitPackedSchema,
  unitUnpackedSchema,
  ownershipTransferredSchema,
  mandateGivenSchema,
  mandateEndedSchema,
]);

export const eventCorrectedSchema = z.strictObject({
  type: z.literal('event-corrected'),
  ...commonMembers,
  sealed: sealedSchema([...SEALABLE_MEMBERS, ...SEALABLE_IN_REPLACEMENT]),
  corrects: hashSchema,
  reason: textSchema,
  replacement: replacementSchema.optional(),
});
