/** The graph around some lots: what they were made from, what was made from them, and by which steps. */
import type { Consumption } from '@lodestone/custody/consumption.ts';
import type { ElementMasses } from '@lodestone/custody/element-masses.ts';
import type { LotKind } from '@lodestone/custody/facts/facts-of-lots.ts';
import type { LotGain } from '@lodestone/custody/lot-gains.ts';
import type { LotPart } from './lot-part.ts';

export interface LotOfLineage extends LotPart {
  readonly lot: string;
  readonly kind: LotKind;
  /** As its event says; null where it does not. */
  readonly consumption: Consumption | null;
  readonly form: string | null;
  readonly product: string | null;
  readonly facility: string | null;
  readonly party: string;
  /** Who holds it as of the bound, or held it last. */
  readonly custodian: string;
  /** Everybody who received it, in order. */
  readonly receivers: readonly string[];
  readonly country: string;
  readonly step: number | null;
  readonly netMilligrams: bigint | null;
  /** What it gained without a step, as of the bound. */
  readonly gains: readonly LotGain[];
}

export interface StepOfLineage {
  readonly step: number;
  /** The place in the ledger that it has among gains of lots: its own, or that of the step that it corrects. */
  readonly at: number;
  readonly name: string;
  readonly event: string;
  readonly party: string;
  readonly facility: string | null;
  readonly baseElementMilligrams: ElementMasses;
  readonly unaccountedElementMilligrams: ElementMasses;
  /** The event, where it may state losses; null where it does not. */
  readonly lossesBody: Buffer | null;
  readonly inputs: readonly LotPart[];
}

export interface GraphOfLineage {
  readonly lots: Map<number, LotOfLineage>;
  readonly steps: Map<number, StepOfLineage>;
}
