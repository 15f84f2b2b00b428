/** Brings an account forward by one event that the rules have accepted. It objects to what it would not have accepted. */
import type { CustodyEvent, EventOf } from '../../src/event.ts';
import { amountsOf } from '../../src/quantity.ts';
import {
  type Account,
  AccountProblem,
  type AccountLot,
  type Answer,
  type Deed,
  entryIn,
  requireLoose,
  useLot,
} from './account.ts';
import { changeTo, isUsedUp, oppositeOf, portionOf } from './account-amounts.ts';
import { changeLot, openLot, placeCounted, placeLot } from './account-lot.ts';
import { bookCorrection } from './book-correction.ts';
import { bookHandshake } from './book-handshake.ts';
import { bookShipment, bookUnit } from './book-packing.ts';
import { bookStep } from './book-step.ts';

/** Books an event of `by`: of the principal where an agent has signed. */
export function bookEvent(account: Account, event: CustodyEvent, by: string, answer: Answer): void {
  const deed: Deed = { digest: answer.digest, by, event, taken: [], made: [], changes: [], before: null };
  account.deeds.set(answer.digest, deed);
  switch (event.type) {
    case 'party-registered':
      account.parties.set(event.party, event.roles);
      return;
    case 'facility-registered':
      account.facilities.set(event.facility, event.party);
      return;
    case 'lot-created': {
      const { lot, quantity, material } = event;
      const remaining = amountsOf(quantity);
      openLot(account, { lot, custodian: by, form: material.form, remaining });
      deed.made = [{ lot, amounts: remaining }];
      return;
    }
    case 'lot-transformed':
      bookStep(account, event, deed, answer);
      return;
    case 'lot-assayed':
      bookAssay(account, event, deed);
      return;
    case 'lot-adjusted':
      bookAdjustment(account, event, deed);
      return;
    case 'lot-disposed':
      bookDisposal(account, event, deed);
      return;
    case 'transfer-dispatched':
    case 'transfer-received':
    case 'transfer-cancelled':
    case 'transfer-settled':
      bookHandshake(account, event, deed, answer);
      return;
    case 'shipment-packed':
    case 'shipment-unpacked':
    case 'shipment-exited':
      bookShipment(account, event, by);
      return;
    case 'unit-packed':
    case 'unit-unpacked':
      bookUnit(account, event, by);
      return;
    case 'ownership-transferred':
      for (const name of event.lots) bookOwner(entryIn(account.lots, name), event.owner, by);
      return;
    case 'mandate-given':
      account.mandates.set(`${by} ${event.agent}`, { acts: event.acts, hasEnded: event.until !== undefined });
      return;
    case 'mandate-ended':
      account.mandates.set(`${by} ${event.agent}`, { acts: [], hasEnded: true });
      return;
    case 'hold-placed':
    case 'hold-released':
      bookHold(account, event);
      return;
    case 'event-corrected':
      bookCorrection(account, event, answer);
      return;
    case 'key-enrolled':
      account.keys.set(event.party, { key: event.key, isRevoked: false });
      return;
    case 'key-revoked':
      for (const [party, { key }] of account.keys) {
        if (key === event.key) account.keys.set(party, { key, isRevoked: true });
      }
      return;
    case 'ledger-opened':
    case 'yield-ranges-set':
      return;
    default:
      event satisfies never;
  }
}

/** What was tested is as it was found, what was not stays as it was. */
function bookAssay({ lots }: Account, { lot: name, quantity, version }: EventOf<'lot-assayed'>, deed: Deed): void {
  const lot = entryIn(lots, name);
  if (isUsedUp(lot.remaining)) throw new AccountProblem(`lot ${name} is assayed, and is spent`);
  const missing = (quantity.notDetected ?? []).filter(
    (element) => lot.remaining.elementMilligrams[element] !== undefined,
  );
  const found = amountsOf(quantity);
  const elementMilligrams = {
    ...found.elementMilligrams,
    ...Object.fromEntries(missing.map((element) => [element, 0n])),
  };
  const by = changeTo({ ...found, elementMilligrams }, lot.remaining, true);
  changeLot(lot, by, 'reassayed', deed);
  lot.assayed = version;
}

/** A count brings the book to what is there; a lot that is all gone is lost, and may be found again. */
function bookAdjustment({ lots }: Account, { lot: name, quantity, reason }: EventOf<'lot-adjusted'>, deed: Deed): void {
  const lot = entryIn(lots, name);
  if (lot.custodian !== deed.by) throw new AccountProblem(`lot ${name} of ${lot.custodian} is counted by ${deed.by}`);
  deed.before = { ...lot };
  changeLot(lot, changeTo(amountsOf(quantity), lot.remaining, reason === 'drying'), 'adjusted', deed);
  placeCounted(lot);
}

function bookDisposal(account: Account, { lot: name, quantity }: EventOf<'lot-disposed'>, deed: Deed): void {
  const lot = useLot(account, name, deed.by);
  requireLoose(lot);
  deed.before = { ...lot };
  changeLot(lot, oppositeOf(portionOf(lot.remaining, quantity)), 'disposed', deed);
  if (isUsedUp(lot.remaining)) placeLot(lot, 'disposed', null);
}

function bookOwner(lot: AccountLot, owner: string, by: string): void {
  const before = lot.owner ?? lot.custodian;
  if (before !== by) throw new AccountProblem(`lot ${lot.lot} of ${before} is given away by ${by}`);
  lot.owner = owner;
}

function bookHold(account: Account, event: EventOf<'hold-placed' | 'hold-released'>): void {
  const { lot, shipment } = event;
  const thing = lot === undefined ? entryIn(account.shipments, shipment ?? '') : entryIn(account.lots, lot);
  const isPlaced = event.type === 'hold-placed';
  if (thing.isOnHold === isPlaced) throw new AccountProblem(`${lot ?? shipment}: ${event.type}, and it is so already`);
  thing.isOnHold = isPlaced;
}
