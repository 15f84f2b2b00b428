/** The account of what events seal, and of the openings that are erased. */
import type { CustodyEvent, EventOf } from '../../src/event.ts';
import { type Account, AccountProblem } from './account.ts';

export interface AccountSeal {
  readonly event: string;
  readonly field: string;
  /** Whose act the event was. */
  readonly by: string;
  isErased: boolean;
}

export function bookSeals({ seals }: Account, event: CustodyEvent, by: string): void {
  for (const field of Object.keys(event.sealed ?? {})) {
    seals.set(`${event.id} ${field}`, { event: event.id, field, by, isErased: false });
  }
}

export function bookErasure(
  { seals, parties }: Account,
  { sealedIn: event, field }: EventOf<'opening-erased'>,
  by: string,
): void {
  const seal = seals.get(`${event} ${field}`);
  if (seal === undefined) throw new AccountProblem(`the opening of ${field} is erased, which ${event} has not sealed`);
  const isAuthority = parties.get(by)?.includes('authority') === true;
  if (seal.by !== by && !isAuthority) throw new AccountProblem(`${by} erases what ${seal.by} has sealed`);
  if (seal.isErased) throw new AccountProblem(`the opening of ${field} of ${event} is erased twice`);
  seal.isErased = true;
}
