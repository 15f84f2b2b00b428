import type { RegisteredPlaces } from '@lodestone/lineage/claims/registered-places.ts';
import type { EventBound } from '@lodestone/store/event-bound.ts';
import { readFacilities } from '@lodestone/store/ask/read-facilities.ts';
import { listParties } from '@lodestone/store/ask/read-parties.ts';
import type { Ledger } from '../open-ledger.ts';

/** Reads where every facility and party is registered, as of the bound. */
export async function readRegistered({ database, ledgerId }: Ledger, bound: EventBound): Promise<RegisteredPlaces> {
  const facilities = await readFacilities(database, ledgerId, bound);
  const parties = await listParties(database, ledgerId, bound);
  return {
    facilities: new Map(facilities.map(({ facility, party, country }) => [facility, { party, country }])),
    countries: new Map(parties.flatMap(({ party, country }) => (country === null ? [] : [[party, country]]))),
  };
}
