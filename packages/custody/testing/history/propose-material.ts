/** How material enters a history and becomes other material. */
import type { ElementSymbol } from '../../src/element.ts';
import type { ElementMasses, MutableElementMasses } from '../../src/element-masses.ts';
import { type Form, PROCESS_STEPS } from '../../src/material.ts';
import type { Amounts } from '../../src/amounts.ts';
import type { JsonObject } from '../json-object.ts';
import {
  elementEntries,
  elementMassesSum,
  elementsJson,
  fitElements,
  lessAmounts,
  mapElements,
  NOTHING,
  quantityJson,
  shareOfAmounts,
  sumOfAmounts,
} from '../lawful-amounts.ts';
import { amountsHolding, RECIPES } from '../lawful-recipes.ts';
import type { AccountLot } from './account.ts';
import { MEASURES, portionOf } from './account-amounts.ts';
import { pickLot, pickOthers, pickParty, type Proposal, type Stage } from './stage.ts';

const ELEMENTS: readonly ElementSymbol[] = ['La', 'Nd', 'Pr', 'Dy', 'Tb', 'Y'];

const SOURCES: readonly {
  readonly origin: string;
  readonly roles: readonly string[];
  readonly forms: readonly Form[];
}[] = [
  { origin: 'mined', roles: ['mine'], forms: ['ore'] },
  { origin: 'collected', roles: ['recycler'], forms: ['scrap', 'magnet', 'swarf'] },
  { origin: 'imported', roles: ['refiner', 'metal-maker', 'recycler'], forms: ['oxide', 'liquor', 'metal'] },
  { origin: 'opening-stock', roles: ['mine', 'refiner', 'magnet-maker'], forms: ['concentrate', 'alloy', 'body'] },
];

export function createLot(stage: Stage): Proposal | null {
  const { random } = stage;
  const { origin, roles, forms } = random.pick(SOURCES);
  const by = pickParty(stage, random.chance(4) ? null : roles);
  if (by === null) return null;
  const form = random.pick(forms);
  const masses: MutableElementMasses = {};
  // From a few milligrams, where rounding shows, to a thousand tonnes.
  const scale = 10 ** (1 + random.below(11));
  for (const element of ELEMENTS) if (random.chance(40)) masses[element] = BigInt(random.below(scale));
  const holding = amountsHolding(random, form, masses);
  const quantity = {
    ...quantityJson(random.chance(10) && form === 'metal' ? pure(holding) : holding),
    ...(random.chance(25) && { uncertaintyPartsPerMillion: random.below(50_000) }),
  };
  const lot = stage.id(form.toUpperCase());
  const material = { form, product: `${form} as weighed` };
  return { by, body: { type: 'lot-created', lot, origin, country: 'CN', material, quantity } };
}

/** A metal that is nothing else: its parts are rounded one by one. */
function pure(amounts: Amounts): Amounts {
  const sum = elementMassesSum(amounts.elementMilligrams);
  return sum === 0n ? amounts : { ...amounts, netMilligrams: sum };
}

interface Input {
  readonly json: JsonObject & { readonly lot: string };
  readonly taken: Amounts;
}

/** All of a lot, or a part in one of the ways in which it can be said; now and then more than there is. */
function takeOf({ random }: Stage, { lot, remaining }: AccountLot): Input {
  if (random.chance(45)) return { json: { lot }, taken: remaining };
  const excess = random.chance(3) ? 20 : 0;
  const percent = BigInt(1 + random.below(100) + excess);
  if (random.chance(20)) {
    const some = mapElements(remaining.elementMilligrams, (mass) => (random.chance(60) ? (mass * percent) / 100n : 0n));
    const elementMilligrams = elementsJson(some);
    return { json: { lot, elementMilligrams }, taken: { ...NOTHING, elementMilligrams: some } };
  }
  const measure = random.pick(
    MEASURES.filter((candidate) => (remaining[candidate] ?? 0n) > 0n).concat('netMilligrams'),
  );
  const asked = ((remaining[measure] ?? 0n) * percent) / 100n + 1n;
  const part = { [measure]: Number(asked) };
  return { json: { lot, ...part }, taken: portionOf(remaining, part) };
}

/** One to three lots become one or two of another form; some is lost, some goes missing, now and then there is more. */
export function processStep(stage: Stage): Proposal | null {
  const { random } = stage;
  const first = pickLot(stage);
  if (first === null) return null;
  const inputs = [first, ...pickOthers(stage, first, 2, () => true)].map((lot) => takeOf(stage, lot));
  const elements = sumOfAmounts(inputs.map(({ taken }) => taken)).elementMilligrams;
  const { outputs, losses } = giveOf(stage, elements);
  const step = random.pick(PROCESS_STEPS);
  return { by: first.custodian, body: transformed(stage, step, inputs, outputs, losses) };
}

/** Divides masses over one or two outputs and a loss. */
function giveOf(stage: Stage, elements: ElementMasses): { outputs: JsonObject[]; losses: ElementMasses } {
  const { random } = stage;
  const gainPermille = BigInt(random.chance(8) ? random.below(5) : random.chance(2) ? 50 : 0);
  const [product, second, losses]: MutableElementMasses[] = [{}, {}, {}];
  for (const [element, mass] of elementEntries(elements)) {
    const share = BigInt(random.below(1_000));
    const kept = gainPermille > 0n ? mass + (mass * gainPermille) / 1_000n : (mass * share) / 1_000n;
    if (product !== undefined && random.chance(95)) product[element] = kept;
    if (gainPermille > 0n) continue;
    if (second !== undefined && random.chance(60)) second[element] = (mass - kept) / 2n;
    if (losses !== undefined && random.chance(60)) losses[element] = (mass - kept) / 2n;
  }
  const outputs = [outputOf(stage, product ?? {})];
  if (Object.keys(second ?? {}).length > 0) outputs.push(outputOf(stage, second ?? {}));
  return { outputs, losses: losses ?? {} };
}

function outputOf(stage: Stage, elements: ElementMasses): JsonObject {
  const form = stage.random.pick(RECIPES).gives;
  const quantity = quantityJson(amountsHolding(stage.random, form, elements));
  return { lot: stage.id(form.toUpperCase()), material: { form, product: `${form} as made` }, quantity };
}

function transformed(
  { random }: Stage,
  step: string,
  inputs: readonly Input[],
  outputs: readonly JsonObject[],
  lost: ElementMasses = {},
): Proposal['body'] {
  const kind = random.pick(['process-loss', 'residue']);
  const losses = Object.keys(lost).length > 0 && { losses: [{ kind, elementMilligrams: elementsJson(lost) }] };
  return { type: 'lot-transformed', step, inputs: inputs.map(({ json }) => json), outputs, ...losses };
}

/** Lots of one form are divided, put together or put into other packages. */
export function rearrange(stage: Stage): Proposal | null {
  const { random } = stage;
  const step = random.pick(['split', 'split', 'merge', 'blend', 'repack'] as const);
  const first = pickLot(stage);
  if (first === null) return null;
  const others =
    step === 'merge' || step === 'blend' ? pickOthers(stage, first, 2, ({ form }) => form === first.form) : [];
  const inputs = [first, ...others].map((lot) => takeOf(stage, lot));
  let left = sumOfAmounts(inputs.map(({ taken }) => taken));
  const parts: Amounts[] = [];
  for (let count = step === 'split' ? 1 + random.below(2) : 0; count > 0; count -= 1) {
    const part = shareOfAmounts(left, BigInt(1 + random.below(98)), 100n);
    parts.push(part);
    left = lessAmounts(left, part);
  }
  const outputs = [...parts, left].map((amounts) => {
    const quantity = quantityJson(withoutZeros(fitElements(amounts)));
    const lot = stage.id((first.form ?? 'part').toUpperCase());
    return { lot, material: { form: first.form, product: 'as divided' }, quantity };
  });
  return { by: first.custodian, body: transformed(stage, step, inputs, outputs) };
}

/** A measure of 0 cannot be stated of what a step makes. */
function withoutZeros(amounts: Amounts): Amounts {
  const { volumeMillilitres, pieces } = amounts;
  return {
    ...amounts,
    volumeMillilitres: volumeMillilitres === 0n ? null : volumeMillilitres,
    pieces: pieces === 0n ? null : pieces,
  };
}

/** A circuit is fed, kept, filled or drained; now and then it opens with more than it closed with, or with less. */
export function circuitStep(stage: Stage): Proposal | null {
  const { account, random } = stage;
  const by = pickParty(stage, ['refiner', 'recycler']);
  if (by === null) return null;
  const id = random.pick(['SX-1', 'SX-2']);
  const stock = account.lots.get(account.circuits.get(`${by} ${id}`) ?? '');
  const recorded = stock?.remaining.elementMilligrams ?? {};
  const fed = random.chance(80) ? pickLot(stage, ({ custodian }) => custodian === by) : null;
  const inputs = fed === null ? [] : [takeOf(stage, fed)];
  const taken = sumOfAmounts(inputs.map((input) => input.taken)).elementMilligrams;
  const stated = (mass: bigint) => (random.chance(95) ? mass : random.chance(60) ? mass + mass / 1_000n : mass / 2n);
  const opening = mapElements(recorded, stated);
  const held = mapElements({ ...taken, ...opening }, (_, element) => (taken[element] ?? 0n) + (opening[element] ?? 0n));
  const keptPercent = BigInt(random.chance(20) ? 0 : random.below(101));
  const closing = mapElements(held, (mass) => (mass * keptPercent) / 100n);
  const leaving = mapElements(held, (mass, element) => mass - (closing[element] ?? 0n));
  const { outputs, losses } = random.chance(85) ? giveOf(stage, leaving) : { outputs: [], losses: leaving };
  const circuit = {
    id,
    openingElementMilligrams: elementsJson(opening),
    closingElementMilligrams: elementsJson(closing),
  };
  return { by, body: { ...transformed(stage, 'solvent-extraction', inputs, outputs, losses), circuit } };
}
