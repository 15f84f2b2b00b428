/**
 * What was declared of a shipment, what left and what arrived: a fold over what was recorded under its name. A shipment of
 * which nothing was ever declared has no such file, and needs none where no control list is published.
 */
import type { CustodyState } from '../state/custody-state.ts';
import { docketName, type DocketStep } from '../docket.ts';
import { type EventOf, replacementOf } from '../event.ts';

/** How far a shipment has come, as far as its docket says. */
export type ShipmentStage = 'packed' | 'declared' | 'unpacked' | 'exited' | 'arrived';

export interface Declared {
  readonly eventNumber: number;
  readonly event: EventOf<'shipment-declared'>;
}

/** A report of an arrival: the latest of each party counts. */
export interface Arrival {
  readonly eventNumber: number;
  readonly party: string;
  readonly event: EventOf<'shipment-arrived'>;
}

/** Where a shipment ended: its lots were given back, or left. */
export interface ShipmentEnding {
  /** Of the event itself, also where a correction has put another in its place. */
  readonly eventNumber: number;
  readonly event: EventOf<'shipment-unpacked' | 'shipment-exited'>;
}

export interface ShipmentFile {
  /** The latest one before the shipment ended. */
  readonly declared: Declared | null;
  readonly ending: ShipmentEnding | null;
  readonly arrivals: readonly Arrival[];
}

const NOTHING_DECLARED: ShipmentFile = { declared: null, ending: null, arrivals: [] };

/** Steps of other shipments' events pass; a correction puts its replacement, or nothing, in the place of an ending. */
export function shipmentFileOf(steps: readonly DocketStep[]): ShipmentFile {
  return steps.reduce(followShipment, NOTHING_DECLARED);
}

function followShipment(file: ShipmentFile, { eventNumber, party, event }: DocketStep): ShipmentFile {
  switch (event.type) {
    case 'shipment-declared':
      return { ...file, declared: { eventNumber, event } };
    case 'shipment-unpacked':
    case 'shipment-exited':
      return { ...file, ending: { eventNumber, event } };
    case 'shipment-arrived': {
      const others = file.arrivals.filter((arrival) => arrival.party !== party);
      return { ...file, arrivals: [...others, { eventNumber, party, event }] };
    }
    case 'event-corrected':
      // What never left has not arrived either.
      return { ...file, ...restated(file.ending, event) };
    default:
      return file;
  }
}

function restated(ending: ShipmentEnding | null, event: EventOf<'event-corrected'>): Partial<ShipmentFile> {
  const replacement = replacementOf(event);
  if (ending === null || (replacement?.type !== 'shipment-exited' && replacement?.type !== 'shipment-unpacked')) {
    return { ending: null, arrivals: [] };
  }
  return { ending: { eventNumber: ending.eventNumber, event: replacement } };
}

export function stageOf({ declared, ending, arrivals }: ShipmentFile): ShipmentStage {
  // Of a shipment that left undeclared only the arrival may be known.
  if (arrivals.length > 0) return 'arrived';
  if (ending !== null) return ending.event.type === 'shipment-unpacked' ? 'unpacked' : 'exited';
  return declared === null ? 'packed' : 'declared';
}

/** The same steps without the end of the shipment, and without what corrections say of that. */
export function withoutEnding(steps: readonly DocketStep[], { eventNumber }: ShipmentEnding): DocketStep[] {
  return steps.filter((step) => step.eventNumber !== eventNumber && step.corrects !== eventNumber);
}

/** The licences that a declaration draws of, each once. */
export function licencesOf({ licenceLines = [] }: Pick<Declared['event'], 'licenceLines'>): string[] {
  return [...new Set(licenceLines.map(({ licence }) => licence))];
}

/** The dockets of the licences that the named shipments are declared under: an exit is decided on them as well. */
export function licencesDrawn(names: Iterable<string>, { dockets }: Pick<CustodyState, 'dockets'>): Set<string> {
  const licences = new Set<string>();
  for (const name of names) {
    const docket = dockets.get(name);
    if (docket?.kind !== 'shipment') continue;
    const { declared } = shipmentFileOf(docket.steps);
    for (const licence of declared === null ? [] : licencesOf(declared.event))
      licences.add(docketName('licence', licence));
  }
  return licences;
}
