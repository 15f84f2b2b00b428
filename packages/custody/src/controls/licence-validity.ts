/** For how long a licence may be valid: Decree 792 of the State Council, in force since 2024-12-01. */
import { Refused } from '../refusal.ts';
import type { Licence } from './licence.ts';

/** A single licence is valid for one year at most, a general one for three. */
const YEARS_MAX = { single: 1, general: 3 } as const;

/** Refuses dates in the wrong order, and a time longer than licences of the kind have. */
export function requireValidity(
  licence: string,
  kind: Licence['kind'],
  { validFrom, validTo }: { readonly validFrom: string; readonly validTo: string },
): void {
  if (validTo <= validFrom) {
    const message = `licence ${licence} would be valid from ${validFrom} to ${validTo}, which is before: correct the dates`;
    throw new Refused('licence-dates', 'validTo', message, { licence, validFrom, validTo });
  }
  const latest = yearsAfter(validFrom, YEARS_MAX[kind]);
  if (validTo <= latest) return;
  const years = YEARS_MAX[kind] === 1 ? 'one year' : `${YEARS_MAX[kind]} years`;
  const message = `licence ${licence} is ${kind} and would be valid from ${validFrom} to ${validTo}: such a licence lasts ${years} at most, until ${latest}`;
  throw new Refused('licence-dates', 'validTo', message, { licence, kind, validFrom, validTo, latest });
}

/** Refuses a last day that is over when it is granted. */
export function requireNotOver(licence: string, validTo: string, occurredAt: string): void {
  if (validTo > occurredAt) return;
  const message = `licence ${licence} would be valid until ${validTo}, and it is ${occurredAt}: correct the dates`;
  throw new Refused('licence-dates', 'validTo', message, { licence, validTo, occurredAt });
}

/** Refuses a first day before the decision, give or take what dates differ by around the world. */
export function requireNotRetroactive(licence: string, validFrom: string, occurredAt: string): void {
  if (Date.parse(validFrom) >= Date.parse(occurredAt) - DAY_MILLISECONDS) return;
  const message = `licence ${licence} would be valid from ${validFrom}, and is granted at ${occurredAt}: what left before had no licence`;
  throw new Refused('licence-dates', 'validFrom', message, { licence, validFrom, occurredAt });
}

const DAY_MILLISECONDS = 86_400_000;

/** The same day and hour. 29 February gives a text that sorts as the end of the month does, which is all that is asked. */
function yearsAfter(timestamp: string, years: number): string {
  return `${Number(timestamp.slice(0, 4)) + years}${timestamp.slice(4)}`;
}
