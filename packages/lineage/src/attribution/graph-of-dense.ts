import { ELEMENT_SYMBOLS, type ElementSymbol } from '@lodestone/custody/element.ts';
import {
  type DenseLineage,
  type DenseRecord,
  elementsOfShape,
  FIRST_LOT,
  HEADER_LENGTH,
  PLACE,
  recordOf,
  rowsOfShape,
  SHAPE,
  UNEXPLAINED,
} from './dense-lineage.ts';
import type { LineageGraph, LineageInput, LineageLot, LineageStep, LineageSubject } from '../graph.ts';

/** All that the subject was made from as a graph with what attribution looks at, and nothing else of lots and steps. */
export function graphOfDense(lineage: DenseLineage, { parts }: LineageSubject): LineageGraph {
  const lots = new Map<number, LineageLot>();
  const steps = new Map<number, LineageStep>();
  const waiting = parts.map(({ lotNumber }) => lotNumber);
  for (let lotNumber = waiting.pop(); lotNumber !== undefined; lotNumber = waiting.pop()) {
    if (lots.has(lotNumber)) continue;
    const record = recordOf(lineage, lotNumber);
    const step = record === null ? null : (record.numbers[record.start + FIRST_LOT] as number);
    const lot = lineage.nameOfOrigin.get(lotNumber) ?? String(lotNumber);
    const gains = lineage.gainsOfLot.get(lotNumber) ?? [];
    lots.set(lotNumber, {
      ...NOTHING_ELSE,
      lotNumber,
      lot,
      kind: step === null ? 'mined' : 'transformed',
      step,
      gains,
    });
    if (record === null || step === null || steps.has(step)) continue;
    const made = stepOf(record, step);
    steps.set(step, made);
    for (const input of made.inputs) waiting.push(input.lotNumber);
  }
  return { lots, steps };
}

const NOTHING_ELSE = {
  consumption: null,
  form: null,
  product: null,
  facility: null,
  party: '',
  custodian: '',
  country: '',
  netMilligrams: null,
  elementMilligrams: {},
} as const;

function stepOf({ numbers, start }: DenseRecord, step: number): LineageStep {
  const shape = numbers[start + SHAPE] as number;
  const elements = ELEMENT_SYMBOLS.filter((_, index) => ((elementsOfShape(shape) >> index) & 1) === 1);
  const base: Partial<Record<ElementSymbol, bigint>> = {};
  const inputs: LineageInput[] = [];
  let at = start + HEADER_LENGTH;
  for (let row = 0; row < rowsOfShape(shape); row += 1) {
    const lotNumber = numbers[at] as number;
    const elementMilligrams: Partial<Record<ElementSymbol, bigint>> = {};
    for (const [index, element] of elements.entries()) {
      const mass = BigInt(numbers[at + 1 + index] as number);
      base[element] = (base[element] ?? 0n) + mass;
      elementMilligrams[element] = mass;
    }
    if (lotNumber !== UNEXPLAINED) inputs.push({ lotNumber, elementMilligrams });
    at += 1 + elements.length;
  }
  return {
    step,
    at: numbers[start + PLACE] as number,
    name: '',
    event: String(step),
    party: '',
    facility: null,
    baseElementMilligrams: base,
    losses: [],
    unaccountedElementMilligrams: {},
    inputs,
  };
}
