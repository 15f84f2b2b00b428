/** The events that make lots: from outside the ledger, and from other lots. */
import * as z from 'zod';
import { commonMembers, listOf, textSchema, wordSchema } from './event-members.ts';
import { countrySchema } from '../country.ts';
import { identifierSchema } from '../identifier.ts';
import { CONSUMPTIONS, FACTORY_WASTE_FORMS } from '../consumption.ts';
import { type Material, materialSchema } from './material-schema.ts';
import { LIQUID_FORMS, STEPS } from '../material.ts';
import { describeImpossibleOxides } from '../decide/possible-oxides.ts';
import { elementMilligramsSchema, milligramsSchema, partMembers, type Quantity, quantitySchema } from '../quantity.ts';

export const lotCreatedSchema = z
  .strictObject({
    type: z.literal('lot-created'),
    ...commonMembers,
    lot: identifierSchema,
    origin: z.enum(['mined', 'imported', 'collected', 'opening-stock']),
    material: materialSchema,
    quantity: quantitySchema,
    country: countrySchema,
    permit: textSchema.optional(),
    consumption: z.enum(CONSUMPTIONS).optional(),
  })
  .superRefine(requirePossibleConsumption)
  .superRefine((event, context) => requirePossible(event.material, event.quantity, context));

/** A part of a lot is measured in one way; nothing stated is the whole remaining lot. */
const inputSchema = z
  .strictObject({
    lot: identifierSchema,
    ...partMembers,
  })
  .refine((input) => Object.values(input).filter((value) => value !== undefined).length <= 2, {
    message: 'must state a part in one measure: netMilligrams, volumeMillilitres, pieces or elementMilligrams',
  });

const outputSchema = z
  .strictObject({ lot: identifierSchema, material: materialSchema, quantity: quantitySchema })
  .superRefine((output, context) => requirePossible(output.material, output.quantity, context));

const lossSchema = z.strictObject({
  kind: wordSchema,
  elementMilligrams: elementMilligramsSchema.optional(),
  netMilligrams: milligramsSchema.optional(),
});

/** What a step used up besides lots: reagents by mass or volume, power in watt-hours. */
const auxiliarySchema = z
  .strictObject({
    kind: wordSchema,
    netMilligrams: milligramsSchema.optional(),
    volumeMillilitres: milligramsSchema.optional(),
    wattHours: milligramsSchema.optional(),
  })
  .refine((auxiliary) => Object.values(auxiliary).filter((value) => value !== undefined).length === 2, {
    message: 'must state one measure: netMilligrams, volumeMillilitres or wattHours',
  });

const circuitSchema = z.strictObject({
  id: identifierSchema,
  openingElementMilligrams: elementMilligramsSchema,
  closingElementMilligrams: elementMilligramsSchema,
});

export const lotTransformedSchema = z
  .strictObject({
    type: z.literal('lot-transformed'),
    ...commonMembers,
    step: z.enum(STEPS),
    inputs: z.array(inputSchema).max(10_000),
    outputs: z.array(outputSchema).max(10_000),
    losses: listOf(lossSchema).optional(),
    auxiliaries: listOf(auxiliarySchema).optional(),
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

/** What is mined was consumed by nobody, and swarf by no end user. */
function requirePossibleConsumption(
  { origin, material, consumption }: { origin: string; material: Material; consumption?: string | undefined },
  context: z.RefinementCtx,
): void {
  if (consumption === undefined) return;
  const path = ['consumption'];
  if (origin === 'mined') {
    context.addIssue({ code: 'custom', path, message: 'is not for what is mined: leave it out' });
  } else if (consumption === 'post-consumer' && FACTORY_WASTE_FORMS.includes(material.form)) {
    const message = `is post-consumer, the form is ${material.form}: that is waste of a factory, so it is pre-consumer`;
    context.addIssue({ code: 'custom', path, message });
  }
}

function requirePossible(material: Material, quantity: Quantity, context: z.RefinementCtx): void {
  requireMeasure(material, quantity, context);
  const impossible = describeImpossibleOxides(material.form, quantity);
  if (impossible === null) return;
  context.addIssue({ code: 'custom', path: ['quantity', 'elementMilligrams'], message: impossible });
}

/** Only a liquid may leave its net mass out, and states its volume then. */
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
