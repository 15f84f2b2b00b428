/** An application is taken in, asked about, reviewed and hurried on: every step until the decision. */
import type { EventOf } from '../event.ts';
import { Refused } from '../refusal.ts';
import type { Ruling } from '../decide/ruling.ts';
import { requireEndUsersOfKind } from './decide-licence-applied.ts';
import type { Licence } from './licence.ts';
import { requireApplicant, requireOfficersStep, requireStep } from './require-licence.ts';

/** Returned, accepted, asked about. What is missing then is the officer's to say. */
export function decideLicenceHandled(
  ruling: Ruling,
  event: EventOf<'licence-returned' | 'licence-accepted' | 'licence-information-requested'>,
): void {
  requireOfficersStep(ruling, event);
}

export function decideLicenceInformationProvided(ruling: Ruling, event: EventOf<'licence-information-provided'>): void {
  const licence = requireStep(ruling, event);
  requireApplicant(ruling, licence);
  requireEndUsersOfKind(event.licence, licence.kind, event);
}

/** The bureau of the province looks first, the ministry after it. */
export function decideLicenceReviewed(ruling: Ruling, event: EventOf<'licence-reviewed'>): void {
  const licence = requireOfficersStep(ruling, event);
  if (event.stage === 'local') return requireRouted(ruling, licence);
  requireReviewed(licence, 'local', 'a central review');
  if (licence.status === 'accepted') return;
  const message = `licence ${licence.licence} is ${licence.status}, a central review needs one that is accepted`;
  const { status } = licence;
  throw new Refused('licence-state', 'stage', message, {
    licence: licence.licence,
    status,
    asked: event.type,
    needed: 'accepted',
  });
}

function requireRouted({ actor }: Ruling, { licence, localAuthority }: Licence): void {
  if (localAuthority === null || localAuthority === actor.party) return;
  const message = `licence ${licence} was filed with ${localAuthority}, the local review is by ${actor.party}: the bureau that it was filed with reviews it`;
  throw new Refused('licence-routed', 'licence', message, { licence, localAuthority, party: actor.party });
}

/** Refuses what comes before the review that it rests on. */
export function requireReviewed({ licence, reviews }: Licence, stage: 'local' | 'central', what: string): void {
  if (reviews.some((review) => review.stage === stage)) return;
  const found = reviews.map((review) => review.stage).join(', ') || 'none';
  const message = `${what} of licence ${licence} rests on a ${stage} review, and its reviews are: ${found}; record the ${stage} review first`;
  throw new Refused('licence-review', 'licence', message, { licence, needed: stage, found });
}

/** Anybody may ask for haste and say why; an officer answers. */
export function decideLicenceExpedited(ruling: Ruling, event: EventOf<'licence-expedited'>): void {
  const licence = event.answer === undefined ? requireStep(ruling, event) : requireOfficersStep(ruling, event);
  if (event.answer === undefined || licence.expediteIsOpen) return;
  const message = `licence ${licence.licence} has no wish for haste that is open, the event answers one: what was asked is answered once`;
  throw new Refused('licence-state', 'answer', message, {
    licence: licence.licence,
    status: 'nothing asked',
    asked: 'answer',
    needed: 'asked',
  });
}

export function decideLicenceWithdrawn(ruling: Ruling, event: EventOf<'licence-withdrawn'>): void {
  const licence = requireStep(ruling, event);
  requireApplicant(ruling, licence);
}
