import * as z from 'zod';
import { ELEMENT_SYMBOLS, type ElementSymbol, isElementSymbol } from './element.ts';
import { AMOUNT_MEASURES } from './amounts.ts';
import { formatKilograms } from './format-amount.ts';
import { formatPercent } from './format-percent.ts';

/** A whole number of the unit that the member's name ends in; at most 2⁵³ − 1 (about 9 million tonnes). */
const wholeNumberSchema = z.int().min(0);
export const partsPerMillionSchema = z.int().min(0).max(1_000_000);

export const milligramsSchema = wholeNumberSchema;
const positiveWholeNumberSchema = z.int().min(1);
const elementSymbolSchema = z.enum(ELEMENT_SYMBOLS);

type ElementMilligrams = Partial<Record<ElementSymbol, number>>;

/**
 * `{"Nd": 263983000}`: contained mass per element, metal basis. Written out rather than composed of schemas: it is most
 * of what a large file has to be checked for, and this takes a tenth of the time.
 */
export const elementMilligramsSchema = z.custom<ElementMilligrams>().superRefine((value: unknown, context) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    // Not to be continued: the rules of a quantity add these masses up.
    const message = 'must be an object of masses by element symbol';
    context.addIssue({ code: 'custom', message, input: value, continue: false });
    return;
  }
  for (const [element, milligrams] of Object.entries(value)) {
    if (!isElementSymbol(element)) {
      const message = 'is not a rare earth that occurs';
      context.addIssue({ code: 'custom', path: [element], message, input: milligrams });
    } else if (!Number.isSafeInteger(milligrams) || milligrams < 0) {
      const message = 'must be whole milligrams, 0 or more';
      context.addIssue({ code: 'custom', path: [element], message, input: milligrams });
    }
  }
});

/** The measures in which a part of a lot can be stated. */
export const partMembers = {
  netMilligrams: positiveWholeNumberSchema.optional(),
  volumeMillilitres: positiveWholeNumberSchema.optional(),
  pieces: positiveWholeNumberSchema.optional(),
  elementMilligrams: elementMilligramsSchema.optional(),
};

const quantityMembers = {
  ...partMembers,
  moisturePartsPerMillion: partsPerMillionSchema.optional(),
  notDetected: z.array(elementSymbolSchema).optional(),
  grossMilligrams: milligramsSchema.optional(),
  tareMilligrams: milligramsSchema.optional(),
  coatingMilligrams: milligramsSchema.optional(),
  lossOnIgnitionPartsPerMillion: partsPerMillionSchema.optional(),
  thoriumPartsPerMillion: partsPerMillionSchema.optional(),
  uraniumPartsPerMillion: partsPerMillionSchema.optional(),
  uncertaintyPartsPerMillion: partsPerMillionSchema.optional(),
};

const statedQuantitySchema = z.strictObject(quantityMembers);

/**
 * A quantity as an event states it. The mass of the elements is at most the net mass, what of it is dry, and what of it
 * is no coating; an element is stated once.
 */
export const quantitySchema = statedQuantitySchema.superRefine(requireConsistent);

/** What is there now, which may be nothing: as a count or a scale says of a lot. */
export const presentQuantitySchema = z
  .strictObject({
    ...quantityMembers,
    netMilligrams: wholeNumberSchema.optional(),
    volumeMillilitres: wholeNumberSchema.optional(),
    pieces: wholeNumberSchema.optional(),
  })
  .superRefine(requireConsistent)
  .refine((quantity) => [...AMOUNT_MEASURES, 'elementMilligrams'].some((measure) => Object.hasOwn(quantity, measure)), {
    message: 'must state netMilligrams, volumeMillilitres, pieces or elementMilligrams',
  });

const { uncertaintyPartsPerMillion: _, ...assayedMembers } = quantityMembers;

/** Any of these makes an assay of a quantity. A weight alone is none. */
const ASSAYED_MEMBERS = [
  'elementMilligrams',
  'notDetected',
  'moisturePartsPerMillion',
  'lossOnIgnitionPartsPerMillion',
  'thoriumPartsPerMillion',
  'uraniumPartsPerMillion',
] as const;

/** What an assay finds in a lot. Its uncertainty stands beside the quantity. */
export const assayedQuantitySchema = z
  .strictObject(assayedMembers)
  .superRefine(requireConsistent)
  .refine((quantity) => ASSAYED_MEMBERS.some((member) => Object.hasOwn(quantity, member)), {
    message: 'must state what was found: elementMilligrams, notDetected or moisturePartsPerMillion',
  });

export type Quantity = z.infer<typeof quantitySchema>;

function requireConsistent(quantity: z.infer<typeof statedQuantitySchema>, context: z.RefinementCtx): void {
  const { netMilligrams, elementMilligrams = {}, notDetected = [] } = quantity;
  const total = sumOf(elementMilligrams);
  if (netMilligrams !== undefined && total > netMilligrams) {
    context.addIssue({
      code: 'custom',
      path: ['elementMilligrams'],
      message: `the elements weigh ${kilograms(total)} together, the net mass is ${kilograms(netMilligrams)}`,
    });
  } else if (netMilligrams !== undefined) {
    const problem = describeNoRoom(netMilligrams, total, quantity);
    if (problem !== null) context.addIssue({ code: 'custom', ...problem });
  }
  for (const element of notDetected) {
    if (elementMilligrams[element] !== undefined) {
      context.addIssue({ code: 'custom', path: ['notDetected'], message: `${element} is stated and not detected` });
    }
  }
  if (new Set(notDetected).size !== notDetected.length) {
    context.addIssue({ code: 'custom', path: ['notDetected'], message: 'names an element twice' });
  }
}

/** What of a net mass is neither water nor coating has to hold the elements. Null when it does. */
export function describeNoRoom(
  netMilligrams: number,
  totalMilligrams: number | bigint,
  { moisturePartsPerMillion, coatingMilligrams }: Pick<Quantity, 'moisturePartsPerMillion' | 'coatingMilligrams'>,
): { path: string[]; message: string } | null {
  if (moisturePartsPerMillion !== undefined && !isClearlyDry(netMilligrams, totalMilligrams, moisturePartsPerMillion)) {
    const dry = (BigInt(netMilligrams) * BigInt(1_000_000 - moisturePartsPerMillion)) / 1_000_000n;
    if (BigInt(totalMilligrams) > dry) {
      const moisture = `at ${formatPercent(BigInt(moisturePartsPerMillion))} moisture ${kilograms(dry)} of ${kilograms(netMilligrams)} net are dry`;
      const message = `the elements weigh ${kilograms(totalMilligrams)} together, ${moisture}; net is the mass as weighed, wet`;
      return { path: ['elementMilligrams'], message };
    }
  }
  if (coatingMilligrams !== undefined && BigInt(totalMilligrams) + BigInt(coatingMilligrams) > BigInt(netMilligrams)) {
    const parts = `the coating weighs ${kilograms(coatingMilligrams)} and the elements ${kilograms(totalMilligrams)}`;
    const message = `${parts}, together more than the net mass, ${kilograms(netMilligrams)}`;
    return { path: ['coatingMilligrams'], message };
  }
  return null;
}

/** Most elements are less than half of what is dry: then it does not matter how the products are rounded. */
function isClearlyDry(
  netMilligrams: number,
  totalMilligrams: number | bigint,
  moisturePartsPerMillion: number,
): boolean {
  if (typeof totalMilligrams === 'bigint') return false;
  return totalMilligrams * 2_000_000 <= netMilligrams * (1_000_000 - moisturePartsPerMillion);
}

function kilograms(milligrams: number | bigint): string {
  return formatKilograms(BigInt(milligrams));
}

/** Exact: a number while that is one, a bigint beyond. What is no whole number was refused already. */
function sumOf(elementMilligrams: ElementMilligrams): number | bigint {
  const masses = Object.values(elementMilligrams).filter((milligrams) => Number.isSafeInteger(milligrams));
  const total = masses.reduce((sum, milligrams) => sum + milligrams, 0);
  if (Number.isSafeInteger(total)) return total;
  return masses.reduce((sum, milligrams) => sum + BigInt(milligrams), 0n);
}

/** The elements that a quantity says were looked for and not found, as a lot keeps them: null where it says nothing. */
export function notDetectedOf({ notDetected }: Quantity): readonly ElementSymbol[] | null {
  return notDetected === undefined || notDetected.length === 0 ? null : notDetected;
}
