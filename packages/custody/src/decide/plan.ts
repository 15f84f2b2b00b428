import { CONTROLS } from '../controls/control-register.ts';
import { docketName } from '../docket.ts';
import { circuitName } from '../state/state-of-lots.ts';
import { mandateName } from '../state/state-of-members.ts';
import { quotaBatchSubject, returnSubject } from '../filing-subject.ts';
import { sealedName } from '../state/state-of-seals.ts';
import type { CustodyEvent } from '../event.ts';
import type { Lookups } from '../state/lookups.ts';
import { actingParty } from './who-acts.ts';

const NO_DOCUMENTS = [] as const;
const CONTROL_REGISTER = docketName('control-register', CONTROLS);

/** Plans the look-up of a lot, transfer or shipment, unless an event that was planned before is to make it. */
function planThing(id: string, { things, newThings }: Lookups): void {
  if (!newThings.has(id)) things.add(id);
}

/** Whether a shipment may leave is asked of its declaration, of the licences that it names, and of the control lists. */
function planExit(shipment: string, lookups: Lookups): void {
  planThing(shipment, lookups);
  lookups.dockets.add(docketName('shipment', shipment));
  lookups.dockets.add(CONTROL_REGISTER);
}

/**
 * Adds what deciding `event` needs to `lookups`. `signer` is whom the author's key belongs to; without one the event
 * will be refused before anything else is looked at. The lots of a named shipment belong to the answer as
 * well, and the dockets of the licences that it is declared under.
 */
export function planLookups(event: CustodyEvent, signer: string | undefined, lookups: Lookups): void {
  const party = signer === undefined ? undefined : actingParty(event, signer);
  if (party !== undefined) lookups.parties.add(party);
  if (signer !== undefined && party !== undefined && party !== signer) lookups.mandates.add(mandateName(party, signer));
  if (event.facility !== undefined) lookups.facilities.add(event.facility);
  for (const { sha256 } of event.documents ?? NO_DOCUMENTS) lookups.documents.add(sha256);
  switch (event.type) {
    case 'ledger-opened':
      return;
    case 'party-registered':
    case 'facility-registered':
      lookups.parties.add(event.party);
      return;
    case 'yield-ranges-set':
    case 'finding-rule-set':
    case 'finding-answered':
    case 'finding-closed':
      return;
    case 'key-enrolled':
      lookups.parties.add(event.party);
      lookups.keys.add(event.key);
      lookups.checkpointKeys.add(event.key);
      return;
    case 'key-revoked':
      lookups.keys.add(event.key);
      return;
    case 'checkpoint-key-added':
      lookups.keys.add(event.key);
      lookups.checkpointKeys.add(event.key);
      return;
    case 'checkpoint-key-retired':
      lookups.checkpointKeys.add(event.key);
      lookups.checkpointKeys.add(event.successor);
      return;
    case 'lot-created':
      lookups.newThings.add(event.lot);
      return;
    case 'lot-transformed':
      for (const input of event.inputs) planThing(input.lot, lookups);
      for (const output of event.outputs) lookups.newThings.add(output.lot);
      if (event.circuit !== undefined && party !== undefined) {
        lookups.circuits.add(circuitName(party, event.circuit.id));
      }
      return;
    case 'lot-assayed':
      lookups.parties.add(event.laboratory);
      planThing(event.lot, lookups);
      return;
    case 'lot-adjusted':
    case 'lot-disposed':
      planThing(event.lot, lookups);
      return;
    case 'transfer-dispatched':
      lookups.parties.add(event.consignee);
      lookups.newThings.add(event.transfer);
      // What goes to another country is held against the lists, and which country that is the parties tell.
      lookups.dockets.add(CONTROL_REGISTER);
      for (const line of event.lines) planThing(line.lot, lookups);
      return;
    case 'transfer-received':
      planThing(event.transfer, lookups);
      if (event.consignor !== undefined) lookups.parties.add(event.consignor);
      for (const line of event.lines) {
        planThing(line.lot, lookups);
        if (line.outcome !== 'partly-accepted') continue;
        // One that waits makes no lot yet, whose name the database would look for.
        if (event.consignor === undefined) lookups.newThings.add(line.rejectedLot);
        else planThing(line.rejectedLot, lookups);
      }
      return;
    case 'transfer-cancelled':
    case 'transfer-settled':
      planThing(event.transfer, lookups);
      lookups.handshakes.add(event.transfer);
      return;
    case 'shipment-packed':
      lookups.parties.add(event.consignee);
      lookups.newThings.add(event.shipment);
      for (const lot of event.lots) planThing(lot, lookups);
      return;
    case 'shipment-declared':
      for (const { licence } of event.licenceLines ?? []) lookups.dockets.add(docketName('licence', licence));
      planExit(event.shipment, lookups);
      return;
    case 'shipment-exited':
      planExit(event.shipment, lookups);
      return;
    case 'shipment-unpacked':
    case 'shipment-arrived':
      planThing(event.shipment, lookups);
      lookups.dockets.add(docketName('shipment', event.shipment));
      return;
    case 'unit-packed':
      // It may be a new one, or one that was unpacked before.
      planThing(event.unit, lookups);
      for (const lot of event.lots) planThing(lot, lookups);
      return;
    case 'unit-unpacked':
      planThing(event.unit, lookups);
      return;
    case 'ownership-transferred':
      lookups.parties.add(event.owner);
      for (const lot of event.lots) planThing(lot, lookups);
      return;
    case 'mandate-given':
    case 'mandate-ended':
      lookups.parties.add(event.agent);
      if (party !== undefined) lookups.mandates.add(mandateName(party, event.agent));
      return;
    case 'hold-placed':
    case 'hold-released':
      if (event.lot !== undefined) planThing(event.lot, lookups);
      if (event.unit !== undefined) planThing(event.unit, lookups);
      if (event.shipment !== undefined) planThing(event.shipment, lookups);
      if (event.transfer === undefined) return;
      planThing(event.transfer, lookups);
      lookups.handshakes.add(event.transfer);
      return;
    case 'quota-allocated':
      lookups.parties.add(event.holder);
      for (const facility of event.facilities ?? []) lookups.facilities.add(facility);
      lookups.dockets.add(docketName('quota', event.quota));
      lookups.dockets.add(docketName('quota', quotaBatchSubject(event)));
      return;
    case 'sale-filed':
      lookups.dockets.add(docketName('sale', event.sale));
      for (const lot of event.lots ?? []) planThing(lot, lookups);
      return;
    case 'return-filed':
      lookups.dockets.add(docketName('return', returnSubject(event)));
      return;
    case 'control-list-published':
    case 'control-list-suspended':
    case 'control-list-ended':
      lookups.dockets.add(CONTROL_REGISTER);
      return;
    case 'licence-applied':
      lookups.parties.add(event.consignee);
      if (event.localAuthority !== undefined) lookups.parties.add(event.localAuthority);
      lookups.dockets.add(CONTROL_REGISTER);
      lookups.dockets.add(docketName('licence', event.licence));
      if (event.refiledFrom !== undefined) lookups.dockets.add(docketName('licence', event.refiledFrom));
      return;
    case 'licence-returned':
    case 'licence-accepted':
    case 'licence-information-requested':
    case 'licence-information-provided':
    case 'licence-reviewed':
    case 'licence-expedited':
    case 'licence-decided':
    case 'licence-amended':
    case 'licence-suspended':
    case 'licence-resumed':
    case 'licence-revoked':
    case 'licence-withdrawn':
      lookups.dockets.add(docketName('licence', event.licence));
      return;
    case 'trade-gap-stated':
      lookups.dockets.add(docketName('trade-gap', event.gap));
      for (const shipment of event.shipments ?? []) planThing(shipment, lookups);
      return;
    case 'stock-stated':
      if (event.supplier !== undefined) lookups.parties.add(event.supplier);
      if (party !== undefined) lookups.dockets.add(docketName('stock', party));
      return;
    case 'opening-erased':
      lookups.sealed.add(sealedName(event.sealedIn, event.field));
      return;
    case 'access-granted':
      lookups.parties.add(event.officer);
      lookups.dockets.add(docketName('access', event.officer));
      if (event.owner !== undefined) lookups.parties.add(event.owner);
      if (event.licence !== undefined) lookups.dockets.add(docketName('licence', event.licence));
      if (event.sealedIn === undefined) return;
      for (const field of event.fields) lookups.sealed.add(sealedName(event.sealedIn, field));
      return;
    case 'access-ended':
      lookups.dockets.add(docketName('access', event.officer));
      return;
    case 'field-viewed':
      lookups.sealed.add(sealedName(event.sealedIn, event.field));
      lookups.dockets.add(docketName('access', event.sealedIn));
      if (party !== undefined) lookups.dockets.add(docketName('access', party));
      if (event.licence !== undefined) lookups.dockets.add(docketName('licence', event.licence));
      return;
    case 'event-corrected':
      lookups.targets.add(event.corrects);
      return;
    default:
      event satisfies never;
  }
}
