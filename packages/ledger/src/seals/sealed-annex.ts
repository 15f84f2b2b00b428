/**
 * Members that their owner seals before somebody else files the event: the filer gets commitments and what it cannot open,
 * the owner keeps what opens them. Nothing of it needs a ledger.
 */
import { randomBytes } from 'node:crypto';
import { findMemberProblem } from '@lodestone/custody/events/event-schema.ts';
import { encodeBase64Url } from '@lodestone/proof/base64.ts';
import type { JsonObject } from '@lodestone/proof/json-text.ts';
import { commitmentOf, type Opening } from '@lodestone/proof/sealed-field.ts';
import { eventHead } from '../append/event-head.ts';
import { sha256 } from '../keys/node-crypto.ts';
import { formatCarriedOpenings } from './carried-openings.ts';
import type { ReaderRegister } from './reader-register.ts';
import { encryptOpening, recipientsOf, type SealedOpening } from './seal-event.ts';
import { findFieldProblem } from './seal-request.ts';

const SALT_BYTES = 32;

export interface AnnexRequest {
  /** The type of the event that the members are of. */
  readonly type: string;
  /** The id that the event is to have; a new one when not given. */
  readonly event?: string | undefined;
  /** What each member says. */
  readonly members: JsonObject;
  /** Names of the register, or recipients; none where the openings are handed over by hand. */
  readonly readers: readonly string[];
  readonly register: ReaderRegister;
}

export interface SealedAnnex {
  /** What the line of the filer has to have: the event's id, type and commitments, and the encrypted openings. */
  readonly line: JsonObject;
  /** What the owner keeps. Whoever has it can show what was sealed. */
  readonly openings: readonly Opening[];
}

/** Seals members apart from their event, each with a salt of its own; or says what is wrong, and with which. */
export async function sealAnnex(request: AnnexRequest): Promise<SealedAnnex | string> {
  const { type, event = eventHead().id, members, readers, register } = request;
  const problem = findAnnexProblem(type, members);
  if (problem !== null) return problem;
  const recipients = readers.length === 0 ? [] : recipientsOf(readers, register);
  if (typeof recipients === 'string') return recipients;
  const openings = Object.entries(members).map(([field, value]): Opening => {
    return { event, field, salt: encodeBase64Url(randomBytes(SALT_BYTES)), value };
  });
  const sealed = Object.fromEntries(openings.map((opening) => [opening.field, commitmentOf(opening, sha256)]));
  const carried: SealedOpening[] = [];
  for (const opening of recipients.length === 0 ? [] : openings) {
    carried.push({ field: opening.field, ciphertext: await encryptOpening(recipients, opening) });
  }
  const line: JsonObject = { event: { id: event, type, sealed } };
  return { line: carried.length === 0 ? line : { ...line, openings: formatCarriedOpenings(carried) }, openings };
}

/** The values are not repeated: whoever reads the message may not be who may read them. */
function findAnnexProblem(type: string, members: JsonObject): string | null {
  const entries = Object.entries(members);
  if (entries.length === 0) return 'the annex has no members: nothing is there to seal';
  for (const [field, value] of entries) {
    const unsealable = findFieldProblem(field);
    if (unsealable !== null) return `${field} ${unsealable}`;
    const problem = findMemberProblem(type, field, value);
    if (problem !== null) return `${field} ${problem}`;
  }
  return null;
}
