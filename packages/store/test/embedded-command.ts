// A command that uses the embedded server: tests run it as a process of its own, talk to it in lines, and kill it.
// It opens the data folder named by its first argument, says where the database is, and leaves when it is told to.
// With a second argument, a session is busy with that statement, inside a transaction that has written a row.

import { once } from 'node:events';
import pg from 'pg';
import { openEmbeddedServer } from '../src/embedded/embedded-server.ts';

const [dataFolder, statement] = process.argv.slice(2);
if (dataFolder === undefined) throw new Error('usage: embedded-command.ts <data folder> [<statement>]');

const server = await openEmbeddedServer(dataFolder, { onProgress: (message) => console.log(`progress ${message}`) });
if (statement !== undefined) {
  const client = new pg.Client(server.databaseUrl);
  await client.connect();
  await client.query("begin; insert into kept values ('never committed')");
  client.query(statement).catch((error: unknown) => console.error(error));
}
console.log(`opened ${server.databaseUrl}`);
await once(process.stdin, 'data');
process.stdin.destroy();
await server.close();
