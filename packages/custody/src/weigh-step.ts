/** What a step took and gave, per element. */
import { ELEMENT_SYMBOLS, type ElementSymbol } from './element.ts';
import { type ElementMasses, type MutableElementMasses, NO_ELEMENTS } from './element-masses.ts';

export interface StepWeights {
  /** The greater of what was taken, and of outputs + losses + closing stock. */
  readonly baseElementMilligrams: ElementMasses;
  /** What was taken above outputs + losses + closing stock; elements of which that is nothing are left out. */
  readonly unaccountedElementMilligrams: ElementMasses;
}

/** unexplained(e) = outputs(e) + losses(e) + closing(e) − Σ taken(e), where that is above nothing. */
export function unexplainedMasses(
  givenElementMilligrams: ElementMasses,
  takenElementMilligrams: ElementMasses,
): ElementMasses {
  let unexplained: MutableElementMasses | null = null;
  for (const key in givenElementMilligrams) {
    const element = key as ElementSymbol;
    const more = (givenElementMilligrams[element] ?? 0n) - (takenElementMilligrams[element] ?? 0n);
    if (more <= 0n) continue;
    unexplained ??= {};
    unexplained[element] = more;
  }
  return unexplained ?? NO_ELEMENTS;
}

/** base(e) = max(Σ taken(e), outputs(e) + losses(e) + closing(e)); what is taken above the latter is unaccounted. */
export function weighStep(
  givenElementMilligrams: ElementMasses,
  inputs: readonly { readonly elementMilligrams: ElementMasses }[],
): StepWeights {
  const baseElementMilligrams: MutableElementMasses = {};
  const unaccountedElementMilligrams: MutableElementMasses = {};
  for (const element of ELEMENT_SYMBOLS) {
    const taken = inputs.reduce((sum, { elementMilligrams }) => sum + (elementMilligrams[element] ?? 0n), 0n);
    const out = givenElementMilligrams[element] ?? 0n;
    if (taken > 0n || out > 0n) baseElementMilligrams[element] = taken > out ? taken : out;
    if (taken > out) unaccountedElementMilligrams[element] = taken - out;
  }
  return { baseElementMilligrams, unaccountedElementMilligrams };
}
