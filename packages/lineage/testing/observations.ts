/**
 * Builds observations for tests of rules, each with what the test leaves out filled in, and runs rules over them. An
 * observation with the event number `n` is of the event `EV-n` and happened `n` days into 2026, unless it says otherwise.
 */
import { isDeepStrictEqual } from 'node:util';
import { type Amounts, amountsOf, NO_AMOUNTS, type StatedAmounts } from '@lodestone/custody/amounts.ts';
import { type DetectionState, type RuleSetting, startDetection } from '../src/detection.ts';
import type { Finding } from '../src/finding.ts';
import type {
  ArrivalObservation,
  DeclarationObservation,
  AssayObservation,
  ChangeObservation,
  CorrectionObservation,
  DispatchObservation,
  DocumentObservation,
  ExitObservation,
  FacilityObservation,
  LicenceObservation,
  Observation,
  ObservedLot,
  ObservedPart,
  OriginObservation,
  OwnershipObservation,
  PackingObservation,
  PartyObservation,
  ReceiptObservation,
  StepObservation,
  UnitObservation,
} from '../src/observation.ts';
import type { QuotaObservation, SaleObservation, TradeGapObservation } from '../src/observed-filings.ts';
import type { Rule } from '../src/rule.ts';

/** Midnight UTC, so many days after 1 January 2026. */
export function dayOf(days: number): string {
  return new Date(Date.UTC(2026, 0, 1) + days * 86_400_000).toISOString();
}

/** Whole milligrams by measure and element, as an event states them. */
export function amounts(stated: StatedAmounts): Amounts {
  return amountsOf(stated);
}

export function lotOf(members: Partial<ObservedLot> = {}): ObservedLot {
  return {
    lotNumber: 0,
    lot: 'LOT',
    kind: 'transformed',
    form: 'oxide',
    product: null,
    grade: null,
    country: 'CN',
    party: 'MAKER',
    facility: 'WORKS',
    made: NO_AMOUNTS,
    grossMilligrams: null,
    tareMilligrams: null,
    moisturePartsPerMillion: null,
    notDetected: [],
    uncertaintyPartsPerMillion: null,
    thoriumPartsPerMillion: null,
    madeAt: dayOf(0),
    ...members,
  };
}

/** The whole of a lot, or what is said of it. */
export function partOf(lot: ObservedLot, part: Amounts = lot.made): ObservedPart {
  return { lot, amounts: part };
}

type Members<Kind extends Observation> = Partial<Omit<Kind, 'kind'>>;

function eventOf({ eventNumber = 0, occurredAt = dayOf(eventNumber) }: Members<Observation>) {
  return {
    eventNumber,
    event: `EV-${eventNumber}`,
    occurredAt,
    recordedAt: occurredAt,
    party: 'MAKER',
    facility: 'WORKS',
    notices: [],
  };
}

/** Observations by kind. */
export const observed = {
  party: (members: Members<PartyObservation> = {}): PartyObservation => ({
    ...eventOf(members),
    kind: 'party',
    registered: 'MAKER',
    name: null,
    roles: ['magnet-maker'],
    country: 'CN',
    identifiers: {},
    ...members,
  }),
  facility: (members: Members<FacilityObservation> = {}): FacilityObservation => ({
    ...eventOf(members),
    kind: 'facility',
    registered: 'WORKS',
    owner: 'MAKER',
    country: 'CN',
    activities: [],
    timeZone: null,
    address: null,
    location: null,
    capacity: null,
    ...members,
  }),
  origin: (members: Members<OriginObservation> = {}): OriginObservation => ({
    ...eventOf(members),
    kind: 'origin',
    lot: lotOf({ kind: 'mined', form: 'ore' }),
    consumption: null,
    permit: null,
    ...members,
  }),
  step: (members: Members<StepObservation> = {}): StepObservation => ({
    ...eventOf(members),
    kind: 'step',
    step: 'solvent-extraction',
    inputs: [],
    outputs: [],
    circuit: null,
    lossElementMilligrams: {},
    auxiliaries: [],
    ownRange: null,
    ...members,
  }),
  assay: (members: Members<AssayObservation> = {}): AssayObservation => ({
    ...eventOf(members),
    kind: 'assay',
    lot: lotOf(),
    laboratory: 'LABORATORY',
    method: 'ICP-OES',
    version: 'final',
    uncertaintyPartsPerMillion: 5_000,
    thoriumPartsPerMillion: null,
    moisturePartsPerMillion: null,
    notDetected: [],
    stated: NO_AMOUNTS,
    ...members,
  }),
  change: (members: Members<ChangeObservation> = {}): ChangeObservation => ({
    ...eventOf(members),
    kind: 'change',
    lot: lotOf(),
    cause: 'adjusted',
    reason: 'count',
    by: NO_AMOUNTS,
    ...members,
  }),
  dispatch: (members: Members<DispatchObservation> = {}): DispatchObservation => ({
    ...eventOf(members),
    kind: 'dispatch',
    transfer: 'TRANSFER',
    consignor: 'MAKER',
    consignee: 'TAKER',
    seals: [],
    lines: [],
    ...members,
  }),
  receipt: (members: Members<ReceiptObservation> = {}): ReceiptObservation => ({
    ...eventOf(members),
    kind: 'receipt',
    transfer: 'TRANSFER',
    consignor: 'MAKER',
    consignee: 'TAKER',
    seals: [],
    lines: [],
    ...members,
  }),
  ownership: (members: Members<OwnershipObservation> = {}): OwnershipObservation => ({
    ...eventOf(members),
    kind: 'ownership',
    owner: 'TAKER',
    lots: [],
    ...members,
  }),
  unit: (members: Members<UnitObservation> = {}): UnitObservation => ({
    ...eventOf(members),
    kind: 'unit',
    unit: 'UNIT',
    isPacked: true,
    seal: null,
    lots: [],
    ...members,
  }),
  packing: (members: Members<PackingObservation> = {}): PackingObservation => ({
    ...eventOf(members),
    kind: 'packing',
    shipment: 'SHIPMENT',
    consignee: 'TAKER',
    destination: 'DE',
    endUser: null,
    lines: [],
    ...members,
  }),
  exit: (members: Members<ExitObservation> = {}): ExitObservation => ({
    ...eventOf(members),
    kind: 'exit',
    shipment: 'SHIPMENT',
    exporter: 'MAKER',
    consignee: 'TAKER',
    destination: 'DE',
    endUser: null,
    declaration: null,
    hsCode: null,
    controlCodes: [],
    licence: null,
    port: null,
    country: null,
    mode: null,
    netMilligrams: null,
    packedAt: dayOf(members.eventNumber ?? 0),
    lines: [],
    ...members,
  }),
  document: (members: Members<DocumentObservation> = {}): DocumentObservation => ({
    ...eventOf(members),
    kind: 'document',
    sha256: '0'.repeat(64),
    documentKind: 'certificate',
    name: 'certificate.pdf',
    about: [],
    earlier: [],
    ...members,
  }),
  correction: (members: Members<CorrectionObservation> = {}): CorrectionObservation => ({
    ...eventOf(members),
    kind: 'correction',
    targetEvent: 'EV-0',
    targetOccurredAt: dayOf(0),
    targetRecordedAt: dayOf(0),
    outcome: 'voided',
    reason: 'typing error',
    ...members,
  }),
  declaration: (members: Members<DeclarationObservation> = {}): DeclarationObservation => ({
    ...eventOf(members),
    kind: 'declaration',
    shipment: 'SHIPMENT',
    lines: [],
    ...members,
  }),
  arrival: (members: Members<ArrivalObservation> = {}): ArrivalObservation => ({
    ...eventOf(members),
    kind: 'arrival',
    shipment: 'SHIPMENT',
    netMilligrams: 1n,
    ...members,
  }),
  licence: (members: Members<LicenceObservation> & Pick<LicenceObservation, 'step'>): LicenceObservation => ({
    ...eventOf(members),
    kind: 'licence',
    licence: 'LICENCE',
    ...members,
  }),
  quota: (members: Members<QuotaObservation> = {}): QuotaObservation => ({
    ...eventOf(members),
    kind: 'quota',
    quota: 'QUOTA',
    holder: 'MAKER',
    year: 2026,
    batch: 1,
    activity: 'separation',
    ore: null,
    oxideMilligrams: null,
    facilities: [],
    ...members,
  }),
  sale: (members: Members<SaleObservation> = {}): SaleObservation => ({
    ...eventOf(members),
    kind: 'sale',
    sale: 'SALE',
    customer: null,
    product: null,
    invoice: null,
    netMilligrams: 1n,
    value: null,
    soldAt: dayOf(members.eventNumber ?? 0),
    lots: [],
    ...members,
  }),
  tradeGap: (members: Members<TradeGapObservation> = {}): TradeGapObservation => ({
    ...eventOf(members),
    kind: 'trade-gap',
    shipments: [],
    gap: 'MT-CN-DE-850511-202601-202606',
    status: 'open',
    reason: 'as both tables have it',
    figures: null,
    ...members,
  }),
};

export interface RunOptions {
  readonly settings?: readonly RuleSetting[];
  /** Up to when everything is known; the last observation's recording unless it is said. */
  readonly knownAt?: string;
}

/** How many pauses are tried, at most: evenly spread. */
const PAUSES_MAX = 8;

/**
 * What `rule` finds. The same is found, or this throws, when the look pauses between observations, keeps its state as
 * plain data and goes on from it: no test of a rule has to ask for that.
 */
export function findingsOf(rule: Rule, observations: readonly Observation[], options: RunOptions = {}): Finding[] {
  const knownAt = options.knownAt ?? observations.at(-1)?.recordedAt ?? dayOf(0);
  const look = (seen: readonly Observation[], state?: DetectionState) => {
    const detection = startDetection([rule], options.settings ?? [], state);
    for (const observation of seen) detection.observe(observation);
    return { findings: detection.findings(knownAt), state: detection.state };
  };
  const { findings } = look(observations);
  const stride = Math.max(1, Math.ceil(observations.length / (PAUSES_MAX + 1)));
  for (let pause = stride; pause < observations.length; pause += stride) {
    const kept = structuredClone(look(observations.slice(0, pause)).state);
    const resumed = look(observations.slice(pause), kept).findings;
    if (!isDeepStrictEqual(resumed, findings)) throw new Error(`${rule.id} finds something else after ${pause} events`);
  }
  return findings;
}
