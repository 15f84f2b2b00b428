/**
 * Where the material of a lot comes from, in one word, as far as separation quotas ask: followed from lot to lot along the
 * ledger, a number for each lot.
 *
 * A lot made of lots of one origin has that origin. What a solvent extraction made is separated, and fed once more it draws
 * nothing again. What is made of lots of several origins is mixed: it counts whole, so that a little separated material in a
 * feed frees none of it.
 */
import { type LotNotes, noteLot, noteOfLot } from './lot-notes.ts';
import type { ObservedLot, OriginObservation, StepObservation } from './observation.ts';

/** In the order of their numbers: the first is what a lot is of which nothing was noted. */
export const FEED_ORIGINS = [
  'unknown',
  'mined',
  'imported',
  'monazite',
  'by-product',
  'opening-stock',
  'mixed',
  'recycled',
  'separated',
] as const;
export type FeedOrigin = (typeof FEED_ORIGINS)[number];

/** What draws on no separation quota: waste that is used anew, and what was separated before. */
export const UNCOUNTED_ORIGINS: ReadonlySet<FeedOrigin> = new Set<FeedOrigin>(['recycled', 'separated']);

/** By lot: the place of its origin among `FEED_ORIGINS`. */
export type FeedOrigins = LotNotes;

/** Notes what came into the ledger from outside. Whether that is monazite or a by-product, its product says. */
export function noteOriginOfLot(origins: FeedOrigins, { lot }: OriginObservation): void {
  note(origins, lot, originFromOutside(lot));
}

/** Notes what a step made: of all its inputs, those out of circuits as well. */
export function noteOriginsOfStep(origins: FeedOrigins, { step, inputs, outputs }: StepObservation): void {
  const made =
    step === 'solvent-extraction' ? 'separated' : originOfMix(inputs.map(({ lot }) => feedOriginOf(origins, lot)));
  for (const lot of outputs) note(origins, lot, made);
}

/** `unknown` where a correction has changed how the lot was made after it was used. */
export function feedOriginOf(origins: FeedOrigins, { lotNumber }: ObservedLot): FeedOrigin {
  return FEED_ORIGINS[noteOfLot(origins, lotNumber)] ?? 'unknown';
}

function originFromOutside({ kind, product }: ObservedLot): FeedOrigin {
  if (kind === 'imported' || kind === 'opening-stock') return kind;
  if (kind === 'collected') return 'recycled';
  const said = product?.toLowerCase() ?? '';
  if (said.includes('monazite') || said.includes('独居石')) return 'monazite';
  return /by-?product/.test(said) || said.includes('伴生') ? 'by-product' : 'mined';
}

function originOfMix(inputs: readonly FeedOrigin[]): FeedOrigin {
  const different = new Set(inputs);
  const [only = 'unknown'] = different;
  if (different.size <= 1) return only;
  return [...different].every((origin) => UNCOUNTED_ORIGINS.has(origin)) ? 'separated' : 'mixed';
}

function note(origins: FeedOrigins, { lotNumber }: ObservedLot, origin: FeedOrigin): void {
  noteLot(origins, lotNumber, FEED_ORIGINS.indexOf(origin));
}
