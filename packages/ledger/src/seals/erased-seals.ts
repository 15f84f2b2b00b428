/** An event that is sealed anew after what opened it was erased: nobody can say any more whether it is the recorded one. */
import { canonicalize } from '@lodestone/proof/canonical-json.ts';
import { digestEvent, parseEventBytes } from '@lodestone/proof/event-bytes.ts';
import { isJsonObject, type JsonObject } from '@lodestone/proof/json-value.ts';
import { commitmentsIn } from '@lodestone/proof/sealed-field.ts';
import { readSealingEvent } from '@lodestone/store/log/read-openings.ts';
import type { EncodedEvent } from '../append/submission.ts';
import { sha256 } from '../keys/node-crypto.ts';
import type { Ledger } from '../open-ledger.ts';
import type { RecordRefusal } from '../record/recording-refusal.ts';

export interface ErasedSeals {
  /** The members whose openings are erased. */
  readonly fields: readonly string[];
  readonly refusal: Pick<RecordRefusal, 'message' | 'facts'>;
}

/**
 * Finds that an event differs from the recorded one of its id in nothing but commitments whose openings are erased: the
 * salts went with them, so what says the same has another commitment now. Null when something else differs.
 */
export async function findErasedSeals(
  { database, ledgerId }: Pick<Ledger, 'database' | 'ledgerId'>,
  { event: { id, sealed }, bytes, digest: found }: EncodedEvent,
): Promise<ErasedSeals | null> {
  const recorded = sealed === undefined ? null : await readSealingEvent(database, ledgerId, id);
  const [erasure] = recorded?.erasures.values() ?? [];
  if (recorded === null || erasure === undefined) return null;
  const [there, here] = [membersOf(recorded.body), membersOf(bytes)];
  const erased = [...commitmentsIn(there)].filter(([field]) => recorded.erasures.has(field));
  const fields = erased.map(([field]) => field);
  if (canonicalize(withoutSealed(here, fields)) !== canonicalize(withoutSealed(there, fields))) return null;
  const names = fields.join(', ');
  const erasedBy = `${erasure.position}.${erasure.ordinal}`;
  const erasedAt = erasure.occurredAt;
  const digest = digestEvent(recorded.body, sha256);
  const kept = JSON.stringify(Object.fromEntries(erased));
  const message = `id: event ${id} is recorded, and what opened its ${names} was erased by event ${erasedBy} at ${erasedAt}: whether it is the same cannot be known any more (digest ${digest} there, ${found} here); leave it out, or state "sealed": ${kept} in it and seal ${names} no more`;
  const facts = { field: 'id', event: id, recorded: digest, found, erased: names, erasedBy, erasedAt };
  return { fields, refusal: { message, facts } };
}

function membersOf(bytes: Uint8Array): JsonObject {
  const parsed = parseEventBytes(bytes);
  if (!parsed.ok) throw new Error(`an event cannot be read (${parsed.problem}): run verify`);
  return parsed.value;
}

function withoutSealed({ sealed = {}, ...event }: JsonObject, fields: readonly string[]): JsonObject {
  const kept = Object.entries(isJsonObject(sealed) ? sealed : {}).filter(([field]) => !fields.includes(field));
  return { ...event, sealed: Object.fromEntries(kept) };
}
