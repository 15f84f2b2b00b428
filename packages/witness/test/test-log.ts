/** A log for witnesses to look at: leaves that count, checkpoints signed by a key of RFC 8032 §7.1, and proofs. */
import { createHash } from 'node:crypto';
import { formatCheckpoint, signCheckpoint } from '@lodestone/proof/checkpoint.ts';
import { type CosignerKey, cosignerKeyOf } from '@lodestone/proof/cosignature.ts';
import { digestFromBytes } from '@lodestone/proof/digest.ts';
import { publicKeyOf, signEd25519 } from '@lodestone/proof/ed25519.ts';
import { createMerkleTree } from '@lodestone/proof/merkle-tree.ts';
import { nobleSha256 } from '@lodestone/proof/noble-sha256.ts';
import { formatPublicKey, publicKeyBytes } from '@lodestone/proof/public-key.ts';
import { consistencyRanges } from '@lodestone/proof/tree-node.ts';
import { keyIdOf, type VerifierKey } from '@lodestone/proof/verifier-key.ts';
import { formatAddCheckpoint } from '@lodestone/proof/witness-request.ts';

const LOG_SECRET = Buffer.from('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb', 'hex');
const WITNESS_SECRET = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex');

export const ORIGIN = 'example.org/first';
export const logKey = keyNamed(ORIGIN, LOG_SECRET);
export const witnessKey: CosignerKey = cosignerKeyOf(
  'witness.example/w1',
  formatPublicKey(publicKeyOf(WITNESS_SECRET)),
);
export const witnessSign = (message: Uint8Array): Uint8Array => signEd25519(WITNESS_SECRET, message);

/** A history: one that is not `''` shares the first 3 leaves with the others, and goes its own way from there. */
export type History = string;

const COMMON_LEAVES = 3;

function rootOf(start: number, end: number, history: History): Uint8Array {
  const tree = createMerkleTree(nobleSha256);
  for (let leaf = start; leaf < end; leaf++) {
    const seed = leaf < COMMON_LEAVES ? `${leaf}` : `${history}${leaf}`;
    tree.append(createHash('sha256').update(seed).digest());
  }
  return tree.root();
}

/** The signed checkpoint of the first `size` leaves. */
export function noteOf(size: number, history: History = '', origin = ORIGIN): string {
  const checkpoint = { origin, size, root: digestFromBytes(rootOf(0, size, history)) };
  return signCheckpoint(checkpoint, logKey.publicKey, (message) => signEd25519(LOG_SECRET, message));
}

export function textOf(size: number, history: History = ''): string {
  return formatCheckpoint({ origin: ORIGIN, size, root: digestFromBytes(rootOf(0, size, history)) });
}

/** The request to cosign `size` leaves after `oldSize`, with the proof of this history. */
export function requestOf(oldSize: number, size: number, history: History = ''): string {
  const ranges = oldSize > size ? [] : consistencyRanges(oldSize, size);
  const proof = ranges.map(({ start, end }) => rootOf(start, end, history));
  return formatAddCheckpoint({ oldSize, proof, note: noteOf(size, history) });
}

function keyNamed(name: string, secret: Uint8Array): VerifierKey {
  const publicKey = formatPublicKey(publicKeyOf(secret));
  return { name, keyId: keyIdOf(name, publicKeyBytes(publicKey)), publicKey };
}
