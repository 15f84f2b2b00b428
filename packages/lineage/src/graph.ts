/**
 * The lineage of some lots as plain values: what the store reads, and all that tracing and attribution need.
 *
 * A lot is made by one step or is an origin; a step takes parts of lots. `lotNumber` grows along the ledger, so a
 * lot's number is greater than the number of every lot it was made from: descending numbers are a topological order.
 *
 * The stock of a circuit is a lot like any other: the step that closes it makes it (`circuit-stock`), the circuit's
 * next step takes it. What a step gives beyond what it took, an opening above the recorded stock included, is no
 * input of any lot: it is the part of `baseElementMilligrams` that the inputs leave unexplained.
 */
import type { Consumption } from '@lodestone/custody/consumption.ts';
import type { ElementMasses } from '@lodestone/custody/element-masses.ts';
import type { LotKind } from '@lodestone/custody/facts/facts-of-lots.ts';
import type { LotGain } from '@lodestone/custody/lot-gains.ts';

export interface LineageLot {
  /** Dense, and greater than the numbers of all lots this one was made from. */
  readonly lotNumber: number;
  readonly lot: string;
  readonly kind: LotKind;
  /** Of an origin, as its event says; null where it does not. */
  readonly consumption: Consumption | null;
  readonly form: string | null;
  readonly product: string | null;
  readonly facility: string | null;
  /** Who made it or brought it in. */
  readonly party: string;
  /** Who holds it now, or held it last. */
  readonly custodian: string;
  readonly country: string;
  /** The `LineageStep.step` that made it; null for an origin. */
  readonly step: number | null;
  readonly netMilligrams: bigint | null;
  /** As made. */
  readonly elementMilligrams: ElementMasses;
  /** What it came to have more of without a step, in the order of the ledger: of unknown origin. */
  readonly gains: readonly LotGain[];
}

export interface LineageInput {
  readonly lotNumber: number;
  /** What was taken, which may be a part of the lot. */
  readonly elementMilligrams: ElementMasses;
}

export interface LineageLoss {
  /** Such as `process-loss`. */
  readonly kind: string;
  readonly elementMilligrams: ElementMasses;
}

export interface LineageStep {
  readonly step: number;
  /** Its place in the ledger, as gains of lots have theirs: what a lot gained later is not in what the step took. */
  readonly at: number;
  /** Such as `solvent-extraction`. */
  readonly name: string;
  /** The digest of the event that recorded it. */
  readonly event: string;
  readonly party: string;
  readonly facility: string | null;
  /** Per element the greater of what was taken, and of outputs + losses + closing stock. */
  readonly baseElementMilligrams: ElementMasses;
  /** What it says that it lost; a kind may come more than once. */
  readonly losses: readonly LineageLoss[];
  /** What it took above outputs + losses + closing stock. Elements of which that is nothing are left out. */
  readonly unaccountedElementMilligrams: ElementMasses;
  readonly inputs: readonly LineageInput[];
}

export interface LineageGraph {
  readonly lots: ReadonlyMap<number, LineageLot>;
  readonly steps: ReadonlyMap<number, LineageStep>;
}

/** A lot whose own record, or whose making, is not in the graph. Its mass is of unknown origin. */
export interface MissingBranch {
  readonly lotNumber: number;
  readonly lot: string;
  /** Why it could not be followed, in words for people. */
  readonly reason: string;
}

export interface SubjectPart {
  readonly lotNumber: number;
  /** When it is looked at, as steps and gains have their place in the ledger; 0 for a lot as it was made. */
  readonly at: number;
  /** As packed for a shipment, as made for a lot. */
  readonly elementMilligrams: ElementMasses;
}

/** What is asked about. */
export interface LineageSubject {
  readonly kind: 'lot' | 'shipment';
  readonly id: string;
  readonly parts: readonly SubjectPart[];
  /** Every branch of the graph that ends early. One that does so without being named here is a bug of the reader. */
  readonly missing: readonly MissingBranch[];
}
