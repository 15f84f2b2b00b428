/** Sealed members as the rules ask of them. */
import type { CustodyState } from '@lodestone/custody/state/custody-state.ts';
import { sealedName } from '@lodestone/custody/state/state-of-seals.ts';
import type pg from 'pg';
import { loadMissing, wordsOf } from './load-missing.ts';

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
  await loadMissing(state.sealed, names, async (wanted) => {
    const { rows } = await client.query<FoundSeal>(SEALED_QUERY, [ledgerId, ...wordsOf(wanted)]);
    return rows.map(({ event_id, field, party, erased_number }) => {
      const erasedNumber = erased_number === null ? null : Number(erased_number);
      return [sealedName(event_id, field), { party, erasedNumber }] as const;
    });
  });
}
