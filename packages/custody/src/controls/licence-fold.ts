/**
 * The fold under the accounts of a licence: one step of its docket at a time, so that a rule which has folded all steps before
 * goes on from there. Whoever holds a fold changes it; nothing is kept of what a step was.
 */
import type { DocketStep } from '../docket.ts';
import { type CustodyEvent, type EventOf, replacementOf } from '../event.ts';
import { exactly, exitDraws, type LineMass } from './exit-draws.ts';
import { licenceAfter } from './follow-licence.ts';
import type { Licence } from './licence.ts';
import type { Draw, LicenceAccountName, LicencePosting, LineAccount } from './licence-account.ts';

export type Masses = ReadonlyMap<string, bigint>;
type DeclaredLines = NonNullable<EventOf<'shipment-declared'>['licenceLines']>;

/** A shipment as its events along this licence have left it. */
interface ShipmentDraws {
  /** What it was declared under, lines of other licences too. */
  readonly declared: DeclaredLines;
  readonly reserved: Masses;
  readonly consumed: Masses;
}

const NONE: Masses = new Map();
const NO_DRAWS: ShipmentDraws = { declared: [], reserved: NONE, consumed: NONE };

export interface LicenceFold {
  readonly name: string;
  licence: Licence | null;
  granted: Masses;
  /** By line, in the order of the grants. */
  readonly lines: Map<string, Record<LicenceAccountName, bigint>>;
  readonly shipments: Map<string, ShipmentDraws>;
  /** By the number of the event that ended it, whatever corrections say of that. */
  readonly ended: Map<number, string>;
}

export function emptyFold(name: string): LicenceFold {
  return { name, licence: null, granted: NONE, lines: new Map(), shipments: new Map(), ended: new Map() };
}

/** Takes one more step into the fold, and gives what it posts. A step in which nothing is drawn or granted posts nothing. */
export function takeStep(fold: LicenceFold, step: DocketStep): LicencePosting[] {
  const postings = [...grantsOf(fold, step), ...drawsOfStep(fold, step)];
  for (const one of postings) addPosting(fold.lines, one);
  return postings;
}

function grantsOf(fold: LicenceFold, step: DocketStep): LicencePosting[] {
  const { event, eventNumber } = step;
  fold.licence = licenceAfter(fold.licence, step);
  if (event.type !== 'licence-decided' && event.type !== 'licence-amended') return [];
  const { granted: before } = fold;
  const after = grantedUnder(fold.licence);
  fold.granted = after;
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((line) => {
    const more = (after.get(line) ?? 0n) - (before.get(line) ?? 0n);
    return posting({ eventNumber, shipment: null }, line, 'authority', 'available', more);
  });
}

function grantedUnder(licence: Licence | null): Masses {
  if (licence === null || licence.decision?.outcome !== 'granted') return NONE;
  return new Map(licence.lines.map(({ line, netMilligrams }) => [line, netMilligrams]));
}

function drawsOfStep({ name, shipments, ended: ends }: LicenceFold, step: DocketStep): LicencePosting[] {
  const { event, eventNumber, corrects } = step;
  const shipment = shipmentOf(event) ?? (corrects === undefined ? null : (ends.get(corrects) ?? null));
  if (shipment === null) return [];
  const before = shipments.get(shipment) ?? NO_DRAWS;
  const after = drawsAfter(before, step, name);
  shipments.set(shipment, after);
  if (event.type === 'shipment-unpacked' || event.type === 'shipment-exited') ends.set(eventNumber, shipment);
  return postingsBetween({ eventNumber, shipment }, before, after);
}

/** Adds a posting to the accounts of its line. */
export function addPosting(
  lines: Map<string, Record<LicenceAccountName, bigint>>,
  { line, from, to, netMilligrams }: LicencePosting,
): void {
  const accounts = lines.get(line) ?? { authority: 0n, available: 0n, reserved: 0n, consumed: 0n };
  accounts[from] -= netMilligrams;
  accounts[to] += netMilligrams;
  lines.set(line, accounts);
}

/** Every line that was ever granted, in the order of the grants. */
export function lineAccountsOf(lines: LicenceFold['lines']): LineAccount[] {
  return [...lines].map(([line, { authority, available, reserved, consumed }]) => ({
    line,
    grantedMilligrams: -authority,
    availableMilligrams: available,
    reservedMilligrams: reserved,
    consumedMilligrams: consumed,
  }));
}

function shipmentOf(event: CustodyEvent): string | null {
  switch (event.type) {
    case 'shipment-declared':
    case 'shipment-unpacked':
    case 'shipment-exited':
      return event.shipment;
    default:
      return null;
  }
}

function drawsAfter(draws: ShipmentDraws, { event }: DocketStep, licence: string): ShipmentDraws {
  switch (event.type) {
    case 'shipment-declared':
      return reservedAgain({ ...draws, declared: event.licenceLines ?? [] }, licence);
    case 'shipment-unpacked':
    case 'shipment-exited':
      return ended(draws, event, licence);
    case 'event-corrected': {
      // A later correction names the first event again, whatever stands in its place.
      const back = reservedAgain(draws, licence);
      const replacement = replacementOf(event);
      return replacement === null ? back : ended(back, replacement, licence);
    }
    default:
      return draws;
  }
}

function reservedAgain(draws: ShipmentDraws, licence: string): ShipmentDraws {
  return { ...draws, reserved: massesUnder(licence, draws.declared.map(exactly)), consumed: NONE };
}

function ended(draws: ShipmentDraws, end: CustodyEvent, licence: string): ShipmentDraws {
  const consumed = end.type === 'shipment-exited' ? massesUnder(licence, exitDraws(draws.declared, end)) : NONE;
  return { ...draws, reserved: NONE, consumed };
}

function massesUnder(licence: string, lines: readonly LineMass[]): Masses {
  return new Map(
    lines.filter((one) => one.licence === licence).map(({ line, netMilligrams }) => [line, netMilligrams]),
  );
}

type Cause = Pick<LicencePosting, 'eventNumber' | 'shipment'>;

/**
 * From what is reserved to what is consumed goes as much as both differ by; the rest comes from what is available, or goes
 * back there.
 */
function postingsBetween(cause: Cause, before: ShipmentDraws, after: ShipmentDraws): LicencePosting[] {
  const lines = new Set([before, after].flatMap(({ reserved, consumed }) => [...reserved.keys(), ...consumed.keys()]));
  return [...lines].flatMap((line) => {
    const less = (before.reserved.get(line) ?? 0n) - (after.reserved.get(line) ?? 0n);
    const used = (after.consumed.get(line) ?? 0n) - (before.consumed.get(line) ?? 0n);
    return [
      ...posting(cause, line, 'reserved', 'consumed', used),
      ...posting(cause, line, 'reserved', 'available', less - used),
    ];
  });
}

function posting(
  cause: Cause,
  line: string,
  from: LicenceAccountName,
  to: LicenceAccountName,
  netMilligrams: bigint,
): LicencePosting[] {
  if (netMilligrams === 0n) return [];
  if (netMilligrams < 0n) return [{ ...cause, line, from: to, to: from, netMilligrams: -netMilligrams }];
  return [{ ...cause, line, from, to, netMilligrams }];
}

/** What a shipment holds of each line; nothing where it never drew. */
export function drawsOfShipment({ shipments }: LicenceFold, shipment: string): Draw[] {
  const { reserved, consumed } = shipments.get(shipment) ?? NO_DRAWS;
  return [...new Set([...reserved.keys(), ...consumed.keys()])].map((line) => ({
    shipment,
    line,
    reservedMilligrams: reserved.get(line) ?? 0n,
    consumedMilligrams: consumed.get(line) ?? 0n,
  }));
}
