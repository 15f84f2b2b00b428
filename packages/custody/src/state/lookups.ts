/** The names whose state must be looked up before events can be decided. Circuits are `circuitName(party, id)`, mandates `mandateName(…)`. */
export interface Lookups {
  readonly parties: Set<string>;
  readonly facilities: Set<string>;
  readonly keys: Set<string>;
  readonly checkpointKeys: Set<string>;
  readonly things: Set<string>;
  /** The ids that events give to new lots, transfers and shipments. */
  readonly newThings: Set<string>;
  readonly circuits: Set<string>;
  readonly mandates: Set<string>;
  /** The hashes of the documents that events name. */
  readonly documents: Set<string>;
  /** Transfers of which the lots and the disputes are needed. */
  readonly handshakes: Set<string>;
  /** The digests of events that corrections name. What these need is planned by `planCorrection` once they are known. */
  readonly targets: Set<string>;
  /** Sealed members, as `sealedName(event, field)`. */
  readonly sealed: Set<string>;
  /** Dockets, as `docketName(kind, subject)`. */
  readonly dockets: Set<string>;
}

export function noLookups(): Lookups {
  return {
    parties: new Set(),
    facilities: new Set(),
    keys: new Set(),
    checkpointKeys: new Set(),
    things: new Set(),
    newThings: new Set(),
    circuits: new Set(),
    mandates: new Set(),
    documents: new Set(),
    handshakes: new Set(),
    targets: new Set(),
    sealed: new Set(),
    dockets: new Set(),
  };
}
