/** How a fact changes what the rules know of the past. */
import { awaitedUnder, dropName, keepName, namesKeptBy } from './awaited-names.ts';
import { type CustodyState, known } from './custody-state.ts';
import { circuitName, type LotState, type Whereabouts } from './state-of-lots.ts';
import { mandateName } from './state-of-members.ts';
import { stepName } from './state-of-oversight.ts';
import { sealedName } from './state-of-seals.ts';
import type { ShipmentState } from './state-of-shipments.ts';
import type { DisputeState, HandshakeState } from './state-of-transfers.ts';
import type { Fact } from './fact.ts';
import type { MovementFact } from './facts-of-lots.ts';
import type { SettlementFact } from './facts-of-transfers.ts';
import { addAmounts, subtractAmounts } from './amounts.ts';
import { supersede } from './supersede.ts';

/** So many times of naming a document are held against later ones: a list that grows for ever would be one to attack with. */
export const DOCUMENT_USES_HELD = 8;

const HELD: Whereabouts = { status: 'held' };

/** Where a lot is that moved so last. */
export function whereaboutsOf({ status, within }: Pick<MovementFact, 'status' | 'within'>): Whereabouts {
  if (status === 'held') return HELD;
  if (status === 'lost' || status === 'disposed' || status === 'voided') return { status };
  if (within === null) throw new Error(`a lot is ${status} in nothing`);
  return status === 'in-transit' || status === 'returning'
    ? { status, transfer: within }
    : { status, shipment: within };
}

/** Applies a fact of an event that `party` says happened at `occurredAt`: a principal where an agent signed. */
export function applyFact(state: CustodyState, fact: Fact, party: string, occurredAt: string): void {
  const touched = { touchedBy: party, touchedAt: occurredAt, touchedNumber: fact.eventNumber };
  switch (fact.kind) {
    case 'policy':
      state.policy = {
        enforcement: fact.enforcement,
        balancePartsPerMillion: fact.balancePartsPerMillion,
        transferPartsPerMillion: fact.transferPartsPerMillion,
        bulkTransferPartsPerMillion: fact.bulkTransferPartsPerMillion,
        elementTransferPartsPerMillion: fact.elementTransferPartsPerMillion,
      };
      state.checkpointKeys.set(fact.checkpointKey, { key: fact.checkpointKey, retired: false });
      return;
    case 'party':
      state.parties.set(fact.party, {
        party: fact.party,
        roles: fact.roles,
        country: fact.country,
        transferPartsPerMillion: fact.transferPartsPerMillion,
        bulkTransferPartsPerMillion: fact.bulkTransferPartsPerMillion,
        elementTransferPartsPerMillion: fact.elementTransferPartsPerMillion,
        hasHadKey: state.parties.get(fact.party)?.hasHadKey ?? false,
      });
      return;
    case 'facility': {
      const { facility, country, activities } = fact;
      const { yieldRanges = {} } = state.facilities.get(facility) ?? {};
      state.facilities.set(facility, { facility, party: fact.party, country, activities, yieldRanges });
      return;
    }
    case 'yield-range': {
      const { facility, step, lowPartsPerMillion, highPartsPerMillion } = fact;
      const before = known(state.facilities, facility);
      const { [step]: _, ...others } = before.yieldRanges;
      const isStated = lowPartsPerMillion !== null && highPartsPerMillion !== null;
      const range = { lowPartsPerMillion, highPartsPerMillion, eventNumber: statementOf(fact) };
      state.facilities.set(facility, { ...before, yieldRanges: isStated ? { ...others, [step]: range } : others });
      return;
    }
    case 'key': {
      const owner = known(state.parties, fact.party);
      state.keys.set(fact.key, { key: fact.key, party: fact.party, revoked: false });
      state.parties.set(fact.party, { ...owner, hasHadKey: true });
      return;
    }
    case 'key-revocation':
      state.keys.set(fact.key, { ...known(state.keys, fact.key), revoked: true });
      return;
    case 'checkpoint-key':
      state.checkpointKeys.set(fact.key, { key: fact.key, retired: false });
      return;
    case 'checkpoint-key-retirement':
      state.checkpointKeys.set(fact.key, { ...known(state.checkpointKeys, fact.key), retired: true });
      return;
    case 'lot': {
      const { lot, lotNumber, form, product, country, made, uncertaintyPartsPerMillion } = fact;
      state.things.set(lot, {
        kind: 'lot',
        lot,
        lotNumber,
        form,
        product,
        country,
        custodian: fact.party,
        whereabouts: HELD,
        remaining: made,
        unit: null,
        owner: null,
        ownedNumber: null,
        countedNumber: null,
        hold: null,
        assay: null,
        uncertaintyPartsPerMillion,
        ...touched,
        step: fact.lotKind === 'transformed' || fact.lotKind === 'circuit-stock' ? fact.eventNumber : null,
      });
      state.nextLotNumber = lotNumber + 1;
      if (fact.circuit !== null) state.circuits.set(circuitName(fact.party, fact.circuit), lot);
      return;
    }
    case 'input': {
      const lot = lotIn(state, fact.lot);
      const remaining = subtractAmounts(lot.remaining, fact.taken);
      state.things.set(fact.lot, { ...lot, remaining, ...touched });
      return;
    }
    case 'change': {
      const lot = lotIn(state, fact.lot);
      const remaining = addAmounts(lot.remaining, fact.by);
      const countedNumber = fact.cause === 'adjusted' ? fact.eventNumber : lot.countedNumber;
      state.things.set(fact.lot, { ...lot, remaining, countedNumber, ...touched });
      return;
    }
    case 'assay': {
      const { version, laboratory, uncertaintyPartsPerMillion } = fact;
      const assay = { version, laboratory, eventNumber: fact.eventNumber };
      const assayed = { assay, uncertaintyPartsPerMillion, ...touched };
      state.things.set(fact.lot, { ...lotIn(state, fact.lot), ...assayed });
      return;
    }
    case 'assay-withdrawal': {
      const { assay, uncertaintyPartsPerMillion } = fact;
      state.things.set(fact.lot, { ...lotIn(state, fact.lot), assay, uncertaintyPartsPerMillion, ...touched });
      return;
    }
    case 'movement': {
      const { custodian } = fact;
      const moved = { custodian, whereabouts: whereaboutsOf(fact), ...touched };
      state.things.set(fact.lot, { ...lotIn(state, fact.lot), ...moved });
      return;
    }
    case 'transfer': {
      const { transfer, consignor, consignee, seals } = fact;
      state.things.set(transfer, { kind: 'transfer', transfer, consignor, consignee, seals, hold: null });
      state.handshakes.set(transfer, { isWhole: true, lots: [], receipts: [], ended: null, disputes: [] });
      return;
    }
    case 'transfer-revision': {
      const { transfer, consignee, seals } = fact;
      const before = known(state.things, transfer);
      if (before.kind !== 'transfer') throw new Error(`${transfer} is a ${before.kind}, not a transfer`);
      state.things.set(transfer, { ...before, consignee, seals });
      state.handshakes.set(transfer, { ...handshakeIn(state, transfer), lots: [] });
      return;
    }
    case 'transfer-line':
      handshakeIn(state, fact.transfer).lots.push(fact.lot);
      return;
    case 'receipt-line': {
      const { eventNumber, transfer, lot, outcome } = fact;
      const handshake = handshakeIn(state, transfer);
      const latest = handshake.receipts.at(-1);
      if (latest?.eventNumber === eventNumber) {
        latest.outcomes[lot] = outcome;
        return;
      }
      const receipts = [...handshake.receipts, { eventNumber, outcomes: { [lot]: outcome } }];
      state.handshakes.set(transfer, { ...handshake, receipts });
      return;
    }
    case 'dispute': {
      const { eventNumber, transfer, lot, lotNumber, declared, measured } = fact;
      const handshake = handshakeIn(state, transfer);
      const dispute = { eventNumber, transfer, lot, lotNumber, declared, measured, proposals: [] };
      state.handshakes.set(transfer, { ...handshake, disputes: [...handshake.disputes, dispute] });
      return;
    }
    case 'settlement': {
      const handshake = handshakeIn(state, fact.transfer);
      const disputes = handshake.disputes.map((dispute) =>
        dispute.lot === fact.lot ? settle(dispute, fact) : dispute,
      );
      state.handshakes.set(fact.transfer, { ...handshake, disputes });
      return;
    }
    case 'transfer-end': {
      const ended = { as: fact.end, eventNumber: fact.eventNumber };
      state.handshakes.set(fact.transfer, { ...handshakeIn(state, fact.transfer), ended });
      return;
    }
    case 'awaited-receipt': {
      const { eventNumber, transfer, consignor, consignee, seals, facility } = fact;
      const sides = { eventNumber, transfer, consignor, consignee };
      keepName(state, transfer, { ...sides, seals, facility, occurredAt, lines: new Map() });
      return;
    }
    case 'awaited-line': {
      const { lot, outcome, measured, uncertaintyPartsPerMillion, rejectedLot, discrepancy } = fact;
      const receipts = state.awaited.get(fact.transfer) ?? [];
      const receipt = receipts.find(({ eventNumber }) => eventNumber === fact.eventNumber);
      if (receipt === undefined) throw new Error(`a line of ${fact.transfer} is awaited, and no receipt of it`);
      receipt.lines.set(lot, { outcome, measured, uncertaintyPartsPerMillion, rejectedLot, discrepancy });
      keepName(state, lot, receipt);
      if (rejectedLot !== null) keepName(state, rejectedLot, receipt);
      return;
    }
    case 'awaited-end':
      for (const receipt of awaitedUnder(state, fact.transfer)) {
        for (const name of namesKeptBy(receipt)) dropName(state, name, receipt);
      }
      return;
    case 'shipment': {
      const { shipment } = fact;
      state.things.set(shipment, { kind: 'shipment', shipment, party: fact.party, lots: [], ended: null, hold: null });
      return;
    }
    case 'shipment-revision':
      state.things.set(fact.shipment, { ...shipmentIn(state, fact.shipment), lots: [] });
      return;
    case 'shipment-line': {
      shipmentIn(state, fact.shipment).lots.push(fact.lot);
      return;
    }
    case 'shipment-end': {
      const shipment = shipmentIn(state, fact.shipment);
      state.things.set(fact.shipment, { ...shipment, ended: fact.end });
      return;
    }
    case 'unit': {
      const { unit, isPacked, seal, standingNumber } = fact;
      state.things.set(unit, { kind: 'unit', unit, lots: [], isPacked, seal, standingNumber, hold: null });
      return;
    }
    case 'unit-line': {
      const lot = lotIn(state, fact.lot);
      state.things.set(fact.lot, { ...lot, unit: fact.unit, ...touched });
      if (fact.unit === null) return;
      const unit = known(state.things, fact.unit);
      if (unit.kind !== 'unit') throw new Error(`${fact.unit} is a ${unit.kind}, and was packed as a unit`);
      unit.lots.push(fact.lot);
      return;
    }
    case 'ownership': {
      const { owner } = fact;
      const ownedNumber = owner === null ? null : statementOf(fact);
      state.things.set(fact.lot, { ...lotIn(state, fact.lot), owner, ownedNumber });
      return;
    }
    case 'mandate': {
      const name = mandateName(fact.principal, fact.agent);
      const { acts, until } = fact;
      const eventNumber = statementOf(fact);
      if (fact.isGiven) state.mandates.set(name, { eventNumber, acts, until, endedAt: null });
      else state.mandates.set(name, { ...known(state.mandates, name), eventNumber, endedAt: occurredAt });
      return;
    }
    case 'hold': {
      const thing = known(state.things, fact.thing);
      const hold = fact.isPlaced ? { placedBy: fact.party, placedAt: occurredAt, reason: fact.reason } : null;
      state.things.set(fact.thing, { ...thing, hold });
      return;
    }
    case 'document': {
      const { sha256, eventNumber, use, about, steps } = fact;
      const uses = state.documents.get(sha256)?.uses ?? [];
      const isHeld = use < DOCUMENT_USES_HELD;
      state.documents.set(sha256, { count: use + 1, uses: isHeld ? [...uses, { eventNumber, about, steps }] : uses });
      return;
    }
    case 'step': {
      const name = stepName(fact.eventNumber);
      // One event may divide several lots.
      const before = state.stepInputs.get(name) ?? [];
      state.stepInputs.set(name, before.length === 0 ? fact.inputs : [...before, ...fact.inputs]);
      return;
    }
    case 'lot-revision': {
      const { form, product, country } = fact;
      const lot = lotIn(state, fact.lot);
      // An assay has said since how sure the masses are.
      const { uncertaintyPartsPerMillion } = lot.assay === null ? fact : lot;
      state.things.set(fact.lot, { ...lot, form, product, country, uncertaintyPartsPerMillion, ...touched });
      return;
    }
    case 'correction': {
      const before = state.targets.get(fact.target.digest)?.event ?? null;
      if (before !== null) supersede(state, before, fact);
      state.targets.set(fact.target.digest, fact.target);
      if (fact.counted !== null) {
        const { lot, countedNumber } = fact.counted;
        state.things.set(lot, { ...lotIn(state, lot), countedNumber });
      }
      if (fact.circuit !== null) state.circuits.set(fact.circuit.name, fact.circuit.stock);
      return;
    }
    case 'sealed-member':
      state.sealed.set(sealedName(fact.event, fact.field), { party: fact.party, erasedNumber: null });
      return;
    case 'opening-erasure': {
      const name = sealedName(fact.event, fact.field);
      state.sealed.set(name, { ...known(state.sealed, name), erasedNumber: fact.eventNumber });
      return;
    }
    case 'on-behalf':
    case 'consumption':
    case 'finding':
      return;
    default:
      fact satisfies never;
  }
}

/** The event that states what a fact says. */
function statementOf({
  eventNumber,
  statementNumber,
}: {
  eventNumber: number;
  statementNumber: number | null;
}): number {
  return statementNumber ?? eventNumber;
}

/** What is known of a transfer's handshake; one that was not read says only what comes from now on. */
function handshakeIn(state: CustodyState, transfer: string): HandshakeState {
  const unread = { isWhole: false, lots: [], receipts: [], ended: null, disputes: [] };
  return state.handshakes.get(transfer) ?? unread;
}

function settle(dispute: DisputeState, fact: SettlementFact): DisputeState {
  const { eventNumber, party, basis, quantity, isEffective } = fact;
  const proposals = [...dispute.proposals, { eventNumber, party, basis, quantity, isEffective }];
  return { ...dispute, proposals };
}

function lotIn(state: CustodyState, name: string): LotState {
  const thing = known(state.things, name);
  if (thing.kind !== 'lot') throw new Error(`${name} is a ${thing.kind}, not a lot`);
  return thing;
}

function shipmentIn(state: CustodyState, name: string): ShipmentState {
  const thing = known(state.things, name);
  if (thing.kind !== 'shipment') throw new Error(`${name} is a ${thing.kind}, not a shipment`);
  return thing;
}
