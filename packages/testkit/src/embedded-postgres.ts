// Lodestone's own server, in a temporary data folder.

import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tryExclusiveLock } from '@lodestone/store/embedded/embedded-lock.ts';
import { stopPostmaster } from '@lodestone/store/embedded/embedded-postmaster.ts';
import { openEmbeddedServer } from '@lodestone/store/embedded/embedded-server.ts';
import type { TestPostgres } from './find-postgres.ts';

const folderPrefix = 'lodestone-test-';

/** Starts an embedded server of its own. */
export async function startEmbeddedPostgres(description: string): Promise<TestPostgres> {
  await removeLeftovers();
  const folder = await mkdtemp(join(tmpdir(), folderPrefix));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const server = await openEmbeddedServer(folder);
    return {
      description,
      url: server.databaseUrl,
      async stop() {
        await server.close();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** A run takes its lease at once; a folder of this age without one has been left behind by a run that was killed. */
const leftoverMilliseconds = 60_000;

async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(folderPrefix)) continue;
    const folder = join(tmpdir(), name);
    const found = await stat(folder).catch(() => undefined);
    if (found?.uid !== process.getuid?.() || Date.now() - (found?.mtimeMs ?? 0) < leftoverMilliseconds) continue;
    const alone = tryExclusiveLock(join(folder, 'postgres.lease'));
    if (alone === undefined) continue;
    try {
      await stopPostmaster(join(folder, 'postgres'), join(folder, 'postgres.log'));
      await rm(folder, { recursive: true, force: true });
    } finally {
      alone.release();
    }
  }
}
