/** What is known of the events that corrections name. */
import type { Amounts } from '../amounts.ts';
import type { CustodyEvent } from '../event.ts';
import type { LotState } from './state-of-lots.ts';
import type { YieldRanges, MandateState } from './state-of-members.ts';
import type { UnitState } from './state-of-shipments.ts';

/** A recorded event that a correction names, as it counts now. */
export interface TargetState {
  readonly digest: string;
  readonly eventNumber: number;
  /** Who recorded it. */
  readonly party: string;
  /** The event itself or its latest replacement; null once it is voided. */
  readonly event: CustodyEvent | null;
  /** The event whose facts count: its own number, or that of the latest correction that took effect. */
  readonly standingNumber: number;
  /** Of a step: its lots have the numbers from here on, and what it takes has smaller ones. */
  readonly firstLotNumber: number | null;
  readonly taken: readonly PartOfLot[];
  readonly changed: readonly PartOfLot[];
  /** What the event found; its replacements are held against the same. */
  readonly before: StateBefore;
  /** The lots that it moved, or put into a unit or took out of one, with what was left of them right after it. */
  readonly left: readonly PartOfLot[];
  /** What parties have said in vain that should become of it, since it counts so: the latest of each. */
  readonly said: readonly CorrectionWord[];
}

/** What a contested correction would have done. */
export interface CorrectionWord {
  readonly party: string;
  readonly eventNumber: number;
  /** Null where it would void its target. */
  readonly replacement: CustodyEvent | null;
}

/** An amount of a lot that an event took, or changed it by. */
export interface PartOfLot {
  readonly lot: string;
  readonly lotNumber: number;
  readonly amounts: Amounts;
}

/** What an event found before it. */
export interface StateBefore {
  /** Null where the event is about none, or the first about it. */
  readonly unit: UnitBefore | null;
  readonly lots: readonly LotBefore[];
  /** Of a mandate, or the end of one: what stood between the two parties. */
  readonly mandate: MandateState | null;
  /** Of ranges of yields: those of the facility. */
  readonly yieldRanges: YieldRanges;
}

/** A lot as an event found it, as far as events change it that are put back so. */
export type LotBefore = Pick<
  LotState,
  | 'lot'
  | 'lotNumber'
  | 'custodian'
  | 'whereabouts'
  | 'remaining'
  | 'owner'
  | 'ownedNumber'
  | 'assay'
  | 'countedNumber'
  | 'uncertaintyPartsPerMillion'
>;

/** A logistic unit as an event found it. */
export type UnitBefore = Pick<UnitState, 'isPacked' | 'seal' | 'standingNumber'>;
