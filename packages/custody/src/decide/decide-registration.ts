import { acceptedPolicy } from '../accepted-policy.ts';
import { type CustodyState, lookedUp } from '../state/custody-state.ts';
import type { FacilityState, PartyState } from '../state/state-of-members.ts';
import type { EventOf } from '../event.ts';
import { eventNumberOf } from '../event-number.ts';
import type { Fact } from '../fact.ts';
import { OPERATOR } from '../operator.ts';
import { Refused } from '../refusal.ts';
import { type DecisionContext, refuseFacility, requireParty, requireRole, type Ruling } from './ruling.ts';

const NO_TOLERANCES = {
  transferPartsPerMillion: null,
  bulkTransferPartsPerMillion: null,
  elementTransferPartsPerMillion: null,
} as const;

/** Entry 0, and it alone: the operator's key signs its own enrolment into the ledger. */
export function decideLedgerOpened(
  state: CustodyState,
  event: EventOf<'ledger-opened'>,
  { position, ordinal, origin, author }: DecisionContext,
): { facts: Fact[]; party: string } {
  if (state.policy !== null || position !== 0 || ordinal !== 0) {
    const message = `a ledger is opened by event 0 of its entry 0, the very first: this is event ${ordinal} of entry ${position} of ${origin}; leave it out`;
    throw new Refused('already-opened', 'type', message, {
      position,
      expectedPosition: 0,
      ordinal,
      expectedOrdinal: 0,
    });
  }
  if (origin !== event.origin) {
    const message = `ledger-opened names the origin ${event.origin}, the entry is for ${origin}: both are the ledger's name`;
    throw new Refused('origin-differs', 'origin', message, { origin: event.origin, ledger: origin });
  }
  if (author !== event.operatorKey) {
    const message = `ledger-opened names the operator key ${event.operatorKey} but is signed by ${author}: that key signs it`;
    throw new Refused('key-not-enrolled', 'operatorKey', message, { operatorKey: event.operatorKey, author });
  }
  if (event.checkpointKey === event.operatorKey) {
    const key = event.operatorKey;
    const message = `the operator key is ${key} and the checkpoint key is the same: two keys, two roles`;
    throw new Refused('key-used', 'checkpointKey', message, { key, party: OPERATOR, usedFor: 'checkpoints' });
  }
  if (event.facility !== undefined) refuseFacility(event.facility);
  const eventNumber = eventNumberOf(position, ordinal);
  const facts: Fact[] = [
    { kind: 'policy', eventNumber, ...acceptedPolicy(event.policy), checkpointKey: event.checkpointKey },
    { kind: 'party', eventNumber, party: OPERATOR, name: null, roles: ['authority'], country: null, ...NO_TOLERANCES },
    { kind: 'key', eventNumber, key: event.operatorKey, party: OPERATOR, heldBy: 'party', recovery: false },
  ];
  return { facts, party: OPERATOR };
}

export function decidePartyRegistered(ruling: Ruling, event: EventOf<'party-registered'>): void {
  requireRole(ruling, 'register');
  const { party, roles, country } = event;
  const registered = lookedUp(ruling.state.parties, party);
  if (registered !== null) refusePartyAgain(event, registered);
  const { eventNumber } = ruling;
  const { tolerances } = event;
  const tolerated = {
    transferPartsPerMillion: tolerances?.transferPartsPerMillion ?? null,
    bulkTransferPartsPerMillion: tolerances?.bulkTransferPartsPerMillion ?? null,
    elementTransferPartsPerMillion: tolerances?.elementTransferPartsPerMillion ?? null,
  };
  ruling.facts.push({ kind: 'party', eventNumber, party, name: event.name ?? null, roles, country, ...tolerated });
}

export function decideFacilityRegistered(ruling: Ruling, event: EventOf<'facility-registered'>): void {
  requireRole(ruling, 'register');
  const { facility, party, country, activities } = event;
  requireParty(ruling, 'party', party, 'owner');
  const registered = lookedUp(ruling.state.facilities, facility);
  if (registered !== null) refuseFacilityAgain(event, registered);
  const { eventNumber } = ruling;
  const name = event.name ?? null;
  const timeZone = event.timeZone ?? null;
  ruling.facts.push({ kind: 'facility', eventNumber, facility, party, name, country, activities, timeZone });
}

/** A registration stands: the same id again is refused, whether it says the same or not. */
function refusePartyAgain({ party, roles, country }: EventOf<'party-registered'>, recorded: PartyState): never {
  const stated = { statedRoles: roles.join(', '), statedCountry: country };
  const registered = { recordedRoles: recorded.roles.join(', '), recordedCountry: recorded.country };
  const here =
    recorded.country === null ? registered.recordedRoles : `${registered.recordedRoles} in ${recorded.country}`;
  const message = `party ${party} is registered already, as ${here}; the event says ${stated.statedRoles} in ${country}: leave it out, or choose another name`;
  throw new Refused('id-used', 'party', message, { party, ...stated, ...registered });
}

function refuseFacilityAgain(event: EventOf<'facility-registered'>, recorded: FacilityState): never {
  const { facility, party, country } = event;
  const message = `facility ${facility} is registered already, of ${recorded.party} in ${recorded.country}; the event says of ${party} in ${country}: leave it out, or choose another name`;
  const stated = { statedParty: party, statedCountry: country };
  const registered = { recordedParty: recorded.party, recordedCountry: recorded.country };
  throw new Refused('id-used', 'facility', message, { facility, ...stated, ...registered });
}
