/**
 * Who recorded what: each entry is signed by a key that an earlier event of the bundle has enrolled for a party and that
 * none has revoked; whoever acts for another party has its mandate. All of it is judged at the place in the log.
 */
import { decodeBase64Url } from '@lodestone/proof/base64.ts';
import { checkpointKeyMessage, enrolmentMessage } from '@lodestone/proof/enrolment.ts';
import type { Entry } from '@lodestone/proof/entry.ts';
import { isJsonObject, type JsonObject } from '@lodestone/proof/json-value.ts';
import { checkPublicKey, parsePublicKey, publicKeyBytes } from '@lodestone/proof/public-key.ts';
import { checkSubmissionSignature } from '@lodestone/proof/submission.ts';
import { isIdentifier } from '@lodestone/custody/is-identifier.ts';
import { OPERATOR } from '@lodestone/custody/operator.ts';
import { placeOfEvent } from '@lodestone/custody/event-number.ts';
import type { ProvenEntry, ProvenLog } from './check-log.ts';
import type { Algorithms } from './algorithms.ts';
import { fail } from './failure.ts';
import { actingParty, isAuthority, type KnownMembers, membersOfOperator, noteMembers } from './members-known.ts';
import { formatPlace } from './place.ts';
import type { EvidenceVerdict, Unchecked } from './verdict.ts';
import {
  type Found,
  memberOf,
  readAnyObject,
  readBoolean,
  readChoice,
  readParsed,
  readText,
  wrong,
} from './read-members.ts';

/** An event that is shown, by whom, and what is known of members where it stands. */
export interface AuthoredEvent {
  readonly eventNumber: number;
  readonly found: Found;
  readonly event: JsonObject;
  readonly type: string;
  /** Whose act it is. */
  readonly party: string;
  readonly recordedAt: string;
  /** What the bundle says of who and where, at this place of the log. */
  readonly standing: Standing;
  /** Of a correction of an event of the bundle. */
  readonly correction: ShownCorrection | null;
}

export interface ShownCorrection {
  /** As it was recorded; the place of one that is withheld. */
  readonly target: AuthoredEvent | number;
  /** As its target's party would have it; null where the target is voided. */
  readonly replacement: AuthoredEvent | null;
  /** It is neither by the target's party nor by an authority: of a receipt, the other side's word counts. */
  readonly isByOther: boolean;
}

/** Null where the registration is not shown. */
export interface Standing {
  readonly roles: readonly string[] | null;
  readonly partyCountry: string | null;
  readonly facilityCountry: string | null;
}

/** Whose word the bundle is. */
export interface Authors {
  /** Every event that is shown, by number. */
  readonly events: ReadonlyMap<number, AuthoredEvent>;
  /** The parties whose keys have signed entries of the bundle. */
  readonly parties: readonly string[];
  /** Of the keys that have signed entries of the bundle. */
  readonly keys: EvidenceVerdict['keys'];
  /** Entries whose key was stolen then, as a later event says. */
  readonly stolen: readonly Unchecked[];
}

/** Checks every signature, key and mandate, in the order of the log. */
export function checkAuthors(log: ProvenLog, algorithms: Algorithms): Authors {
  const first = log.entries[0] as ProvenEntry;
  const operator = checkPublicKey(first.entry.author);
  if (!operator.ok) wrong({ kind: 'key', field: first.field, value: first.entry.author }, 'a key that may sign');
  const known = membersOfOperator(first.entry.author);
  const events = new Map<number, AuthoredEvent>();
  const signers = new Set<string>();
  const ids = new Set<string>();
  const shown = new Map<string, AuthoredEvent | number>();
  const stolen: Unchecked[] = [];
  for (const { entry, field, events: ofEntry } of log.entries) {
    const signer = checkSigner(known, entry, field, algorithms);
    signers.add(entry.author);
    for (const { eventNumber, event, digest, field: place } of ofEntry) {
      if (event === null) {
        shown.set(digest, eventNumber);
        continue;
      }
      const found = { kind: 'event', field: place, value: event } as const;
      const type = readText(memberOf(found, event, 'type'));
      const id = readText(memberOf(found, event, 'id'));
      if (ids.has(id)) wrong(memberOf(found, event, 'id'), 'an id that no other event has');
      ids.add(id);
      requireIds(found, event);
      const { recordedAt } = entry;
      const party = actingParty(known, found, event, { signer, recordedAt });
      const standing = standingOf(known, party, event);
      const said = { eventNumber, found, event, type, party, recordedAt, standing };
      const authored = { ...said, correction: correctionIn(known, said, shown) };
      events.set(eventNumber, authored);
      shown.set(digest, authored);
      checkMembership(known, authored, log.ledger, algorithms);
      noteMembers(known, authored);
      stolen.push(...signedByThieves(log, authored));
    }
  }
  const used = [...signers].flatMap((key) => known.keys.get(key) ?? []);
  return {
    stolen,
    events,
    parties: [...new Set(used.map(({ party }) => party))].sort(),
    keys: {
      heldByLedger: used.filter(({ heldBy }) => heldBy === 'ledger').length,
      recovery: used.filter(({ recovery }) => recovery).length,
      stolen: stolen.length,
    },
  };
}

/** The members by which events name parties and things; lots are looked at as they are made. */
const ID_MEMBERS = [
  'agent',
  'consignee',
  'consignor',
  'facility',
  'onBehalfOf',
  'party',
  'shipment',
  'transfer',
  'unit',
];

/** No ledger has other ids: in other letters one could look like another's. */
function requireIds(found: Found, event: JsonObject): void {
  for (const name of ID_MEMBERS) {
    const value = event[name];
    if (typeof value === 'string' && !isIdentifier(value)) wrong(memberOf(found, event, name), 'an id in its alphabet');
  }
  const { replacement = null } = event;
  if (isJsonObject(replacement)) requireIds(memberOf(found, event, 'replacement'), replacement);
}

/** What a correction names, and what it would have in the place of that. */
function correctionIn(
  known: KnownMembers,
  { found, event, type, party, eventNumber, recordedAt }: Omit<AuthoredEvent, 'correction'>,
  shown: ReadonlyMap<string, AuthoredEvent | number>,
): ShownCorrection | null {
  if (type !== 'event-corrected') return null;
  const corrects = memberOf(found, event, 'corrects');
  const target = shown.get(readText(corrects));
  if (target === undefined) return null;
  if (typeof target === 'number') return { target, replacement: null, isByOther: false };
  const isByOther = party !== target.party && !isAuthority(known, party);
  if (isByOther && target.type !== 'transfer-received') {
    wrong({ ...corrects, kind: 'role' }, `the word of ${target.party} or of an authority`, `that of ${party}`);
  }
  const place = memberOf(found, event, 'replacement');
  if (place.value === undefined) return { target, replacement: null, isByOther };
  const replacement = readAnyObject(place);
  const said = memberOf(place, replacement, 'type');
  if (said.value !== target.type) wrong(said, target.type);
  const standing = standingOf(known, target.party, replacement);
  const { type: sameType, party: author } = target;
  const who = { type: sameType, party: author, recordedAt, standing, correction: null };
  return { target, replacement: { eventNumber, found: place, event: replacement, ...who }, isByOther };
}

/** What a key has signed from when it was stolen until it was revoked stays recorded, and may be another's word. */
function signedByThieves({ entries }: ProvenLog, { type, found, event, eventNumber }: AuthoredEvent): Unchecked[] {
  if (type !== 'key-revoked' || event['stolenFrom'] === undefined) return [];
  const key = readText(memberOf(found, event, 'key'));
  const since = readText(memberOf(found, event, 'stolenFrom'));
  const { position: revoked } = placeOfEvent(eventNumber);
  const signed = entries.filter(
    ({ entry: { author, position, recordedAt } }) => author === key && position < revoked && recordedAt >= since,
  );
  return signed.map(({ entry: { position } }) => {
    const place = `${position}.0`;
    const message = `entry ${position} was signed by a key that was stolen then, as event ${formatPlace(eventNumber)} says: it may be another's word`;
    return { kind: 'stolen', event: place, lot: null, message };
  });
}

function standingOf({ parties, facilities }: KnownMembers, party: string, { facility }: JsonObject): Standing {
  const registered = parties.get(party);
  const facilityCountry = typeof facility === 'string' ? (facilities.get(facility) ?? null) : null;
  return { roles: registered?.roles ?? null, partyCountry: registered?.country ?? null, facilityCountry };
}

/** The party whose key signed the entry. */
function checkSigner({ keys }: KnownMembers, entry: Entry, field: string, { verify }: Algorithms): string {
  const place = `${field}.entry`;
  const { author, position } = entry;
  const key = keys.get(author);
  if (key === undefined) {
    const sentence = `entry ${position} is signed by ${author}, and no earlier event of the bundle enrols that key`;
    return fail('key', place, { expected: 'an enrolled key', found: author, sentence });
  }
  if (key.revokedBy !== null) {
    const sentence = `entry ${position} is signed by ${author} of ${key.party}, which event ${key.revokedBy} has revoked`;
    fail('key', place, { expected: 'a key that is not revoked', found: author, sentence });
  }
  const signature = decodeBase64Url(entry.signature);
  if (signature.ok && checkSubmissionSignature(entry, signature.value, verify)) return key.party;
  const sentence = `the signature of entry ${position} is not one by ${author} of ${key.party}`;
  return fail('signature', place, { expected: `a signature by ${author}`, found: entry.signature, sentence });
}

/** The rules of who belongs to a ledger: only an authority registers, and a key is enrolled as `decide-key.ts` asks. */
function checkMembership(known: KnownMembers, authored: AuthoredEvent, ledger: string, algorithms: Algorithms): void {
  const { type, found, event, party, eventNumber } = authored;
  switch (type) {
    case 'ledger-opened':
      if (eventNumber !== 0) wrong(found, 'no second event of this type', `one at ${formatPlace(eventNumber)}`);
      return;
    case 'party-registered':
    case 'facility-registered':
      if (!isAuthority(known, party)) {
        wrong({ ...found, kind: 'role' }, 'the word of an authority', `that of ${party}`);
      }
      return;
    case 'key-enrolled':
      return enrol(known, authored, ledger, algorithms);
    case 'key-revoked': {
      const key = known.keys.get(readText(memberOf(found, event, 'key')));
      if (key === undefined) return;
      if (key.party !== party && !isAuthority(known, party)) {
        wrong({ ...found, kind: 'key' }, `the word of ${key.party} or of an authority`, `that of ${party}`);
      }
      key.revokedBy = formatPlace(eventNumber);
      return;
    }
    case 'checkpoint-key-added':
      requireOperator(authored);
      return proveCheckpointKey(authored, ledger, algorithms);
    case 'checkpoint-key-retired':
      return requireOperator(authored);
    default:
      return;
  }
}

/** What the log is said to be is for the operator alone. */
function requireOperator({ found, party }: AuthoredEvent): void {
  if (party !== OPERATOR) wrong({ ...found, kind: 'role' }, `the word of ${OPERATOR}`, `that of ${party}`);
}

/** Nobody brings in a key that another has: it says itself that it will sign for this ledger. */
function proveCheckpointKey({ found, event }: AuthoredEvent, ledger: string, { verify }: Algorithms): void {
  const place: Found = { ...found, kind: 'key' };
  const key = readParsed(memberOf(place, event, 'key'), parsePublicKey);
  const fit = checkPublicKey(key);
  if (!fit.ok) wrong(memberOf(place, event, 'key'), 'a key that may sign', fit.problem);
  const member = memberOf(place, event, 'proof');
  if (verify(publicKeyBytes(key), checkpointKeyMessage({ key, ledger }), readParsed(member, decodeBase64Url))) return;
  wrong(member, `a signature by ${key} that it will sign the checkpoints of this ledger`);
}

function enrol(known: KnownMembers, authored: AuthoredEvent, ledger: string, { verify }: Algorithms): void {
  const { found, event, party: actor } = authored;
  const place: Found = { ...found, kind: 'key' };
  const member = (name: string) => memberOf(place, event, name);
  const party = readText(member('party'));
  const key = readParsed(member('key'), parsePublicKey);
  const heldBy = readChoice(member('heldBy'), ['party', 'ledger']);
  const recovery = event['recovery'] === undefined ? false : readBoolean(member('recovery'));
  const fit = checkPublicKey(key);
  if (!fit.ok) wrong(member('key'), 'a key that may sign', fit.problem);
  if (known.keys.has(key))
    wrong(member('key'), 'a key that was never enrolled', `one of ${known.keys.get(key)?.party}`);
  const isOwn = actor === party;
  if (!isOwn && !isAuthority(known, actor)) {
    wrong(place, `the word of an authority or of ${party}`, `that of ${actor}`);
  }
  const hasHadKey = [...known.keys.values()].some((other) => other.party === party);
  if (hasHadKey && !isOwn && !recovery) wrong(member('recovery'), 'true, for another party signs in a later key');
  const proof = readParsed(member('proof'), decodeBase64Url);
  if (!verify(publicKeyBytes(key), enrolmentMessage({ key, ledger, party }), proof)) {
    wrong(member('proof'), `a signature by ${key} over its enrolment for ${party}`);
  }
  known.keys.set(key, { party, heldBy, recovery, revokedBy: null });
}
