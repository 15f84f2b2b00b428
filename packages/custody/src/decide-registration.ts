import { type CustodyState, lookedUp } from './custody-state.ts';
import type { EventOf } from './event.ts';
import { eventNumberOf, type Fact } from './fact.ts';
import { OPERATOR } from './identifier.ts';
import { DEFAULT_BALANCE_PARTS_PER_MILLION } from './material-balance.ts';
import { Refused } from './refusal.ts';
import { type DecisionContext, requireRole, type Ruling } from './ruling.ts';

/** Entry 0, and it alone: the operator's key signs its own enrolment into the ledger. */
export function decideLedgerOpened(
  state: CustodyState,
  event: EventOf<'ledger-opened'>,
  { position, ordinal, origin, author }: DecisionContext,
): { facts: Fact[]; party: string } {
  if (state.policy !== null || position !== 0 || ordinal !== 0) {
    throw new Refused('already-opened', 'the ledger is open: only its very first event opens it', {
      position,
      ordinal,
    });
  }
  if (origin !== event.origin) {
    const message = `ledger-opened names the origin ${event.origin}, the entry is for ${origin}`;
    throw new Refused('origin-differs', message, { origin: event.origin, ledger: origin });
  }
  if (author !== event.operatorKey) {
    const message = `ledger-opened names the operator key ${event.operatorKey} but is signed by ${author}`;
    throw new Refused('key-not-enrolled', message, { operatorKey: event.operatorKey, author });
  }
  if (event.checkpointKey === event.operatorKey) {
    const message = 'the operator key and the checkpoint key must differ: two keys, two roles';
    throw new Refused('key-used', message, { key: event.operatorKey });
  }
  if (event.facility !== undefined) {
    const message = `no facility ${event.facility} is registered yet`;
    throw new Refused('unknown-facility', message, { facility: event.facility });
  }
  const eventNumber = eventNumberOf(position, ordinal);
  const { enforcement = 'strict', tolerances } = event.policy;
  const balancePartsPerMillion = tolerances?.balancePartsPerMillion ?? DEFAULT_BALANCE_PARTS_PER_MILLION;
  const facts: Fact[] = [
    { kind: 'policy', eventNumber, enforcement, balancePartsPerMillion, checkpointKey: event.checkpointKey },
    { kind: 'party', eventNumber, party: OPERATOR, name: null, roles: ['authority'], country: null },
    { kind: 'key', eventNumber, key: event.operatorKey, party: OPERATOR, heldBy: 'party', recovery: false },
  ];
  return { facts, party: OPERATOR };
}

export function decidePartyRegistered(ruling: Ruling, event: EventOf<'party-registered'>): void {
  requireRole(ruling, 'register');
  const { party, roles, country } = event;
  if (lookedUp(ruling.state.parties, party) !== null) {
    throw new Refused('id-used', `party ${party} is registered already`, { party });
  }
  const { eventNumber } = ruling;
  ruling.facts.push({ kind: 'party', eventNumber, party, name: event.name ?? null, roles, country });
}

export function decideFacilityRegistered(ruling: Ruling, event: EventOf<'facility-registered'>): void {
  requireRole(ruling, 'register');
  const { facility, party, country, activities } = event;
  if (lookedUp(ruling.state.parties, party) === null) {
    throw new Refused('unknown-party', `no party ${party} is registered`, { party });
  }
  if (lookedUp(ruling.state.facilities, facility) !== null) {
    throw new Refused('id-used', `facility ${facility} is registered already`, { facility });
  }
  const { eventNumber } = ruling;
  const name = event.name ?? null;
  ruling.facts.push({ kind: 'facility', eventNumber, facility, party, name, country, activities });
}
