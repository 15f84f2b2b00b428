/** The events of a transfer: two statements by two parties, what one sends and what the other finds. */
import * as z from 'zod';
import { commonMembers, listOf, textSchema } from './event-members.ts';
import { identifierSchema, timestampSchema } from '../identifier.ts';
import { presentQuantitySchema, quantitySchema } from '../quantity.ts';

/** What a scale or a count says of a line: at least one measure. */
const measurementSchema = quantitySchema.refine(
  (quantity) => quantity.netMilligrams !== undefined || quantity.volumeMillilitres !== undefined,
  { message: 'must state netMilligrams or volumeMillilitres' },
);

export const transferDispatchedSchema = z.strictObject({
  type: z.literal('transfer-dispatched'),
  ...commonMembers,
  transfer: identifierSchema,
  consignee: identifierSchema,
  lines: listOf(z.strictObject({ lot: identifierSchema, quantity: measurementSchema })),
  carrier: textSchema.optional(),
  seals: listOf(textSchema).optional(),
  expectedAt: timestampSchema.optional(),
});

/** What a consignee may find wrong. */
const DISCREPANCY_KINDS = ['overage', 'shortage', 'concealed', 'wrong-lot', 'damage', 'no-data'] as const;

export type DiscrepancyKind = (typeof DISCREPANCY_KINDS)[number];

const discrepancy = z.strictObject({ kind: z.enum(DISCREPANCY_KINDS), note: textSchema.optional() }).optional();

const receiptLineSchema = z.discriminatedUnion('outcome', [
  z.strictObject({
    lot: identifierSchema,
    outcome: z.literal('accepted'),
    measured: measurementSchema,
    discrepancy,
  }),
  z.strictObject({
    lot: identifierSchema,
    outcome: z.literal('partly-accepted'),
    measured: measurementSchema,
    rejectedLot: identifierSchema,
    discrepancy,
  }),
  z.strictObject({
    lot: identifierSchema,
    outcome: z.literal('rejected'),
    measured: measurementSchema.optional(),
    discrepancy,
  }),
]);

export type ReceiptLine = z.infer<typeof receiptLineSchema>;

/** One step belongs to an event, and dividing a lot is a step. */
function requireOneDivided(lines: readonly ReceiptLine[], context: z.RefinementCtx): void {
  const [first, ...others] = lines.flatMap(({ outcome }, index) => (outcome === 'partly-accepted' ? [index] : []));
  for (const index of others) {
    const message = `is partly-accepted, and so is lines[${first}]: a receipt divides one lot; record two receipts, each naming some of the lines`;
    context.addIssue({ code: 'custom', path: [index, 'outcome'], message });
  }
}

export const transferReceivedSchema = z.strictObject({
  type: z.literal('transfer-received'),
  ...commonMembers,
  transfer: identifierSchema,
  consignor: identifierSchema.optional(),
  lines: listOf(receiptLineSchema).superRefine(requireOneDivided),
  seals: listOf(textSchema).optional(),
});

export const transferCancelledSchema = z.strictObject({
  type: z.literal('transfer-cancelled'),
  ...commonMembers,
  transfer: identifierSchema,
  reason: textSchema,
});

const resolutionSchema = z.discriminatedUnion('basis', [
  z.strictObject({ basis: z.literal('declared') }),
  z.strictObject({ basis: z.literal('measured') }),
  z.strictObject({ basis: z.literal('agreed'), quantity: presentQuantitySchema }),
]);

export type SettlementBasis = z.infer<typeof resolutionSchema>['basis'];

export const transferSettledSchema = z
  .strictObject({
    type: z.literal('transfer-settled'),
    ...commonMembers,
    transfer: identifierSchema,
    lot: identifierSchema.optional(),
    resolution: resolutionSchema,
  })
  .refine(({ lot, resolution }) => lot !== undefined || resolution.basis !== 'agreed', {
    path: ['lot'],
    message: 'is missing: a quantity is agreed on for one lot',
  });
