import type { StateMap } from '@lodestone/custody/state/custody-state.ts';

/** A map of what is rare: what is not in it is none, and what is set to null takes no room. */
export function sparseMap<State>(): StateMap<State> {
  const found = new Map<string, State>();
  return {
    get: (name) => found.get(name) ?? null,
    set: (name, state) => {
      if (state === null) found.delete(name);
      else found.set(name, state);
    },
  };
}
