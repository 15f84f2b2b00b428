/** How crooks change what a step gives. */
import { vary } from '../chance.ts';
import type { StepDraft } from '../drafts.ts';
import { type Lot, mapElements, type Quantity } from '../lot.ts';
import { sumElementMasses } from '@lodestone/custody/element-masses.ts';
import type { ElementMasses } from '@lodestone/custody/element-masses.ts';

/** A quantity so many millionths larger or smaller, boxes and all. */
function resize(quantity: Quantity, partsPerMillion: number): Quantity {
  const change = (amount: bigint | null) => (amount === null ? null : vary(amount, partsPerMillion));
  return {
    ...quantity,
    netMilligrams: change(quantity.netMilligrams),
    volumeMillilitres: change(quantity.volumeMillilitres),
    grossMilligrams: change(quantity.grossMilligrams),
    tareMilligrams: change(quantity.tareMilligrams),
    elementMilligrams: mapElements(quantity.elementMilligrams, (mass) => vary(mass, partsPerMillion)),
  };
}

export function resizeLot(lot: Lot, partsPerMillion: number): Lot {
  return { ...lot, quantity: resize(lot.quantity, partsPerMillion) };
}

/** What a step takes of each element, its circuit's stock left out. */
export function takenBy({ inputs }: StepDraft): ElementMasses {
  return sumElementMasses(inputs.map(({ taken }) => taken.elementMilligrams));
}

export function givenBy({ outputs }: StepDraft): ElementMasses {
  return sumElementMasses(outputs.map(({ quantity }) => quantity.elementMilligrams));
}

/** What is not in the outputs, as far as something is missing, each element in whole: a book that closes. */
export function missingFrom(taken: ElementMasses, given: ElementMasses): ElementMasses {
  return mapElements(taken, (mass, element) => {
    const missing = mass - (given[element] ?? 0n);
    return missing > 0n ? missing : 0n;
  });
}
