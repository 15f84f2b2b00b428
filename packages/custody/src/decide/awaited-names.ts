/** The names that receipts keep while they wait for their dispatch, and the receipts under each. */
import type { CustodyState } from '../state/custody-state.ts';
import type { AwaitedReceipt } from '../state/state-of-transfers.ts';

/** What waits under this id of a transfer, in the order in which it was recorded. */
export function awaitedUnder({ awaited }: CustodyState, transfer: string): readonly AwaitedReceipt[] {
  return (awaited.get(transfer) ?? []).filter((receipt) => receipt.transfer === transfer);
}

/** The waiting receipt that keeps this id for what goes back of a lot. */
export function awaitedReturn({ awaited }: CustodyState, lot: string): AwaitedReceipt | undefined {
  return awaited.get(lot)?.find(({ lines }) => [...lines.values()].some(({ rejectedLot }) => rejectedLot === lot));
}

/** The transfer, its lots, and the ids of what goes back. */
export function namesKeptBy({ transfer, lines }: AwaitedReceipt): readonly string[] {
  const returning = [...lines.values()].flatMap(({ rejectedLot }) => rejectedLot ?? []);
  return [transfer, ...lines.keys(), ...returning];
}

/** Notes a receipt under a name, in the order of the log, unless it is there already. */
export function keepName({ awaited }: CustodyState, name: string, receipt: AwaitedReceipt): void {
  const others = awaited.get(name) ?? [];
  if (others.some(({ eventNumber }) => eventNumber === receipt.eventNumber)) return;
  awaited.set(
    name,
    [...others, receipt].sort((left, right) => left.eventNumber - right.eventNumber),
  );
}

export function dropName({ awaited }: CustodyState, name: string, { eventNumber }: AwaitedReceipt): void {
  const others = (awaited.get(name) ?? []).filter((receipt) => receipt.eventNumber !== eventNumber);
  awaited.set(name, others.length === 0 ? null : others);
}
