/** What a line of input asks to be sealed: member by member, and for whom. */
import { IN_REPLACEMENT, SEALABLE_IN_REPLACEMENT, SEALABLE_MEMBERS } from '@lodestone/custody/events/event-members.ts';
import type { JsonValue } from '@lodestone/proof/json-text.ts';

/** The readers of each member that is to be sealed: names of the register, or recipients of age. */
export type SealRequest = ReadonlyMap<string, readonly string[]>;

/** Recipients are read one by one, and each is a stanza of every opening. */
const READERS_MAX = 100;

const SEALABLE: ReadonlySet<string> = new Set([...SEALABLE_MEMBERS, ...SEALABLE_IN_REPLACEMENT]);

/** Reads `{"permit": ["CUSTOMS", "age1…"]}`, or says what is wrong with it. */
export function readSealRequest(value: JsonValue): SealRequest | string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return 'seal: must be an object of members with their readers, such as {"permit": ["age1…"]}';
  }
  const fields = Object.entries(value);
  if (fields.length === 0) return 'seal: names no member: leave it out, or name what to seal';
  const request = new Map<string, readonly string[]>();
  for (const [field, readers] of fields) {
    const problem = findFieldProblem(field);
    if (problem !== null) return `seal.${field}: ${problem}`;
    const named = readReaders(readers);
    if (typeof named === 'string') return `seal.${field}: ${named}`;
    request.set(field, named);
  }
  return request;
}

/** Says why a member cannot be sealed; null when it can. */
export function findFieldProblem(field: string): string | null {
  if (SEALABLE.has(field)) return null;
  return `cannot be sealed: a rule may read it; sealed may be ${SEALABLE_MEMBERS.join(', ')}, and of a correction ${IN_REPLACEMENT}<one of them>`;
}

function readReaders(value: JsonValue): readonly string[] | string {
  const expected = 'must be a list of readers, each an age recipient or a name of lodestone reader list';
  if (!Array.isArray(value)) return expected;
  const readers = value.filter((reader) => typeof reader === 'string');
  if (readers.length < value.length) return expected;
  if (readers.length === 0) return 'names no reader, and nobody could ever open it: name yourself at least';
  if (readers.length <= READERS_MAX) return readers;
  return `names ${readers.length} readers, at most ${READERS_MAX}: share a key among them`;
}
