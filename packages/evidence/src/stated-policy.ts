/** What a ledger tolerates, as its first event says. */
import { acceptedPolicy } from '@lodestone/custody/accepted-policy.ts';
import type { BookState } from './book-state.ts';
import type { Authors } from './check-authors.ts';
import { type Found, memberOf, readAnyObject, readChoice, readWhole } from './read-members.ts';

/** The policy that the first event states. */
export function policyOf({ events }: Authors): BookState['policy'] {
  const opened = events.get(0);
  if (opened === undefined) throw new Error('Bug: the first event was checked to be shown');
  const found = memberOf(opened.found, opened.event, 'policy');
  const policy = readAnyObject(found);
  const enforcement = memberOf(found, policy, 'enforcement');
  const tolerances = memberOf(found, policy, 'tolerances');
  return acceptedPolicy({
    enforcement: enforcement.value === undefined ? undefined : readChoice(enforcement, ENFORCEMENTS),
    tolerances: tolerances.value === undefined ? undefined : readTolerances(tolerances),
  });
}

const ENFORCEMENTS = ['strict', 'observe'] as const;
const TOLERANCES = [
  'balancePartsPerMillion',
  'transferPartsPerMillion',
  'bulkTransferPartsPerMillion',
  'elementTransferPartsPerMillion',
] as const;

function readTolerances(found: Found): { [Name in (typeof TOLERANCES)[number]]?: number } {
  const tolerances = readAnyObject(found);
  const stated = TOLERANCES.filter((name) => tolerances[name] !== undefined);
  return Object.fromEntries(stated.map((name) => [name, readWhole(memberOf(found, tolerances, name))]));
}
