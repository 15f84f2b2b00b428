/** Sealed members as the rules ask of them. */
import type { CustodyState } from '@lodestone/custody/custody-state.ts';
import { sealedName } from '@lodestone/custody/state-of-seals.ts';
import type pg from 'pg';

interface FoundSeal {
  event_id: string;
  field: string;
  party: string;
  erased_number: bigint | null;
}

// By index, name by name: the statistics of a young ledger know nothing.
const SEALED_QUERY = `
  select s.event_id, s.field, s.party, erased.event_number as erased_number
  from unnest($2::text[], $3::text[]) as n (event_id, field)
  cross join lateral (
    select * from view.sealed_member where ledger_id = $1 and event_id = n.event_id and field = n.field offset 0) s
  left join lateral (
    select event_number from view.opening_erasure
    where ledger_id = $1 and event_id = n.event_id and field = n.field offset 0) erased on true`;

/** Looks up those of `names` that `state` has not, and notes them there, what is not sealed as null. */
export async function loadSealed(
  client: pg.ClientBase | pg.Pool,
  ledgerId: number,
  names: Iterable<string>,
  state: CustodyState,
): Promise<void> {
  const wanted = [...names].filter((name) => state.sealed.get(name) === undefined);
  if (wanted.length === 0) return;
  const [events, fields] = [wanted.map((name) => name.split(' ')[0]), wanted.map((name) => name.split(' ')[1])];
  const { rows } = await client.query<FoundSeal>(SEALED_QUERY, [ledgerId, events, fields]);
  for (const name of wanted) state.sealed.set(name, null);
  for (const { event_id, field, party, erased_number } of rows) {
    const erasedNumber = erased_number === null ? null : Number(erased_number);
    state.sealed.set(sealedName(event_id, field), { party, erasedNumber });
  }
}
