import { type Act, mayAct, ROLES, ROLES_FOR_ACT } from '@lodestone/custody/role.ts';
import { type BookState, noteUnchecked } from './book-state.ts';
import type { AuthoredEvent } from './check-authors.ts';
import { wrong } from './read-members.ts';

/** Whoever acts has a role that allows it, as far as its registration is shown. */
export function requireRole(state: BookState, { found, party, standing, eventNumber }: AuthoredEvent, act: Act): void {
  const { roles } = standing;
  if (roles === null) {
    noteUnchecked(state, eventNumber, null, `the registration of ${party} is not shown, so neither is its role`);
    return;
  }
  if (
    mayAct(
      ROLES.filter((role) => roles.includes(role)),
      act,
    )
  )
    return;
  const needed = ROLES_FOR_ACT[act].join(', ');
  wrong({ ...found, kind: 'role' }, `one of the roles ${needed}`, `${party} as ${roles.join(', ')}`);
}
