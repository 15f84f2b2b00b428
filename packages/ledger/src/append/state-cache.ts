import {
  type CustodyState,
  emptyCustodyState,
  type NamedThing,
  type StateMap,
} from '@lodestone/custody/state/custody-state.ts';
import type { DocketState } from '@lodestone/custody/docket.ts';
import type { TargetState } from '@lodestone/custody/state/state-of-corrections.ts';
import type { SignedSince } from '@lodestone/custody/state/state-of-members.ts';
import type { DocumentState } from '@lodestone/custody/state/state-of-oversight.ts';
import type { SealedState } from '@lodestone/custody/state/state-of-seals.ts';
import type { HandshakeState } from '@lodestone/custody/state/state-of-transfers.ts';
import type { Digest } from '@lodestone/proof/digest.ts';
import { sparseMap } from '../files/sparse-map.ts';

/** The state that is kept between batches. What was not asked for lately is forgotten and read again when it is named. */
export interface StateCache extends CustodyState {
  readonly things: GenerationMap<NamedThing>;
  readonly documents: GenerationMap<DocumentState>;
  readonly stepInputs: GenerationMap<readonly string[]>;
  readonly handshakes: GenerationMap<HandshakeState>;
  /** As the latest batch with revocations of stolen keys has counted it. */
  readonly signedSince: Map<string, readonly SignedSince[] | null>;
  readonly sealed: GenerationMap<SealedState>;
  readonly dockets: GenerationMap<DocketState>;
  /** As the latest batch with corrections has read them. */
  readonly targets: Map<string, TargetState | null>;
  /** The submissions that were accepted lately, by `submissionKey`: those still on their way are in no database yet. */
  readonly submissions: GenerationMap<AcceptedLately>;
}

/** Where an accepted submission stands, and one hash over the digests of its events. */
export interface AcceptedLately {
  readonly position: number;
  readonly leafHash: Digest;
  readonly eventsHash: string;
}

interface Rotating {
  /** How much was asked for since the last rotation. */
  readonly size: number;
  /** Forgets what nobody has asked for since the last rotation. */
  rotate(): void;
}

type GenerationMap<State> = StateMap<State> & Rotating;

/** As many names make a generation; two of them are kept. */
const GENERATION_NAMES = 20_000;

export function emptyStateCache(): StateCache {
  const things = { things: generationMap<NamedThing>(), documents: generationMap<DocumentState>() };
  const others = { stepInputs: generationMap<readonly string[]>(), submissions: generationMap<AcceptedLately>() };
  return {
    ...emptyCustodyState(),
    ...things,
    ...others,
    handshakes: generationMap(),
    sealed: generationMap(),
    dockets: generationMap(),
    awaited: sparseMap(),
  };
}

/** Rotates all of the maps once one of them is full. Says whether it did. */
export function rotateWhenFull(maps: readonly Rotating[], generationNames = GENERATION_NAMES): boolean {
  if (maps.every(({ size }) => size < generationNames)) return false;
  for (const map of maps) map.rotate();
  return true;
}

/** A submission's author and id: together they are one submission for ever. */
export function submissionKey({ author, submission }: { author: string; submission: string }): string {
  return `${author} ${submission}`;
}

/**
 * A map in two generations. What is read or written moves into the young one; when that is full it becomes the old one,
 * and what was left in the old one is forgotten.
 */
export function generationMap<State>(): GenerationMap<State> {
  let young = new Map<string, State | null>();
  let old = new Map<string, State | null>();
  return {
    get size() {
      return young.size;
    },
    get: (name) => {
      const known = young.get(name);
      if (known !== undefined) return known;
      const older = old.get(name);
      if (older !== undefined) young.set(name, older);
      return older;
    },
    set: (name, state) => void young.set(name, state),
    rotate: () => {
      old = young;
      young = new Map();
    },
  };
}
