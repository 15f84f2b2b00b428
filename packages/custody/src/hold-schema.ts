/** The events by which an authority stops a lot or a shipment where it is, and lets it go again. */
import * as z from 'zod';
import { commonMembers, textSchema } from './event-members.ts';
import { identifierSchema } from './identifier.ts';

const heldMembers = {
  ...commonMembers,
  lot: identifierSchema.optional(),
  shipment: identifierSchema.optional(),
  reason: textSchema,
};

/** Says what is wrong unless one of the two is named. */
function checkOneThing(
  { lot, shipment }: { lot?: string | undefined; shipment?: string | undefined },
  context: z.RefinementCtx,
): void {
  if (lot === undefined && shipment === undefined) {
    context.addIssue({ code: 'custom', path: ['lot'], message: 'is missing: name a lot, or a shipment' });
  }
  if (lot !== undefined && shipment !== undefined) {
    context.addIssue({ code: 'custom', path: ['shipment'], message: 'is stated beside a lot: name one of the two' });
  }
}

export const holdPlacedSchema = z
  .strictObject({ type: z.literal('hold-placed'), ...heldMembers })
  .superRefine(checkOneThing);

export const holdReleasedSchema = z
  .strictObject({ type: z.literal('hold-released'), ...heldMembers })
  .superRefine(checkOneThing);
