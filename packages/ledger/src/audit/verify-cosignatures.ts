/** The part of an audit that checks what witnesses have said of checkpoints, stored or kept. */
import type { Checkpoint } from '@lodestone/proof/checkpoint.ts';
import { type Cosignature, type CosignerKey, openCosignatures } from '@lodestone/proof/cosignature.ts';
import { show } from '@lodestone/proof/show.ts';
import { parseSignedNote } from '@lodestone/proof/signed-note.ts';
import { meetsQuorum, type WitnessPolicy } from '@lodestone/proof/witness-policy.ts';
import type { StoredCheckpoint } from '@lodestone/store/log/stream-published.ts';
import { verifyEd25519 } from '../keys/node-crypto.ts';
import { CLOCK_TOLERANCE, findContradictions } from '../witness/recorded-and-witnessed.ts';
import { type Failure, lastPosition } from './verdict.ts';

/** A checkpoint on which a quorum of the verifier's own witnesses agrees. */
export interface CosignedCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly cosignatures: readonly Cosignature[];
}

export interface CosignaturesToVerify {
  /** The verifier's own: it alone decides on what is witnessed. */
  readonly policy: WitnessPolicy | null;
  /** Witnesses that the operator names. What they have signed is checked as well. */
  readonly ownWitnesses: readonly CosignerKey[];
  /** When the entries at these positions were recorded; null for what cannot be read. */
  readonly readRecordedAt: (positions: readonly number[]) => Promise<ReadonlyMap<number, string>>;
}

export interface CosignaturesAudit {
  /** Reads the lines that are stored on a checkpoint. What is not one line, or not good and of a known key, is reported. */
  open(stored: StoredCheckpoint): Cosignature[];
  /**
   * Takes cosignatures on a checkpoint that is what the entries give, in the order of sizes. `isTrusted` says that a trusted
   * key has signed it. A promise must be waited for before the next.
   */
  take(checkpoint: Checkpoint, isTrusted: boolean, cosignatures: readonly Cosignature[]): Promise<void> | undefined;
  end(): Promise<void>;
  /** After the end: the largest trusted checkpoint on which the quorum of the policy agrees. */
  witnessed(): CosignedCheckpoint | null;
}

/** Cosignatures whose times are held against the entries together. */
const TIMES_AT_ONCE = 1_000;

export function auditCosignatures(
  { policy, ownWitnesses, readRecordedAt }: CosignaturesToVerify,
  report: (failure: Failure) => void,
): CosignaturesAudit {
  const keys = joinKeys(policy?.witnesses.map(({ key }) => key) ?? [], ownWitnesses);
  let current = collectAt(0);
  let witnessed: CosignedCheckpoint | null = null;
  let times: { readonly size: number; readonly cosignature: Cosignature }[] = [];

  const checkTimes = async () => {
    const due = times;
    times = [];
    const positions = new Set(due.flatMap(({ size }) => [size - 1, size]));
    const recorded = await readRecordedAt([...positions]);
    for (const { size, cosignature } of due) reportTimes(size, cosignature, recorded, report);
  };

  return {
    open: (stored) => stored.cosignatures.flatMap((line) => openLine(stored, line, keys, report)),
    take: (checkpoint, isTrusted, cosignatures) => {
      const { size } = checkpoint;
      if (cosignatures.length === 0 && !isTrusted) return undefined;
      if (current.size !== size) current = collectAt(size);
      current.isTrusted ||= isTrusted;
      for (const cosignature of cosignatures) {
        // Of two the earlier says more: the log was seen by then.
        const known = current.by.get(cosignature.key);
        if (known === undefined || known.timestamp > cosignature.timestamp)
          current.by.set(cosignature.key, cosignature);
        times.push({ size, cosignature });
      }
      const { by } = current;
      // A policy that asks for nobody makes nothing witnessed.
      if (policy !== null && policy.quorum !== null && current.isTrusted && meetsQuorum(policy, new Set(by.keys()))) {
        const counted = [...by.values()].filter(({ key }) => policy.witnesses.some((witness) => witness.key === key));
        witnessed = { checkpoint, cosignatures: counted };
      }
      return times.length >= TIMES_AT_ONCE ? checkTimes() : undefined;
    },
    end: async () => {
      if (times.length > 0) await checkTimes();
    },
    witnessed: () => witnessed,
  };
}

/** What is known of the checkpoints of one size: they are the same, since each is what the entries give. */
function collectAt(size: number): {
  readonly size: number;
  isTrusted: boolean;
  readonly by: Map<CosignerKey, Cosignature>;
} {
  return { size, isTrusted: false, by: new Map() };
}

/** Each key once, the verifier's own objects first: a policy knows its keys by them. */
function joinKeys(own: readonly CosignerKey[], others: readonly CosignerKey[]): CosignerKey[] {
  const isKnown = (key: CosignerKey) => own.some((each) => each.name === key.name && each.publicKey === key.publicKey);
  return [...own, ...others.filter((key) => !isKnown(key))];
}

/** The cosignature of a line, if it is one of a known key. */
function openLine(
  { number, size, note }: StoredCheckpoint,
  line: string,
  keys: readonly CosignerKey[],
  report: (failure: Failure) => void,
): Cosignature[] {
  const signed = parseSignedNote(note);
  // What is no note is reported as such; nobody can have signed it.
  if (!signed.ok) return [];
  const { text } = signed.value;
  const position = lastPosition(size);
  const fail = (expected: string, problem: string) => {
    const message = `checkpoint ${number} has a cosignature ${show(line)}: ${problem}`;
    report({ kind: 'cosignature', position, ordinal: null, expected, found: problem, message });
  };
  // Anything but one line could change the text that was signed.
  if (!/^\u2014 [^\n]+\n$/.test(line)) {
    fail('one signature line', 'it is not one signature line');
    return [];
  }
  const opened = openCosignatures(`${text}\n${line}`, keys, verifyEd25519);
  if (opened.ok) return opened.value;
  fail('a good cosignature', opened.problem);
  return [];
}

function reportTimes(
  size: number,
  { key, timestamp }: Cosignature,
  recorded: ReadonlyMap<number, string>,
  report: (failure: Failure) => void,
): void {
  const found = findContradictions({ size, timestamp }, (position) => recorded.get(position) ?? null);
  for (const { bound, position, witnessedAt, recordedAt } of found) {
    const [expected, seen] =
      bound === 'latest'
        ? [`${witnessedAt} and ${CLOCK_TOLERANCE} at the latest`, 'with it']
        : [`${witnessedAt} less ${CLOCK_TOLERANCE} at the earliest`, 'without it'];
    const message = `entry ${position} says that it was recorded at ${recordedAt}; ${key.name} has cosigned the log ${seen} at ${witnessedAt}`;
    report({ kind: 'time', position, ordinal: null, expected, found: recordedAt, message });
  }
}
