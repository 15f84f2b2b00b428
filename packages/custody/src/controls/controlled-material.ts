/** What a rule of export control asks about: a material, and where it goes. */
import type { ElementMasses } from '../element-masses.ts';
import type { ElementSymbol } from '../element.ts';
import type { Form } from '../material.ts';

export interface ControlledMaterial {
  readonly form: Form | null;
  readonly product: string | null;
  readonly grade: string | null;
  readonly netMilligrams: bigint | null;
  /** Metal basis. Absent is not stated, which is not 0. */
  readonly elementMilligrams: ElementMasses;
  /** Looked for, and below detection. */
  readonly notDetected: readonly ElementSymbol[];
}

export interface Itinerary {
  readonly destination: string;
  /** Null where it is not stated, or sealed. */
  readonly endUser: string | null;
  /** What it is for, as declared: not stated when left out. */
  readonly endUse?: string | null;
  /** The countries that it may be leaving: none is stated when left out, and then every list may count. */
  readonly from?: readonly string[];
  /** RFC 3339, UTC with milliseconds, as in events. */
  readonly at: string;
  readonly hsCode: string | null;
  /** What leaves with it: a limit of mass is one of the whole shipment, into however many lots it is split. */
  readonly alongside?: readonly ControlledMaterial[];
}
