/** What keys signed from some time on, as the entries say. */
import type { SignedSince } from '@lodestone/custody/state/state-of-members.ts';
import type { Signed } from '@lodestone/custody/facts/facts-of-members.ts';
import { addSigned } from '@lodestone/custody/signed-since.ts';
import { parseEntry } from '@lodestone/proof/entry.ts';
import type pg from 'pg';
import type { EntryTable } from '../tables.ts';

type Client = pg.ClientBase | pg.Pool;

/** So many entries of one stretch: a sum of a part of the log is asked for once, however many times it is asked from. */
interface Stretch {
  stretch: number;
  entries: bigint;
  events: bigint;
  first_position: bigint;
  last_position: bigint;
}

/**
 * What `key` signed that was recorded at each of these times or later. Entries before the earliest of them are not read:
 * recorded times never go back, so halving finds where it begins.
 */
export async function readSignedSince(
  client: Client,
  ledgerId: number,
  key: string,
  times: Iterable<string>,
): Promise<SignedSince[]> {
  const sorted = [...new Set(times)].sort();
  const starts: number[] = [];
  for (const time of sorted) starts.push(await firstRecordedAt(client, ledgerId, time));
  const { rows } = await client.query<Stretch>(
    `select width_bucket(e.position, $3::bigint[]) as stretch, count(*) as entries,
       sum(v.events)::bigint as events, min(e.position) as first_position, max(e.position) as last_position
     from ledger.entry e
     cross join lateral (
       select count(*) as events from ledger.event
       where ledger_id = $1 and position = e.position offset 0) v
     where e.ledger_id = $1 and e.author = $2 and e.position >= $4
     group by 1`,
    [ledgerId, key, starts, starts[0] ?? 0],
  );
  const stretches = new Map(rows.map((row) => [row.stretch, signedOf(row)]));
  let signed: Signed | null = null;
  const found: SignedSince[] = [];
  for (let index = sorted.length - 1; index >= 0; index--) {
    const stretch = stretches.get(index + 1);
    if (stretch !== undefined) signed = signed === null ? stretch : addSigned(stretch, signed);
    found.push({ since: sorted[index] ?? '', signed });
  }
  return found;
}

function signedOf({ entries, events, first_position, last_position }: Stretch): Signed {
  const positions = { firstPosition: Number(first_position), lastPosition: Number(last_position) };
  return { entries: Number(entries), events: Number(events), ...positions };
}

/** The position of the first entry that was recorded at `time` or later; the size of the log when there is none. */
async function firstRecordedAt(client: Client, ledgerId: number, time: string): Promise<number> {
  const head = await client.query<{ size: bigint }>('select size from ledger.head where ledger_id = $1', [ledgerId]);
  let low = 0;
  let high = Number(head.rows[0]?.size ?? 0n);
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const { rows } = await client.query<Pick<EntryTable, 'body'>>(
      'select body from ledger.entry where ledger_id = $1 and position = $2',
      [ledgerId, middle],
    );
    const [row] = rows;
    const entry = row === undefined ? null : parseEntry(row.body);
    if (entry === null || !entry.ok) throw new Error(`entry ${middle} cannot be read: run verify`);
    if (entry.value.recordedAt < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
