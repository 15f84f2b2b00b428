/** What a correction does to an account: the deed that it names is undone, and done as it should have been. */
import type { CustodyEvent, EventOf } from '../../src/event.ts';
import { replacementOf } from '../../src/event.ts';
import { amountsOf } from '../../src/amounts.ts';
import { isSameValue } from '../../src/same-value.ts';
import { lessAmounts } from '../lawful-amounts.ts';
import { type Account, AccountProblem, type Answer, type Deed, entryIn } from './account.ts';
import { oppositeOf, plusAmounts, portionOf } from './account-amounts.ts';
import { placeLot } from './account-lot.ts';
import { type AmountEvent, changeAmounts } from './book-amounts.ts';
import { correctMovement } from './correct-movement.ts';
import { bookMandate } from './book-mandate.ts';
import { closingOf } from './book-step.ts';

/** The types of events that this account knows how to correct. */
export const BOOKED_CORRECTIONS: ReadonlySet<string> = new Set([
  'lot-created',
  'lot-transformed',
  'lot-assayed',
  'lot-adjusted',
  'lot-disposed',
  'ownership-transferred',
  'mandate-given',
  'mandate-ended',
  'party-registered',
  'facility-registered',
  'yield-ranges-set',
  'transfer-dispatched',
  'transfer-cancelled',
  'unit-packed',
  'unit-unpacked',
  'shipment-packed',
  'shipment-unpacked',
  'shipment-exited',
]);

export function bookCorrection(account: Account, event: EventOf<'event-corrected'>, { correction }: Answer): void {
  if (correction === 'contested') return;
  const deed = entryIn(account.deeds, event.corrects);
  const replacement = replacementOf(event);
  if (deed.event === null) throw new AccountProblem(`event ${event.corrects} is corrected, and was voided`);
  correctDeed(account, deed, deed.event, replacement);
  deed.event = replacement;
}

function correctDeed(account: Account, deed: Deed, standing: CustodyEvent, replacement: CustodyEvent | null): void {
  switch (standing.type) {
    case 'lot-created':
    case 'lot-transformed':
      if (replacement !== null) return replaceLots(account, deed, standing, replacement);
      emptyCircuit(account, deed, standing);
      return voidLots(account, deed);
    case 'lot-assayed':
    case 'lot-adjusted':
    case 'lot-disposed':
      return changeAnew(account, deed, standing, replacement);
    case 'ownership-transferred':
      for (const { lot, owner } of deed.before) {
        const stated = replacement?.type === 'ownership-transferred' ? replacement.owner : owner;
        entryIn(account.lots, lot).owner = stated;
      }
      return;
    case 'mandate-given':
    case 'mandate-ended': {
      const before = deed.mandateBefore ?? { acts: [], hasEnded: true };
      account.mandates.set(`${deed.by} ${standing.agent}`, before);
      if (replacement?.type === standing.type) bookMandate(account, replacement, deed.by);
      return;
    }
    case 'party-registered':
      if (replacement?.type === standing.type) account.parties.set(standing.party, replacement.roles);
      return;
    case 'facility-registered':
      if (replacement?.type === standing.type) account.facilities.set(standing.facility, replacement.party);
      return;
    case 'yield-ranges-set':
      return;
    case 'transfer-dispatched':
    case 'transfer-cancelled':
    case 'unit-packed':
    case 'unit-unpacked':
    case 'shipment-packed':
    case 'shipment-unpacked':
    case 'shipment-exited':
      return correctMovement(account, deed, standing, replacement);
    default:
      throw new AccountProblem(`no account is kept of corrected ${standing.type}`);
  }
}

/** What the replacement makes of the lot as its target found it; without one, what the target found. */
function changeAnew({ lots }: Account, deed: Deed, standing: AmountEvent, replacement: CustodyEvent | null): void {
  const [before] = deed.before;
  if (before === undefined) throw new AccountProblem(`${standing.type} has found no lot`);
  const lot = entryIn(lots, before.lot);
  for (const { amounts } of deed.changes) lot.remaining = plusAmounts(lot.remaining, oppositeOf(amounts));
  deed.changes = [];
  const found = { ...before };
  if (
    replacement?.type === 'lot-assayed' ||
    replacement?.type === 'lot-adjusted' ||
    replacement?.type === 'lot-disposed'
  ) {
    changeAmounts(found, replacement, deed);
  }
  for (const { amounts } of deed.changes) lot.remaining = plusAmounts(lot.remaining, amounts);
  if (standing.type === 'lot-assayed') lot.assayed = found.assayed;
  placeLot(lot, found.status, found.within, found.custodian);
}

/** A circuit has again what the step opened with. */
function emptyCircuit({ circuits }: Account, { by, taken }: Deed, standing: CustodyEvent): void {
  if (standing.type !== 'lot-transformed' || standing.circuit === undefined) return;
  const opening = taken.find(({ lot }) => standing.inputs.every((input) => input.lot !== lot));
  const name = `${by} ${standing.circuit.id}`;
  if (opening === undefined) circuits.delete(name);
  else circuits.set(name, opening.lot);
}

/** What was taken comes back, what was made never was. */
function voidLots({ lots }: Account, deed: Deed): void {
  for (const { lot: name, amounts } of deed.taken) {
    const lot = entryIn(lots, name);
    lot.remaining = plusAmounts(lot.remaining, amounts);
  }
  for (const { lot: name } of deed.made) {
    const lot = entryIn(lots, name);
    lot.remaining = plusAmounts(lot.remaining, oppositeOf(lot.remaining));
    placeLot(lot, 'voided', null);
  }
  deed.taken = [];
  deed.made = [];
}

function replaceLots({ lots }: Account, deed: Deed, before: CustodyEvent, after: CustodyEvent): void {
  const taken = deed.taken;
  for (const { lot: name, amounts } of taken) {
    const lot = entryIn(lots, name);
    lot.remaining = plusAmounts(lot.remaining, amounts);
  }
  deed.taken = inputsOf(before, after, taken).map(({ lot: name, part, kept }) => {
    const lot = entryIn(lots, name);
    const amounts = kept ?? portionOf(lot.remaining, part);
    lot.remaining = lessAmounts(lot.remaining, amounts);
    return { lot: name, amounts };
  });
  const made = madeBy(after);
  deed.made = deed.made.map(({ lot: name, amounts: old }, index) => {
    const lot = entryIn(lots, name);
    const { amounts, form } = made[index] ?? { amounts: old, form: lot.form };
    lot.remaining = plusAmounts(lot.remaining, plusAmounts(amounts, oppositeOf(old)));
    lot.form = form;
    return { lot: name, amounts };
  });
}

/** What is taken in the same words is the same as before, and so is the stock of a circuit. */
function inputsOf(before: CustodyEvent, after: CustodyEvent, taken: Deed['taken']) {
  if (before.type !== 'lot-transformed' || after.type !== 'lot-transformed') return [];
  const keptOf = (name: string) => taken.find(({ lot }) => lot === name)?.amounts;
  const inputs = after.inputs.map((part) => {
    const isSame = before.inputs.some((input) => isSameValue(input, part));
    return { lot: part.lot, part, kept: isSame ? keptOf(part.lot) : undefined };
  });
  const stocks = taken.filter(({ lot }) => before.inputs.every((input) => input.lot !== lot));
  return [...inputs, ...stocks.map(({ lot, amounts }) => ({ lot, part: {}, kept: amounts }))];
}

function madeBy(event: CustodyEvent) {
  if (event.type === 'lot-created') return [{ amounts: amountsOf(event.quantity), form: event.material.form }];
  if (event.type !== 'lot-transformed') return [];
  const made = event.outputs.map(({ quantity, material }) => ({ amounts: amountsOf(quantity), form: material.form }));
  return event.circuit === undefined ? made : [...made, { amounts: closingOf(event), form: null }];
}
