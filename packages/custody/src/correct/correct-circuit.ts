/** Corrections of a circuit's steps: what they left in it, while no later step has taken that. */
import { type Correction, latestAlong } from './correction.ts';
import { type CustodyState, lookedUp } from '../state/custody-state.ts';
import type { PartOfLot } from '../state/state-of-corrections.ts';
import { circuitName, type LotState } from '../state/state-of-lots.ts';
import { elementMassesOf, statedElements } from '../element-masses.ts';
import type { EventOf } from '../event.ts';
import { formatAmount } from '../format-amount.ts';

type Transformation = EventOf<'lot-transformed'>;

/** The circuit's stock is again what the step opened with. `closing` is what the step left. */
export function giveCircuitBack(
  correction: Correction,
  { circuit, inputs }: Transformation,
  closing: LotState | null,
): void {
  if (circuit === undefined) return;
  const { ruling, target, obstacles } = correction;
  const name = circuitName(target.party, circuit.id);
  correction.circuit = { name, stock: openingStock(inputs, target.taken)?.lot ?? null };
  const taken = takenSince(ruling.state, name, closing);
  if (taken === null) return;
  const was = describeMasses(circuit.closingElementMilligrams);
  obstacles.push(
    `circuit ${circuit.id} closed with ${was}, which the correction would undo, and a later step has taken that: see ${latestAlong(taken)}`,
  );
}

/** What a later step took of the circuit rests on what this one left in it. */
export function requireStockThere(
  { ruling, target, obstacles }: Correction,
  { circuit: before }: Transformation,
  { circuit: after }: Transformation,
  closing: LotState | null,
): void {
  if (before === undefined || after === undefined) return;
  const taken = takenSince(ruling.state, circuitName(target.party, before.id), closing);
  const [was, is] = [before, after].map(({ closingElementMilligrams }) => describeMasses(closingElementMilligrams));
  if (taken === null || was === is) return;
  obstacles.push(
    `circuit ${before.id} closed with ${was}, the replacement says ${is}, and a later step has taken the first: see ${latestAlong(taken)}`,
  );
}

/** What a step took of its circuit: the part that none of its inputs names. */
export function openingStock(inputs: Transformation['inputs'], taken: readonly PartOfLot[]): PartOfLot | undefined {
  return taken.find(({ lot }) => inputs.every((input) => input.lot !== lot));
}

export function nameOfCircuit({ circuit }: Transformation): string {
  return circuit === undefined ? 'no circuit' : `circuit ${circuit.id}`;
}

/** The stock, when it is not what its circuit has in it now. */
function takenSince(state: CustodyState, circuit: string, stock: LotState | null): LotState | null {
  return stock === null || lookedUp(state.circuits, circuit) === stock.lot ? null : stock;
}

function describeMasses(milligrams: Readonly<Partial<Record<string, number>>>): string {
  const masses = statedElements(elementMassesOf(milligrams)).map(([element, mass]) => formatAmount(element, mass));
  return masses.join(' + ') || 'nothing';
}
