/** The rows of the views as they are stored, in the order in which a replay makes them. */
import type { FactKind } from '@lodestone/custody/fact.ts';
import type pg from 'pg';
import type { ColumnValue } from './copy-binary.ts';
import { BIGINT_ARRAY_OID, exactTypes } from './database.ts';
import { FACT_TABLES } from './fact-table.ts';

/** So many rows are fetched at once: enough that the way to the server does not count, few enough to hold. */
const FETCH_ROWS = 1_000;

const TEXT_ARRAY_OID = 1009;

/** An array as the ledger writes it: one dimension counting from 1, whole numbers, or words that need no quotes. */
const PLAIN_ARRAY = /^\{[^"\\{}]*\}$/;

/** Values as they are stored. An array of another kind is none that the ledger writes: it stays the text it is. */
const typesAsStored = exactTypes();
typesAsStored.setTypeParser(BIGINT_ARRAY_OID, (text: string) => plainArray(text, BigInt));
typesAsStored.setTypeParser(TEXT_ARRAY_OID, (text: string) => plainArray(text, String));

function plainArray<Item>(text: string, read: (item: string) => Item): (Item | null)[] | string {
  if (!PLAIN_ARRAY.test(text)) return text;
  if (text === '{}') return [];
  const items = text.slice(1, -1).split(',');
  return items.map((item) => (item === 'NULL' ? null : read(item)));
}

/** Streams one table of facts through a cursor; several such streams can share a connection. */
export async function* streamFactRows(
  client: pg.PoolClient,
  ledgerId: number,
  kind: FactKind,
): AsyncGenerator<ColumnValue[]> {
  const { table, columns, order } = FACT_TABLES[kind];
  const names = columns.map(({ name }) => name).join(', ');
  const cursor = `replay_${table}`;
  await client.query(
    `declare ${cursor} cursor for select ${names} from view.${table} where ledger_id = ${ledgerId} order by ${order}`,
  );
  for (;;) {
    const { rows } = await client.query<ColumnValue[]>({
      text: `fetch ${FETCH_ROWS} from ${cursor}`,
      rowMode: 'array',
      types: typesAsStored,
    });
    yield* rows;
    if (rows.length < FETCH_ROWS) break;
  }
  await client.query(`close ${cursor}`);
}

/** Removes every row of the views of one ledger: they are made again by a replay. */
export async function deleteFacts(client: pg.PoolClient, ledgerId: number): Promise<void> {
  for (const { table } of Object.values(FACT_TABLES)) {
    await client.query(`delete from view.${table} where ledger_id = $1`, [ledgerId]);
  }
}
