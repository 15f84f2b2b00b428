import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CopyBinaryWriter } from '@lodestone/store/copy-binary.ts';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { timed } from './measure.ts';

/** The least that a database can do with these bytes: one COPY into a table without any index, one commit. */
export async function rawCopy(
  databaseUrl: string,
  bodies: readonly Buffer[],
): Promise<{ seconds: number; amount: number }> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('drop table if exists public.raw_copy; create table public.raw_copy (body bytea not null)');
    await client.query('alter table public.raw_copy alter column body set storage external');
    return await timed(async () => {
      const stream = client.query(copyFrom('copy public.raw_copy (body) from stdin (format binary)'));
      await pipeline(Readable.from([encode(bodies)]), stream);
      return bodies.length;
    });
  } finally {
    await client.query('drop table if exists public.raw_copy');
    await client.end();
  }
}

function encode(bodies: readonly Buffer[]): Buffer {
  const writer = new CopyBinaryWriter();
  for (const body of bodies) writer.row(['bytea'], [body]);
  return writer.finish();
}
