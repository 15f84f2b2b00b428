import type { LotState } from '../state/state-of-lots.ts';
import { type ElementMasses, elementMassesOf, NO_ELEMENTS } from '../element-masses.ts';
import type { EventOf } from '../event.ts';
import { judgeYields } from './judge-yields.ts';
import { isRearranging } from '../material.ts';
import type { Taken } from './measure-gain.ts';
import type { Amounts } from '../amounts.ts';
import { addFinding, type Ruling } from './ruling.ts';

/** What a step took and made, with what its circuit held before. */
interface StepAmounts {
  readonly taken: readonly Taken[];
  readonly takenElementMilligrams: ElementMasses;
  readonly stock: LotState | null;
  readonly made: readonly Amounts[];
}

/** A yield outside its range is a finding: somebody should look. Nothing is read for it but what decides the step. */
export function noteYields(ruling: Ruling, event: EventOf<'lot-transformed'>, amounts: StepAmounts): void {
  const { step, outputs, circuit } = event;
  if (isRearranging(step)) return;
  const { taken, takenElementMilligrams, stock, made } = amounts;
  const message = judgeYields(
    {
      step,
      inputs: taken.map(({ lot: { form }, amounts: all }) => ({ form, amounts: all, coatingMilligrams: 0n })),
      outputs: made.map((all, index) => {
        const { material, quantity } = outputs[index] as (typeof outputs)[number];
        return { form: material.form, amounts: all, coatingMilligrams: BigInt(quantity.coatingMilligrams ?? 0) };
      }),
      inputElementMilligrams: takenElementMilligrams,
      stock:
        circuit === undefined
          ? null
          : {
              opening: stock?.remaining.elementMilligrams ?? NO_ELEMENTS,
              closing: elementMassesOf(circuit.closingElementMilligrams),
            },
    },
    ruling.facility,
  );
  if (message !== null) addFinding(ruling, 'yield-out-of-range', message);
}
