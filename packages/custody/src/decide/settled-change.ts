/** By how much a settlement changes the book of a lot. */
import { differenceBetween } from '../amount-difference.ts';
import { AMOUNT_MEASURES, type Amounts } from '../amounts.ts';
import { type MutableElementMasses, statedElements } from '../element-masses.ts';

/** What remains moves by as much as the book was wrong at the receipt, whatever was taken of the lot since. */
export function settledChange(settled: Amounts, declared: Amounts, remaining: Amounts): Amounts {
  return withinRemaining(remaining, settled, differenceBetween(settled, declared, 'in-proportion'));
}

/** What was measured, where the book states it too: what only one of both says is not in dispute. */
export function whatBothState({
  declared,
  measured,
}: {
  readonly declared: Amounts;
  readonly measured: Amounts;
}): Amounts {
  const elementMilligrams: MutableElementMasses = {};
  for (const [element, mass] of statedElements(measured.elementMilligrams)) {
    if (declared.elementMilligrams[element] !== undefined) elementMilligrams[element] = mass;
  }
  const both = { ...measured, elementMilligrams };
  for (const measure of AMOUNT_MEASURES) if (declared[measure] === null) both[measure] = null;
  return both;
}

/** What only goes along in proportion takes no more of an element than there is: a later assay may have found less. */
function withinRemaining({ elementMilligrams: left }: Amounts, settled: Amounts, by: Amounts): Amounts {
  const elementMilligrams: MutableElementMasses = {};
  for (const [element, change] of statedElements(by.elementMilligrams)) {
    const there = left[element];
    const isStated = settled.elementMilligrams[element] !== undefined;
    if (isStated) elementMilligrams[element] = change;
    else if (there !== undefined) elementMilligrams[element] = change < -there ? -there : change;
  }
  return { ...by, elementMilligrams };
}
