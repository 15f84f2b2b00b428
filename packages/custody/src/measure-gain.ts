/** What a step may not gain besides elements: the form, and any measure, of steps that only rearrange; pieces. */
import type { LotState } from './state-of-lots.ts';
import type { EventOf } from './event.ts';
import { formatAmount } from './format-amount.ts';
import type { Step } from './material.ts';
import { AMOUNT_MEASURES, type AmountMeasure, type Amounts } from './amounts.ts';
import { Refused } from './refusal.ts';
import { refuseOrNote, type Ruling } from './ruling.ts';
import { COUNTED_FORMS } from './step-yield.ts';

type Transformation = EventOf<'lot-transformed'>;

/** What a step takes of a lot. */
export interface Taken {
  readonly lot: LotState;
  readonly amounts: Amounts;
}

/** Split, merge, blend and repack keep the form, and give no more of any measure than they take. */
export function requireOnlyRearranged(ruling: Ruling, event: Transformation, taken: readonly Taken[]): void {
  const form = taken[0]?.lot.form ?? null;
  const forms = [...taken.map(({ lot }) => lot.form), ...event.outputs.map((output) => output.material.form)];
  const other = forms.find((candidate) => candidate !== form);
  if (other !== undefined) {
    const message = `${event.step} keeps the form: its first input is ${form ?? 'missing'}, another of its lots is ${other}; correct the form, or name a step that changes it`;
    throw new Refused('form-changed', 'step', message, { step: event.step, form, other });
  }
  for (const measure of AMOUNT_MEASURES) {
    // A part by elements takes nothing of a measure that its lot has; a lot without the measure leaves the sum unknown.
    const inputs = taken.map(({ lot, amounts }) => amounts[measure] ?? (lot.remaining[measure] === null ? null : 0n));
    if (inputs.includes(null)) continue;
    const takenTotal = inputs.reduce<bigint>((sum, amount) => sum + (amount ?? 0n), 0n);
    const givenTotal = event.outputs.reduce((sum, output) => sum + BigInt(output.quantity[measure] ?? 0), 0n);
    if (givenTotal > takenTotal) refuseOrNoteMeasureGain(ruling, event, measure, takenTotal, givenTotal);
  }
}

function refuseOrNoteMeasureGain(
  ruling: Ruling,
  event: Transformation,
  measure: AmountMeasure,
  taken: bigint,
  given: bigint,
): void {
  const message = `${event.step} takes ${formatAmount(measure, taken)} and gives ${formatAmount(measure, given)}: it may give no more than it takes`;
  const facts = { step: event.step, measure, taken: taken.toString(), given: given.toString() };
  refuseOrNote(ruling, 'measure-gained', message, facts);
}

/** Steps that work on pieces and make no others of them: machining cuts, these do not. */
const STEPS_KEEPING_PIECES: ReadonlySet<Step> = new Set(['grain-boundary-diffusion', 'finishing']);

/** Grain-boundary diffusion and finishing give no more pieces than they take. What is not counted is not compared. */
export function requirePiecesKept(ruling: Ruling, event: Transformation, taken: readonly Taken[]): void {
  if (!STEPS_KEEPING_PIECES.has(event.step)) return;
  let takenTotal = 0n;
  for (const { lot, amounts } of taken) {
    if (lot.form !== null && !COUNTED_FORMS.has(lot.form)) continue;
    if (amounts.pieces === null) return;
    takenTotal += amounts.pieces;
  }
  const givenTotal = event.outputs.reduce((sum, { quantity }) => sum + BigInt(quantity.pieces ?? 0), 0n);
  if (givenTotal > takenTotal) refuseOrNoteMeasureGain(ruling, event, 'pieces', takenTotal, givenTotal);
}
