/** Proofs that an entry is in what was published, and that one published log begins with another. */
import type { ConsistencyProof } from '@lodestone/proof/consistency-proof.ts';
import { digestToBytes } from '@lodestone/proof/digest.ts';
import type { InclusionProof } from '@lodestone/proof/inclusion-proof.ts';
import { consistencyRanges, inclusionRanges } from '@lodestone/proof/tree-node.ts';
import type { Ledger } from '../open-ledger.ts';
import { type PublishedCheckpoint, readLastCheckpoint } from './publish-checkpoint.ts';
import { createTreeReader, type TreeReader } from './tree-reader.ts';

/** Complete tiles of 16 KiB that a prover keeps: 16 MiB. */
const TILES_MAX = 1_024;

/** Makes proofs, and keeps the tiles that it has read. It needs no closing. */
export interface Prover {
  /**
   * Proves that the entry at `position` is in the checkpoint given, else in the last one. Null when nothing that is
   * published has it.
   */
  proveInclusion(position: number, published?: PublishedCheckpoint): Promise<ProvedInclusion | null>;
  /** Proves that the log of `size2` entries begins with that of `size1`. Null when less than `size2` is published. */
  proveConsistency(size1: number, size2: number): Promise<ConsistencyProof | null>;
}

export interface ProvedInclusion {
  readonly published: PublishedCheckpoint;
  readonly inclusion: InclusionProof;
}

/** Makes a prover. With `tilesMax: 0` it reads single nodes and keeps none, which is best for one proof alone. */
export function createProver(ledger: Ledger, options: { readonly tilesMax?: number } = {}): Prover {
  const { database, ledgerId } = ledger;
  const reader = createTreeReader(database.pool, ledgerId, { tilesMax: options.tilesMax ?? TILES_MAX });
  return {
    proveInclusion: async (position, published) => {
      const checkpoint = published ?? (await readLastCheckpoint(ledger));
      if (checkpoint === null || !isPlace(position, checkpoint.checkpoint.size)) return null;
      return { published: checkpoint, inclusion: await inclusionIn(reader, position, checkpoint) };
    },
    proveConsistency: async (size1, size2) => {
      const last = await readLastCheckpoint(ledger);
      if (last === null || size2 > last.checkpoint.size || !isPlace(size1, size2 + 1)) return null;
      return consistencyOf(reader, size1, size2);
    },
  };
}

/** Proves one entry to be in the last checkpoint; see `Prover.proveInclusion`. */
export function proveInclusion(ledger: Ledger, position: number): Promise<ProvedInclusion | null> {
  return createProver(ledger, { tilesMax: 0 }).proveInclusion(position);
}

/** Proves that one log begins with another; see `Prover.proveConsistency`. */
export function proveConsistency(ledger: Ledger, size1: number, size2: number): Promise<ConsistencyProof | null> {
  return createProver(ledger, { tilesMax: 0 }).proveConsistency(size1, size2);
}

function isPlace(place: number, end: number): boolean {
  return Number.isSafeInteger(place) && place >= 0 && place < end;
}

async function inclusionIn(
  reader: TreeReader,
  position: number,
  { checkpoint }: PublishedCheckpoint,
): Promise<InclusionProof> {
  const { size, root } = checkpoint;
  const leaf = { start: position, end: position + 1 };
  const [leafHash, ...proof] = await reader.read(size, [leaf, ...inclusionRanges(position, size)]);
  return {
    index: BigInt(position),
    size: BigInt(size),
    leafHash: leafHash as Uint8Array,
    root: digestToBytes(root),
    proof,
  };
}

async function consistencyOf(reader: TreeReader, size1: number, size2: number): Promise<ConsistencyProof> {
  const roots = [size1, size2].map((end) => ({ start: 0, end }));
  const [root1, root2, ...proof] = await reader.read(size2, [...roots, ...consistencyRanges(size1, size2)]);
  return {
    size1: BigInt(size1),
    size2: BigInt(size2),
    root1: root1 as Uint8Array,
    root2: root2 as Uint8Array,
    proof,
  };
}
