/**
 * What was drawn of a licence, as double entry: every posting takes a mass from one account of a line and gives it to
 * another, so that what was granted is at every moment what is available, reserved and consumed together.
 *
 * A declaration reserves, an exit consumes what left and releases the rest, unpacking releases all. An exit that is taken
 * back gives its goods back to what is reserved, since the declaration stands.
 */
import type { DocketStep } from '../docket.ts';
import { type CustodyEvent, type EventOf, replacementOf } from '../event.ts';
import { exactly, exitDraws, type LineMass } from './exit-draws.ts';
import { licenceOf } from './licence.ts';

/** `authority` is whoever grants: what it has given is what the other three hold. */
export type LicenceAccountName = 'authority' | 'available' | 'reserved' | 'consumed';

export interface LicencePosting {
  readonly eventNumber: number;
  readonly line: string;
  /** Null where the authority grants, or grants less. */
  readonly shipment: string | null;
  readonly from: LicenceAccountName;
  readonly to: LicenceAccountName;
  /** Above 0. */
  readonly netMilligrams: bigint;
}

/** One line of a licence. `available` is below 0 where it was amended to less than was drawn. */
export interface LineAccount {
  readonly line: string;
  readonly grantedMilligrams: bigint;
  readonly availableMilligrams: bigint;
  readonly reservedMilligrams: bigint;
  readonly consumedMilligrams: bigint;
}

/** What one shipment holds of a line. Both are 0 where all was released. */
export interface Draw {
  readonly shipment: string;
  readonly line: string;
  readonly reservedMilligrams: bigint;
  readonly consumedMilligrams: bigint;
}

/** What was reported of a shipment's arrival: the latest of each party. */
export interface ReportedArrival {
  readonly shipment: string;
  readonly party: string;
  readonly occurredAt: string;
  readonly netMilligrams: bigint;
}

export interface LicenceAccounts {
  readonly licence: string;
  readonly postings: readonly LicencePosting[];
  readonly draws: readonly Draw[];
  readonly arrivals: readonly ReportedArrival[];
}

type Masses = ReadonlyMap<string, bigint>;
type DeclaredLines = NonNullable<EventOf<'shipment-declared'>['licenceLines']>;

/** A shipment as its events along this licence have left it. */
interface ShipmentDraws {
  /** What it was declared under, lines of other licences too. */
  readonly declared: DeclaredLines;
  readonly reserved: Masses;
  readonly consumed: Masses;
  /** The event that ended it, whatever corrections say of it. */
  readonly endedNumber: number | null;
}

const NONE: Masses = new Map();
const NO_DRAWS: ShipmentDraws = { declared: [], reserved: NONE, consumed: NONE, endedNumber: null };

/** The accounts of a licence under the steps of its docket. Steps in which nothing is drawn or granted pass. */
export function accountsOf(licence: string, steps: readonly DocketStep[]): LicenceAccounts {
  const postings: LicencePosting[] = [];
  const shipments = new Map<string, ShipmentDraws>();
  const arrivals = new Map<string, ReportedArrival>();
  let granted: Masses = NONE;
  for (const [index, step] of steps.entries()) {
    const { event, eventNumber, party } = step;
    if (event.type === 'licence-decided' || event.type === 'licence-amended') {
      const now = grantedUnder(steps.slice(0, index + 1));
      for (const line of new Set([...granted.keys(), ...now.keys()])) {
        const more = (now.get(line) ?? 0n) - (granted.get(line) ?? 0n);
        postings.push(...posting({ eventNumber, shipment: null }, line, 'authority', 'available', more));
      }
      granted = now;
    }
    if (event.type === 'shipment-arrived') {
      const { shipment, occurredAt, netMilligrams } = event;
      arrivals.set(`${shipment} ${party}`, { shipment, party, occurredAt, netMilligrams: BigInt(netMilligrams) });
    }
    const shipment = shipmentOf(event) ?? shipmentCorrected(step, shipments);
    if (shipment === null) continue;
    const before = shipments.get(shipment) ?? NO_DRAWS;
    const after = drawsAfter(before, step, licence);
    shipments.set(shipment, after);
    postings.push(...postingsBetween({ eventNumber, shipment }, before, after));
  }
  return { licence, postings, draws: drawsOf(shipments), arrivals: [...arrivals.values()] };
}

/** Every line that was ever granted, in the order of the grants, as the postings have left it. */
export function lineAccounts({ postings }: Pick<LicenceAccounts, 'postings'>): LineAccount[] {
  const lines = new Map<string, Map<LicenceAccountName, bigint>>();
  for (const { line, from, to, netMilligrams } of postings) {
    const accounts = lines.get(line) ?? new Map<LicenceAccountName, bigint>();
    accounts.set(from, (accounts.get(from) ?? 0n) - netMilligrams);
    accounts.set(to, (accounts.get(to) ?? 0n) + netMilligrams);
    lines.set(line, accounts);
  }
  return [...lines].map(([line, accounts]) => ({
    line,
    grantedMilligrams: -(accounts.get('authority') ?? 0n),
    availableMilligrams: accounts.get('available') ?? 0n,
    reservedMilligrams: accounts.get('reserved') ?? 0n,
    consumedMilligrams: accounts.get('consumed') ?? 0n,
  }));
}

/** By line, what is reserved or consumed: an amendment does not go below it. */
export function drawnOf(licence: string, steps: readonly DocketStep[]): Masses {
  const accounts = lineAccounts(accountsOf(licence, steps));
  return new Map(accounts.map((one) => [one.line, one.reservedMilligrams + one.consumedMilligrams]));
}

function grantedUnder(steps: readonly DocketStep[]): Masses {
  const licence = licenceOf(steps);
  if (licence === null || licence.decision?.outcome !== 'granted') return NONE;
  return new Map(licence.lines.map(({ line, netMilligrams }) => [line, netMilligrams]));
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

/** The shipment whose end a correction concerns. */
function shipmentCorrected({ corrects }: DocketStep, shipments: ReadonlyMap<string, ShipmentDraws>): string | null {
  if (corrects === undefined) return null;
  const found = [...shipments].find(([, { endedNumber }]) => endedNumber === corrects);
  return found?.[0] ?? null;
}

function drawsAfter(draws: ShipmentDraws, { event, eventNumber }: DocketStep, licence: string): ShipmentDraws {
  switch (event.type) {
    case 'shipment-declared':
      return reservedAgain({ ...draws, declared: event.licenceLines ?? [] }, licence);
    case 'shipment-unpacked':
    case 'shipment-exited':
      return { ...ended(draws, event, licence), endedNumber: eventNumber };
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

function drawsOf(shipments: ReadonlyMap<string, ShipmentDraws>): Draw[] {
  return [...shipments].flatMap(([shipment, { reserved, consumed }]) =>
    [...new Set([...reserved.keys(), ...consumed.keys()])].map((line) => ({
      shipment,
      line,
      reservedMilligrams: reserved.get(line) ?? 0n,
      consumedMilligrams: consumed.get(line) ?? 0n,
    })),
  );
}
