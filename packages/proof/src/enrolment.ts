import { canonicalize } from './canonical-json.ts';
import type { PublicKey } from './public-key.ts';
import { encodeUtf8 } from './utf8.ts';

/** Whose key becomes whose: a key, the ledger that will accept it, and the party that it will sign for. */
export type Enrolment = { readonly key: PublicKey; readonly ledger: string; readonly party: string };

/**
 * The bytes that a new checkpoint key itself signs, "lodestone/checkpoint-key/1\n" ‖ canonical JSON:
 *
 *     {"key":"ed25519:…","ledger":"<ledger>"}
 */
export function checkpointKeyMessage({ key, ledger }: Pick<Enrolment, 'key' | 'ledger'>): Uint8Array {
  return encodeUtf8(`lodestone/checkpoint-key/1\n${canonicalize({ key, ledger })}`);
}

/**
 * The bytes that the new key itself signs, "lodestone/enrol/1\n" ‖ canonical JSON, so that nobody enrols a key that
 * another holds:
 *
 *     {"key":"ed25519:…","ledger":"<ledger>","party":"<party>"}
 */
export function enrolmentMessage({ key, ledger, party }: Enrolment): Uint8Array {
  return encodeUtf8(`lodestone/enrol/1\n${canonicalize({ key, ledger, party })}`);
}
