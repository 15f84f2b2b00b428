import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { timed } from './measure.ts';

/**
 * The least that a database can do with these bytes: one COPY in text format into a table without any index, and one
 * commit with fsync. Nothing is checked, hashed or looked up.
 */
export async function rawCopy(
  databaseUrl: string,
  bodies: readonly Buffer[],
): Promise<{ seconds: number; amount: number }> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('drop table if exists public.raw_copy; create table public.raw_copy (body text not null)');
    return await timed(async () => {
      const stream = client.query(copyFrom('copy public.raw_copy (body) from stdin'));
      await pipeline(Readable.from(linesOf(bodies)), stream);
      return bodies.length;
    });
  } finally {
    await client.query('drop table if exists public.raw_copy');
    await client.end();
  }
}

const BODIES_PER_CHUNK = 1_000;

/** COPY's text format: a row a line, backslashes doubled. Canonical JSON has no line breaks or tabs of its own. */
function* linesOf(bodies: readonly Buffer[]): Generator<Buffer> {
  for (let start = 0; start < bodies.length; start += BODIES_PER_CHUNK) {
    const lines = bodies
      .slice(start, start + BODIES_PER_CHUNK)
      .map((body) => body.toString('utf8').replaceAll('\\', '\\\\'));
    yield Buffer.from(`${lines.join('\n')}\n`);
  }
}
