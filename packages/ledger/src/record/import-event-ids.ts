/** Ids of events that are imported: the same row by the same party is the same event, however often the file is read. */
import { createHmac, randomBytes } from 'node:crypto';
import type { IdentifyEvent } from '@lodestone/interchange/exact-event.ts';
import { encodeEvent } from '@lodestone/proof/event-bytes.ts';
import type { JsonObject } from '@lodestone/proof/json-text.ts';
import { encodeUtf8 } from '@lodestone/proof/utf8.ts';
import { formatUuidV4 } from '@lodestone/proof/uuid.ts';
import { keysFolder } from '../files/data-folder.ts';
import { listKeys } from '../keys/keyring.ts';
import { sha256, type SigningKey } from '../keys/node-crypto.ts';
import type { Ledger } from '../open-ledger.ts';

/**
 * Makes the ids of imported events: 122 bits of HMAC-SHA-256 over the event without its id, under a secret that only the
 * party's first key yields (docs/decisions/0015). To everybody else they are as good as random, which is what an event id
 * has to be: it keeps the digest of an event from being guessed.
 */
export async function createEventIds({ dataFolder, name }: Ledger, by: string | undefined): Promise<IdentifyEvent> {
  const firstKeys = new Map<string, SigningKey>();
  for (const key of await listKeys(keysFolder(dataFolder))) {
    if (!firstKeys.has(key.party)) firstKeys.set(key.party, await key.unlock());
  }
  const secrets = new Map<string, Uint8Array>();
  return (event, rowBy) => {
    const party = rowBy ?? by ?? '';
    let secret = secrets.get(party);
    if (secret === undefined) {
      secret = secretOf(firstKeys.get(party), name);
      secrets.set(party, secret);
    }
    const encoded = encodeEvent(event as JsonObject);
    // What is too large for an event is refused as one, under any id.
    const bytes = encoded.ok ? encoded.value : randomBytes(16);
    return formatUuidV4(createHmac('sha256', secret).update(bytes).digest());
  };
}

/** An Ed25519 signature is the same each time, and nobody without the key can make it. */
function secretOf(key: SigningKey | undefined, ledger: string): Uint8Array {
  // A party without a key can record nothing, so its events have no id that would have to come again.
  return key === undefined ? randomBytes(32) : sha256(key.sign(encodeUtf8(`lodestone/import/1\n${ledger}`)));
}
