import type { VerifyEd25519 } from '@lodestone/proof/ed25519.ts';
import type { Sha256 } from '@lodestone/proof/hash.ts';

/** What a verifier hashes and checks signatures with: compiled code on a server, noble in a browser, the same answers. */
export interface Algorithms {
  readonly sha256: Sha256;
  readonly verify: VerifyEd25519;
}
