import { findCompositionFindings } from './composition-findings.ts';
import { lookedUp } from '../state/custody-state.ts';
import { circuitName, type LotState } from '../state/state-of-lots.ts';
import { type ElementMasses, elementMassesOf, statedElements, sumElementMasses } from '../element-masses.ts';
import { passOwnership } from './decide-ownership.ts';
import { describeExcess } from './describe-excess.ts';
import type { EventOf } from '../event.ts';
import type { FactOf } from '../fact.ts';
import { formatAmount } from '../format-amount.ts';
import { isRearranging } from '../material.ts';
import { findExcesses, isWithinUncertainty, type UncertainElements } from '../material-balance.ts';
import { requireMeasuresKept, type Taken } from './measure-gain.ts';
import { noteYields } from './note-yields.ts';
import { takePortion } from '../portion.ts';
import { type Amounts, amountsOf } from '../amounts.ts';
import { notDetectedOf } from '../quantity.ts';
import { requireTimeOrder, requireUsableLot, takeOf } from './lot-in-use.ts';
import { Refused } from '../refusal.ts';
import {
  addFinding,
  refuseOrNote,
  requireDistinct,
  requireRole,
  requireThing,
  requireUnused,
  type Ruling,
} from './ruling.ts';
import { uncertainElements, uncertaintyOf } from '../step-uncertainty.ts';
import { stockLotId } from '../stock-lot-id.ts';
import { requireLoose } from './unit-in-use.ts';
import { unexplainedMasses } from '../weigh-step.ts';

type Transformation = EventOf<'lot-transformed'>;

/** Inputs became outputs: what is taken, what is given, and that no more is given than was taken. */
export function decideLotTransformed(ruling: Ruling, event: Transformation): void {
  requireRole(ruling, 'transform');
  requireDistinctLots('inputs', event.inputs);
  requireDistinctLots('outputs', event.outputs);
  event.outputs.forEach(({ lot }, index) => requireUnused(ruling, `outputs[${index}].lot`, 'lot', lot));
  noteActivity(ruling, event);

  const taken = takeInputs(ruling, event);
  const stock = circuitStock(ruling, event);
  const takenElementMilligrams = sumElementMasses(taken.map(({ amounts }) => amounts.elementMilligrams));
  const made = event.outputs.map((output) => amountsOf(output.quantity));
  const givenElementMilligrams = sumGiven(event, made);
  const { eventNumber } = ruling;
  const facility = event.facility ?? null;
  const { party } = ruling.actor;
  const lots = { firstLotNumber: ruling.state.nextLotNumber, lotCount: made.length + (event.circuit ? 1 : 0) };
  const used: readonly Taken[] = stock === null ? taken : [...taken, { lot: stock, amounts: stock.remaining }];
  const usedElementMilligrams =
    stock === null
      ? takenElementMilligrams
      : sumElementMasses([takenElementMilligrams, stock.remaining.elementMilligrams]);
  ruling.facts.push({
    kind: 'step',
    eventNumber,
    occurredAt: event.occurredAt,
    step: event.step,
    party,
    facility,
    givenElementMilligrams,
    unexplainedElementMilligrams: unexplainedMasses(givenElementMilligrams, usedElementMilligrams),
    ...lots,
    inputs: used.map(({ lot }) => lot.lot),
  });
  for (const { lot, amounts } of taken) takeOf(ruling, lot, amounts);
  if (stock !== null) takeOf(ruling, stock, stock.remaining);

  requireMeasuresKept(ruling, event, taken, made);
  const uncertain = uncertainElements(event, used, made);
  requireBalance(ruling, event, takenElementMilligrams, stock, givenElementMilligrams, uncertain);
  noteComposition(ruling, event, { taken, made }, takenElementMilligrams);
  noteYields(ruling, event, { taken, takenElementMilligrams, stock, made });
  const isInherited = isRearranging(event.step) || event.circuit !== undefined;
  makeOutputs(ruling, event, made, isInherited ? uncertaintyOf(used) : null);
  const lotsUsed = used.map(({ lot }) => lot);
  passOwnership(ruling, lotsUsed, () => madeLots(ruling));
}

function requireDistinctLots(field: 'inputs' | 'outputs', lots: readonly { readonly lot: string }[]): void {
  const [first, second] = lots;
  // Most steps have one of each, or two.
  if (lots.length < 2 || (lots.length === 2 && first?.lot !== second?.lot)) return;
  requireDistinct(
    field,
    lots.map(({ lot }) => lot),
    field,
  );
}

function takeInputs(ruling: Ruling, event: Transformation): Taken[] {
  return event.inputs.map((input, index) => {
    const field = `inputs[${index}]`;
    const lot = requireUsableLot(ruling, `${field}.lot`, input.lot, input);
    requireLoose(`${field}.lot`, lot);
    requireTimeOrder(ruling, lot);
    return { lot, amounts: takePortion(field, input, lot.remaining) };
  });
}

/** The stock that the circuit's latest step left; null the first time. What is stated may not be less than that. */
function circuitStock(ruling: Ruling, event: Transformation): LotState | null {
  if (event.circuit === undefined) return null;
  const { id, openingElementMilligrams } = event.circuit;
  const stockLot = lookedUp(ruling.state.circuits, circuitName(ruling.actor.party, id));
  if (stockLot === null) return null;
  const stock = requireThing(ruling, 'circuit.id', 'lot', stockLot);
  requireTimeOrder(ruling, stock);
  for (const [element, recorded] of statedElements(stock.remaining.elementMilligrams)) {
    const stated = BigInt(openingElementMilligrams[element] ?? 0);
    if (stated >= recorded) continue;
    const message = `circuit ${id} closed with ${formatAmount(element, recorded)}, the opening says ${formatAmount(element, stated)}; open with what is recorded, and state what is gone as a loss`;
    const facts = { circuit: id, element, recorded: recorded.toString(), stated: stated.toString() };
    throw new Refused('circuit-opening', `circuit.openingElementMilligrams.${element}`, message, facts);
  }
  return stock;
}

function sumGiven({ losses, circuit }: Transformation, made: readonly Amounts[]): ElementMasses {
  const given = made.map(({ elementMilligrams }) => elementMilligrams);
  for (const loss of losses ?? []) given.push(elementMassesOf(loss.elementMilligrams));
  if (circuit !== undefined) given.push(elementMassesOf(circuit.closingElementMilligrams));
  return sumElementMasses(given);
}

function requireBalance(
  ruling: Ruling,
  event: Transformation,
  inputElementMilligrams: ElementMasses,
  stock: LotState | null,
  givenElementMilligrams: ElementMasses,
  uncertain: readonly UncertainElements[],
): void {
  const balance = {
    inputElementMilligrams,
    recordedStockElementMilligrams: stock?.remaining.elementMilligrams ?? {},
    statedOpeningElementMilligrams: elementMassesOf(event.circuit?.openingElementMilligrams),
    givenElementMilligrams,
    uncertain,
  };
  const { balancePartsPerMillion } = ruling.state.policy ?? { balancePartsPerMillion: 0 };
  for (const excess of findExcesses(balance, balancePartsPerMillion)) {
    const { message, facts } = describeExcess(event.step, event.circuit?.id ?? null, excess, commonMoisture(event));
    if (isWithinUncertainty(excess)) addFinding(ruling, 'gained-within-uncertainty', message);
    else refuseOrNote(ruling, 'material-gained', message, facts);
  }
}

/** The moisture of the outputs, when all state the same. */
function commonMoisture({ outputs }: Transformation): number | null {
  const [first] = outputs;
  const moisture = first?.quantity.moisturePartsPerMillion ?? null;
  return outputs.every(({ quantity }) => quantity.moisturePartsPerMillion === moisture) ? moisture : null;
}

/**
 * What is only rearranged is as sure as what it is made of, unless it states otherwise; so is what a circuit keeps, of
 * which nobody states more than masses.
 */
function makeOutputs(
  ruling: Ruling,
  event: Transformation,
  made: readonly Amounts[],
  takenUncertaintyPartsPerMillion: number | null,
): void {
  const { eventNumber, actor } = ruling;
  const country = ruling.facility?.country ?? actor.country;
  if (country === null) throw new Error(`${actor.party} transforms but has no country`);
  const inherited = isRearranging(event.step) ? takenUncertaintyPartsPerMillion : null;
  const firstLotNumber = ruling.state.nextLotNumber;
  const common = { kind: 'lot', eventNumber, party: actor.party, facility: event.facility ?? null, country } as const;
  for (let index = 0; index < made.length; index++) {
    const { lot, material, quantity } = event.outputs[index] as Transformation['outputs'][number];
    ruling.facts.push({
      ...common,
      lotNumber: firstLotNumber + index,
      lot,
      lotKind: 'transformed',
      circuit: null,
      form: material.form,
      product: material.product,
      made: made[index] as Amounts,
      notDetected: notDetectedOf(quantity),
      uncertaintyPartsPerMillion: quantity.uncertaintyPartsPerMillion ?? inherited,
    });
  }
  if (event.circuit === undefined) return;
  const circuit = event.circuit.id;
  const elementMilligrams = elementMassesOf(event.circuit.closingElementMilligrams);
  const closing: Amounts = { netMilligrams: null, volumeMillilitres: null, pieces: null, elementMilligrams };
  const untested = { notDetected: null, uncertaintyPartsPerMillion: takenUncertaintyPartsPerMillion };
  const stock = { lotKind: 'circuit-stock', circuit, form: null, product: null, made: closing, ...untested } as const;
  const lot = stockLotId(circuit, eventNumber);
  ruling.facts.push({ ...common, lotNumber: firstLotNumber + made.length, lot, ...stock });
}

/** The lots that the event has made so far, a circuit's stock among them. */
function madeLots({ facts }: Ruling): FactOf<'lot'>[] {
  return facts.filter((fact): fact is FactOf<'lot'> => fact.kind === 'lot');
}

/** Rearranging changes no composition that would not have been noticed before. */
function noteComposition(
  ruling: Ruling,
  { step, outputs }: Transformation,
  { taken, made }: { readonly taken: readonly Taken[]; readonly made: readonly Amounts[] },
  takenElementMilligrams: ElementMasses,
): void {
  if (isRearranging(step)) return;
  const inputs = { forms: taken.map(({ lot }) => lot.form), elementMilligrams: takenElementMilligrams };
  const stated = made.map(({ elementMilligrams }, index) => {
    const { lot, material, quantity } = outputs[index] as Transformation['outputs'][number];
    return { lot, material, elementMilligrams, notDetected: quantity.notDetected ?? NONE };
  });
  for (const finding of findCompositionFindings(step, inputs, stated)) ruling.findings.push(finding);
}

const NONE = [] as const;

function noteActivity(ruling: Ruling, event: Transformation): void {
  const { facility } = ruling;
  if (facility === null || facility.activities.length === 0 || isRearranging(event.step)) return;
  if (facility.activities.includes(event.step)) return;
  const message = `${facility.facility} is registered for ${facility.activities.join(', ')}, not for ${event.step}`;
  addFinding(ruling, 'step-not-among-activities', message);
}
