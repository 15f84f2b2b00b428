/** A step as its event states it. */
import { amountsOf } from '@lodestone/custody/amounts.ts';
import { type ElementMasses, elementMassesOf, sumElementMasses } from '@lodestone/custody/element-masses.ts';
import { type Step, STEPS } from '@lodestone/custody/material.ts';
import type { JsonObject } from '@lodestone/proof/json-value.ts';
import type { BookLoss } from './book.ts';
import {
  type Found,
  memberOf,
  readAnyObject,
  readChoice,
  readElementMilligrams,
  readList,
  readText,
} from './read-members.ts';
import { readMaterial, readQuantity, type StatedQuantity } from './read-quantity.ts';

export interface StatedStep {
  readonly name: Step;
  readonly inputs: readonly StatedInput[];
  readonly outputs: readonly Output[];
  readonly losses: readonly BookLoss[];
  readonly circuit: StatedCircuit | null;
}

export interface StatedInput {
  readonly found: Found;
  readonly lot: string;
  readonly part: StatedQuantity;
}

interface Output {
  readonly lot: string;
  readonly form: string;
  readonly product: string;
  readonly quantity: StatedQuantity;
}

interface StatedCircuit {
  readonly id: string;
  readonly opening: ElementMasses;
  readonly closing: ElementMasses;
}

/** Reads what an event says of its step. */
export function readStep(found: Found, event: JsonObject): StatedStep {
  const member = (name: string) => memberOf(found, event, name);
  const circuit = member('circuit');
  const losses = member('losses');
  return {
    name: readChoice(member('step'), STEPS),
    inputs: readList(member('inputs'), (input) => {
      const lot = readText(memberOf(input, readAnyObject(input), 'lot'));
      return { found: input, lot, part: readQuantity(input) };
    }),
    outputs: readList(member('outputs'), (output) => {
      const object = readAnyObject(output);
      return {
        lot: readText(memberOf(output, object, 'lot')),
        ...readMaterial(memberOf(output, object, 'material')),
        quantity: readQuantity(memberOf(output, object, 'quantity')),
      };
    }),
    losses: losses.value === undefined ? [] : readList(losses, readLoss),
    circuit: circuit.value === undefined ? null : readCircuit(circuit),
  };
}

function readLoss(found: Found): BookLoss {
  const loss = readAnyObject(found);
  const masses = memberOf(found, loss, 'elementMilligrams');
  const elementMilligrams = masses.value === undefined ? {} : elementMassesOf(readElementMilligrams(masses));
  return { kind: readText(memberOf(found, loss, 'kind')), elementMilligrams };
}

function readCircuit(found: Found): StatedCircuit {
  const circuit = readAnyObject(found);
  const masses = (name: string) => elementMassesOf(readElementMilligrams(memberOf(found, circuit, name)));
  return {
    id: readText(memberOf(found, circuit, 'id')),
    opening: masses('openingElementMilligrams'),
    closing: masses('closingElementMilligrams'),
  };
}

/** Outputs, stated losses and closing stock. */
export function givenBy({ outputs, losses, circuit }: StatedStep): ElementMasses {
  const given = outputs.map(({ quantity }) => amountsOf(quantity).elementMilligrams);
  for (const { elementMilligrams } of losses) given.push(elementMilligrams);
  if (circuit !== null) given.push(circuit.closing);
  return sumElementMasses(given);
}
