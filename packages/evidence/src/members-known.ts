/** What the events of a bundle say of parties, their sites, keys and mandates, as far as the log has been read. */
import { OPERATOR } from '@lodestone/custody/operator.ts';
import type { JsonObject } from '@lodestone/proof/json-value.ts';
import type { AuthoredEvent } from './check-authors.ts';
import { formatPlace } from './place.ts';
import { type Found, memberOf, readList, readText, wrong } from './read-members.ts';

export interface KnownKey {
  readonly party: string;
  readonly heldBy: 'party' | 'ledger';
  readonly recovery: boolean;
  /** Where it was revoked, in words for people. */
  revokedBy: string | null;
}

export interface KnownParty {
  readonly roles: readonly string[];
  readonly country: string | null;
}

export interface KnownMandate {
  readonly acts: readonly string[];
  readonly until: string | null;
  readonly hasEnded: boolean;
  /** The event that says so. */
  readonly eventNumber: number;
}

/** What was said of a mandate, and what stood before it. */
interface MandateWord {
  readonly name: string;
  readonly before: KnownMandate | undefined;
  /** The event, or its latest correction; null once it is voided. */
  standingNumber: number | null;
}

export interface KnownMembers {
  readonly keys: Map<string, KnownKey>;
  readonly parties: Map<string, KnownParty>;
  /** The country of each facility. */
  readonly facilities: Map<string, string>;
  /** By `principal agent`. */
  readonly mandates: Map<string, KnownMandate>;
  /** By the event that gave a mandate, or ended it. */
  readonly mandateWords: Map<number, MandateWord>;
}

/** Before anything was registered: the operator, by the key that the first event names. */
export function membersOfOperator(operatorKey: string): KnownMembers {
  const key: KnownKey = { party: OPERATOR, heldBy: 'party', recovery: false, revokedBy: null };
  return {
    keys: new Map([[operatorKey, key]]),
    parties: new Map([[OPERATOR, { roles: ['authority'], country: null }]]),
    facilities: new Map(),
    mandates: new Map(),
    mandateWords: new Map(),
  };
}

/** Takes note of what an event says of members. Keys are for `check-authors.ts`. */
export function noteMembers(known: KnownMembers, authored: AuthoredEvent): void {
  const { found, event, type, party, eventNumber } = authored;
  const text = (name: string) => readText(memberOf(found, event, name));
  switch (type) {
    case 'party-registered': {
      const roles = readList(memberOf(found, event, 'roles'), readText);
      known.parties.set(text('party'), { roles, country: text('country') });
      return;
    }
    case 'facility-registered':
      known.facilities.set(text('facility'), text('country'));
      return;
    case 'mandate-given':
    case 'mandate-ended': {
      const name = `${party} ${text('agent')}`;
      known.mandateWords.set(eventNumber, {
        name,
        before: known.mandates.get(name),
        standingNumber: eventNumber,
      });
      known.mandates.set(name, mandateIn(authored));
      return;
    }
    case 'event-corrected':
      return noteCorrection(known, authored);
    default:
      return;
  }
}

function mandateIn({ found, event, type, eventNumber }: AuthoredEvent): KnownMandate {
  if (type === 'mandate-ended') return { acts: [], until: null, hasEnded: true, eventNumber };
  const acts = readList(memberOf(found, event, 'acts'), readText);
  const until = event['until'] === undefined ? null : readText(memberOf(found, event, 'until'));
  return { acts, until, hasEnded: false, eventNumber };
}

/** A registration counts as replaced from here on. Of a mandate the last word is corrected, or nothing is. */
function noteCorrection(known: KnownMembers, { found, eventNumber, correction }: AuthoredEvent): void {
  if (correction === null || typeof correction.target === 'number') return;
  const { target, replacement } = correction;
  const word = known.mandateWords.get(target.eventNumber);
  if (word === undefined) {
    if (replacement !== null && target.type.endsWith('-registered')) noteMembers(known, replacement);
    return;
  }
  const { name, before, standingNumber } = word;
  if (standingNumber === null) wrong(found, 'an event that is not voided', formatPlace(target.eventNumber));
  if (known.mandates.get(name)?.eventNumber !== standingNumber) return;
  const ended: KnownMandate = { acts: [], until: null, hasEnded: true, eventNumber };
  known.mandates.set(name, replacement === null ? (before ?? ended) : mandateIn(replacement));
  word.standingNumber = replacement === null ? null : eventNumber;
}

/** Says whether a party is known to have the role that judges members. */
export function isAuthority({ parties }: KnownMembers, party: string): boolean {
  return parties.get(party)?.roles.includes('authority') ?? false;
}

/** Who acts by an event: whom it names, else the party of the key. Whoever acts for another needs a mandate. */
export function actingParty(
  { mandates }: KnownMembers,
  found: Found,
  event: JsonObject,
  { signer, recordedAt }: { readonly signer: string; readonly recordedAt: string },
): string {
  const named = event['onBehalfOf'];
  if (named === undefined) return signer;
  const principal = readText(memberOf(found, event, 'onBehalfOf'));
  if (principal === signer) return signer;
  const place = { kind: 'mandate', field: found.field, value: undefined } as const;
  const expected = `a mandate of ${principal} for ${signer} in the bundle, given before`;
  const mandate = mandates.get(`${principal} ${signer}`);
  if (mandate === undefined) return wrong(place, expected, 'none');
  if (mandate.hasEnded) return wrong(place, expected, 'one that has ended');
  const type = readText(memberOf(found, event, 'type'));
  if (!mandate.acts.includes(type))
    return wrong(place, `${expected} for ${type}`, `one for ${mandate.acts.join(', ')}`);
  if (mandate.until === null || recordedAt <= mandate.until) return principal;
  return wrong(place, `${expected} that holds at ${recordedAt}`, `one until ${mandate.until}`);
}
