import { openEmbeddedServer } from '@lodestone/store/embedded-server.ts';
import { restoreGrants } from '@lodestone/store/restore-grants.ts';
import type { Place } from './open-ledger.ts';

/** Makes the roles and grants of a database that was restored from a dump, on the place's server or its own. */
export async function restorePlaceGrants({ dataFolder, databaseUrl, onProgress }: Place): Promise<void> {
  if (databaseUrl !== undefined) return restoreGrants(databaseUrl);
  const server = await openEmbeddedServer(dataFolder, onProgress === undefined ? {} : { onProgress });
  try {
    await restoreGrants(server.databaseUrl);
  } finally {
    await server.close();
  }
}
