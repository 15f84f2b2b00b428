/** The events by which an authority stops a lot, unit, transfer or shipment where it is, and lets it go again. */
import * as z from 'zod';
import { commonMembers, textSchema } from './event-members.ts';
import { identifierSchema } from '../identifier.ts';

/** What can be on hold: each is named by a member of its own. */
export const HELD_KINDS = ['lot', 'unit', 'transfer', 'shipment'] as const;

const heldMembers = {
  ...commonMembers,
  lot: identifierSchema.optional(),
  unit: identifierSchema.optional(),
  transfer: identifierSchema.optional(),
  shipment: identifierSchema.optional(),
  reason: textSchema,
};

type Held = { readonly [Kind in (typeof HELD_KINDS)[number]]?: string | undefined };

/** Says what is wrong unless one of them is named. */
function checkOneThing(held: Held, context: z.RefinementCtx): void {
  const [first, ...others] = HELD_KINDS.filter((kind) => held[kind] !== undefined);
  if (first === undefined) {
    const message = 'is missing: name a lot, unit, transfer or shipment';
    context.addIssue({ code: 'custom', path: ['lot'], message });
  }
  for (const kind of others) {
    context.addIssue({ code: 'custom', path: [kind], message: `is stated beside a ${first}: name one of them` });
  }
}

export const holdPlacedSchema = z
  .strictObject({ type: z.literal('hold-placed'), ...heldMembers })
  .superRefine(checkOneThing);

export const holdReleasedSchema = z
  .strictObject({ type: z.literal('hold-released'), ...heldMembers })
  .superRefine(checkOneThing);
