/** What the rules need to know of the past, and how facts change it. */
import type { AssayVersion } from './assay-schema.ts';
import type { CustodyEvent } from './event.ts';
import type { Signed } from './facts-of-members.ts';
import type { ReceiptOutcome } from './facts-of-transfers.ts';
import type { Form, ProcessStep } from './material.ts';
import type { Amounts } from './amounts.ts';
import type { Role } from './role.ts';
import type { StateBefore } from './state-before.ts';
import type { DiscrepancyKind, ReceiptLine, SettlementBasis } from './transfer-schema.ts';
import type { YieldRange } from './step-yield.ts';

export interface PolicyState {
  readonly enforcement: 'strict' | 'observe';
  readonly balancePartsPerMillion: number;
  readonly transferPartsPerMillion: number;
  readonly bulkTransferPartsPerMillion: number;
  readonly elementTransferPartsPerMillion: number;
}

/** Signs checkpoints and nothing else: it can never be enrolled. */
export interface CheckpointKeyState {
  readonly key: string;
  readonly retired: boolean;
}

export interface PartyState {
  readonly party: string;
  readonly roles: readonly Role[];
  readonly country: string | null;
  /** What it tolerates between declared and measured of what it receives; null for what the ledger's policy says. */
  readonly transferPartsPerMillion: number | null;
  readonly bulkTransferPartsPerMillion: number | null;
  readonly elementTransferPartsPerMillion: number | null;
  /** Whether a key was ever enrolled for the party: the first one needs no earlier one. */
  readonly hasHadKey: boolean;
}

/** A site's own ranges, each with the event that states it. */
export type YieldRanges = Readonly<Partial<Record<ProcessStep, YieldRange & { readonly eventNumber: number }>>>;

export interface FacilityState {
  readonly facility: string;
  readonly party: string;
  readonly country: string;
  readonly activities: readonly string[];
  /** Where the site has set its own. */
  readonly yieldRanges: YieldRanges;
}

export interface KeyState {
  readonly key: string;
  readonly party: string;
  readonly revoked: boolean;
}

/** What a key has signed that was recorded at a time or later. */
export interface SignedSince {
  readonly since: string;
  /** Null when nothing. */
  readonly signed: Signed | null;
}

/** Where a lot is. It can be used only while it is held. */
export type Whereabouts =
  | { readonly status: 'held' | 'lost' | 'disposed' | 'voided' }
  | { readonly status: 'in-transit'; readonly transfer: string }
  | { readonly status: 'returning'; readonly transfer: string }
  | { readonly status: 'packed'; readonly shipment: string }
  | { readonly status: 'exported'; readonly shipment: string };

/** Who stopped a lot, unit, transfer or shipment, when and why. */
export interface Hold {
  readonly placedBy: string;
  readonly placedAt: string;
  readonly reason: string;
}

/** The latest assay of a lot. */
export interface AssayState {
  readonly eventNumber: number;
  readonly version: AssayVersion;
  readonly laboratory: string;
}

export interface LotState {
  readonly kind: 'lot';
  readonly lot: string;
  readonly lotNumber: number;
  readonly form: Form | null;
  readonly product: string | null;
  readonly country: string;
  readonly custodian: string;
  readonly whereabouts: Whereabouts;
  readonly remaining: Amounts;
  /** The packed unit that it is in. */
  readonly unit: string | null;
  /** Who is stated to own it; null while it goes with the lot. */
  readonly owner: string | null;
  /** The event that states the owner. */
  readonly ownedNumber: number | null;
  readonly hold: Hold | null;
  readonly assay: AssayState | null;
  /** The latest adjustment, which says how much there is: the event itself, also where a correction has replaced it. */
  readonly countedNumber: number | null;
  /** Of each amount of an element, by the latest assay, else as it was made; null when it is not known. */
  readonly uncertaintyPartsPerMillion: number | null;
  /** The latest event along the lot: who recorded it, and when that party says it happened. */
  readonly touchedBy: string;
  readonly touchedAt: string;
  readonly touchedNumber: number;
  /** The step that made it, by event number; null when it was brought in. */
  readonly step: number | null;
}

export interface TransferState {
  readonly kind: 'transfer';
  readonly transfer: string;
  readonly consignor: string;
  readonly consignee: string;
  /** As the dispatch states them; null when it states none. */
  readonly seals: readonly string[] | null;
  readonly hold: Hold | null;
}

/** What a party would settle a dispute on, and whether that settled it. */
export interface ProposalState {
  readonly eventNumber: number;
  readonly party: string;
  readonly basis: SettlementBasis;
  readonly quantity: Amounts;
  readonly isEffective: boolean;
}

/** What was measured of a lot against its book at the receipt, and what the parties would settle it on. */
export interface DisputeState {
  /** The event that opened it. */
  readonly eventNumber: number;
  readonly transfer: string;
  readonly lot: string;
  readonly lotNumber: number;
  readonly declared: Amounts;
  readonly measured: Amounts;
  /** In the order of recording; the latest of each party counts. It is open while none of them is effective. */
  readonly proposals: readonly ProposalState[];
}

/** What one event says was received, or sent back, of a transfer. */
export interface ReceiptState {
  readonly eventNumber: number;
  /** By lot. Grows while the event is applied, never after. */
  readonly outcomes: Record<string, ReceiptOutcome>;
}

/** What a cancellation, a settlement or a correction needs to know of a transfer, and nothing else does. */
export interface HandshakeState {
  /** Else only what came since it was recorded is here, and the rest is still to be read. */
  readonly isWhole: boolean;
  /** Those that were dispatched. Grows while the dispatch is applied, never after. */
  readonly lots: string[];
  readonly receipts: readonly ReceiptState[];
  readonly ended: TransferEnd | null;
  readonly disputes: readonly DisputeState[];
}

/** A transfer was taken back by its consignor, or a correction says that it never was. */
export interface TransferEnd {
  readonly as: 'cancelled' | 'voided';
  readonly eventNumber: number;
}

/** One line of a receipt that waits for its dispatch. */
export interface AwaitedLine {
  readonly outcome: ReceiptLine['outcome'];
  /** Nothing is stated where a lot was rejected unweighed. */
  readonly measured: Amounts;
  readonly uncertaintyPartsPerMillion: number | null;
  /** The id that is kept for what goes back of a lot that is partly accepted. */
  readonly rejectedLot: string | null;
  readonly discrepancy: DiscrepancyKind | null;
}

/** A receipt that waits for its dispatch. Several may wait for one. */
export interface AwaitedReceipt {
  readonly eventNumber: number;
  readonly transfer: string;
  readonly consignor: string;
  readonly consignee: string;
  readonly seals: readonly string[] | null;
  /** Where it says that the goods arrived. */
  readonly facility: string | null;
  readonly occurredAt: string;
  /** By lot. Grows while the receipt is applied, never after. */
  readonly lines: Map<string, AwaitedLine>;
}

export interface ShipmentState {
  readonly kind: 'shipment';
  readonly shipment: string;
  readonly party: string;
  /** Grows while the shipment's own event is applied, never after. */
  readonly lots: string[];
  readonly ended: 'unpacked' | 'exited' | 'voided' | null;
  readonly hold: Hold | null;
}

export interface UnitState {
  readonly kind: 'unit';
  readonly unit: string;
  /** Grows while the event that packs the unit is applied, never after. */
  readonly lots: string[];
  readonly isPacked: boolean;
  readonly seal: string | null;
  readonly hold: Hold | null;
  /** The event by which it stands so. */
  readonly standingNumber: number;
}

/** What a principal lets an agent do for it. */
export interface MandateState {
  /** The event that states it: the last word between the two. */
  readonly eventNumber: number;
  readonly acts: readonly string[];
  /** The last moment at which the agent may record; null when there is none. */
  readonly until: string | null;
  readonly endedAt: string | null;
}

/** An amount of a lot that an event took, or changed it by. */
export interface PartOfLot {
  readonly lot: string;
  readonly lotNumber: number;
  readonly amounts: Amounts;
}

/** A recorded event that a correction names, as it counts now. */
export interface TargetState {
  readonly digest: string;
  readonly eventNumber: number;
  /** Who recorded it. */
  readonly party: string;
  /** The event itself or its latest replacement; null once it is voided. */
  readonly event: CustodyEvent | null;
  /** The event whose facts count: its own number, or that of the latest correction that took effect. */
  readonly standingNumber: number;
  /** Of a step: its lots have the numbers from here on, and what it takes has smaller ones. */
  readonly firstLotNumber: number | null;
  readonly taken: readonly PartOfLot[];
  readonly changed: readonly PartOfLot[];
  /** What the event found; its replacements are held against the same. */
  readonly before: StateBefore;
  /** The lots that it moved, or put into a unit or took out of one, with what was left of them right after it. */
  readonly left: readonly PartOfLot[];
  /** What parties have said in vain that should become of it, since it counts so: the latest of each. */
  readonly said: readonly CorrectionWord[];
}

/** What a contested correction would have done. */
export interface CorrectionWord {
  readonly party: string;
  readonly eventNumber: number;
  /** Null where it would void its target. */
  readonly replacement: CustodyEvent | null;
}

/** A member that an event commits to instead of stating it. */
export interface SealedState {
  /** Whose act the event was. */
  readonly party: string;
  /** The event by which its opening was erased. */
  readonly erasedNumber: number | null;
}

/** Lots, units, transfers and shipments share one name space. */
export type NamedThing = LotState | TransferState | ShipmentState | UnitState;

/** A document that events have named. */
export interface DocumentState {
  /** How often it was named. */
  readonly count: number;
  /** The first times, as many as are held against later ones. */
  readonly uses: readonly DocumentUse[];
}

/** A time when a document was named, see `DocumentFact`. */
export interface DocumentUse {
  readonly eventNumber: number;
  readonly about: readonly string[];
  readonly steps: readonly number[];
}

/** `null` says that it was looked for and is not there; `undefined`, that nobody looked. */
export interface StateMap<State> {
  get(name: string): State | null | undefined;
  set(name: string, state: State | null): void;
}

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
  };
}

/** A circuit belongs to the party that runs it: two parties may both have an SX-1. */
export function circuitName(party: string, circuit: string): string {
  return `${party} ${circuit}`;
}

/** One mandate stands between two parties. */
export function mandateName(principal: string, agent: string): string {
  return `${principal} ${agent}`;
}

/** A sealed member belongs to its event. */
export function sealedName(event: string, field: string): string {
  return `${event} ${field}`;
}

/** Names a step by its event number. */
export function stepName(eventNumber: number): string {
  return String(eventNumber);
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
