/** The views of a lot: wet, dry, element, oxide and TREO, as made and as it remains. */
import { type QuantityViews, viewsOf } from '@lodestone/custody/quantity-views.ts';
import type { Amounts } from '@lodestone/custody/amounts.ts';
import { roundHalfEven } from '@lodestone/custody/round-half-even.ts';
import type { JsonObject, JsonValue } from '@lodestone/proof/json-text.ts';
import type { LotRow } from '@lodestone/store/ask/read-lots.ts';

export interface LotViews {
  readonly made: QuantityViews;
  readonly remaining: QuantityViews;
}

/** A lot, the events along it that count, and the lot that a receipt divided it from, if one did. */
export interface ViewedLot {
  readonly lot: Pick<LotRow, 'lot' | 'made' | 'remaining'>;
  readonly events: readonly JsonObject[];
  readonly dividedFrom: ViewedLot | null;
}

/**
 * Computes the views of a lot. Moisture and coating are no amounts that the ledger carries: they are read from the
 * events along the lot, the latest that states them. What is left of a lot is as moist and as coated as all of it was,
 * and so is what went back of it.
 */
export function viewLot(viewed: ViewedLot): LotViews {
  const { made, remaining } = viewed.lot;
  const { moisturePartsPerMillion, coatingMilligrams } = statedOf(viewed);
  const left = shareOf(coatingMilligrams, remaining, made);
  return {
    made: viewsOf({ ...made, moisturePartsPerMillion, coatingMilligrams }),
    remaining: viewsOf({ ...remaining, moisturePartsPerMillion, coatingMilligrams: left }),
  };
}

type Stated = Record<'moisturePartsPerMillion' | 'coatingMilligrams', bigint | null>;

function statedOf({ lot: { lot, made }, events, dividedFrom }: ViewedLot): Stated {
  const whole = dividedFrom === null ? null : { ...statedOf(dividedFrom), made: dividedFrom.lot.made };
  const stated: Stated = {
    moisturePartsPerMillion: whole?.moisturePartsPerMillion ?? null,
    coatingMilligrams: whole === null ? null : shareOf(whole.coatingMilligrams, made, whole.made),
  };
  for (const event of events) {
    const { moisturePartsPerMillion, coatingMilligrams } = quantityOf(event, lot) ?? {};
    if (typeof moisturePartsPerMillion === 'number') stated.moisturePartsPerMillion = BigInt(moisturePartsPerMillion);
    if (typeof coatingMilligrams === 'number') stated.coatingMilligrams = BigInt(coatingMilligrams);
  }
  return stated;
}

/** What of the coating of a whole is on a part, by their net masses. */
function shareOf(
  coatingMilligrams: bigint | null,
  part: Pick<Amounts, 'netMilligrams'>,
  whole: Pick<Amounts, 'netMilligrams'>,
): bigint | null {
  if (coatingMilligrams === null || part.netMilligrams === null || !whole.netMilligrams) return null;
  return roundHalfEven(coatingMilligrams * part.netMilligrams, whole.netMilligrams);
}

/** What the event says of the quantity of `lot`: where it makes it, or where it says what is in it. */
function quantityOf(event: JsonObject, lot: string): JsonObject | null {
  const replacement = objectOf(event['replacement']);
  if (replacement !== null) return quantityOf(replacement, lot);
  if (event['lot'] === lot) return objectOf(event['quantity']);
  const { outputs } = event;
  if (!Array.isArray(outputs)) return null;
  const output = outputs.map(objectOf).find((each) => each?.['lot'] === lot);
  return objectOf(output?.['quantity']);
}

function objectOf(value: JsonValue | undefined): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
}
