/** What a column of a template is: its name, what its cells hold, and the member of the event that they become. */

/**
 * What a cell may hold. A word is one of a list, in any case, in English or Chinese. Masses, volumes and shares have
 * their unit in the header, or in each cell.
 */
export type CellKind = 'text' | 'texts' | 'word' | 'time' | 'country' | 'mass' | 'volume' | 'share' | 'count';

/** What has a unit. */
export type AmountKind = Extract<CellKind, 'mass' | 'volume' | 'share'>;

export const UNITS_OF: Readonly<Record<AmountKind, readonly string[]>> = {
  mass: ['t', 'kg', 'g', 'mg'],
  volume: ['m3', 'L', 'mL'],
  share: ['%', 'ppm'],
};

export interface Column {
  /** As the header has it in English, without the unit: a name of `column-names.ts`. */
  readonly name: string;
  readonly kind: CellKind;
  /** The member of the event, or of an item of the list that the rows fill: `quantity.net`. */
  readonly member: string;
  /** The file must have the column. */
  readonly needed?: true;
  /** An element that may have been looked for and not found. */
  readonly mayBeUndetected?: true;
  /** The unit that the template is written with. */
  readonly unit?: string;
  /** For people, in a few words. */
  readonly about: string;
}

/** A member that holds a quantity, at `prefix` of the event or item, and which parts of one it knows. */
export interface QuantityBlock {
  /** `quantity.`, or nothing where the amounts are members of the item itself. */
  readonly prefix: string;
  readonly parts: readonly QuantityPart[];
}

export type QuantityPart =
  | 'net'
  | 'volume'
  | 'pieces'
  | 'moisture'
  | 'gross'
  | 'tare'
  | 'coating'
  | 'loss on ignition'
  | 'thorium'
  | 'uranium'
  | 'uncertainty'
  | 'elements';
