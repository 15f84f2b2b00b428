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
    awaited: new Layer(base.awaited),
    parties: new Layer(base.parties),
    facilities: new Layer(base.facilities),
    keys: new Layer(base.keys),
    checkpointKeys: new Layer(base.checkpointKeys),
    signedSince: new Layer(base.signedSince),
    things: new Layer(base.things),
    circuits: new Layer(base.circuits),
    mandates: new Layer(base.mandates),
    documents: new Layer(base.documents),
    stepInputs: new Layer(base.stepInputs),
    handshakes: new Layer(base.handshakes),
    targets: new Layer(base.targets),
    sealed: new Layer(base.sealed),
    dockets: new Layer(base.dockets),
  };
  const state: CustodyState = {
    policy: base.policy,
    nextLotNumber: base.nextLotNumber,
    ...layers,
    keptLicences: base.keptLicences,
  };
  const keep = () => {
    base.policy = state.policy;
    base.nextLotNumber = state.nextLotNumber;
    for (const layer of Object.values(layers)) layer.keep();
  };
  return { state, keep };
}

/** What a draft has changed of a map. Most of a state no submission changes: then it is no more than this. */
class Layer<State> implements StateMap<State> {
  readonly #base: StateMap<State>;
  #changes: Map<string, State | null> | null = null;

  constructor(base: StateMap<State>) {
    this.#base = base;
  }

  get(name: string): State | null | undefined {
    const changed = this.#changes?.get(name);
    return changed === undefined ? this.#base.get(name) : changed;
  }

  set(name: string, state: State | null): void {
    this.#changes ??= new Map();
    this.#changes.set(name, state);
  }

  keep(): void {
    this.#changes?.forEach((state, name) => this.#base.set(name, state));
  }
}
