/** How somebody is let see what is sealed, sees it, and is let no longer. */
import type { EventOf } from '../../src/event.ts';
import type { Deed } from './account.ts';
import type { AccountSeal } from './account-seals.ts';
import { pickParty, type Proposal, someOf, type Stage } from './stage.ts';

/** Few grants, so that some are given twice, and ended when there are none. */
const GRANTS = 3;
const PURPOSES = ['inspection', 'statistics'] as const;

export function accessSealed(stage: Stage): Proposal | null {
  const drawn = stage.random.below(100);
  const granted = stage.pick([...stage.account.deeds.values()].filter(isGranting), ({ digest }) => digest);
  if (granted === null || drawn < 35) return grantAccess(stage);
  return drawn < 80 ? viewField(stage, granted.event) : endAccess(stage, granted);
}

type GrantingDeed = Deed & { readonly event: EventOf<'access-granted'> };

function isGranting(deed: Deed): deed is GrantingDeed {
  return deed.event?.type === 'access-granted';
}

function grantAccess(stage: Stage): Proposal | null {
  const { account, random } = stage;
  const seal = stage.pick(someOf(stage, account.seals), ({ event }) => event);
  const officer = pickParty(stage);
  if (officer === null) return null;
  const drawn = random.below(100);
  const by = seal !== null && drawn < 60 ? seal.by : drawn < 90 ? 'AUTHORITY' : officer;
  const isOfEvent = seal !== null && random.chance(60);
  const about = isOfEvent ? { sealedIn: seal.event } : { owner: seal?.by ?? by };
  const to = random.chance(85) ? '2999-01-01T00:00:00.000Z' : '2020-06-01T00:00:00.000Z';
  const when = { from: '2020-01-01T00:00:00.000Z', to, reason: 'a question' };
  const grant = { grant: `GRANT-${random.below(GRANTS)}`, officer, purpose: random.pick(PURPOSES) };
  return { by, body: { type: 'access-granted', ...grant, fields: [seal?.field ?? 'note'], ...about, ...when } };
}

function viewField(stage: Stage, granted: EventOf<'access-granted'>): Proposal | null {
  const { account, random } = stage;
  const covered = [...account.seals.values()].filter((seal) => isCovered(seal, granted) || random.chance(2));
  const seal = stage.pick(covered, ({ event }) => event);
  if (seal === null) return null;
  const by = random.chance(90) ? granted.officer : (pickParty(stage) ?? granted.officer);
  const purpose = random.chance(90) ? granted.purpose : random.pick(PURPOSES);
  const seen = { sealedIn: seal.event, field: seal.field, owner: seal.by };
  return { by, body: { type: 'field-viewed', ...seen, purpose, grant: granted.grant } };
}

function isCovered({ event, by, field }: AccountSeal, { sealedIn, owner, fields }: EventOf<'access-granted'>): boolean {
  return (sealedIn === event || owner === by) && fields.some((each) => each === field);
}

function endAccess({ random }: Stage, { event, by }: GrantingDeed): Proposal {
  const who = random.chance(40) ? by : random.chance(50) ? event.officer : 'AUTHORITY';
  return {
    by: who,
    body: { type: 'access-ended', grant: event.grant, officer: event.officer, reason: 'it is answered' },
  };
}
