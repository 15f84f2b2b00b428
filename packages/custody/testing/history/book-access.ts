/** Objects to what was seen without a grant, told from the events alone. */
import type { EventOf } from '../../src/event.ts';
import { type Account, AccountProblem, type Deed } from './account.ts';

export function bookView(
  { deeds, seals }: Account,
  { event, by }: Deed & { readonly event: EventOf<'field-viewed'> },
): void {
  const { sealedIn, field, purpose, grant } = event;
  const seal = seals.get(`${sealedIn} ${field}`);
  if (seal === undefined || seal.isErased)
    throw new AccountProblem(`${by} sees ${field} of ${sealedIn}, which is not there`);
  let standing: EventOf<'access-granted'> | null = null;
  for (const { event: said } of deeds.values()) {
    if (said?.type === 'access-granted' && said.officer === by && said.grant === grant) standing = said;
    if (said?.type === 'access-ended' && said.officer === by && said.grant === grant) standing = null;
  }
  const isOfThis = standing?.sealedIn === sealedIn || standing?.owner === seal.by;
  const isOfField = standing?.fields.some((each) => each === field) === true;
  if (standing === null || !isOfThis || !isOfField || standing.purpose !== purpose) {
    throw new AccountProblem(`${by} sees ${field} of ${sealedIn} for ${purpose}, and has no grant for that`);
  }
}
