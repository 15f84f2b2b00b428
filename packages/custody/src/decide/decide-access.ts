/** Who may see what is sealed is for its owner to say, or for an authority with a reason; what is seen is recorded first. */
import { type AccessAsked, grantsOf, lackOfAccess, subjectOf } from '../controls/access.ts';
import { lookedUp } from '../state/custody-state.ts';
import { docketOf, noteInDocket } from '../docket.ts';
import type { EventOf } from '../event.ts';
import { placeOfEvent } from '../event-number.ts';
import { Refused } from '../refusal.ts';
import { mayAct, ROLES_FOR_ACT } from '../role.ts';
import { requireDistinct, requireParty, type Ruling } from './ruling.ts';
import { type SealedState, sealedName } from '../state/state-of-seals.ts';

/** Nobody grants itself: whoever looks is let in by somebody else. */
export function decideAccessGranted(ruling: Ruling, event: EventOf<'access-granted'>): void {
  const { grant, officer, fields } = event;
  const { actor } = ruling;
  requireParty(ruling, 'officer', officer, 'officer');
  requireDistinct('fields', fields, 'fields');
  if (officer === actor.party) {
    const message = `${actor.party} grants access to ${officer}, and another party was expected: who looks at what is sealed is let in by its owner, or by another authority`;
    throw new Refused('own-grant', 'officer', message, { found: officer, expected: 'another party' });
  }
  const before = grantsOf(docketOf(ruling, 'access', officer)).find((known) => known.grant === grant);
  if (before !== undefined) {
    const message = `${grant} is already the id of a grant to ${officer}, for ${before.purpose}; the event gives it to a new grant: choose another id`;
    throw new Refused('id-used', 'grant', message, { id: grant, asked: 'grant', usedFor: 'grant' });
  }
  for (const { field, owner } of ownersOf(ruling, event)) requireOwnerOrAuthority(ruling, field, owner);
  noteInDocket(ruling, 'access', officer);
}

/** Whose secrets a grant is about, by the member that says so. */
function ownersOf(
  ruling: Ruling,
  event: EventOf<'access-granted'>,
): readonly { readonly field: string; readonly owner: string }[] {
  const subject = subjectOf(event);
  switch (subject.kind) {
    case 'event':
      return event.fields.map((field) => ({
        field: 'sealedIn',
        owner: requireSealed(ruling, subject.id, field).party,
      }));
    case 'licence': {
      const [first] = docketOf(ruling, 'licence', subject.id);
      if (first !== undefined) return [{ field: 'licence', owner: first.party }];
      const message = `no licence ${subject.id} is recorded: the event grants access to what is filed for it; correct the id`;
      throw new Refused('no-access', 'licence', message, { asked: subject.id, granted: null });
    }
    case 'owner':
      requireParty(ruling, 'owner', subject.id, 'owner');
      return [{ field: 'owner', owner: subject.id }];
    default:
      return subject satisfies never;
  }
}

function requireOwnerOrAuthority({ actor }: Ruling, field: string, owner: string): void {
  if (actor.party === owner || mayAct(actor.roles, 'grant-access')) return;
  const { party } = actor;
  const [roles, needed] = [actor.roles.join(', '), ROLES_FOR_ACT['grant-access'].join(', ')];
  const message = `what the grant is about was sealed by ${owner}, the event is by ${party}, which is ${roles}: its owner lets others see it, or one of: ${needed}`;
  throw new Refused('not-author', field, message, { author: owner, party, roles, needed });
}

/** Whoever gave it ends it, the officer gives it back, or an authority ends it. */
export function decideAccessEnded(ruling: Ruling, { grant, officer, occurredAt }: EventOf<'access-ended'>): void {
  const { actor } = ruling;
  const known = grantsOf(docketOf(ruling, 'access', officer)).find((each) => each.grant === grant);
  const ended = known?.end ?? null;
  if (known === undefined || ended !== null) {
    const found = ended === null ? 'no such grant' : `a grant that ended at ${ended.at}`;
    const message = `${actor.party} ends grant ${grant} to ${officer}, and there is ${found}: nothing is left to do, or another was meant`;
    throw new Refused('no-access', 'grant', message, { asked: `ended at ${occurredAt}`, granted: found });
  }
  if (actor.party !== officer) requireOwnerOrAuthority(ruling, 'grant', known.givenBy);
  noteInDocket(ruling, 'access', officer);
}

/** Without a grant in force for this member, purpose and moment nothing is recorded, and nothing may be shown. */
export function decideFieldViewed(ruling: Ruling, event: EventOf<'field-viewed'>): void {
  const { actor, recordedAt: at } = ruling;
  const { sealedIn, field, owner, purpose, grant, licence } = event;
  const sealed = requireSealed(ruling, sealedIn, field);
  requireKept(sealedIn, field, sealed);
  if (sealed.party !== owner) {
    const message = `${field} of event ${sealedIn} was sealed by ${sealed.party}, the event says that it is of ${owner}: correct the owner`;
    throw new Refused('no-access', 'owner', message, { asked: owner, granted: sealed.party });
  }
  const known = grantsOf(docketOf(ruling, 'access', actor.party)).find((each) => each.grant === grant);
  if (known === undefined) {
    const message = `${actor.party} has no grant ${grant}, the event sees ${field} of event ${sealedIn} under it: ask ${owner} for one, or an authority`;
    throw new Refused('no-access', 'grant', message, { asked: grant, granted: null });
  }
  const asked: AccessAsked = { sealedIn, field, owner, purpose, licence: caseOf(ruling, sealedIn, owner, licence), at };
  const lack = lackOfAccess(known, asked);
  if (lack !== null) {
    const message = `grant ${grant} of ${actor.party} is for ${lack.field === 'grant' ? 'a time' : lack.field} ${lack.granted}, the event asks for ${lack.asked}: ask ${owner} for another, or an authority`;
    throw new Refused('no-access', lack.field, message, { asked: lack.asked, granted: lack.granted });
  }
  noteInDocket(ruling, 'access', sealedIn);
}

/** The licence, where the event is of its case and was sealed by whoever applied: the rest of a case is not the applicant's. */
function caseOf(ruling: Ruling, sealedIn: string, owner: string, licence: string | undefined): string | null {
  if (licence === undefined) return null;
  const steps = docketOf(ruling, 'licence', licence);
  const isThere = steps[0]?.party === owner && steps.some(({ event }) => event.id === sealedIn);
  return isThere ? licence : null;
}

function requireSealed({ state }: Ruling, event: string, field: string): SealedState {
  const sealed = lookedUp(state.sealed, sealedName(event, field));
  if (sealed !== null) return sealed;
  const message = `event ${event} has no sealed ${field}, the event is about seeing it: nothing is recorded that commits to it; correct the id or the field`;
  throw new Refused('not-sealed', 'sealedIn', message, { event, field, found: null });
}

function requireKept(event: string, field: string, { erasedNumber }: SealedState): void {
  if (erasedNumber === null) return;
  const { position, ordinal } = placeOfEvent(erasedNumber);
  const erasedBy = `${position}.${ordinal}`;
  const message = `the opening of ${field} of event ${event} was erased by event ${erasedBy}, the event sees it: it is to be forgotten`;
  throw new Refused('opening-erased', 'field', message, { event, field, asked: 'see', erasedBy });
}
