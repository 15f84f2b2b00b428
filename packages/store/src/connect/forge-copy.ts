import { withClient } from './with-client.ts';

/**
 * Copies a database on its server and changes one byte of a stored event in the copy, as somebody with all rights
 * could: triggers off, no trace left. For demonstrations; the database itself is not touched. Nobody may be connected
 * to it meanwhile. Returns the URL of the copy and what was changed.
 */
export async function forgeCopy(
  databaseUrl: string,
  name: string,
  event: { readonly eventId: string; readonly find: string; readonly replace: string },
): Promise<{ databaseUrl: string; position: number; ordinal: number }> {
  const source = new URL(databaseUrl);
  const copy = new URL(databaseUrl);
  copy.pathname = `/${name}`;
  const server = new URL(databaseUrl);
  server.pathname = '/postgres';
  await withClient(server.href, async (client) => {
    const [copyName, sourceName] = [name, source.pathname.slice(1)].map((text) => client.escapeIdentifier(text));
    await client.query(`create database ${copyName} template ${sourceName}`);
  });
  const row = await withClient(copy.href, async (client) => {
    await client.query('set session_replication_role = replica');
    const { rows } = await client.query<{ position: string; ordinal: number }>(
      `update ledger.event set body = convert_to(replace(convert_from(body, 'UTF8'), $2, $3), 'UTF8')
       where event_id = $1 returning position, ordinal`,
      [event.eventId, event.find, event.replace],
    );
    return rows[0];
  });
  if (row === undefined) throw new Error(`there is no event ${event.eventId} to change`);
  return { databaseUrl: copy.href, position: Number(row.position), ordinal: row.ordinal };
}
