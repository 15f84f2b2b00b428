import { restoreGrants } from '@lodestone/store/connect/restore-grants.ts';
import { lendServer } from './lend-server.ts';
import type { Place } from './open-ledger.ts';

/** Makes the roles and grants of a database that was restored from a dump, on the place's server or its own. */
export function restorePlaceGrants(place: Place): Promise<void> {
  const { databaseUrl } = place;
  return databaseUrl === undefined ? lendServer(place, restoreGrants) : restoreGrants(databaseUrl);
}
