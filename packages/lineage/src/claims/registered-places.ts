/**
 * Where facilities and parties are registered, by an authority: what the word of whoever records a step is held against. A
 * party writes itself in which country its ore was dug, and may name the facility of somebody else.
 */
import type { LineageLot } from '../graph.ts';

export interface RegisteredPlaces {
  /** Of each facility, whose it is and where. */
  readonly facilities: ReadonlyMap<string, { readonly party: string; readonly country: string }>;
  /** By party; one without a country is left out. */
  readonly countries: ReadonlyMap<string, string>;
}

/** Where nothing is registered, everybody is taken at their word. */
export const NOTHING_REGISTERED: RegisteredPlaces = { facilities: new Map(), countries: new Map() };

/**
 * The country of the facility where the lot was dug or collected, if the lot says another; else null. What was imported came
 * from another country than that of the facility that it came to.
 */
export function contradictingCountry({ facilities }: RegisteredPlaces, lot: LineageLot): string | null {
  if (lot.facility === null || (lot.kind !== 'mined' && lot.kind !== 'collected')) return null;
  const country = facilities.get(lot.facility)?.country;
  return country === undefined || country === lot.country ? null : country;
}

export interface StatedElsewhere {
  readonly facility: string;
  /** Whose facility it is. */
  readonly owner: string;
  /** Of whoever says that it was done there. */
  readonly homeCountry: string;
}

/**
 * Whether a party that is registered in one of the countries says that it did this at the facility of another party, outside
 * of them all: the owner has said nothing of it. Null where that is not so.
 */
export function statedElsewhere(
  { facilities, countries }: RegisteredPlaces,
  { party, facility, kind }: LineageLot,
  asked: readonly string[],
): StatedElsewhere | null {
  const at =
    facility === null || kind === 'imported' || kind === 'opening-stock' ? undefined : facilities.get(facility);
  const homeCountry = countries.get(party);
  if (at === undefined || facility === null || homeCountry === undefined || at.party === party) return null;
  if (!asked.includes(homeCountry) || asked.includes(at.country)) return null;
  return { facility, owner: at.party, homeCountry };
}
