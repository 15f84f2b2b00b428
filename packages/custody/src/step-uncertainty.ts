/** How sure the elements are that a step takes and gives, by the assays of its lots. */
import type { Amounts } from './amounts.ts';
import { combinedUncertaintyPartsPerMillion } from './combined-uncertainty.ts';
import { totalMilligrams } from './element-masses.ts';
import type { EventOf } from './event.ts';
import type { UncertainElements } from './material-balance.ts';
import type { Taken } from './decide/measure-gain.ts';

/** The inputs, a circuit's stock among them, whose lots have an uncertainty, and the outputs that state one. */
export function uncertainElements(
  { outputs }: EventOf<'lot-transformed'>,
  taken: readonly Taken[],
  made: readonly Amounts[],
): UncertainElements[] {
  const uncertain: UncertainElements[] = [];
  for (const { lot, amounts } of taken) {
    const { uncertaintyPartsPerMillion } = lot;
    if (uncertaintyPartsPerMillion === null) continue;
    uncertain.push({ elementMilligrams: amounts.elementMilligrams, uncertaintyPartsPerMillion });
  }
  for (let index = 0; index < made.length; index++) {
    const uncertaintyPartsPerMillion = outputs[index]?.quantity.uncertaintyPartsPerMillion;
    if (uncertaintyPartsPerMillion === undefined) continue;
    const { elementMilligrams } = made[index] as Amounts;
    uncertain.push({ elementMilligrams, uncertaintyPartsPerMillion });
  }
  return uncertain;
}

/** How sure the elements of what is taken are together; null where of none it is stated. */
export function uncertaintyOf(taken: readonly Taken[]): number | null {
  // Of most lots nobody has said it.
  if (taken.every(({ lot }) => lot.uncertaintyPartsPerMillion === null)) return null;
  return combinedUncertaintyPartsPerMillion(
    taken.map(({ lot: { uncertaintyPartsPerMillion }, amounts }) => {
      return { milligrams: totalMilligrams(amounts.elementMilligrams), uncertaintyPartsPerMillion };
    }),
  );
}
