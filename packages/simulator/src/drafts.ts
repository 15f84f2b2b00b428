/** What a site is about to record. A crook changes it first. */
import type { JsonObject } from './line.ts';
import type { ElementMasses } from '@lodestone/custody/element-masses.ts';
import type { Step } from '@lodestone/custody/material.ts';
import type { Lot, Quantity } from './lot.ts';

export interface Paper {
  readonly kind: string;
  readonly sha256: string;
  readonly name: string;
}

export interface OriginDraft {
  readonly lot: Lot;
  readonly origin: 'mined' | 'imported' | 'collected' | 'opening-stock';
  readonly country: string;
  readonly permit: string | null;
  readonly papers: readonly Paper[];
}

export interface TakenPart {
  readonly lot: Lot;
  /** Null takes all that is left. */
  readonly netMilligrams: bigint | null;
  readonly taken: Quantity;
}

export interface StepDraft {
  readonly step: Step;
  readonly inputs: readonly TakenPart[];
  readonly outputs: readonly Lot[];
  readonly lossElementMilligrams: ElementMasses;
  readonly closingElementMilligrams: ElementMasses | null;
  readonly papers: readonly Paper[];
}

export interface AssayDraft {
  readonly lot: Lot;
  readonly laboratory: string;
  readonly found: Quantity;
  readonly uncertaintyPartsPerMillion: number;
}

export interface DispatchDraft {
  readonly consignee: string;
  readonly lots: readonly Lot[];
  readonly seals: readonly string[];
  readonly papers: readonly Paper[];
}

export interface ReceiptDraft {
  readonly consignor: string;
  readonly lines: readonly { readonly lot: Lot; readonly netMilligrams: bigint | null }[];
}

export interface ShipmentDraft {
  readonly shipment: string;
  readonly lots: readonly Lot[];
  readonly consignee: string;
  readonly destination: string;
  readonly endUser: string;
  readonly exit: JsonObject;
  readonly papers: readonly Paper[];
}

/** How a crook changes what its site records. */
export interface Tampering {
  origin?: (draft: OriginDraft) => OriginDraft;
  step?: (draft: StepDraft) => StepDraft;
  /** What a run uses of a reagent or of power. */
  auxiliary?: (needed: bigint) => bigint;
  assay?: (draft: AssayDraft) => AssayDraft;
  dispatch?: (draft: DispatchDraft) => DispatchDraft;
  receipt?: (draft: ReceiptDraft) => ReceiptDraft;
  shipment?: (draft: ShipmentDraft) => ShipmentDraft;
  /** Says true when it has sold the lot otherwise. */
  sale?: (lot: Lot) => boolean;
}
