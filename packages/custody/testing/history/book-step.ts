/** What a transformation does to an account. */
import type { EventOf } from '../../src/event.ts';
import { type Amounts, amountsOf } from '../../src/amounts.ts';
import { elementsOfJson, lessAmounts, NOTHING } from '../lawful-amounts.ts';
import {
  type Account,
  type AccountLot,
  type Answer,
  type Deed,
  entryIn,
  ownerOf,
  requireLoose,
  useLot,
} from './account.ts';
import { isUsedUp, portionOf } from './account-amounts.ts';
import { openLot } from './account-lot.ts';

type Step = EventOf<'lot-transformed'>;

export function bookStep(account: Account, event: Step, deed: Deed, { position }: Answer): void {
  const { by } = deed;
  const { circuit } = event;
  const circuitName = circuit === undefined ? null : `${by} ${circuit.id}`;
  const stockName = circuitName === null ? undefined : account.circuits.get(circuitName);
  const inputs = event.inputs.map((input) => {
    const lot = useLot(account, input.lot, by);
    requireLoose(lot);
    return { lot, amounts: portionOf(lot.remaining, input) };
  });
  if (stockName !== undefined) {
    const lot = entryIn(account.lots, stockName);
    inputs.push({ lot, amounts: lot.remaining });
  }
  const owner = ownerOfAll(inputs.map(({ lot }) => lot));
  for (const { lot, amounts } of inputs) lot.remaining = lessAmounts(lot.remaining, amounts);
  deed.taken = inputs.map(({ lot, amounts }) => ({ lot: lot.lot, amounts }));
  const made = event.outputs.map(({ lot, material, quantity }) => {
    return openLot(account, { lot, custodian: by, form: material.form, remaining: amountsOf(quantity), owner });
  });
  if (circuitName !== null) {
    const lot = `${circuit?.id}@${position}.0`;
    made.push(openLot(account, { lot, custodian: by, form: null, isStock: true, remaining: closingOf(event), owner }));
    account.circuits.set(circuitName, lot);
  }
  deed.made = made.map(({ lot, remaining }) => ({ lot, amounts: remaining }));
}

/** What a step leaves in its circuit. */
export function closingOf({ circuit }: Step): Amounts {
  return { ...NOTHING, elementMilligrams: elementsOfJson(circuit?.closingElementMilligrams ?? {}) };
}

/** Whose all of the lots are stated to be; null when it is not stated of all, or they are of several. */
export function ownerOfAll(lots: readonly AccountLot[]): string | null {
  const [first, ...others] = lots.filter(({ remaining }) => !isUsedUp(remaining));
  if (first === undefined || first.owner === null) return null;
  return others.every((lot) => lot.owner !== null && ownerOf(lot) === first.owner) ? first.owner : null;
}
