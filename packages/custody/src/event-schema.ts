/** The events of the ledger as they are written: one schema each. `event.ts` reads with them. */
import * as z from 'zod';
import {
  countrySchema,
  eventIdSchema,
  hashSchema,
  identifierSchema,
  originSchema,
  publicKeySchema,
  signatureSchema,
  timestampSchema,
} from './identifier.ts';
import { LIQUID_FORMS, type Material, materialSchema, STEPS } from './material.ts';
import {
  elementMilligramsSchema,
  milligramsSchema,
  positiveWholeNumberSchema,
  type Quantity,
  quantitySchema,
} from './quantity.ts';
import { ROLES } from './role.ts';

const textSchema = z.string().min(1).max(500);
const longTextSchema = z.string().min(1).max(10_000);
const wordSchema = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, 'must be a word in lower case, such as process-loss');

/** Members that no rule reads: an author may seal them, in any event that knows them (format page "Event"). */
const SEALABLE_MEMBERS = [
  'name',
  'identifiers',
  'location',
  'address',
  'capacity',
  'timeZone',
  'permit',
  'carrier',
  'seals',
  'expectedAt',
  'endUser',
  'declaration',
  'hsCode',
  'controlCodes',
  'licence',
  'port',
  'mode',
  'documents',
  'note',
  'extra',
] as const;

const documentSchema = z.strictObject({ kind: textSchema, sha256: hashSchema, name: textSchema });

const commonMembers = {
  id: eventIdSchema,
  occurredAt: timestampSchema,
  facility: identifierSchema.optional(),
  documents: z.array(documentSchema).min(1).max(100).optional(),
  note: longTextSchema.optional(),
  sealed: z
    .partialRecord(z.enum(SEALABLE_MEMBERS), hashSchema)
    .refine((sealed) => Object.keys(sealed).length > 0, { message: 'seals nothing: leave it out' })
    .optional(),
  extra: z.record(z.string(), z.json()).optional(),
};

const listOf = <Schema extends z.ZodType>(schema: Schema) => z.array(schema).min(1).max(10_000);

const ledgerOpenedSchema = z.strictObject({
  type: z.literal('ledger-opened'),
  ...commonMembers,
  origin: originSchema,
  operatorKey: publicKeySchema,
  checkpointKey: publicKeySchema,
  policy: z.strictObject({
    enforcement: z.enum(['strict', 'observe']).optional(),
    tolerances: z.strictObject({ balancePartsPerMillion: z.int().min(0).max(1_000_000).optional() }).optional(),
  }),
});

const partyRegisteredSchema = z.strictObject({
  type: z.literal('party-registered'),
  ...commonMembers,
  party: identifierSchema,
  name: textSchema.optional(),
  roles: z.array(z.enum(ROLES)).min(1).max(ROLES.length),
  country: countrySchema,
  identifiers: z.record(z.string(), z.string()).optional(),
});

const facilityRegisteredSchema = z.strictObject({
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

const keyEnrolledSchema = z.strictObject({
  type: z.literal('key-enrolled'),
  ...commonMembers,
  party: identifierSchema,
  key: publicKeySchema,
  proof: signatureSchema,
  heldBy: z.enum(['party', 'ledger']),
  recovery: z.boolean().optional(),
});

const keyRevokedSchema = z.strictObject({
  type: z.literal('key-revoked'),
  ...commonMembers,
  key: publicKeySchema,
  reason: textSchema,
});

const lotCreatedSchema = z
  .strictObject({
    type: z.literal('lot-created'),
    ...commonMembers,
    lot: identifierSchema,
    origin: z.enum(['mined', 'imported', 'collected', 'opening-stock']),
    material: materialSchema,
    quantity: quantitySchema,
    country: countrySchema,
    permit: textSchema.optional(),
  })
  .superRefine((event, context) => requireMeasure(event.material, event.quantity, context));

/** A part of a lot is measured in one way; nothing stated is the whole remaining lot. */
const inputSchema = z
  .strictObject({
    lot: identifierSchema,
    netMilligrams: positiveWholeNumberSchema.optional(),
    volumeMillilitres: positiveWholeNumberSchema.optional(),
    pieces: positiveWholeNumberSchema.optional(),
    elementMilligrams: elementMilligramsSchema.optional(),
  })
  .refine((input) => Object.values(input).filter((value) => value !== undefined).length <= 2, {
    message: 'must state a part in one measure: netMilligrams, volumeMillilitres, pieces or elementMilligrams',
  });

const outputSchema = z
  .strictObject({ lot: identifierSchema, material: materialSchema, quantity: quantitySchema })
  .superRefine((output, context) => requireMeasure(output.material, output.quantity, context));

const lossSchema = z.strictObject({
  kind: wordSchema,
  elementMilligrams: elementMilligramsSchema.optional(),
  netMilligrams: milligramsSchema.optional(),
});

const circuitSchema = z.strictObject({
  id: identifierSchema,
  openingElementMilligrams: elementMilligramsSchema,
  closingElementMilligrams: elementMilligramsSchema,
});

const lotTransformedSchema = z
  .strictObject({
    type: z.literal('lot-transformed'),
    ...commonMembers,
    step: z.enum(STEPS),
    inputs: z.array(inputSchema).max(10_000),
    outputs: z.array(outputSchema).max(10_000),
    losses: listOf(lossSchema).optional(),
    circuit: circuitSchema.optional(),
  })
  .refine((event) => event.inputs.length > 0 || event.circuit !== undefined, {
    path: ['inputs'],
    message: 'must name an input, unless a circuit gives from its stock',
  })
  .refine((event) => event.outputs.length > 0 || event.circuit !== undefined || event.losses !== undefined, {
    path: ['outputs'],
    message: 'must name an output, a loss or a circuit that keeps the material',
  });

/** What a scale or a count says of a line: at least one measure. */
const measurementSchema = quantitySchema.refine(
  (quantity) => quantity.netMilligrams !== undefined || quantity.volumeMillilitres !== undefined,
  { message: 'must state netMilligrams or volumeMillilitres' },
);

const transferDispatchedSchema = z.strictObject({
  type: z.literal('transfer-dispatched'),
  ...commonMembers,
  transfer: identifierSchema,
  consignee: identifierSchema,
  lines: listOf(z.strictObject({ lot: identifierSchema, quantity: measurementSchema })),
  carrier: textSchema.optional(),
  seals: listOf(textSchema).optional(),
  expectedAt: timestampSchema.optional(),
});

const transferReceivedSchema = z.strictObject({
  type: z.literal('transfer-received'),
  ...commonMembers,
  transfer: identifierSchema,
  lines: listOf(z.strictObject({ lot: identifierSchema, outcome: z.literal('accepted'), measured: measurementSchema })),
});

const shipmentPackedSchema = z.strictObject({
  type: z.literal('shipment-packed'),
  ...commonMembers,
  shipment: identifierSchema,
  lots: listOf(identifierSchema),
  consignee: identifierSchema,
  destination: countrySchema,
  endUser: textSchema.optional(),
});

const shipmentUnpackedSchema = z.strictObject({
  type: z.literal('shipment-unpacked'),
  ...commonMembers,
  shipment: identifierSchema,
});

const shipmentExitedSchema = z.strictObject({
  type: z.literal('shipment-exited'),
  ...commonMembers,
  shipment: identifierSchema,
  declaration: textSchema.optional(),
  hsCode: textSchema.optional(),
  controlCodes: listOf(textSchema).optional(),
  licence: textSchema.optional(),
  port: textSchema.optional(),
  country: countrySchema.optional(),
  mode: textSchema.optional(),
  netMilligrams: milligramsSchema.optional(),
});

const schemas = [
  ledgerOpenedSchema,
  partyRegisteredSchema,
  facilityRegisteredSchema,
  keyEnrolledSchema,
  keyRevokedSchema,
  lotCreatedSchema,
  lotTransformedSchema,
  transferDispatchedSchema,
  transferReceivedSchema,
  shipmentPackedSchema,
  shipmentUnpackedSchema,
  shipmentExitedSchema,
] as const;

/** The members that each type of event knows. */
const membersOf: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  schemas.map(({ shape }) => [shape.type.value, new Set(Object.keys(shape))]),
);

/** Any event. */
export const eventSchema = z.discriminatedUnion('type', schemas).superRefine((event, context) => {
  for (const member of Object.keys(event.sealed ?? {})) {
    const path = ['sealed', member];
    if (Object.hasOwn(event, member)) {
      context.addIssue({ code: 'custom', path, message: 'is stated plainly and sealed' });
    }
    if (membersOf.get(event.type)?.has(member) !== true) {
      context.addIssue({ code: 'custom', path, message: `is no member of ${event.type}` });
    }
  }
  for (const member of ['name', 'location'] as const) {
    const needed = event.type === 'facility-registered' || (event.type === 'party-registered' && member === 'name');
    if (needed && !Object.hasOwn(event, member) && event.sealed?.[member] === undefined) {
      context.addIssue({ code: 'custom', path: [member], message: 'is missing' });
    }
  }
});

function requireMeasure(material: Material, quantity: Quantity, context: z.RefinementCtx): void {
  if (quantity.netMilligrams !== undefined) return;
  if (!LIQUID_FORMS.includes(material.form)) {
    const message = `is missing: only ${LIQUID_FORMS.join(' and ')} may leave the net mass out, not ${material.form}`;
    context.addIssue({ code: 'custom', path: ['quantity', 'netMilligrams'], message });
  } else if (quantity.volumeMillilitres === undefined) {
    const message = 'is missing: a liquid states its volume or its net mass';
    context.addIssue({ code: 'custom', path: ['quantity', 'volumeMillilitres'], message });
  }
}
