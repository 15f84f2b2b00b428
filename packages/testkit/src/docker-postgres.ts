// PostgreSQL in a container, through testcontainers.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { TestPostgres } from './find-postgres.ts';

const postgresImage = 'postgres:18-alpine';

/** Removes containers whose run ended without doing so; testcontainers starts it beside ours. */
const reaperImage = 'testcontainers/ryuk:0.14.0';

const engineTimeoutMilliseconds = 5_000;
/** Enough for an ordinary connection; whoever has a slow one pulls the image once by hand. */
const pullTimeoutMilliseconds = 60_000;

export type DockerPostgres = { ok: true; postgres: TestPostgres } | { ok: false; reason: string };

/** Starts a container if this machine can, else says why it cannot. Throws if it should have worked. */
export async function findDockerPostgres(): Promise<DockerPostgres> {
  if (!(await docker(['info'], engineTimeoutMilliseconds))) return { ok: false, reason: 'no Docker engine answers' };
  if (!(await hasImage(postgresImage))) return { ok: false, reason: `Docker cannot get the image ${postgresImage}` };

  // Both variables are testcontainers' own settings.
  process.env['RYUK_CONTAINER_IMAGE'] ??= reaperImage;
  if (
    process.env['TESTCONTAINERS_RYUK_DISABLED'] === undefined &&
    !(await hasImage(process.env['RYUK_CONTAINER_IMAGE']))
  ) {
    process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true';
  }
  // Loaded only when needed: it takes a good part of a second.
  const { PostgreSqlContainer } = await import('@testcontainers/postgresql');
  const container = await new PostgreSqlContainer(postgresImage)
    .withUsername('lodestone')
    .withDatabase('lodestone')
    // What a test commits need not outlive the machine.
    .withCommand(['postgres', '-c', 'fsync=off', '-c', 'max_connections=200'])
    .start();
  return {
    ok: true,
    postgres: {
      description: `Docker container of ${postgresImage}`,
      url: container.getConnectionUri(),
      async stop() {
        await container.stop();
      },
    },
  };
}

async function hasImage(image: string): Promise<boolean> {
  return (
    (await docker(['image', 'inspect', image], engineTimeoutMilliseconds)) ||
    (await docker(['pull', '--quiet', image], pullTimeoutMilliseconds))
  );
}

async function docker(commandArguments: string[], timeout: number): Promise<boolean> {
  return promisify(execFile)('docker', commandArguments, { timeout }).then(
    () => true,
    () => false,
  );
}
