/** What both sides say that the goods of a line were worth: imports are stated with freight and insurance, exports without. */
import type { MirrorRequest } from './mirror.ts';
import type { TradeRow } from './trade-table.ts';

export interface ValueComparison {
  readonly currency: string;
  /** In hundredths of the currency, of the rows that state both a mass and a value. */
  readonly exportsHundredths: bigint;
  readonly importsHundredths: bigint;
  /** A kilogram as imported is worth so much more than as exported, or less where it is negative. */
  readonly abovePartsPerMillion: bigint;
  /** Freight and insurance can be the whole difference. */
  readonly isFreight: boolean;
}

/** Compares values by the kilogram, so that a gap in the mass is none in the value. Null where they cannot be compared. */
export function compareValues(
  { exports, imports, freightPartsPerMillion }: MirrorRequest,
  rows: { readonly exports: readonly TradeRow[]; readonly imports: readonly TradeRow[] },
): ValueComparison | null {
  const currency = exports.price?.currency;
  if (currency === undefined || currency !== imports.price?.currency) return null;
  const left = pricedOf(rows.exports);
  const arrived = pricedOf(rows.imports);
  const base = left.hundredths * arrived.milligrams;
  if (base === 0n || left.milligrams === 0n) return null;
  const abovePartsPerMillion = (arrived.hundredths * left.milligrams * 1_000_000n) / base - 1_000_000n;
  // Where both are stated on one basis there is no freight between them.
  const freight =
    exports.price?.basis === 'FOB' && imports.price?.basis === 'CIF' ? BigInt(freightPartsPerMillion) : 0n;
  return {
    currency,
    exportsHundredths: left.hundredths,
    importsHundredths: arrived.hundredths,
    abovePartsPerMillion,
    isFreight: abovePartsPerMillion >= 0n && abovePartsPerMillion <= freight,
  };
}

function pricedOf(rows: readonly TradeRow[]) {
  const priced = rows.filter(
    ({ netMilligrams, valueHundredths }) => netMilligrams !== null && valueHundredths !== null,
  );
  return {
    milligrams: priced.reduce((sum, { netMilligrams }) => sum + (netMilligrams ?? 0n), 0n),
    hundredths: priced.reduce((sum, { valueHundredths }) => sum + (valueHundredths ?? 0n), 0n),
  };
}
