/** The rows of the views as they are stored, in the order in which a replay makes them. */
import type { FactKind } from '@lodestone/custody/fact.ts';
import type pg from 'pg';
import type { ColumnValue } from './copy-binary.ts';
import { BIGINT_ARRAY_OID, exactTypes } from './database.ts';
import { FACT_TABLES } from './fact-table.ts';

/** So many rows are fetched at once: enough that the way to the server does not count, few enough to hold. */
const FETCH_ROWS = 1_000;

const TEXT_ARRAY_OID = 1009;

/**
 * Values as they are stored. An array that counts from elsewhere than 1 or has several dimensions is none that the
 * ledger writes, though drivers read it as if it were: it stays the text that PostgreSQL shows.
 */
const typesAsStored = exactTypes();
for (const oid of [BIGINT_ARRAY_OID, TEXT_ARRAY_OID]) {
  // The declared type of what this returns takes a number; it takes the text of a value.
  const parse = Reflect.apply(typesAsStored.getTypeParser, typesAsStored, [oid]) as (text: string) => unknown;
  typesAsStored.setTypeParser(oid, (text: string) => (/^\[|^\{\{/.test(text) ? text : parse(text)));
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
