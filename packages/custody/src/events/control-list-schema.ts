/** The events by which an authority says what is controlled: lists of items by date, their suspensions and their end. */
import * as z from 'zod';
import { countrySchema } from '../country.ts';
import { ELEMENT_SYMBOLS } from '../element.ts';
import { commonMembers, textSchema, wordSchema } from './event-members.ts';
import { identifierSchema, timestampSchema } from '../identifier.ts';
import { FORMS } from '../material.ts';
import { milligramsSchema, partsPerMillionSchema } from '../quantity.ts';

/** A list of so many items is some hundred kilobytes: more than any that was published so far. */
const ITEMS_MAX = 1_000;

const several = <Schema extends z.ZodType>(schema: Schema, most: number) => z.array(schema).min(1).max(most);
const sourcesSchema = several(textSchema, 100);

const hsCodeSchema = z.string().regex(/^\d{4,12}$/, 'must be 4 to 12 digits of an HS code, without points');

/** What an export needs that an item covers: a licence, nothing that could help, or that somebody is told. */
const REQUIREMENTS = ['licence', 'prohibited', 'notice'] as const;

/** Where a list counts: for what leaves its jurisdiction, for what enters it, or wherever it is. */
const REACHES = ['export', 'import', 'anywhere'] as const;

/** What an item covers. What it leaves out does not matter to it. */
const itemSchema = z
  .strictObject({
    code: textSchema,
    description: textSchema,
    /** Any of these must be in it. */
    elements: several(z.enum(ELEMENT_SYMBOLS), ELEMENT_SYMBOLS.length).optional(),
    forms: several(z.enum(FORMS), FORMS.length).optional(),
    /** Of blocks, bodies and magnets only those whose main rare earth is one of these: Sm for samarium-cobalt. */
    magnetsOf: several(z.enum(ELEMENT_SYMBOLS), ELEMENT_SYMBOLS.length).optional(),
    /** Forms of which the item does not say whether it means them: they are referred. */
    referForms: several(z.enum(FORMS), FORMS.length).optional(),
    /** Forms that are outside by word of whoever published the list. */
    exceptForms: several(z.enum(FORMS), FORMS.length).optional(),
    exceptReason: textSchema.optional(),
    /** What is no rare earth is told by the words of its product, or by its HS code. */
    commodity: z
      .strictObject({
        name: wordSchema,
        products: several(textSchema, 100),
        hsCodes: several(hsCodeSchema, 100).optional(),
      })
      .optional(),
    /** Counts above this net mass. */
    aboveMilligrams: milligramsSchema.optional(),
    /** Counts above this share of `elements` in the net mass. */
    abovePartsPerMillion: partsPerMillionSchema.optional(),
    /** More than nothing and up to this share is referred: it neither needs a licence for certain nor is it cleared. */
    referUpToPartsPerMillion: partsPerMillionSchema.optional(),
    /** Whose share together is held against it; `elements` when left out. */
    referElements: several(z.enum(ELEMENT_SYMBOLS), ELEMENT_SYMBOLS.length).optional(),
    destinations: several(countrySchema, 300).optional(),
    exceptDestinations: several(countrySchema, 300).optional(),
    endUsers: several(textSchema, 1_000).optional(),
    endUses: several(textSchema, 100).optional(),
    requires: z.enum(REQUIREMENTS),
  })
  .superRefine((item, context) => {
    const problem = (member: string, message: string) => context.addIssue({ code: 'custom', path: [member], message });
    if (item.destinations !== undefined && item.exceptDestinations !== undefined) {
      const both = `${item.destinations.join(', ')} beside all but ${item.exceptDestinations.join(', ')}`;
      problem('exceptDestinations', `is stated beside destinations (${both}): state one of them`);
    }
    const { elements, forms, commodity, endUsers, endUses } = item;
    if ([elements, forms, commodity, endUsers, endUses].every((scope) => scope === undefined)) {
      problem('elements', 'is missing: an item covers elements, forms, a commodity, end users or end uses');
    }
    for (const member of ['abovePartsPerMillion', 'referUpToPartsPerMillion', 'magnetsOf'] as const) {
      if (item[member] !== undefined && elements === undefined) problem(member, 'needs elements, whose share it is of');
    }
    if (item.referElements !== undefined && item.referUpToPartsPerMillion === undefined) {
      problem('referElements', 'needs referUpToPartsPerMillion, which their share is held against');
    }
    if ((item.exceptForms === undefined) !== (item.exceptReason === undefined)) {
      problem('exceptReason', 'and exceptForms are stated together: which forms are outside, and who says so');
    }
  });

export const controlListPublishedSchema = z
  .strictObject({
    type: z.literal('control-list-published'),
    ...commonMembers,
    list: identifierSchema,
    title: textSchema,
    /** A country, or EU for its member states. */
    jurisdiction: z.union([countrySchema, z.literal('EU')]),
    reach: z.enum(REACHES).optional(),
    validFrom: timestampSchema,
    /** From then on it counts no more: [validFrom, validTo). */
    validTo: timestampSchema.optional(),
    sources: sourcesSchema,
    /** False where whoever publishes it has not seen the law itself: what it covers is referred. */
    isConfirmed: z.boolean(),
    /** The list, or the version of this list, that counts no more from `validFrom` on. */
    supersedes: identifierSchema.optional(),
    items: several(itemSchema, ITEMS_MAX),
  })
  .superRefine(({ validFrom, validTo, items }, context) => {
    if (validTo !== undefined && validTo <= validFrom) {
      const message = `is ${validTo}, not after validFrom, ${validFrom}`;
      context.addIssue({ code: 'custom', path: ['validTo'], message });
    }
    const first = new Map<string, number>();
    for (const [index, { code }] of items.entries()) {
      const before = first.get(code);
      if (before === undefined) first.set(code, index);
      else {
        const message = `is ${code}, as that of items[${before}]: each code stands once in a list`;
        context.addIssue({ code: 'custom', path: ['items', index, 'code'], message });
      }
    }
  });

/** What holds once a suspension is over, as far as it is known when it is published. */
const AFTERWARDS = ['in-force', 'unknown', 'ended'] as const;

export const controlListSuspendedSchema = z
  .strictObject({
    type: z.literal('control-list-suspended'),
    ...commonMembers,
    list: identifierSchema,
    from: timestampSchema,
    /** It is suspended before this time and not at it: [from, to). Open when left out. */
    to: timestampSchema.optional(),
    afterwards: z.enum(AFTERWARDS).optional(),
    sources: sourcesSchema,
  })
  .superRefine(({ from, to, afterwards }, context) => {
    if (to !== undefined && to <= from) {
      context.addIssue({ code: 'custom', path: ['to'], message: `is ${to}, not after from, ${from}` });
    }
    if ((to === undefined) !== (afterwards === undefined)) {
      const message = 'and to are stated together: when the suspension is over, and what holds then';
      context.addIssue({ code: 'custom', path: ['afterwards'], message });
    }
  });

export const controlListEndedSchema = z.strictObject({
  type: z.literal('control-list-ended'),
  ...commonMembers,
  list: identifierSchema,
  /** From then on it counts no more. */
  from: timestampSchema,
  reason: textSchema,
  sources: sourcesSchema,
});
