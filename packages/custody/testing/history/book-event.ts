/** Brings an account forward by one event that the rules have accepted. It objects to what it would not have accepted. */
import type { CustodyEvent, EventOf } from '../../src/event.ts';
import { amountsOf } from '../../src/amounts.ts';
import { type Account, AccountProblem, type AccountLot, type Answer, type Deed, entryIn } from './account.ts';
import { bookCheckpointKey, bookRevocation } from './account-keys.ts';
import { openLot } from './account-lot.ts';
import { bookErasure, bookSeals } from './account-seals.ts';
import { bookView } from './book-access.ts';
import { bookAmounts } from './book-amounts.ts';
import { bookCorrection } from './book-correction.ts';
import { bookMandate } from './book-mandate.ts';
import { bookHandshake } from './book-handshake.ts';
import { bookShipment, bookUnit } from './book-packing.ts';
import { bookStep } from './book-step.ts';

/** Books an event of `by`: of the principal where an agent has signed. */
export function bookEvent(account: Account, event: CustodyEvent, by: string, answer: Answer): void {
  const deed: Deed = {
    digest: answer.digest,
    by,
    event,
    taken: [],
    made: [],
    changes: [],
    before: [],
    mandateBefore: null,
  };
  account.deeds.set(answer.digest, deed);
  bookSeals(account, event, by);
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
    case 'lot-adjusted':
    case 'lot-disposed':
      bookAmounts(account, event, deed);
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
      bookUnit(account, event, deed);
      return;
    case 'ownership-transferred':
      deed.before = event.lots.map((name) => ({ ...entryIn(account.lots, name) }));
      for (const name of event.lots) bookOwner(entryIn(account.lots, name), event.owner, by);
      return;
    case 'mandate-given':
    case 'mandate-ended':
      deed.mandateBefore = account.mandates.get(`${by} ${event.agent}`) ?? null;
      bookMandate(account, event, by);
      return;
    case 'hold-placed':
    case 'hold-released':
      bookHold(account, event);
      return;
    case 'event-corrected':
      bookCorrection(account, event, answer);
      return;
    case 'key-enrolled':
      account.keys.set(event.party, event.key);
      return;
    case 'key-revoked':
      bookRevocation(account, event);
      return;
    case 'checkpoint-key-added':
    case 'checkpoint-key-retired':
      bookCheckpointKey(account, event, by);
      return;
    case 'ledger-opened':
    case 'yield-ranges-set':
    case 'finding-rule-set':
    case 'finding-answered':
    case 'finding-closed':
    case 'trade-gap-stated':
    case 'stock-stated':
    case 'quota-allocated':
    case 'sale-filed':
    case 'return-filed':
    case 'control-list-published':
    case 'control-list-suspended':
    case 'control-list-ended':
    case 'shipment-declared':
    case 'shipment-arrived':
      return;
    case 'licence-applied':
      account.licences.set(event.licence, { exporter: by, stepsCount: 0 });
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
      bookLicenceStep(account, event.licence);
      return;
    case 'opening-erased':
      bookErasure(account, event, by);
      return;
    case 'access-granted':
    case 'access-ended':
      return;
    case 'field-viewed':
      bookView(account, { ...deed, event });
      return;
    default:
      event satisfies never;
  }
}

function bookLicenceStep({ licences }: Account, id: string): void {
  const { exporter, stepsCount } = entryIn(licences, id);
  licences.set(id, { exporter, stepsCount: stepsCount + 1 });
}

function bookOwner(lot: AccountLot, owner: string, by: string): void {
  const before = lot.owner ?? lot.custodian;
  if (before !== by) throw new AccountProblem(`lot ${lot.lot} of ${before} is given away by ${by}`);
  lot.owner = owner;
}

function bookHold(account: Account, event: EventOf<'hold-placed' | 'hold-released'>): void {
  const { lot, unit, transfer, shipment } = event;
  const name = lot ?? unit ?? transfer ?? shipment ?? '';
  const { lots, units, transfers, shipments } = account;
  const thing = lots.get(name) ?? units.get(name) ?? transfers.get(name) ?? entryIn(shipments, name);
  const isPlaced = event.type === 'hold-placed';
  if (thing.isOnHold === isPlaced) throw new AccountProblem(`${name}: ${event.type}, and it is so already`);
  thing.isOnHold = isPlaced;
}
