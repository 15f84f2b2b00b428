import pg from 'pg';

/**
 * Lends one connection of its own, as the user of the URL, and ends it. One that breaks while nothing is asked of it fails at
 * the next query; without a listener the event itself would end the process, and not with the exit code of such a failure.
 */
export async function withClient<Result>(
  databaseUrl: string,
  use: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
