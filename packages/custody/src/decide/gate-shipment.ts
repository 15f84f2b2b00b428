/** The export gate as the rules stand at it: what a ledger knows of a shipment, its declaration, licences and lists. */
import { CONTROLS, registerOf } from '../controls/control-register.ts';
import type { Goods, LicenceFile } from '../controls/export-case.ts';
import { type GateJudgement, judgeExport } from '../controls/export-gate.ts';
import { foldOf } from '../controls/kept-licence.ts';
import { drawsOfShipment, lineAccountsOf } from '../controls/licence-fold.ts';
import { licencesOf, type ShipmentEnding, shipmentFileOf, withoutEnding } from '../controls/shipment-file.ts';
import { type CustodyState, known } from '../state/custody-state.ts';
import { docketOf, noteInDocket } from '../docket.ts';
import type { EventOf } from '../event.ts';
import { Refused } from '../refusal.ts';
import { addFinding, type Ruling } from './ruling.ts';
import type { LotState } from '../state/state-of-lots.ts';
import type { ShipmentState } from '../state/state-of-shipments.ts';

type Declared = EventOf<'shipment-declared'>;
type Exit = EventOf<'shipment-exited'>;

/** A shipment at the gate, with what is said of it. */
export interface AtGate {
  readonly shipment: ShipmentState;
  readonly lots: readonly LotState[];
  readonly declared: Declared | null;
  /** Null while it has not left. */
  readonly exit: Exit | null;
  /** The countries that it may be leaving. */
  readonly leaves: readonly string[];
  readonly at: string;
  /** Of an exit that is being replaced: it is judged as if it had never been. */
  readonly ending?: ShipmentEnding | null;
}

/** Judges a shipment by what a state knows: its licences and the control lists must have been looked up. */
export function judgeAtGate(state: CustodyState, { shipment, lots, ending = null, ...papers }: AtGate): GateJudgement {
  const { declared } = papers;
  const licences = (declared === null ? [] : licencesOf(declared)).map(
    (id) => [id, licenceFileOf(state, id, shipment.shipment, ending)] as const,
  );
  return judgeExport({
    ...papers,
    shipment: shipment.shipment,
    exporter: shipment.party,
    consignee: shipment.consignee,
    destination: shipment.destination,
    goods: lots.map(goodsOf),
    licences: new Map(licences),
    register: registerOf(docketOf({ state }, 'control-register', CONTROLS)),
    tolerancePartsPerMillion: state.policy?.transferPartsPerMillion ?? 0,
  });
}

/** Null where nobody has applied for it. */
function licenceFileOf(
  state: CustodyState,
  id: string,
  shipment: string,
  ending: ShipmentEnding | null,
): LicenceFile | null {
  const steps = docketOf({ state }, 'licence', id);
  const fold =
    ending === null ? foldOf(state.keptLicences, id, steps) : foldOf(new Map(), id, withoutEnding(steps, ending));
  const { licence } = fold;
  if (licence === null) return null;
  const others = licence.kind === 'single' ? [...fold.shipments.keys()].filter((name) => name !== shipment) : [];
  const held = others
    .flatMap((name) => drawsOfShipment(fold, name))
    .find(({ reservedMilligrams, consumedMilligrams }) => reservedMilligrams + consumedMilligrams > 0n);
  return { licence, lines: lineAccountsOf(fold.lines), own: drawsOfShipment(fold, shipment), other: held ?? null };
}

/** A lot as rules of export control ask of it. */
export function goodsOf({ lot, form, product, remaining }: LotState): Goods {
  const { netMilligrams, elementMilligrams } = remaining;
  return { lot, material: { form, product, grade: null, netMilligrams, elementMilligrams, notDetected: [] } };
}

/** Refuses an exit while something holds the shipment; what could not be compared is a finding. */
export function passGate(ruling: Ruling, shipment: ShipmentState, lots: readonly LotState[], exit: Exit): void {
  const { ending, declared } = shipmentFileOf(docketOf(ruling, 'shipment', shipment.shipment));
  settle(ruling, { shipment, lots, declared: declared?.event ?? null, exit, ending });
}

/** The same of a declaration, before it is one. */
export function passDeclaration(
  ruling: Ruling,
  shipment: ShipmentState,
  lots: readonly LotState[],
  declared: Declared,
): void {
  settle(ruling, { shipment, lots, declared, exit: null });
}

/** The first obstacle is the refusal; `lodestone shipment` tells all of them. */
function settle(ruling: Ruling, papers: Omit<AtGate, 'leaves' | 'at'>): void {
  const { state, event } = ruling;
  const leaves = countriesLeft(ruling, papers.shipment);
  const { obstacles, notices } = judgeAtGate(state, { ...papers, leaves, at: event.occurredAt });
  const { shipment } = papers.shipment;
  const [first, ...others] = obstacles;
  if (first === undefined) {
    for (const notice of notices) addFinding(ruling, 'not-compared', `shipment ${shipment}: ${notice}`);
    if (papers.exit !== null) noteDatedBack(ruling, { ...papers, leaves });
    return;
  }
  const { code, field, message, facts } = first;
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  // Nothing is held that has only been declared, and could be declared otherwise.
  const what = papers.exit === null ? 'cannot be declared so' : 'is held';
  throw new Refused(code, field, `shipment ${shipment} ${what}: ${message}${more}`, { shipment, ...facts });
}

/**
 * The countries that a shipment may be leaving: that of whoever packed it, that of whoever says that it left, and of the place
 * that the event names. One is enough, so that neither another's word nor a place abroad takes goods out of the reach of the
 * lists at home. Where the packer states no country every list counts.
 */
function countriesLeft({ state, actor, facility }: Ruling, { party }: ShipmentState): string[] {
  const packer = known(state.parties, party);
  if (packer.country === null) return [];
  return [packer.country, actor.country, facility?.country ?? null].filter((country) => country !== null);
}

/**
 * The gate goes by when a shipment left, which whoever ships it says. What left before a list began and is recorded after it is
 * not held, since it may be true; a reader is told what would have held it.
 */
function noteDatedBack(ruling: Ruling, papers: Omit<AtGate, 'at'>): void {
  const { event, recordedAt, state } = ruling;
  if (recordedAt <= event.occurredAt) return;
  const [first] = judgeAtGate(state, { ...papers, at: recordedAt }).obstacles;
  if (first === undefined) return;
  const message = `shipment ${papers.shipment.shipment} left at ${event.occurredAt}, as this event says; at ${recordedAt}, when it was recorded, it would be held: ${first.message}`;
  addFinding(ruling, 'held-when-recorded', message);
}

/**
 * Makes the event a step of the shipment's docket, and of the licences that it is declared under. A shipment of which
 * nothing was ever declared has no docket, and none begins with its end. `corrects` is what a correction names.
 */
export function noteShipment(ruling: Ruling, shipment: string, corrects: number | null = null): void {
  // What an event is replaced by is told by the correction.
  if (ruling.isReplacement) return;
  const steps = docketOf(ruling, 'shipment', shipment);
  if (steps.length === 0) return;
  noteInDocket(ruling, 'shipment', shipment, corrects);
  const { declared } = shipmentFileOf(steps);
  for (const licence of declared === null ? [] : licencesOf(declared.event)) {
    noteInDocket(ruling, 'licence', licence, corrects);
  }
}
