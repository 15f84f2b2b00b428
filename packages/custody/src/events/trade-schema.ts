/** What is stated of trade beside the material itself: gaps between two countries' figures, and the stock of whoever needs it. */
import * as z from 'zod';
import { countrySchema } from '../country.ts';
import { commonMembers, listOf, longTextSchema, textSchema } from './event-members.ts';
import { identifierSchema, timestampSchema } from '../identifier.ts';
import { milligramsSchema } from '../quantity.ts';
import { SECTORS } from '../sector.ts';

const GAP_STATUSES = ['open', 'explained', 'agreed', 'disputed'] as const;
export type GapStatus = (typeof GAP_STATUSES)[number];

const monthSchema = z.string().regex(/^\d{4}-(?:0[1-9]|1[0-2])$/, 'must be a month such as 2026-03');

/** What both sides say, by the 6 digits of the Harmonized System that all countries have in common. */
const gapFiguresSchema = z.strictObject({
  exporter: countrySchema,
  importer: countrySchema,
  hsCode: z.string().regex(/^\d{6}$/, 'must be the 6 digits of a subheading, such as 850511'),
  fromMonth: monthSchema,
  toMonth: monthSchema,
  /** Goods were taken to arrive so many months after they left at most. */
  lagMonths: z.int().min(0).max(24),
  exportsMilligrams: milligramsSchema,
  importsMilligrams: milligramsSchema,
  /** What did not arrive within the lag, or did not leave. */
  gapMilligrams: milligramsSchema,
});

export const tradeGapStatedSchema = z
  .strictObject({
    type: z.literal('trade-gap-stated'),
    ...commonMembers,
    gap: identifierSchema,
    status: z.enum(GAP_STATUSES),
    /** With `open`, and with nothing else: whoever opens a gap says how large it is. */
    figures: gapFiguresSchema.optional(),
    reason: longTextSchema,
    /** Those that show what the reason says. */
    shipments: listOf(identifierSchema).optional(),
  })
  .superRefine(({ status, figures }, context) => {
    const problem = (message: string) => context.addIssue({ code: 'custom', path: ['figures'], message });
    if (status === 'open' && figures === undefined) problem('is missing: a gap is opened with what both sides say');
    if (status !== 'open' && figures !== undefined) problem(`stands beside status ${status}: figures open a gap anew`);
    if (figures !== undefined && figures.fromMonth > figures.toMonth) {
      problem(`begins with ${figures.fromMonth} and ends with ${figures.toMonth}: the other way round`);
    }
  });

export const stockStatedSchema = z
  .strictObject({
    type: z.literal('stock-stated'),
    ...commonMembers,
    sector: z.enum(SECTORS),
    /** A control code, or what the party calls it: figures of one item are added up. */
    item: textSchema,
    stockMilligrams: milligramsSchema,
    dailyUseMilligrams: milligramsSchema,
    /** From `needFrom` on and before `needTo`. */
    needMilligrams: milligramsSchema.optional(),
    needFrom: timestampSchema.optional(),
    needTo: timestampSchema.optional(),
    /** Whom it gets the item from. */
    supplier: identifierSchema.optional(),
    customers: listOf(textSchema).optional(),
  })
  .superRefine(({ needMilligrams, needFrom, needTo }, context) => {
    const stated = [needMilligrams, needFrom, needTo].filter((member) => member !== undefined).length;
    const problem = (message: string) => context.addIssue({ code: 'custom', path: ['needMilligrams'], message });
    if (stated !== 0 && stated !== 3) problem('needs needFrom and needTo beside it, and they need it');
    if (needFrom !== undefined && needTo !== undefined && needFrom >= needTo) {
      problem(`is for a time from ${needFrom} to ${needTo}, which ends before it begins`);
    }
  });
