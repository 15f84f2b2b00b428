/** Which keys sign the checkpoints of a ledger, and at which sizes, as its events say. */
import { checkpointVerifierKey } from '@lodestone/proof/checkpoint.ts';
import type { JsonObject, JsonValue } from '@lodestone/proof/json-value.ts';
import { checkPublicKey, parsePublicKey } from '@lodestone/proof/public-key.ts';
import type { VerifierKey } from '@lodestone/proof/verifier-key.ts';

/** Sizes are numbers of entries: a key counts for every checkpoint that covers the entry which names it. */
export interface CheckpointKeys {
  /** The name of all of them on notes. */
  readonly origin: string;
  /** Every key that was ever named, in the order of being named, retired or not. */
  readonly all: readonly VerifierKey[];
  /** The keys that sign a checkpoint of this size, each of them. */
  activeAt(size: number): readonly VerifierKey[];
  /** The keys that the first `size` entries name. */
  namedWithin(size: number): readonly VerifierKey[];
  /** The greatest size that a key signs, of each that is retired, as they were. */
  lastSizes(): readonly number[];
}

export interface CheckpointKeysSoFar extends CheckpointKeys {
  /** Told of events in the order of the log: those that are not about checkpoint keys say nothing. */
  note(position: number, event: JsonObject): void;
}

interface NamedKey {
  readonly key: VerifierKey;
  /** The position of the entry that names it. */
  readonly position: number;
  /** The position of the entry that retires it; no checkpoint that covers that has its signature. */
  retiredAt: number | null;
}

/** None yet: `note` adds them. What no rule would accept is the rules' to report; a key that may not sign is left out. */
export function createCheckpointKeys(origin: string): CheckpointKeysSoFar {
  const named: NamedKey[] = [];
  const all: VerifierKey[] = [];
  const add = (position: number, text: JsonValue | undefined) => {
    const key = parsePublicKey(typeof text === 'string' ? text : '');
    if (!key.ok || !checkPublicKey(key.value).ok) return;
    if (all.some(({ publicKey }) => publicKey === key.value)) return;
    const verifierKey = checkpointVerifierKey(origin, key.value);
    named.push({ key: verifierKey, position, retiredAt: null });
    all.push(verifierKey);
  };
  return {
    origin,
    all,
    activeAt: (size) =>
      named
        .filter(({ position, retiredAt }) => position < size && (retiredAt === null || size <= retiredAt))
        .map(({ key }) => key),
    namedWithin: (size) => named.filter(({ position }) => position < size).map(({ key }) => key),
    lastSizes: () => named.flatMap(({ retiredAt }) => retiredAt ?? []).sort((left, right) => left - right),
    note: (position, { type, checkpointKey, key }) => {
      if (type === 'ledger-opened' && position === 0) add(0, checkpointKey);
      else if (type === 'checkpoint-key-added') add(position, key);
      else if (type === 'checkpoint-key-retired') {
        const found = named.find((candidate) => candidate.key.publicKey === key);
        if (found !== undefined) found.retiredAt ??= position;
      }
    },
  };
}
