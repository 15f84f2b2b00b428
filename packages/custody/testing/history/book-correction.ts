/** What a correction does to an account: the deed that it names is undone, and done as it should have been. */
import type { CustodyEvent, EventOf } from '../../src/event.ts';
import { replacementOf } from '../../src/event.ts';
import { amountsOf } from '../../src/quantity.ts';
import { isSameValue } from '../../src/same-value.ts';
import { lessAmounts } from '../lawful-amounts.ts';
import { type Account, type AccountLot, AccountProblem, type Answer, type Deed, entryIn } from './account.ts';
import { changeTo, isUsedUp, oppositeOf, plusAmounts, portionOf } from './account-amounts.ts';
import { changeLot, placeCounted, placeLot } from './account-lot.ts';
import { closingOf } from './book-step.ts';

/** The types of events that this account knows how to correct. */
export const BOOKED_CORRECTIONS: ReadonlySet<string> = new Set([
  'lot-created',
  'lot-transformed',
  'lot-adjusted',
  'lot-disposed',
]);

export function bookCorrection(account: Account, event: EventOf<'event-corrected'>, { correction }: Answer): void {
  if (correction === 'contested') return;
  const deed = entryIn(account.deeds, event.corrects);
  const replacement = replacementOf(event);
  if (deed.event === null) throw new AccountProblem(`event ${event.corrects} is corrected, and was voided`);
  if (!BOOKED_CORRECTIONS.has(deed.event.type))
    throw new AccountProblem(`no account is kept of corrected ${deed.event.type}`);
  if (deed.before !== null) changeAnew(account, deed, deed.before, replacement);
  else if (replacement === null) voidLots(account, deed);
  else replaceLots(account, deed, deed.event, replacement);
  deed.event = replacement;
}

/** What the replacement makes of the lot as its target found it; without one, what the target found. */
function changeAnew({ lots }: Account, deed: Deed, before: AccountLot, replacement: CustodyEvent | null): void {
  const lot = entryIn(lots, before.lot);
  for (const { amounts } of deed.changes) lot.remaining = plusAmounts(lot.remaining, oppositeOf(amounts));
  deed.changes = [];
  const found = { ...before };
  if (replacement !== null) changeAsIf(found, deed, replacement);
  for (const { amounts } of deed.changes) lot.remaining = plusAmounts(lot.remaining, amounts);
  placeLot(lot, found.status, found.within, found.custodian);
}

function changeAsIf(found: AccountLot, deed: Deed, event: CustodyEvent): void {
  if (event.type === 'lot-adjusted') {
    const { quantity, reason } = event;
    changeLot(found, changeTo(amountsOf(quantity), found.remaining, reason === 'drying'), 'adjusted', deed);
    placeCounted(found);
  } else if (event.type === 'lot-disposed') {
    changeLot(found, oppositeOf(portionOf(found.remaining, event.quantity)), 'disposed', deed);
    if (isUsedUp(found.remaining)) placeLot(found, 'disposed', null);
  }
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
