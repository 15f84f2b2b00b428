import {
  type CustodyState,
  emptyCustodyState,
  type NamedThing,
  type StateMap,
} from '@lodestone/custody/custody-state.ts';

/** The state that is kept between batches. What was not asked for lately is forgotten and read again when it is named. */
export interface StateCache extends CustodyState {
  readonly things: GenerationMap<NamedThing>;
}

interface GenerationMap<State> extends StateMap<State> {
  /** Forgets what nobody has asked for since the last rotation. Does it once there is enough, and says whether it did. */
  rotateWhenFull(): boolean;
}

/** As many names make a generation; two of them are kept. */
const GENERATION_NAMES = 20_000;

export function emptyStateCache(): StateCache {
  return { ...emptyCustodyState(), things: generationMap(GENERATION_NAMES) };
}

/**
 * A map in two generations. What is read or written moves into the young one; when that is full it becomes the old one,
 * and what was left in the old one is forgotten.
 */
export function generationMap<State>(generationNames: number): GenerationMap<State> {
  let young = new Map<string, State | null>();
  let old = new Map<string, State | null>();
  return {
    get: (name) => {
      const known = young.get(name);
      if (known !== undefined) return known;
      const older = old.get(name);
      if (older !== undefined) young.set(name, older);
      return older;
    },
    set: (name, state) => void young.set(name, state),
    rotateWhenFull: () => {
      if (young.size < generationNames) return false;
      old = young;
      young = new Map();
      return true;
    },
  };
}
