/**
 * A trace as the plain value of `trace --json`: which lots, how they were made, and where the masses came from.
 *
 * Masses are JavaScript numbers here, and safe integers, as JSON numbers are everywhere in Lodestone.
 */
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import type { LotKind } from '@lodestone/custody/facts/facts-of-lots.ts';
import type { TraceFilter } from './trace-filter.ts';
import type { UnknownSource } from '../attribution/unknown-sources.ts';

export interface TraceLot {
  readonly lot: string;
  /** `circuit-stock` is what a circuit held between two of its steps: it has neither form nor product. */
  readonly kind: LotKind;
  readonly form: string | null;
  readonly product: string | null;
  readonly facility: string | null;
  /** Who made it or brought it in; `custodian` holds it now, or held it last. */
  readonly party: string;
  readonly custodian: string;
  readonly country: string;
  /** The name of the step that made it; null for an origin. */
  readonly step: string | null;
  /** As made; null for what was measured by volume alone, and for circuit stock. */
  readonly netMilligrams: number | null;
  /** Contained in it as made, by atomic number; of a trace of one element, that element alone. */
  readonly elementMilligrams: Readonly<Partial<Record<ElementSymbol, number>>>;
  /** What it came to have more of without a step, by counts, assays and settlements: of unknown origin. */
  readonly gainedMilligrams: TraceMasses;
  /** The least number of steps between it and the subject. */
  readonly depth: number;
  /** True when lots next to it are left out because of the depth asked for. */
  readonly continues: boolean;
}

export interface TraceEdge {
  readonly from: string;
  readonly to: string;
  /** `indirect` leads through lots that a filter left out, `lotsBetween` of them on the shortest way. */
  readonly kind: 'transformation' | 'indirect';
  /** Of the step that made `to`. */
  readonly step: string;
  readonly event: string;
  /** Of indirect edges alone. */
  readonly lotsBetween?: number;
}

/** A step that made lots listed, and what it did not put into any lot. */
export interface TraceStep {
  /** The digest of its event, as the edges have it. */
  readonly event: string;
  readonly step: string;
  readonly facility: string | null;
  readonly party: string;
  /** Those of its lots that are listed, in the order of `lots`. */
  readonly lots: readonly string[];
  /** What it says that it lost, by kind; of a trace of one element, that element alone. */
  readonly lossMilligrams: Readonly<Record<string, TraceMasses>>;
  /** What it took and says nothing of. */
  readonly unaccountedMilligrams: TraceMasses;
}

/** By atomic number; elements of which there is none are left out. */
export type TraceMasses = Readonly<Partial<Record<ElementSymbol, number>>>;

/** What can be of an origin at least and at most; where bounds were asked for, else left out (`possible-masses.ts`). */
export interface TraceBounds {
  readonly leastMilligrams?: number;
  readonly mostMilligrams?: number;
  /** Where the limit of work was reached first: the two hold, but are wider than need be. Left out where they are not. */
  readonly boundsAreLoose?: true;
}

export interface TraceOrigin extends TraceBounds {
  readonly lot: string;
  readonly kind: LotKind;
  readonly party: string;
  readonly facility: string | null;
  readonly country: string;
  readonly milligrams: number;
  readonly share: string;
}

export interface TraceUnknown {
  readonly why: UnknownSource['why'];
  /** The lot that gained it, or one that the step made. */
  readonly lot: string;
  /** The step that made the lot, and its event; null where it is the lot that gained it, or whose making is missing. */
  readonly step: string | null;
  readonly event: string | null;
  /** What came in there, of which the subject may have a part; null where no figure says. */
  readonly milligrams: number | null;
}

export interface TraceRecycled {
  readonly preConsumerMilligrams: number;
  readonly preConsumerShare: string;
  readonly postConsumerMilligrams: number;
  readonly postConsumerShare: string;
}

export interface TraceElement {
  readonly milligrams: number;
  readonly unknownMilligrams: number;
  /** Where bounds were asked for. */
  readonly unknownLeastMilligrams?: number;
  readonly unknownMostMilligrams?: number;
  /** As `boundsAreLoose` of an origin. */
  readonly unknownBoundsAreLoose?: true;
  readonly origins: readonly TraceOrigin[];
  /** Where what is unknown came in, from the origins on; where explanations were asked for, else left out. */
  readonly unknownFrom?: readonly TraceUnknown[];
  /** Recycled content: waste of factories, and what end users discarded, which alone is post-consumer. */
  readonly recycled: TraceRecycled;
}

export interface TraceShipment {
  readonly shipment: string;
  /** Those of its lots that are in the trace. */
  readonly lots: readonly string[];
}

/**
 * What a reader cannot see, or cannot rely on yet: a branch or a sealed member that is withheld, two figures that the
 * parties do not agree on, a correction that does not take effect, a hold of an authority; last, a record that was another
 * before it was corrected.
 */
export type MissingWhy = 'withheld' | 'in-dispute' | 'contested' | 'on-hold' | 'corrected';

export interface TraceMissing {
  readonly lot: string;
  readonly why: MissingWhy;
  /** In words for people, with both figures where there are two. */
  readonly reason: string;
}

/** By what lots were left out, and how many. The lots of the subject itself are always listed. */
export interface TraceFilterLimit extends TraceFilter {
  readonly lotsLeftOut: number;
  /** False when there are so many indirect edges that each lot has one alone, to the lot listed that is nearest. */
  readonly hasAllEdges: boolean;
}

/** What both directions have. */
export interface TraceBody {
  readonly subject: { readonly kind: 'lot' | 'shipment'; readonly id: string };
  /** What was left out on request; null where nothing was. Attribution goes all the way whatever is listed. */
  readonly limits: {
    readonly element: ElementSymbol | null;
    readonly depth: number | null;
    /** Where a filter was asked for, else left out. */
    readonly filter?: TraceFilterLimit;
    /** Where a page of the lots was asked for, else left out: how many are on the pages before and after it. */
    readonly page?: { readonly lotsBefore: number; readonly lotsAfter: number };
  };
  /** By depth, then id in byte order. */
  readonly lots: readonly TraceLot[];
  /** Between lots listed: by the lot made, then the lot taken, in the order of `lots`. */
  readonly edges: readonly TraceEdge[];
  /** The steps that made lots listed, in the order of `lots`. */
  readonly steps: readonly TraceStep[];
  /** By atomic number; of the subject, in both directions. Elements of which it has none are left out. */
  readonly elements: Readonly<Partial<Record<ElementSymbol, TraceElement>>>;
  /** Everybody who is known to have held a lot listed: who made it, and who holds it now. */
  readonly custodians: readonly string[];
  readonly countries: readonly string[];
  /** By lot, then in the order of `MissingWhy`: of the whole lineage, whatever of it is listed. */
  readonly missing: readonly TraceMissing[];
}

export interface UpwardTrace extends TraceBody {
  readonly direction: 'up';
}

export interface DownwardTrace extends TraceBody {
  readonly direction: 'down';
  /** The shipments that packed a lot listed, by id. */
  readonly shipments: readonly TraceShipment[];
}

export type Trace = UpwardTrace | DownwardTrace;
