/** A list that is empty because a name was mistyped must not pass for an answer: the name is said beside it. */
import { browseLots, browseParties } from '@lodestone/ledger/ask/browse.ts';
import type { Ledger } from '@lodestone/ledger/open-ledger.ts';
import type { Output } from './output/output.ts';

interface NamesAsked {
  readonly parties?: readonly (string | undefined)[];
  readonly lot?: string | undefined;
}

/** Notes, beside an empty list, which of the names that it was asked for nobody knows. */
export async function noteUnknownNames(
  output: Output,
  ledger: Ledger,
  rows: readonly unknown[],
  { parties = [], lot }: NamesAsked,
): Promise<void> {
  const asked = parties.filter((party) => party !== undefined);
  if (rows.length > 0) return;
  if (asked.length > 0) {
    const registered = new Set((await browseParties(ledger)).map(({ party }) => party));
    for (const party of new Set(asked)) {
      if (!registered.has(party))
        output.note(`No party ${party} is registered: lodestone parties lists those that are.`);
    }
  }
  if (lot !== undefined && (await browseLots(ledger, { lot, limit: 1 })).length === 0) {
    output.note(`No lot ${lot} is recorded: lodestone lots lists those that are.`);
  }
}
