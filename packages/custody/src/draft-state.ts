import type { CustodyState, StateMap } from './custody-state.ts';

/** A state that can be written to and then kept or dropped as a whole: a submission is recorded all or none. */
export interface Draft {
  readonly state: CustodyState;
  /** Writes everything back into the state that the draft was made of. Dropping a draft needs no call. */
  keep(): void;
}

/** Makes a draft over `base`, which stays as it is until the draft is kept. */
export function draftOf(base: CustodyState): Draft {
  const layers = {
    awaited: layerOver(base.awaited),
    parties: layerOver(base.parties),
    facilities: layerOver(base.facilities),
    keys: layerOver(base.keys),
    checkpointKeys: layerOver(base.checkpointKeys),
    signedSince: layerOver(base.signedSince),
    things: layerOver(base.things),
    circuits: layerOver(base.circuits),
    mandates: layerOver(base.mandates),
    documents: layerOver(base.documents),
    stepInputs: layerOver(base.stepInputs),
    handshakes: layerOver(base.handshakes),
    targets: layerOver(base.targets),
    sealed: layerOver(base.sealed),
    dockets: layerOver(base.dockets),
  };
  const state: CustodyState = {
    policy: base.policy,
    nextLotNumber: base.nextLotNumber,
    ...layers,
  };
  const keep = () => {
    base.policy = state.policy;
    base.nextLotNumber = state.nextLotNumber;
    for (const layer of Object.values(layers)) layer.keep();
  };
  return { state, keep };
}

function layerOver<State>(base: StateMap<State>): StateMap<State> & { keep(): void } {
  const changes = new Map<string, State | null>();
  return {
    get: (name) => {
      const changed = changes.get(name);
      return changed === undefined ? base.get(name) : changed;
    },
    set: (name, state) => void changes.set(name, state),
    keep: () => {
      for (const [name, state] of changes) base.set(name, state);
    },
  };
}
