/** The part of an audit that checks every checkpoint that was published, and the anchor, against the entries. */
import { formatCount } from '@lodestone/custody/format-count.ts';
import type { CheckpointKeys } from '@lodestone/evidence/checkpoint-keys.ts';
import { openOwnCheckpoint } from '@lodestone/evidence/open-own-checkpoint.ts';
import { encodeBase64 } from '@lodestone/proof/base64.ts';
import type { Checkpoint } from '@lodestone/proof/checkpoint.ts';
import type { Cosignature } from '@lodestone/proof/cosignature.ts';
import { digestToBytes } from '@lodestone/proof/digest.ts';
import { createMerkleTree } from '@lodestone/proof/merkle-tree.ts';
import { accept, type Parsed, refuse } from '@lodestone/proof/parsed.ts';
import { showVerifierKey, type VerifierKey } from '@lodestone/proof/verifier-key.ts';
import type { WitnessPolicy } from '@lodestone/proof/witness-policy.ts';
import type { StoredCheckpoint } from '@lodestone/store/log/stream-published.ts';
import { sha256, verifyEd25519 } from '../keys/node-crypto.ts';
import type { Anchor } from '../publish/anchor.ts';
import { checkAnchor, checkKept, checkLastRow, checkTrustedKeys, type FailAt } from './checkpoints-at-end.ts';
import { type Failure, lastPosition } from './verdict.ts';
import type { CosignaturesAudit, CosignedCheckpoint } from './verify-cosignatures.ts';
import type { StampedCheckpoint, TimestampsAudit, TimestampTrust } from './verify-timestamps.ts';

export interface CheckpointsToVerify {
  /** By number, as stored. */
  readonly rows: AsyncIterator<StoredCheckpoint>;
  /** Every row that says which is the last; null where the checkpoints end with the last one, and nothing else says so. */
  readonly published: readonly { readonly count: bigint; readonly size: bigint }[] | null;
  /** As the events name them; those of the entries so far at least. */
  readonly keys: CheckpointKeys;
  readonly anchor: Anchor;
  readonly anchorPath: string;
  readonly trust: Trust;
  readonly cosignatures: CosignaturesAudit;
  readonly timestamps: TimestampsAudit;
}

/** What whoever verifies brings along: nothing of it was read from the database that is verified. */
export interface Trust {
  /**
   * Keys that may sign checkpoints. When there are any, one of the ledger's own must be among them. A key that the ledger
   * names in entries under a checkpoint which a trusted key has signed is trusted as well, for those that come after.
   */
  readonly keys: readonly VerifierKey[];
  /** Checkpoints that were kept, signed by one of these keys. */
  readonly kept: readonly KeptCheckpoint[];
  /** The witnesses that count, and how many of them it takes. */
  readonly policy: WitnessPolicy | null;
  /** Who may say what time it was. */
  readonly timestamps: TimestampTrust | null;
}

/** A checkpoint with what the witnesses of the policy have said under its note. */
export interface KeptCheckpoint extends Checkpoint {
  readonly cosignatures: readonly Cosignature[];
}

export const NO_TRUST: Trust = { keys: [], kept: [], policy: null, timestamps: null };

/** Takes the leaf hashes in order. A promise must be waited for before the next. */
export interface LeafAudit {
  entry(leafHash: Uint8Array): Promise<void> | undefined;
  end(): Promise<void>;
}

export interface CheckpointsAudit extends LeafAudit {
  /** After the end: the largest checkpoint that the entries lead to and that a trusted key has signed. */
  trusted(): Checkpoint | null;
  /** And the largest of these on which the quorum of the policy agrees. */
  witnessed(): CosignedCheckpoint | null;
  /** The largest that is right and that a trusted authority has stamped, whoever signed it. */
  stamped(): StampedCheckpoint | null;
}

/** Checks signature, size and root of each, numbers without gaps, sizes that never shrink, and the row of the last. */
export async function auditCheckpoints(
  { rows, published, keys, anchor, anchorPath, trust, cosignatures, timestamps }: CheckpointsToVerify,
  report: (failure: Failure) => void,
): Promise<CheckpointsAudit> {
  const fail: FailAt = (size, expected, found, message) =>
    report({ kind: 'checkpoint', position: lastPosition(size), ordinal: null, expected, found, message });
  const tree = createMerkleTree(sha256);
  let next = await rows.next();
  let count = 0;
  let last = { number: -1, size: 0 };
  const trustedKeys = new Set(trust.keys.map(showVerifierKey));
  const isTrustedKey = (key: VerifierKey) => trustedKeys.has(showVerifierKey(key));
  const own = keys.origin;
  const others = trust.kept.filter(({ origin }) => origin !== own);
  const kept = trust.kept.filter(({ origin }) => origin === own).sort((left, right) => left.size - right.size);
  let nextKept = kept.findIndex(({ size }) => size > 0);
  let trusted: Checkpoint | null = null;

  /** `isTrusted` says that a trusted key has signed it: then it counts when it is right, and so do its witnesses. */
  const checkRoot = (
    checkpoint: Checkpoint,
    whose: string,
    isTrusted: boolean,
    cosigned: readonly Cosignature[],
  ): Promise<void> | undefined => {
    const expected = encodeBase64(tree.root());
    const found = encodeBase64(digestToBytes(checkpoint.root));
    if (expected === found) {
      if (isTrusted) {
        trusted = checkpoint;
        // Whoever signed for these entries has signed for the keys that they name.
        for (const key of keys.namedWithin(tree.size)) trustedKeys.add(showVerifierKey(key));
      }
      const taken = cosignatures.take(checkpoint, isTrusted, cosigned);
      return taken === undefined ? timestamps.take(checkpoint) : taken.then(() => timestamps.take(checkpoint));
    }
    const message = `${whose} has the root ${found} for the first ${formatCount(tree.size, 'entry', 'entries')}, which have ${expected}`;
    fail(tree.size, expected, found, message);
    return undefined;
  };
  const checkRow = async (row: StoredCheckpoint) => {
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
    const active = keys.activeAt(size);
    const opened = openStored(row, keys);
    const cosigned = cosignatures.open(row);
    if (!opened.ok) {
      const signers = active.map(({ publicKey }) => publicKey).join(' and ');
      const expected = active.length === 0 ? 'a key in the first event' : `a checkpoint signed by ${signers}`;
      fail(size, expected, opened.problem, `${whose}: ${opened.problem}`);
      return;
    }
    const checkpoint = opened.value;
    if (checkpoint.size !== size) {
      const message = `${whose} is stored with size ${size}, its note says ${checkpoint.size}`;
      fail(size, String(checkpoint.size), String(size), message);
    } else if (size === tree.size) {
      await checkRoot(checkpoint, whose, active.some(isTrustedKey), cosigned);
    }
  };
  /** Checks the rows that are due; those of a size that was passed already are out of order. */
  const checkDue = async (size: number) => {
    for (; !next.done && next.value.size <= size; next = await rows.next()) await checkRow(next.value);
  };

  const isAnchorDue = () => anchor.kind === 'anchored' && anchor.checkpoint.size === tree.size;
  const isKeptDue = () => kept[nextKept]?.size === tree.size;
  const isRowDue = () => !next.done && next.value.size <= tree.size;
  const checkAllDue = async () => {
    if (anchor.kind === 'anchored' && isAnchorDue()) {
      await checkRoot(anchor.checkpoint, `the anchor ${anchorPath}`, anchor.signedBy.some(isTrustedKey), []);
    }
    for (; isKeptDue(); nextKept++) {
      const checkpoint = kept[nextKept] as KeptCheckpoint;
      await checkRoot(checkpoint, 'the checkpoint that was kept', true, checkpoint.cosignatures);
    }
    await checkDue(tree.size);
  };

  return {
    entry: (leafHash) => {
      tree.append(leafHash);
      return isAnchorDue() || isKeptDue() || isRowDue() ? checkAllDue() : undefined;
    },
    end: async () => {
      for (; !next.done; next = await rows.next()) {
        const { number, size } = next.value;
        await checkRow(next.value);
        if (size <= tree.size) continue;
        const found = formatCount(tree.size, 'entry', 'entries');
        const promised = formatCount(size, 'entry', 'entries');
        fail(size, promised, found, `checkpoint ${number} was published for ${promised}, there are ${found}`);
      }
      const walked = { entries: tree.size, count, lastSize: last.size };
      if (published !== null) checkLastRow(walked, published, fail);
      checkAnchor(walked, anchor, anchorPath, fail);
      checkKept(walked, kept.slice(nextKept === -1 ? kept.length : nextKept), others, own, fail);
      checkTrustedKeys(walked, trust.keys, keys.all, fail);
      await cosignatures.end();
      timestamps.end();
    },
    trusted: () => trusted,
    witnessed: cosignatures.witnessed,
    stamped: timestamps.stamped,
  };
}

/** The checkpoint of a row, whose note the ledger alone has signed, each key that signs at its size. */
function openStored({ note, size }: StoredCheckpoint, keys: CheckpointKeys): Parsed<Checkpoint> {
  const opened = openOwnCheckpoint(note, keys, size, verifyEd25519);
  if (!opened.ok) return opened;
  const { checkpoint, othersLines } = opened.value;
  return othersLines === 0 ? accept(checkpoint) : refuse(`${formatCount(othersLines, 'line')} of others under it`);
}
