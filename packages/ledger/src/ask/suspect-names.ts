import { readFacilities } from '@lodestone/store/ask/read-facilities.ts';
import { listParties } from '@lodestone/store/ask/read-parties.ts';
import type { SuspectFilter } from '@lodestone/store/lineage/read-suspects.ts';
import type { Ledger } from '../open-ledger.ts';
import { boundAt } from './event-bound.ts';

/** The names that stand beside ids where it is said by what suspects were found; what has no name, or a sealed one, is left out. */
export interface SuspectNames {
  readonly party?: string | undefined;
  readonly facility?: string | undefined;
  readonly laboratory?: string | undefined;
}

/** Reads how the party, facility and laboratory of a filter are called, as known at the moment. */
export async function readSuspectNames(
  ledger: Ledger,
  { party, facility, laboratory }: SuspectFilter,
  asKnownAt: string | undefined,
): Promise<SuspectNames> {
  const { database, ledgerId } = ledger;
  if (party === undefined && facility === undefined && laboratory === undefined) return {};
  const bound = await boundAt(ledger, asKnownAt);
  const parties = await listParties(database, ledgerId, bound);
  const facilities = facility === undefined ? [] : await readFacilities(database, ledgerId, bound);
  const nameOf = (id: string | undefined) => parties.find((each) => each.party === id)?.name ?? undefined;
  return {
    party: nameOf(party),
    facility: facilities.find((each) => each.facility === facility)?.name ?? undefined,
    laboratory: nameOf(laboratory),
  };
}
