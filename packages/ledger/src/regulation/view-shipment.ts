/** How far shipments have come, what keeps them from leaving and what would clear that: as the export gate sees them now. */
import { CONTROLS } from '@lodestone/custody/controls/control-register.ts';
import { codesOf } from '@lodestone/custody/controls/judge-cover.ts';
import type { Obstacle } from '@lodestone/custody/controls/export-case.ts';
import type { GateJudgement } from '@lodestone/custody/controls/export-gate.ts';
import { foldOf } from '@lodestone/custody/controls/kept-licence.ts';
import { drawsOfShipment } from '@lodestone/custody/controls/licence-fold.ts';
import {
  licencesOf,
  type ShipmentFile,
  shipmentFileOf,
  type ShipmentStage,
  stageOf,
} from '@lodestone/custody/controls/shipment-file.ts';
import { type CachedCustodyState, emptyCustodyState } from '@lodestone/custody/state/custody-state.ts';
import { docketName, docketOf } from '@lodestone/custody/docket.ts';
import { judgeAtGate } from '@lodestone/custody/decide/gate-shipment.ts';
import { standingHold } from '@lodestone/custody/decide/hold.ts';
import { noLookups } from '@lodestone/custody/state/lookups.ts';
import type { LotState } from '@lodestone/custody/state/state-of-lots.ts';
import type { Hold } from '@lodestone/custody/state/state-of-oversight.ts';
import type { ShipmentState } from '@lodestone/custody/state/state-of-shipments.ts';
import { loadState } from '@lodestone/store/state/read-state.ts';
import type { Ledger } from '../open-ledger.ts';

/** `held` is packed or declared, and something keeps it from leaving. */
export type ShipmentProgress = ShipmentStage | 'held' | 'voided';

/** Why a shipment cannot leave, and what would clear it. */
export type ShipmentHold = Pick<Obstacle, 'code' | 'field' | 'message' | 'facts' | 'clears'>;

/** A lot in it, and what the control lists say of it. */
export interface ViewedGoods {
  readonly lot: string;
  readonly form: string | null;
  readonly product: string | null;
  readonly netMilligrams: bigint | null;
  readonly verdict: 'prohibited' | 'licence' | 'refer' | 'free';
  readonly codes: readonly string[];
  readonly reasons: readonly string[];
}

/** What it holds of a line of a licence. */
export interface ViewedDraw {
  readonly licence: string;
  readonly line: string;
  readonly reservedMilligrams: bigint;
  readonly consumedMilligrams: bigint;
}

export interface ViewedShipment {
  readonly shipment: string;
  readonly state: ShipmentProgress;
  readonly packedBy: string;
  readonly consignee: string;
  readonly destination: string;
  /** Of its lots; null where one has none. */
  readonly netMilligrams: bigint | null;
  readonly goods: readonly ViewedGoods[];
  readonly file: ShipmentFile;
  readonly draws: readonly ViewedDraw[];
  readonly holds: readonly ShipmentHold[];
  readonly notices: readonly string[];
}

/** These shipments as they stand at `at`; those that are not recorded are left out. */
export async function viewShipments(
  { database, ledgerId }: Ledger,
  names: readonly string[],
  at: string,
): Promise<ViewedShipment[]> {
  const state = emptyCustodyState();
  const dockets = [docketName('control-register', CONTROLS), ...names.map((name) => docketName('shipment', name))];
  const lookups = { ...noLookups(), things: new Set(names), dockets: new Set(dockets) };
  await loadState(database.pool, ledgerId, lookups, state);
  const shipments = names.flatMap((name) => {
    const thing = state.things.get(name);
    return thing?.kind === 'shipment' ? [thing] : [];
  });
  return shipments.map((shipment) => viewOf(state, shipment, at));
}

function viewOf(state: CachedCustodyState, shipment: ShipmentState, at: string): ViewedShipment {
  const lots = shipment.lots
    .map((name) => state.things.get(name))
    .filter((thing) => thing?.kind === 'lot')
    .sort((one, other) => one.lotNumber - other.lotNumber);
  const file = shipmentFileOf(docketOf({ state }, 'shipment', shipment.shipment));
  const isOpen = shipment.ended === null;
  // What has left is shown by the lists of the day on which it did: undeclared, its lots alone know when that was.
  const when = isOpen ? at : (file.ending?.event.occurredAt ?? lots[0]?.touchedAt ?? at);
  const declared = file.declared?.event ?? null;
  const country = state.parties.get(shipment.party)?.country ?? null;
  const leaves = country === null ? [] : [country];
  const judgement = judgeAtGate(state, { shipment, lots, declared, exit: null, leaves, at: when, ending: file.ending });
  const holds = isOpen ? [...standingHolds(state, shipment, lots), ...judgement.obstacles] : [];
  const { shipment: name, party: packedBy, consignee, destination } = shipment;
  return {
    shipment: name,
    state: progressOf(shipment, file, holds),
    packedBy,
    consignee,
    destination,
    netMilligrams: netOf(lots),
    goods: judgement.goods.map(goodsOf),
    file,
    draws: declared === null ? [] : licencesOf(declared).flatMap((licence) => drawsOn(state, licence, name)),
    holds,
    notices: isOpen ? judgement.notices : [],
  };
}

function progressOf({ ended }: ShipmentState, file: ShipmentFile, holds: readonly ShipmentHold[]): ShipmentProgress {
  if (ended === 'voided') return 'voided';
  if (ended === 'unpacked') return 'unpacked';
  if (ended === 'exited') return file.arrivals.length > 0 ? 'arrived' : 'exited';
  return holds.length > 0 ? 'held' : stageOf(file);
}

/** By word of an authority, on the shipment, a lot in it, or the unit that this is in. */
function standingHolds(state: CachedCustodyState, shipment: ShipmentState, lots: readonly LotState[]): ShipmentHold[] {
  const ofLots = lots.flatMap((lot) => {
    const hold = standingHold(state, lot);
    return hold === null ? [] : [heldBy(`lot ${lot.lot}`, hold)];
  });
  const own = shipment.hold === null ? [] : [heldBy(`shipment ${shipment.shipment}`, shipment.hold)];
  return [...own, ...ofLots];
}

function heldBy(what: string, { placedBy, placedAt, reason }: Hold): ShipmentHold {
  const message = `${what} is on hold since ${placedAt}, by ${placedBy}: ${reason}`;
  const facts = { expected: 'not on hold', found: 'on hold', placedBy, placedAt, reason };
  return { code: 'on-hold', field: 'shipment', message, facts, clears: 'an authority records hold-released' };
}

function goodsOf({ lot, material, classification }: GateJudgement['goods'][number]): ViewedGoods {
  const { form, product, netMilligrams } = material;
  const { verdict, reasons } = classification;
  return { lot, form, product, netMilligrams, verdict, codes: codesOf(classification), reasons };
}

function netOf(lots: readonly LotState[]): bigint | null {
  return lots.reduce<bigint | null>(
    (sum, { remaining: { netMilligrams } }) => (sum === null || netMilligrams === null ? null : sum + netMilligrams),
    0n,
  );
}

function drawsOn(state: CachedCustodyState, licence: string, shipment: string): ViewedDraw[] {
  const fold = foldOf(state.keptLicences, licence, docketOf({ state }, 'licence', licence));
  return drawsOfShipment(fold, shipment).map(({ line, reservedMilligrams, consumedMilligrams }) => {
    return { licence, line, reservedMilligrams, consumedMilligrams };
  });
}
