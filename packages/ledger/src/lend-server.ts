import { openEmbeddedServer } from '@lodestone/store/embedded/embedded-server.ts';
import type { Place } from './open-ledger.ts';

/**
 * Lends the server of a data folder, which need not have a ledger yet, for as long as `use` lasts. The URL has the password
 * of the server's owner in it.
 */
export async function lendServer<Result>(
  { dataFolder, onProgress }: Omit<Place, 'databaseUrl'>,
  use: (databaseUrl: string) => Promise<Result>,
): Promise<Result> {
  const server = await openEmbeddedServer(dataFolder, onProgress === undefined ? {} : { onProgress });
  try {
    return await use(server.databaseUrl);
  } finally {
    await server.close();
  }
}
