/** What the rules need to know of the past. */
import type { KeptLicences } from '../controls/kept-licence.ts';
import type { DocketState } from '../docket.ts';
import type { TargetState } from './state-of-corrections.ts';
import type { LotState } from './state-of-lots.ts';
import type {
  PolicyState,
  PartyState,
  FacilityState,
  KeyState,
  SignedSince,
  CheckpointKeyState,
  MandateState,
} from './state-of-members.ts';
import type { DocumentState } from './state-of-oversight.ts';
import type { SealedState } from './state-of-seals.ts';
import type { ShipmentState, UnitState } from './state-of-shipments.ts';
import type { TransferState, HandshakeState, AwaitedReceipt } from './state-of-transfers.ts';

/** Lots, units, transfers and shipments share one name space. */
export type NamedThing = LotState | TransferState | ShipmentState | UnitState;

export interface CustodyState {
  policy: PolicyState | null;
  nextLotNumber: number;
  /**
   * Receipts that wait for their dispatch, in the order of the log, under each name that they keep: the transfer, its lots,
   * and what goes back. Nothing under a name that none keeps, nor under a new one that nobody looked for: the keys of the
   * database are asked for it.
   */
  readonly awaited: StateMap<readonly AwaitedReceipt[]>;
  readonly parties: StateMap<PartyState>;
  readonly facilities: StateMap<FacilityState>;
  readonly keys: StateMap<KeyState>;
  readonly checkpointKeys: StateMap<CheckpointKeyState>;
  /** By key, of those that are about to be revoked as stolen: what each has signed since. */
  readonly signedSince: StateMap<readonly SignedSince[]>;
  readonly things: StateMap<NamedThing>;
  /** The lot that is a circuit's stock, by `circuitName(party, circuit)`. */
  readonly circuits: StateMap<string>;
  /** By `mandateName(principal, agent)`. */
  readonly mandates: StateMap<MandateState>;
  /** By SHA-256. One that nobody looked for is taken to be new: the keys of the database say if it is not. */
  readonly documents: StateMap<DocumentState>;
  /** What a step took of, by `stepName(event number)`. Asked only about documents that were named before. */
  readonly stepInputs: StateMap<readonly string[]>;
  readonly handshakes: StateMap<HandshakeState>;
  /** The events that corrections name, by digest. */
  readonly targets: StateMap<TargetState>;
  /** By `sealedName(event id, field)`. */
  readonly sealed: StateMap<SealedState>;
  /** By `docketName(kind, subject)`. */
  readonly dockets: StateMap<DocketState>;
  /** What was folded of licences, which saves time and says nothing that `dockets` does not. Drafts share it. */
  readonly keptLicences: KeptLicences;
}

/** `null` says that it was looked for and is not there; `undefined`, that nobody looked. */
export interface StateMap<State> {
  get(name: string): State | null | undefined;
  set(name: string, state: State | null): void;
}

/** A state whose things can be counted and listed. */
export interface CachedCustodyState extends CustodyState {
  readonly awaited: Map<string, readonly AwaitedReceipt[] | null>;
  readonly signedSince: Map<string, readonly SignedSince[] | null>;
  readonly things: Map<string, NamedThing | null>;
  readonly targets: Map<string, TargetState | null>;
}

/** Nothing is known yet: everything must be looked up. */
export function emptyCustodyState(): CachedCustodyState {
  return {
    policy: null,
    nextLotNumber: 0,
    awaited: new Map(),
    parties: new Map(),
    facilities: new Map(),
    keys: new Map(),
    checkpointKeys: new Map(),
    signedSince: new Map(),
    things: new Map(),
    circuits: new Map(),
    mandates: new Map(),
    documents: new Map(),
    stepInputs: new Map(),
    handshakes: new Map(),
    targets: new Map(),
    sealed: new Map(),
    dockets: new Map(),
    keptLicences: new Map(),
  };
}

/** Reads an entry that was looked up before. A missing one is a bug: the plan did not name it. */
export function known<State>(map: StateMap<State>, name: string): State {
  const value = lookedUp(map, name);
  if (value === null) throw new Error(`${name} is not recorded, though a rule relied on it`);
  return value;
}

/** Reads an entry, or null when it is not recorded. Throws when nobody looked: deciding blindly would be worse. */
export function lookedUp<State>(map: StateMap<State>, name: string): State | null {
  const value = map.get(name);
  if (value === undefined) throw new Error(`${name} was not looked up before deciding`);
  return value;
}
