/** The rows that `STATE_QUERY` gives, and what each says of the state. */
import { whereaboutsOf } from '@lodestone/custody/whereabouts.ts';
import { keepName, namesKeptBy } from '@lodestone/custody/decide/awaited-names.ts';
import type { CustodyState } from '@lodestone/custody/state/custody-state.ts';
import { type AssayState, type LotState, circuitName } from '@lodestone/custody/state/state-of-lots.ts';
import type { FacilityState, PartyState } from '@lodestone/custody/state/state-of-members.ts';
import type { Hold } from '@lodestone/custody/state/state-of-oversight.ts';
import type { ShipmentState } from '@lodestone/custody/state/state-of-shipments.ts';
import type { AwaitedLine, AwaitedReceipt, TransferState } from '@lodestone/custody/state/state-of-transfers.ts';
import type { MovementStatus } from '@lodestone/custody/facts/facts-of-lots.ts';
import type { Form } from '@lodestone/custody/material.ts';
import { type AmountsJson, amountsOfJson } from '../amounts-json.ts';

interface LotJson extends AmountsJson {
  readonly lot: string;
  readonly lotNumber: number;
  readonly form: Form | null;
  readonly product: string | null;
  readonly country: string;
  readonly custodian: string;
  readonly status: MovementStatus;
  readonly within: string | null;
  readonly unit: string | null;
  readonly owner: string | null;
  readonly ownedNumber: number | null;
  readonly countedNumber: number | null;
  readonly hold: Hold | null;
  readonly assay: AssayState | null;
  readonly uncertainty: number | null;
  readonly touchedBy: string;
  readonly touchedAt: string;
  readonly touchedNumber: number;
  readonly step: number | null;
}

interface AwaitedLineJson extends AmountsJson, Omit<AwaitedLine, 'measured'> {
  readonly lot: string;
}

interface AwaitedJson extends Omit<AwaitedReceipt, 'lines'> {
  readonly lines: readonly AwaitedLineJson[];
}

export type StateRow =
  | { readonly section: 'policy'; readonly state: NonNullable<CustodyState['policy']> }
  | { readonly section: 'awaited'; readonly state: AwaitedJson }
  | { readonly section: 'next-lot-number'; readonly state: number }
  | { readonly section: 'party'; readonly state: PartyState }
  | { readonly section: 'facility'; readonly state: FacilityState }
  | { readonly section: 'transfer'; readonly state: Omit<TransferState, 'kind'> }
  | { readonly section: 'shipment'; readonly state: Omit<ShipmentState, 'kind'> }
  | { readonly section: 'circuit'; readonly state: { party: string; circuit: string; lot: string } }
  | { readonly section: 'lot'; readonly state: LotJson };

/** Notes a row of `STATE_QUERY` in the state. */
export function noteRow(row: StateRow, state: CustodyState): void {
  switch (row.section) {
    case 'policy':
      state.policy = row.state;
      return;
    case 'awaited':
      noteAwaited(row.state, state);
      return;
    case 'next-lot-number':
      // What is in memory may be ahead of the database, by a batch that is being written.
      state.nextLotNumber = Math.max(state.nextLotNumber, row.state);
      return;
    case 'party':
      state.parties.set(row.state.party, row.state);
      return;
    case 'facility':
      state.facilities.set(row.state.facility, row.state);
      return;
    case 'transfer':
      state.things.set(row.state.transfer, { kind: 'transfer', ...row.state });
      return;
    case 'shipment':
      state.things.set(row.state.shipment, { kind: 'shipment', ...row.state });
      return;
    case 'circuit':
      state.circuits.set(circuitName(row.state.party, row.state.circuit), row.state.lot);
      return;
    case 'lot':
      // Lots of a shipment come along with it. One that is in memory stays: the database may be behind.
      if (!state.things.get(row.state.lot)) state.things.set(row.state.lot, lotStateOf(row.state));
      return;
    default:
      row satisfies never;
  }
}

/** Under all the names that it keeps. What is in memory stays: the database may be behind. */
function noteAwaited({ lines, ...said }: AwaitedJson, state: CustodyState): void {
  const byLot = new Map<string, AwaitedLine>();
  for (const { lot, outcome, uncertaintyPartsPerMillion, rejectedLot, discrepancy, ...amounts } of lines) {
    const measured = amountsOfJson(amounts);
    byLot.set(lot, { outcome, measured, uncertaintyPartsPerMillion, rejectedLot, discrepancy });
  }
  const receipt = { ...said, lines: byLot };
  for (const name of namesKeptBy(receipt)) keepName(state, name, receipt);
}

function lotStateOf(json: LotJson): LotState {
  const { lot, lotNumber, form, product, country, custodian, unit, owner, ownedNumber, hold, step } = json;
  const { touchedBy, touchedAt, touchedNumber } = json;
  const remaining = amountsOfJson(json);
  const whereabouts = whereaboutsOf(json);
  const { assay, countedNumber, uncertainty: uncertaintyPartsPerMillion } = json;
  const what = { lot, lotNumber, form, product, country };
  const touched = { touchedBy, touchedAt, touchedNumber };
  const held = { custodian, whereabouts, remaining, unit, owner, ownedNumber, hold, ...touched, step };
  return { kind: 'lot', ...what, ...held, assay, countedNumber, uncertaintyPartsPerMillion };
}
