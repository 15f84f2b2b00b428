/**
 * What is asked about together with the head of the ledger, in one question whose plan is kept: whoever has the rest in
 * memory asks this for every answer, and two questions would take most of the time that a small one takes.
 */
import { type CopyRows, fieldBytes, isNull } from '../wire/copy-rows.ts';
import { type Database, parseBigintArray } from '../database.ts';
import { elementMassesOfArray } from '../element-array.ts';
import { WHOLE_LEDGER } from '../event-bound.ts';
import { type Lookup, lookUpRows } from '../wire/look-up-rows.ts';
import { type Head, hashAsStored } from '../log/read-ledger.ts';
import { readInt64 } from '../log/read-log.ts';
import { AS_MADE, LOT_PARTS, type PartOfSubject, SHIPMENT_PARTS, type SubjectOfLineage } from './read-subject.ts';

/** How far a ledger reaches, and the entry by which it is known that it still goes on from there. */
export type ReachedHead = Pick<Head, 'size' | 'leafHash'>;

export interface SubjectAtHead {
  readonly head: ReachedHead;
  /** Null when nothing has that id. */
  readonly subject: SubjectOfLineage | null;
}

const COLUMNS = 6;
const [SIZE, LEAF_HASH, IS_LOT, LOT_NUMBER, EVENT_NUMBER, ELEMENT_MILLIGRAMS] = [0, 1, 2, 3, 4, 5] as const;

/** One row for each part, or one without a part. Lots and shipments share one name space. */
const QUERY = `
  select head.size, head.leaf_hash, part.is_lot::text, part.lot_number, part.event_number,
    part.element_milligrams::text
  from ledger.head head
  left join lateral (
    select true as is_lot, made.lot_number, null::bigint as event_number, made.element_milligrams
    from (${LOT_PARTS}) made
    union all
    select false, packed.lot_number, packed.event_number, packed.element_milligrams
    from (${SHIPMENT_PARTS}) packed) part on true
  where head.ledger_id = $1`;

/** Reads the lot or shipment under this id as `readSubject` does, of all that is recorded, and the head at that moment. Null when there is no such ledger. */
export async function readSubjectAtHead(
  { lookups }: Database,
  ledgerId: number,
  id: string,
): Promise<SubjectAtHead | null> {
  const lookup: Lookup = { name: 'subject', text: QUERY, values: [`${ledgerId}`, id, `${WHOLE_LEDGER}`] };
  const client = await lookups.connect();
  let isDone = false;
  try {
    let head: ReachedHead | null = null;
    let kind: SubjectOfLineage['kind'] = 'lot';
    const parts: PartOfSubject[] = [];
    for await (const rows of lookUpRows(client, lookup, COLUMNS)) {
      for (let row = 0; row < rows.count; row += 1) {
        head ??= { size: readInt64(rows, row, SIZE), leafHash: hashAsStored(bytesOf(rows, row, LEAF_HASH)) };
        if (textOf(rows, row, IS_LOT) === null) continue;
        kind = textOf(rows, row, IS_LOT) === 'true' ? 'lot' : 'shipment';
        parts.push(partOf(rows, row, kind));
      }
    }
    isDone = true;
    if (head === null) return null;
    return { head, subject: parts.length === 0 ? null : { kind, id, parts } };
  } finally {
    // A connection that was given up in the middle of an answer is not used again.
    client.release(!isDone);
  }
}

/** Whether the ledger still has what it had when it reached so far: an older copy of it may have come in its place. */
export async function stillReaches(
  { pool }: Database,
  ledgerId: number,
  { size, leafHash }: ReachedHead,
): Promise<boolean> {
  const { rows } = await pool.query<{ leaf_hash: Buffer }>(
    'select leaf_hash from ledger.entry where ledger_id = $1 and position = $2',
    [ledgerId, size - 1],
  );
  return hashAsStored(rows[0]?.leaf_hash ?? null) === leafHash;
}

function partOf(rows: CopyRows, row: number, kind: SubjectOfLineage['kind']): PartOfSubject {
  return {
    lotNumber: readInt64(rows, row, LOT_NUMBER),
    elementMilligrams: elementMassesOfArray(parseBigintArray(textOf(rows, row, ELEMENT_MILLIGRAMS) ?? '{}')),
    at: kind === 'lot' ? AS_MADE : readInt64(rows, row, EVENT_NUMBER),
  };
}

function textOf(rows: CopyRows, row: number, column: number): string | null {
  return bytesOf(rows, row, column)?.toString('utf8') ?? null;
}

function bytesOf(rows: CopyRows, row: number, column: number): Buffer | null {
  return isNull(rows, row, column) ? null : fieldBytes(rows, row, column);
}
