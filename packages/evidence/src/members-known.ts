/** What the events of a bundle say of parties, their sites, keys and mandates, as far as the log has been read. */
import { OPERATOR } from '@lodestone/custody/operator.ts';
import { isJsonObject, type JsonObject } from '@lodestone/proof/json-value.ts';
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
}

export interface KnownMembers {
  readonly keys: Map<string, KnownKey>;
  readonly parties: Map<string, KnownParty>;
  /** The country of each facility. */
  readonly facilities: Map<string, string>;
  /** By `principal agent`; null once it has ended. */
  readonly mandates: Map<string, KnownMandate | null>;
}

/** Before anything was registered: the operator, by the key that the first event names. */
export function membersOfOperator(operatorKey: string): KnownMembers {
  const key: KnownKey = { party: OPERATOR, heldBy: 'party', recovery: false, revokedBy: null };
  return {
    keys: new Map([[operatorKey, key]]),
    parties: new Map([[OPERATOR, { roles: ['authority'], country: null }]]),
    facilities: new Map(),
    mandates: new Map(),
  };
}

/** Takes note of what an event says of members; `party` acts. Keys are for `check-authors.ts`. */
export function noteMembers(known: KnownMembers, found: Found, event: JsonObject, party: string): void {
  const text = (name: string) => readText(memberOf(found, event, name));
  switch (event['type']) {
    case 'party-registered': {
      const roles = readList(memberOf(found, event, 'roles'), readText);
      known.parties.set(text('party'), { roles, country: text('country') });
      return;
    }
    case 'facility-registered':
      known.facilities.set(text('facility'), text('country'));
      return;
    case 'mandate-given': {
      const acts = readList(memberOf(found, event, 'acts'), readText);
      const until = event['until'] === undefined ? null : text('until');
      known.mandates.set(`${party} ${text('agent')}`, { acts, until });
      return;
    }
    case 'event-corrected': {
      // Whether it took effect is not for a reader of a few events to say; the verdict names every correction.
      const replacement = memberOf(found, event, 'replacement');
      if (replacement.value !== undefined && isJsonObject(replacement.value)) {
        noteMembers(known, replacement, replacement.value, party);
      }
      return;
    }
    case 'mandate-ended':
      known.mandates.set(`${party} ${text('agent')}`, null);
      return;
    default:
      return;
  }
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
  if (mandate === null) return wrong(place, expected, 'one that has ended');
  const type = readText(memberOf(found, event, 'type'));
  if (!mandate.acts.includes(type))
    return wrong(place, `${expected} for ${type}`, `one for ${mandate.acts.join(', ')}`);
  if (mandate.until === null || recordedAt <= mandate.until) return principal;
  return wrong(place, `${expected} that holds at ${recordedAt}`, `one until ${mandate.until}`);
}
