/** The views of a lot: wet, dry, element, oxide and TREO, as made and as it remains. */
import { type QuantityViews, viewsOf } from '@lodestone/custody/quantity-views.ts';
import { roundHalfEven } from '@lodestone/custody/round-half-even.ts';
import type { JsonObject, JsonValue } from '@lodestone/proof/json-text.ts';
import type { LotRow } from '@lodestone/store/read-lots.ts';

export interface LotViews {
  readonly made: QuantityViews;
  readonly remaining: QuantityViews;
}

/**
 * Computes the views of `lot`. Moisture and coating are no amounts that the ledger carries: they are read from the
 * events along the lot, the latest that states them. What is left of a lot is as moist and as coated as all of it was.
 */
export function viewLot({ lot, made, remaining }: LotRow, events: readonly JsonObject[]): LotViews {
  const stated = { moisturePartsPerMillion: null, coatingMilligrams: null } as Record<string, bigint | null>;
  for (const event of events) {
    const quantity = quantityOf(event, lot);
    for (const member of Object.keys(stated)) {
      const value = quantity?.[member];
      if (typeof value === 'number') stated[member] = BigInt(value);
    }
  }
  const { moisturePartsPerMillion = null, coatingMilligrams = null } = stated;
  const shared = { moisturePartsPerMillion };
  const left =
    coatingMilligrams === null || made.netMilligrams === null || remaining.netMilligrams === null
      ? null
      : roundHalfEven(coatingMilligrams * remaining.netMilligrams, made.netMilligrams);
  return {
    made: viewsOf({ ...made, ...shared, coatingMilligrams }),
    remaining: viewsOf({ ...remaining, ...shared, coatingMilligrams: left }),
  };
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
