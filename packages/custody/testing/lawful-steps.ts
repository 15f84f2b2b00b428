/** Steps of a made-up chain: what processes make, what circuits keep, what is only divided or put together. */
import { ELEMENT_SYMBOLS } from '../src/element.ts';
import type { ElementMasses, MutableElementMasses } from '../src/element-masses.ts';
import type { Form, Step } from '../src/material.ts';
import type { Amounts } from '../src/amounts.ts';
import type { JsonObject } from './json-object.ts';
import {
  addElements,
  elementEntries,
  elementMassesSum,
  elementsJson,
  fitElements,
  lessAmounts,
  lessElements,
  mapElements,
  quantityJson,
  shareOfAmounts,
  sumOfAmounts,
} from './lawful-amounts.ts';
import { type Chain, type EventBody, newId } from './lawful-event.ts';
import { LAWFUL_CIRCUITS, LAWFUL_PARTIES, type LawfulParty } from './lawful-parties.ts';
import { amountsHolding, isCounted, RECIPES, type Recipe, SEPARATION } from './lawful-recipes.ts';
import { addLot, lotsOf, type StockLot, takeElements, type TakenInput, takePart, takeWhole } from './lawful-stock.ts';

/** Less than the 5,000 parts per million of the inputs that a balance tolerates. */
const GAIN_MAX_PARTS_PER_MILLION = 4_000;

/** A process: one to three lots in, one or two out, with losses, or with something missing, or a little too much. */
export function processStep(chain: Chain): EventBody | null {
  const { random, stock } = chain;
  const { party, roles } = pickTransformer(chain);
  const lots = lotsOf(stock, party);
  const feasible = RECIPES.filter(
    (recipe) =>
      recipe.roles.some((role) => roles.includes(role)) && lots.some(({ form }) => recipe.takes.includes(form)),
  );
  if (feasible.length === 0) return null;
  const recipe = random.pick(feasible);
  const first = random.pick(lots.filter(({ form }) => recipe.takes.includes(form)));
  const others = lots.filter((lot) => lot !== first && [...recipe.takes, ...recipe.adds].includes(lot.form));
  const chosen = [first, ...others.filter(() => random.chance(30)).slice(0, 2)];
  const inputs = chosen.map((lot) => takeSome(chain, party, lot));
  const taken = elementsTaken(inputs);
  return transformation(
    chain,
    party,
    recipe.step,
    inputs,
    taken,
    giveOf(chain, party, recipe, taken, taken, piecesOf(recipe, inputs)),
  );
}

/** A step of a circuit opens with what the last one left and keeps some. Now and then one is only filled or drained. */
export function circuitStep(chain: Chain): EventBody | null {
  const { random, stock, circuits } = chain;
  const { party, circuit } = random.pick(LAWFUL_CIRCUITS);
  const name = `${party} ${circuit}`;
  const recorded = circuits.get(name) ?? {};
  const drains = elementMassesSum(recorded) > 0n && random.chance(15);
  const liquors = drains ? [] : lotsOf(stock, party).filter(({ form }) => SEPARATION.takes.includes(form));
  if (liquors.length === 0 && !drains) return null;
  const inputs = liquors.slice(0, 1 + random.below(2)).map((lot) => takeSome(chain, party, lot));
  const taken = elementsTaken(inputs);
  // Opening stock above the record came from nowhere: lawful as long as the inputs' tolerance covers it.
  const above = random.chance(15);
  const opening = mapElements(
    recorded,
    (mass, element) => mass + (above ? tolerated(chain, taken[element] ?? 0n) : 0n),
  );
  const held = addElements(taken, opening);
  const keptPercent = drains ? 0n : BigInt(random.below(60));
  const closing = mapElements(held, (mass) => (mass * keptPercent) / 100n);
  circuits.set(name, closing);
  const leaving = lessElements(held, closing);
  const isFilling = !drains && random.chance(15);
  const outputs = isFilling ? [] : giveOf(chain, party, SEPARATION, leaving, above ? {} : taken);
  const { by, body } = transformation(chain, party, SEPARATION.step, inputs, leaving, outputs);
  const openingElementMilligrams = elementsJson(opening);
  const closingElementMilligrams = elementsJson(closing);
  return { by, body: { ...body, circuit: { id: circuit, openingElementMilligrams, closingElementMilligrams } } };
}

/** One lot, or a part of one, becomes two to four. */
export function splitStep(chain: Chain): EventBody | null {
  const { random, stock } = chain;
  const { party } = pickTransformer(chain);
  const lots = lotsOf(stock, party).filter(({ remaining }) => isDivisible(remaining));
  if (lots.length === 0) return null;
  const lot = random.pick(lots);
  const input = random.chance(60) ? takeWhole(stock, party, lot) : takePart(random, stock, party, lot);
  const outputs: Output[] = [];
  let left = input.taken;
  const others = isDivisible(left) ? 1 + random.below(3) : 0;
  for (let other = 0; other < others; other += 1) {
    const part = shareOfAmounts(input.taken, BigInt(5 + random.below(20)), 100n);
    left = lessAmounts(left, part);
    outputs.push(make(chain, party, lot, part));
  }
  outputs.push(make(chain, party, lot, left));
  return transformation(chain, party, 'split', [input], elementsTaken([input]), outputs);
}

/** Lots of one form become one: whole in a merge, in parts in a blend, a single one in a repack. */
export function gatherStep(chain: Chain, step: 'merge' | 'blend' | 'repack'): EventBody | null {
  const { random, stock } = chain;
  const { party } = pickTransformer(chain);
  const lots = lotsOf(stock, party).filter(({ remaining }) => isGatherable(remaining));
  if (lots.length === 0) return null;
  const first = random.pick(lots);
  const alike = lots.filter((lot) => lot !== first && isAlike(lot, first)).slice(0, 1 + random.below(3));
  if (step !== 'repack' && alike.length === 0) return null;
  const inputs = (step === 'repack' ? [first] : [first, ...alike]).map((lot) =>
    step === 'blend'
      ? takePart(random, stock, party, lot, ['netMilligrams', 'volumeMillilitres'])
      : takeWhole(stock, party, lot),
  );
  const output = make(chain, party, first, sumOfAmounts(inputs.map((input) => input.taken)));
  return transformation(chain, party, step, inputs, elementsTaken(inputs), [output]);
}

/** An output as an event states it, and the elements that went into it. */
interface Output {
  readonly json: JsonObject;
  readonly elementMilligrams: ElementMasses;
}

/**
 * Divides `available` among a product and perhaps a second output, and leaves some. `taken` is what the tolerance is
 * of: some steps give a little more of each element than they have. Of the product there are `piecesMax` pieces at most.
 */
function giveOf(
  chain: Chain,
  party: string,
  recipe: Recipe,
  available: ElementMasses,
  taken: ElementMasses,
  piecesMax: bigint | null = null,
): Output[] {
  const { random } = chain;
  const gains = random.chance(8);
  const separates = recipe === SEPARATION;
  const productPermille = BigInt(750 + random.below(240));
  const product: MutableElementMasses = {};
  const second: MutableElementMasses = {};
  for (const [element, mass] of elementEntries(available)) {
    if (gains) product[element] = mass + tolerated(chain, taken[element] ?? 0n);
    else if (separates && random.chance(50)) second[element] = (mass * productPermille) / 1_000n;
    else {
      // What a product does not state of an element is lost or missing, and not known of the product.
      if (random.chance(95)) product[element] = (mass * productPermille) / 1_000n;
      if (recipe.leaves !== null && random.chance(60)) second[element] = (mass * 5n) / 1_000n;
    }
  }
  const { gives, leaves, step } = recipe;
  const holding = amountsHolding(random, gives, product);
  const pieces = piecesMax !== null && (holding.pieces ?? 0n) > piecesMax ? piecesMax : holding.pieces;
  const outputs = [make(chain, party, { form: gives, product: step }, { ...holding, pieces })];
  if (leaves === null || Object.keys(second).length === 0) return outputs;
  const material = { form: leaves, product: `${leaves} of ${step}` };
  return [...outputs, make(chain, party, material, amountsHolding(random, leaves, second))];
}

/** What a step that keeps pieces may give of them; null when it may give any, or nobody counted what it takes. */
function piecesOf({ step }: Recipe, inputs: readonly TakenInput[]): bigint | null {
  if (step !== 'grain-boundary-diffusion' && step !== 'finishing') return null;
  const counted = inputs.filter(({ lot }) => isCounted(lot.form)).map(({ taken }) => taken.pieces);
  return counted.includes(null) ? null : counted.reduce<bigint>((sum, pieces) => sum + (pieces ?? 0n), 0n);
}

/** Puts a step together. Of what is not in the outputs, all is stated as lost, or half, or it just goes missing. */
function transformation(
  { random }: Chain,
  by: string,
  step: Step,
  inputs: readonly TakenInput[],
  available: ElementMasses,
  outputs: readonly Output[],
): EventBody {
  const given = outputs.reduce<ElementMasses>((sum, output) => addElements(sum, output.elementMilligrams), {});
  const divisor = random.pick([1n, 1n, 1n, 2n, null]);
  const lost: MutableElementMasses = {};
  for (const [element, mass] of elementEntries(lessElements(available, given))) {
    if (mass > 0n && divisor !== null) lost[element] = mass / divisor;
  }
  const losses = [{ kind: 'process-loss', elementMilligrams: elementsJson(lost) }];
  return {
    by,
    body: {
      type: 'lot-transformed',
      step,
      inputs: inputs.map(({ json }) => json),
      outputs: outputs.map(({ json }) => json),
      ...((Object.keys(lost).length > 0 || outputs.length === 0) && { losses }),
    },
  };
}

/** Makes a lot and puts it into the party's stock. */
function make(chain: Chain, party: string, material: { form: Form; product: string }, made: Amounts): Output {
  const { random, stock } = chain;
  const { form, product } = material;
  const lot = newId(chain, form.toUpperCase());
  const counted = made.pieces === 0n ? { ...made, pieces: null } : made;
  const remaining = fitElements(counted);
  addLot(stock, party, { lot, form, product, remaining });
  const { elementMilligrams } = remaining;
  const unstated = ELEMENT_SYMBOLS.filter((element) => elementMilligrams[element] === undefined);
  const quantity = {
    ...quantityJson(remaining),
    ...(unstated.length > 0 && random.chance(10) && { notDetected: [random.pick(unstated)] }),
  };
  return { json: { lot, material: { form, product }, quantity }, elementMilligrams };
}

function pickTransformer({ random, stock }: Chain): LawfulParty {
  const holders = TRANSFORMERS.filter(({ party }) => lotsOf(stock, party).length > 0);
  return random.pick(holders.length > 0 ? holders : TRANSFORMERS);
}

const TRANSFORMERS = LAWFUL_PARTIES.filter(({ roles }) =>
  RECIPES.some((recipe) => recipe.roles.some((role) => roles.includes(role))),
);

function takeSome({ random, stock }: Chain, party: string, lot: StockLot): TakenInput {
  if (random.chance(65)) return takeWhole(stock, party, lot);
  return random.chance(30) ? takeElements(random, stock, party, lot) : takePart(random, stock, party, lot);
}

function elementsTaken(inputs: readonly TakenInput[]): ElementMasses {
  return sumOfAmounts(inputs.map(({ taken }) => taken)).elementMilligrams;
}

function tolerated({ random }: Chain, taken: bigint): bigint {
  return (taken * BigInt(random.below(GAIN_MAX_PARTS_PER_MILLION))) / 1_000_000n;
}

/** Below this, a share of a net mass or volume could round down to nothing. */
const DIVISIBLE_MIN = 1_000n;

function isDivisible({ netMilligrams, volumeMillilitres }: Amounts): boolean {
  return (netMilligrams ?? DIVISIBLE_MIN) >= DIVISIBLE_MIN && (volumeMillilitres ?? DIVISIBLE_MIN) >= DIVISIBLE_MIN;
}

/** A hundred thousand tonnes: a few such lots put together are still far below 2⁵³ milligrams. */
const GATHERED_MAX = 10n ** 14n;

function isGatherable({ netMilligrams, volumeMillilitres }: Amounts): boolean {
  return (netMilligrams ?? 0n) < GATHERED_MAX && (volumeMillilitres ?? 0n) < GATHERED_MAX;
}

function isAlike(left: StockLot, right: StockLot): boolean {
  return left.form === right.form && statesOf(left) === statesOf(right);
}

function statesOf({ remaining }: StockLot): string {
  return [remaining.netMilligrams, remaining.volumeMillilitres].map((amount) => amount !== null).join();
}
