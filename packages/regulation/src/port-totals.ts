/** What waits in each port and what has left through it, of shipments that were declared. */

export interface ShipmentAtPort {
  /** Null where it is sealed, or not stated. */
  readonly port: string | null;
  /** `held` is declared, and something keeps it from leaving. */
  readonly state: 'declared' | 'held' | 'left';
  /** RFC 3339. */
  readonly declaredAt: string;
  /** Null where a lot of it is not weighed. */
  readonly netMilligrams: bigint | null;
}

export interface PortTotal {
  readonly port: string | null;
  /** Declared, and not left. */
  readonly waiting: number;
  /** Of these, what something keeps from leaving. */
  readonly held: number;
  readonly waitingMilligrams: bigint;
  /** When the first of those that wait was declared; null where none waits. */
  readonly waitingSince: string | null;
  readonly left: number;
  readonly leftMilligrams: bigint;
  /** Shipments that are in no mass, since a lot of them is not weighed. */
  readonly notWeighed: number;
}

/** By port, in the order of names; what states none comes last. */
export function portTotals(shipments: readonly ShipmentAtPort[]): PortTotal[] {
  const ports = [...new Set(shipments.map(({ port }) => port))].sort(byName);
  return ports.map((port) =>
    totalOf(
      port,
      shipments.filter((shipment) => shipment.port === port),
    ),
  );
}

function byName(one: string | null, other: string | null): number {
  if (one === null) return 1;
  return other === null || one < other ? -1 : 1;
}

function totalOf(port: string | null, shipments: readonly ShipmentAtPort[]): PortTotal {
  const waiting = shipments.filter(({ state }) => state !== 'left');
  const left = shipments.filter(({ state }) => state === 'left');
  return {
    port,
    waiting: waiting.length,
    held: waiting.filter(({ state }) => state === 'held').length,
    waitingMilligrams: massOf(waiting),
    waitingSince: waiting.map(({ declaredAt }) => declaredAt).sort()[0] ?? null,
    left: left.length,
    leftMilligrams: massOf(left),
    notWeighed: shipments.filter(({ netMilligrams }) => netMilligrams === null).length,
  };
}

function massOf(shipments: readonly ShipmentAtPort[]): bigint {
  return shipments.reduce((sum, { netMilligrams }) => sum + (netMilligrams ?? 0n), 0n);
}
