/** What a step may not gain besides elements: the form, and any measure, of steps that only rearrange; pieces. */
import type { Amounts } from '../amounts.ts';
import type { EventOf } from '../event.ts';
import { formatAmount } from '../format-amount.ts';
import { findMeasureGains, findOtherForm } from '../rearrangement.ts';
import { Refused } from '../refusal.ts';
import { refuseOrNote, type Ruling } from './ruling.ts';
import type { LotState } from '../state/state-of-lots.ts';

type Transformation = EventOf<'lot-transformed'>;

/** What a step takes of a lot. */
export interface Taken {
  readonly lot: LotState;
  readonly amounts: Amounts;
}

/**
 * Split, merge, blend and repack keep the form, and give no more of any measure than they take. Grain-boundary diffusion and
 * finishing give no more pieces. What is not counted is not compared. `made` is what the outputs state.
 */
export function requireMeasuresKept(
  ruling: Ruling,
  { step, outputs }: Transformation,
  taken: readonly Taken[],
  made: readonly Amounts[],
): void {
  const forms = taken.map(({ lot }) => lot.form);
  const found = findOtherForm(
    step,
    forms,
    outputs.map(({ material }) => material.form),
  );
  if (found !== null) {
    const [form, { other }] = [forms[0] ?? null, found];
    const message = `${step} keeps the form: its first input is ${form ?? 'missing'}, another of its lots is ${other}; correct the form, or name a step that changes it`;
    throw new Refused('form-changed', 'step', message, { step, form, other });
  }
  for (const gain of findMeasureGains(step, taken, made)) {
    const [measure, taking, giving] = [gain.measure, gain.taken, gain.given];
    const message = `${step} takes ${formatAmount(measure, taking)} and gives ${formatAmount(measure, giving)}: it may give no more than it takes`;
    const facts = { step, measure, taken: taking.toString(), given: giving.toString() };
    refuseOrNote(ruling, 'measure-gained', message, facts);
  }
}
