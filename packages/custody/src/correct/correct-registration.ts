/** Corrections of registrations: what is known of a party or a facility from now on. Its name stays. */
import { type Correction, rehearse, requireUnchanged } from './correction.ts';
import { decideFacilityRegistered, decidePartyRegistered } from '../decide/decide-registration.ts';
import { draftOf } from '../state/draft-state.ts';
import type { EventOf } from '../event.ts';

/** What was recorded before was judged by what was registered then, and stays lawful. */
export function correctParty(
  correction: Correction,
  standing: EventOf<'party-registered'>,
  replacement: EventOf<'party-registered'> | null,
): void {
  const { party } = standing;
  if (replacement === null) return refuseVoid(correction, 'party', party);
  requireUnchanged('party', party, replacement.party, 'a party keeps its id; register another one');
  const { state } = draftOf(correction.ruling.state);
  state.parties.set(party, null);
  const { facts } = rehearse(correction, state, replacement, (opened) => decidePartyRegistered(opened, replacement));
  correction.facts.push(...facts);
}

/** Its own ranges of yields stay. */
export function correctFacility(
  correction: Correction,
  standing: EventOf<'facility-registered'>,
  replacement: EventOf<'facility-registered'> | null,
): void {
  const { facility } = standing;
  if (replacement === null) return refuseVoid(correction, 'facility', facility);
  requireUnchanged('facility', facility, replacement.facility, 'a facility keeps its id; register another one');
  const { state } = draftOf(correction.ruling.state);
  state.facilities.set(facility, null);
  const { facts } = rehearse(correction, state, replacement, (opened) => decideFacilityRegistered(opened, replacement));
  correction.facts.push(...facts);
}

/** Anything may name what is registered, and nothing says what does without reading all of the ledger. */
function refuseVoid({ obstacles }: Correction, what: 'party' | 'facility', id: string): void {
  obstacles.push(
    `${what} ${id} is registered, and whatever was recorded since may name it: register another under another id, or replace the registration by what should have been said`,
  );
}
