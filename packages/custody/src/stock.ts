/** What parties hold, added up over lots. */
import { type ElementMasses, sumElementMasses } from './element-masses.ts';

/** By what stock may be told apart. Where it stands (`status`, `onHold`, `disputed`) always is. */
export const STOCK_KEYS = ['party', 'owner', 'facility', 'form', 'element'] as const;
export type StockKey = (typeof STOCK_KEYS)[number];

/** Amounts of several lots together; null where none of them states the measure. */
export interface StockAmounts {
  readonly lots: number;
  readonly netMilligrams: bigint | null;
  readonly volumeMillilitres: bigint | null;
  readonly pieces: bigint | null;
  readonly elementMilligrams: ElementMasses;
}

/** The stock that has these in common; what it was not told apart by is null, and so is what is not stated. */
export interface StockRow extends StockAmounts {
  readonly party: string | null;
  readonly owner: string | null;
  readonly facility: string | null;
  readonly form: string | null;
  /** Where the lots are: held, in a circuit, under way, packed, lost, or whatever else lots come to be. */
  readonly status: string;
  /** An authority has stopped the lot, or the shipment that it is in. */
  readonly onHold: boolean;
  /** Two parties disagree on how much it is. */
  readonly disputed: boolean;
}

export type StockTotal = Pick<StockRow, 'status' | 'onHold' | 'disputed'> & StockAmounts;

/** Adds rows up by where they stand, in the order in which the rows come. */
export function totalsByStatus(rows: readonly StockRow[]): StockTotal[] {
  const groups = Map.groupBy(rows, ({ status, onHold, disputed }) => JSON.stringify([status, onHold, disputed]));
  return [...groups.values()].flatMap((of) => {
    const [first] = of;
    if (first === undefined) return [];
    const { status, onHold, disputed } = first;
    return [{ status, onHold, disputed, ...sumStock(of) }];
  });
}

function sumStock(rows: readonly StockAmounts[]): StockAmounts {
  return {
    lots: rows.reduce((sum, { lots }) => sum + lots, 0),
    netMilligrams: sumStated(rows.map(({ netMilligrams }) => netMilligrams)),
    volumeMillilitres: sumStated(rows.map(({ volumeMillilitres }) => volumeMillilitres)),
    pieces: sumStated(rows.map(({ pieces }) => pieces)),
    elementMilligrams: sumElementMasses(rows.map(({ elementMilligrams }) => elementMilligrams)),
  };
}

function sumStated(amounts: readonly (bigint | null)[]): bigint | null {
  const stated = amounts.filter((amount) => amount !== null);
  return stated.length === 0 ? null : stated.reduce((sum, amount) => sum + amount, 0n);
}
