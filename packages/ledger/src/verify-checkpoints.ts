/** The part of an audit that checks every checkpoint that was published, and the anchor, against the entries. */
import { encodeBase64 } from '@lodestone/proof/base64.ts';
import { type Checkpoint, openCheckpoint } from '@lodestone/proof/checkpoint.ts';
import { digestToBytes } from '@lodestone/proof/digest.ts';
import { createMerkleTree } from '@lodestone/proof/merkle-tree.ts';
import { parseSignedNote } from '@lodestone/proof/signed-note.ts';
import type { VerifierKey } from '@lodestone/proof/verifier-key.ts';
import type { CheckpointRow } from '@lodestone/store/publish.ts';
import type { Anchor } from './anchor.ts';
import { sha256, verifyEd25519 } from './node-crypto.ts';
import type { Failure } from './verdict.ts';

export interface CheckpointsToVerify {
  /** By number, as stored. */
  readonly rows: AsyncIterator<CheckpointRow>;
  /** Every row that says which is the last. */
  readonly published: readonly { readonly count: bigint; readonly size: bigint }[];
  readonly key: VerifierKey | null;
  readonly anchor: Anchor;
  readonly anchorPath: string;
}

/** Takes the leaf hashes in order. A promise must be waited for before the next. */
export interface LeafAudit {
  entry(leafHash: Uint8Array): Promise<void> | undefined;
  end(): Promise<void>;
}

/** Checks signature, size and root of each, numbers without gaps, sizes that never shrink, and the row of the last. */
export async function auditCheckpoints(
  { rows, published, key, anchor, anchorPath }: CheckpointsToVerify,
  report: (failure: Failure) => void,
): Promise<LeafAudit> {
  const fail = (size: number, expected: string, found: string, message: string) =>
    report({ kind: 'checkpoint', position: lastPosition(size), ordinal: null, expected, found, message });
  const tree = createMerkleTree(sha256);
  let next = await rows.next();
  let count = 0;
  let last = { number: -1, size: 0 };

  const checkRoot = (checkpoint: Checkpoint, whose: string) => {
    const expected = encodeBase64(tree.root());
    const found = encodeBase64(digestToBytes(checkpoint.root));
    if (expected === found) return;
    const message = `${whose} has the root ${found} for the first ${tree.size} entries, which have ${expected}`;
    fail(tree.size, expected, found, message);
  };
  const checkRow = (row: CheckpointRow) => {
    const { number, size } = row;
    const whose = `checkpoint ${number}`;
    if (number !== last.number + 1) {
      const message = `the checkpoint after ${last.number} has the number ${number}`;
      fail(size, String(last.number + 1), String(number), message);
    }
    if (size < Math.max(last.size, 1)) {
      fail(size, `${last.size} or more`, String(size), `${whose} has size ${size}, the one before it ${last.size}`);
    }
    last = { number, size };
    count += 1;
    const checkpoint = openOwn(row.note, key);
    if (typeof checkpoint === 'string') {
      const expected = key === null ? 'a key in the first event' : `a checkpoint signed by ${key.publicKey}`;
      fail(size, expected, checkpoint, `${whose}: ${checkpoint}`);
    } else if (checkpoint.size !== size) {
      const message = `${whose} is stored with size ${size}, its note says ${checkpoint.size}`;
      fail(size, String(checkpoint.size), String(size), message);
    } else if (size === tree.size) {
      checkRoot(checkpoint, whose);
    }
  };
  /** Checks the rows that are due; those of a size that was passed already are out of order. */
  const checkDue = async (size: number) => {
    for (; !next.done && next.value.size <= size; next = await rows.next()) checkRow(next.value);
  };

  return {
    entry: (leafHash) => {
      tree.append(leafHash);
      if (anchor.kind === 'anchored' && anchor.checkpoint.size === tree.size) {
        checkRoot(anchor.checkpoint, `the anchor ${anchorPath}`);
      }
      return !next.done && next.value.size <= tree.size ? checkDue(tree.size) : undefined;
    },
    end: async () => {
      for (; !next.done; next = await rows.next()) {
        const { number, size } = next.value;
        checkRow(next.value);
        if (size <= tree.size) continue;
        const found = `${tree.size} entries`;
        fail(
          size,
          `${size} entries`,
          found,
          `checkpoint ${number} was published for ${size} entries, there are ${found}`,
        );
      }
      const expected = count === 0 ? 'no checkpoint' : describePublished(BigInt(count), BigInt(last.size));
      const stored = published.map((row) => describePublished(row.count, row.size)).join(' and ');
      const found = stored === '' ? 'no checkpoint' : stored;
      if (expected !== found) {
        fail(last.size, expected, found, `${found} should be published by its row, the checkpoints are ${expected}`);
      }
      checkAnchorAtEnd();
    },
  };

  function checkAnchorAtEnd(): void {
    if (anchor.kind === 'none') return;
    if (anchor.kind === 'unreadable') {
      fail(0, 'a checkpoint of this ledger', anchor.problem, `the anchor ${anchorPath}: ${anchor.problem}`);
      return;
    }
    const { size } = anchor.checkpoint;
    if (tree.size < size) {
      const message = `the anchor ${anchorPath} has a checkpoint of ${size} entries, there are ${tree.size}`;
      fail(tree.size, `${size} entries`, `${tree.size} entries`, message);
    } else if (last.size < size) {
      const found = count === 0 ? 'no checkpoint' : `the last of size ${last.size}`;
      const message = `the anchor ${anchorPath} has a checkpoint of size ${size}, the database has ${found}`;
      fail(size, `a checkpoint of size ${size}`, found, message);
    }
  }
}

/** The checkpoint of a note that this key and nobody else has signed, or what is wrong with it. */
function openOwn(note: string, key: VerifierKey | null): Checkpoint | string {
  if (key === null) return 'the first event names no checkpoint key';
  const opened = openCheckpoint(note, [key], verifyEd25519);
  if (!opened.ok) return opened.problem;
  // A signature that nobody here can check has no place in the ledger's own note.
  const signed = parseSignedNote(note);
  const signatures = signed.ok ? signed.value.signatures.length : 0;
  return signatures === 1 ? opened.value.checkpoint : `${signatures} signatures, where the ledger's own alone belongs`;
}

function describePublished(count: bigint, size: bigint): string {
  return `${count} checkpoints, the last of size ${size}`;
}

/** The last entry under a checkpoint; of a size that no ledger has there is none. */
function lastPosition(size: number): number | null {
  return Number.isSafeInteger(size) && size > 0 ? size - 1 : null;
}
