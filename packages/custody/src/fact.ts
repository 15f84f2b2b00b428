/**
 * What an accepted event adds to the views: one fact is one row, and rows are only ever added.
 *
 * Everything current (what remains of a lot, who holds it, whether a key counts) follows from the facts, so the views
 * can be dropped and replayed, and what was known at an earlier entry is the facts up to it.
 */
import type {
  AssayFact,
  AssayWithdrawalFact,
  ChangeFact,
  ConsumptionFact,
  InputFact,
  LotFact,
  LotRevisionFact,
  MovementFact,
  OwnershipFact,
  StepFact,
} from './facts/facts-of-lots.ts';
import type {
  CheckpointKeyFact,
  CheckpointKeyRetirementFact,
  FacilityFact,
  KeyFact,
  KeyRevocationFact,
  MandateFact,
  OnBehalfFact,
  PartyFact,
  PolicyFact,
  YieldRangeFact,
} from './facts/facts-of-members.ts';
import type { DocketStepFact } from './facts/facts-of-dockets.ts';
import type { FindingAnswerFact, FindingRuleFact } from './facts/facts-of-findings.ts';
import type { CorrectionFact, DocumentFact, FindingFact, HoldFact } from './facts/facts-of-oversight.ts';
import type { OpeningErasureFact, SealedMemberFact } from './facts/facts-of-seals.ts';
import type {
  ShipmentEndFact,
  ShipmentFact,
  ShipmentLineFact,
  ShipmentRevisionFact,
  UnitFact,
  UnitLineFact,
} from './facts/facts-of-shipments.ts';
import type {
  AwaitedEndFact,
  AwaitedLineFact,
  AwaitedReceiptFact,
  DisputeFact,
  ReceiptLineFact,
  SettlementFact,
  TransferEndFact,
  TransferFact,
  TransferLineFact,
  TransferRevisionFact,
} from './facts/facts-of-transfers.ts';

export type Fact =
  | PolicyFact
  | PartyFact
  | FacilityFact
  | YieldRangeFact
  | KeyFact
  | KeyRevocationFact
  | CheckpointKeyFact
  | CheckpointKeyRetirementFact
  | LotFact
  | ConsumptionFact
  | StepFact
  | InputFact
  | MovementFact
  | ChangeFact
  | AssayFact
  | AssayWithdrawalFact
  | TransferFact
  | TransferRevisionFact
  | TransferLineFact
  | ReceiptLineFact
  | DisputeFact
  | SettlementFact
  | TransferEndFact
  | AwaitedReceiptFact
  | AwaitedLineFact
  | AwaitedEndFact
  | ShipmentFact
  | ShipmentRevisionFact
  | ShipmentLineFact
  | ShipmentEndFact
  | UnitFact
  | UnitLineFact
  | OwnershipFact
  | HoldFact
  | MandateFact
  | OnBehalfFact
  | DocumentFact
  | LotRevisionFact
  | CorrectionFact
  | SealedMemberFact
  | OpeningErasureFact
  | FindingFact
  | FindingRuleFact
  | FindingAnswerFact
  | DocketStepFact;

export type FactKind = Fact['kind'];
export type FactOf<Kind extends FactKind> = Extract<Fact, { kind: Kind }>;
