/** Opens sealed members for a reader who has the identity, and holds what is found against what the event commits to. */
import { parseEventBytes } from '@lodestone/proof/event-bytes.ts';
import { commitmentOf, commitmentsIn, type Opening, parseOpening } from '@lodestone/proof/sealed-field.ts';
import { type OpeningErasure, readSealingEvent, type SealingEvent } from '@lodestone/store/log/read-openings.ts';
import { type AgeIdentity, decryptWith } from '../keys/age-file.ts';
import { sha256 } from '../keys/node-crypto.ts';
import type { Ledger } from '../open-ledger.ts';
import { unpadOpening } from './seal-event.ts';

/** A sealed member, and what came of opening it. */
export type OpenedField = {
  readonly event: string;
  readonly field: string;
  readonly commitment: string;
} & (
  | { readonly status: 'opened'; readonly opening: Opening }
  /** Nobody has asked to open it: no identity was given. */
  | { readonly status: 'kept' }
  /** Its opening was never given to this ledger. */
  | { readonly status: 'not-kept' }
  | { readonly status: 'erased'; readonly erasure: OpeningErasure }
  /** It was encrypted to others. */
  | { readonly status: 'not-a-reader' }
  | { readonly status: 'damaged'; readonly problem: string }
);

/**
 * The sealed members of an event, each as far as it opens; null when no event of this id is recorded. `shown` are openings
 * that somebody hands over, of this or other events: they open whatever the ledger keeps.
 */
export async function readOpenings(
  { database, ledgerId }: Ledger,
  event: string,
  identities: readonly AgeIdentity[],
  shown: readonly Opening[] = [],
): Promise<{ readonly sealing: SealingEvent; readonly fields: readonly OpenedField[] } | null> {
  const sealing = await readSealingEvent(database, ledgerId, event);
  if (sealing === null) return null;
  const fields: OpenedField[] = [];
  for (const [field, commitment] of sealedMembers(event, sealing)) {
    const sealed = { event, field, commitment };
    const handed = shown.find((opening) => opening.event === event && opening.field === field);
    const outcome = handed === undefined ? openField(sealing, sealed, identities) : holdAgainst(handed, sealed);
    fields.push({ ...sealed, ...(await outcome) });
  }
  return { sealing, fields };
}

/**
 * What opens one sealed member of an event: `{event, field, salt, value}`, held against the commitment. Null when no such
 * event is recorded, or it has no such member sealed.
 */
export async function readOpening(
  ledger: Ledger,
  event: string,
  field: string,
  identities: readonly AgeIdentity[],
): Promise<OpenedField | null> {
  const found = await readOpenings(ledger, event, identities);
  return found?.fields.find((each) => each.field === field) ?? null;
}

/** The commitments as the event's own bytes have them, by member. */
function sealedMembers(event: string, { body }: SealingEvent): ReadonlyMap<string, string> {
  const parsed = parseEventBytes(body);
  if (!parsed.ok) throw new Error(`event ${event} cannot be read (${parsed.problem}): run verify`);
  return commitmentsIn(parsed.value);
}

type Outcome = OpenedField extends infer Field
  ? Field extends OpenedField
    ? Omit<Field, 'event' | 'field' | 'commitment'>
    : never
  : never;

interface SealedField {
  readonly event: string;
  readonly field: string;
  readonly commitment: string;
}

async function openField(
  { openings, erasures }: SealingEvent,
  sealed: SealedField,
  identities: readonly AgeIdentity[],
): Promise<Outcome> {
  const erasure = erasures.get(sealed.field);
  if (erasure !== undefined) return { status: 'erased', erasure };
  const ciphertext = openings.get(sealed.field);
  if (ciphertext === undefined) return { status: 'not-kept' };
  if (identities.length === 0) return { status: 'kept' };
  const secrets = identities.map(({ identity }) => identity);
  const decrypted = await decryptWith(secrets, ciphertext);
  if (!decrypted.ok) {
    if (decrypted.reason === 'not-a-reader') return { status: 'not-a-reader' };
    return { status: 'damaged', problem: 'its ciphertext is not as it was encrypted' };
  }
  const parsed = parseOpening(unpadOpening(decrypted.bytes));
  if (!parsed.ok) return { status: 'damaged', problem: parsed.problem };
  return holdAgainst(parsed.value, sealed);
}

function holdAgainst(opening: Opening, sealed: SealedField): Outcome {
  const problem = findMismatch(opening, sealed);
  return problem === null ? { status: 'opened', opening } : { status: 'damaged', problem };
}

/** Whoever encrypted it may have put anything there: only what fits the commitment is what the author sealed. */
function findMismatch(opening: Opening, { event, field, commitment }: SealedField): string | null {
  if (opening.event !== event) return `it is for event ${opening.event}, not ${event}`;
  if (opening.field !== field) return `it is for ${opening.field}, not ${field}`;
  const found = commitmentOf(opening, sha256);
  return found === commitment ? null : `it makes the commitment ${found}, the event has ${commitment}`;
}
