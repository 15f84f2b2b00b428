/** Seals members of an event before it is signed: what it said goes into openings that only their readers can open. */
import { IN_REPLACEMENT } from '@lodestone/custody/events/event-members.ts';
import { parseEventBytes } from '@lodestone/proof/event-bytes.ts';
import { isJsonObject, type JsonObject } from '@lodestone/proof/json-value.ts';
import { commitmentOf, formatOpening, type Opening } from '@lodestone/proof/sealed-field.ts';
import { type EncodedEvent, encodeCustodyEvent } from '../append/submission.ts';
import { encryptFor, findRecipientProblem } from '../keys/age-file.ts';
import { sha256 } from '../keys/node-crypto.ts';
import type { ReaderRegister } from './reader-register.ts';
import type { SealRequest } from './seal-request.ts';
import { findSealSecret, keepSealSecret, passingSecret, saltOf } from './seal-secrets.ts';

/** What opens a sealed member, for its readers alone. */
export interface SealedOpening {
  readonly field: string;
  readonly ciphertext: Uint8Array;
}

export interface SealingPlace {
  readonly dataFolder: string;
  readonly readers: ReaderRegister;
  /** Keeps no secret. */
  readonly dryRun: boolean;
}

/** What is wrong with a request: which member of the line, and what. */
export interface SealProblem {
  readonly field: string;
  readonly message: string;
}

/** A multiple of this many bytes is encrypted: the length of a ciphertext would tell a name from another. */
const PADDED_BYTES = 256;
const SPACE = 0x20;

/**
 * The event with members replaced by commitments, and their openings with it. `plain` was checked whole, so what is sealed
 * has the form that the member must have.
 */
export async function sealEvent(
  plain: EncodedEvent,
  request: SealRequest,
  place: SealingPlace,
): Promise<EncodedEvent | SealProblem> {
  const parsed = parseEventBytes(plain.bytes);
  if (!parsed.ok) throw new Error(`Bug: an encoded event cannot be read: ${parsed.problem}`);
  const members: JsonObject = { ...parsed.value };
  const sealed: JsonObject = { ...plain.event.sealed };
  // Those that somebody else has sealed apart from the event came along with it.
  const openings: SealedOpening[] = [...(plain.openings ?? [])];
  for (const [field, readers] of request) {
    const { holder, member } = placeOf(members, field);
    const value = holder[member];
    if (value === undefined) {
      const found = sealed[field] === undefined ? 'the event states none' : 'the event has it sealed already';
      return { field: `seal.${field}`, message: `${found}: nothing is there to seal` };
    }
    const recipients = recipientsOf(readers, place.readers);
    if (typeof recipients === 'string') return { field: `seal.${field}`, message: recipients };
    const secretValue = { event: plain.event.id, field, value };
    const salt = saltOf(await secretFor(place, plain.event.id, field), secretValue);
    const opening = { ...secretValue, salt };
    sealed[field] = commitmentOf(opening, sha256);
    delete holder[member];
    openings.push({ field, ciphertext: await encryptOpening(recipients, opening) });
  }
  const encoded = encodeCustodyEvent({ ...members, sealed });
  if (encoded.ok) return { ...encoded.encoded, openings };
  const [first] = encoded.problems;
  return { field: first?.path ?? 'seal', message: first?.message ?? 'cannot be sealed' };
}

/** The object that states a member, and the name that it has there. */
function placeOf(members: JsonObject, field: string): { holder: JsonObject; member: string } {
  if (!field.startsWith(IN_REPLACEMENT)) return { holder: members, member: field };
  const { replacement = null } = members;
  return { holder: isJsonObject(replacement) ? replacement : {}, member: field.slice(IN_REPLACEMENT.length) };
}

function secretFor({ dataFolder, dryRun }: SealingPlace, event: string, field: string): Promise<Uint8Array> {
  if (!dryRun) return keepSealSecret(dataFolder, event, field);
  return findSealSecret(dataFolder, event, field).then((known) => known ?? passingSecret());
}

/** Each recipient once, or what is wrong with a reader. */
export function recipientsOf(readers: readonly string[], register: ReaderRegister): readonly string[] | string {
  const recipients = new Set<string>();
  for (const reader of readers) {
    const named = register.get(reader);
    const problem = named === undefined ? findRecipientProblem(reader) : null;
    if (problem !== null) {
      const known = register.size === 0 ? 'none is named here' : `named here are ${[...register.keys()].join(', ')}`;
      // Somebody may have pasted the secret half.
      const shown = /^AGE-SECRET-KEY-/i.test(reader) ? 'one of them' : reader;
      return `the reader ${shown} ${problem}; ${known}: lodestone reader add <name> <age1…>`;
    }
    recipients.add(named ?? reader);
  }
  return [...recipients];
}

/** An opening for its readers alone. */
export function encryptOpening(recipients: readonly string[], opening: Opening): Promise<Uint8Array> {
  return encryptFor(recipients, padOpening(opening));
}

function padOpening(opening: Opening): Uint8Array {
  const bytes = formatOpening(opening);
  const padded = new Uint8Array(Math.ceil(bytes.length / PADDED_BYTES) * PADDED_BYTES).fill(SPACE);
  padded.set(bytes);
  return padded;
}

/** The bytes of an opening without what `sealEvent` has added to their end. */
export function unpadOpening(padded: Uint8Array): Uint8Array {
  let end = padded.length;
  while (end > 0 && padded[end - 1] === SPACE) end -= 1;
  return padded.subarray(0, end);
}
