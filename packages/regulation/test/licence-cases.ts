/** Licences for tests, from the steps that were recorded of them. */
import { licenceOf } from '@lodestone/custody/controls/follow-licence.ts';
import type { Licence } from '@lodestone/custody/controls/licence.ts';
import { parseEvent } from '@lodestone/custody/event.ts';

export interface StepDraft {
  readonly type: string;
  readonly [member: string]: unknown;
}

const MISSING = [{ item: 'contract', text: 'the contract' }];

export const applied = (at: string, members: object = {}): StepDraft => ({
  type: 'licence-applied',
  occurredAt: at,
  kind: 'single',
  lines: [{ line: '1', code: '1C905.a', netMilligrams: 509_000_000 }],
  consignee: 'MOTORS-F',
  endUser: 'Motor works F',
  destination: 'DE',
  validFrom: '2026-05-01T00:00:00.000Z',
  validTo: '2026-12-31T00:00:00.000Z',
  ...members,
});
export const accepted = (at: string): StepDraft => ({ type: 'licence-accepted', occurredAt: at });
export const requested = (at: string): StepDraft => ({
  type: 'licence-information-requested',
  occurredAt: at,
  asked: MISSING,
});
export const provided = (at: string, members: object = {}): StepDraft => ({
  type: 'licence-information-provided',
  occurredAt: at,
  ...members,
});
export const withdrawn = (at: string): StepDraft => ({
  type: 'licence-withdrawn',
  occurredAt: at,
  reason: 'cancelled',
});
export const refused = (at: string): StepDraft => ({
  type: 'licence-decided',
  occurredAt: at,
  outcome: 'refused',
  reasonCode: 'incomplete',
  reason: 'no answer',
  legalBasis: 'Decree 792',
});
export const granted = (at: string): StepDraft => ({
  ...refused(at),
  outcome: 'granted',
  reasonCode: 'civil-end-use',
  number: '26-1',
  validFrom: '2026-05-01T00:00:00.000Z',
  validTo: '2026-12-31T00:00:00.000Z',
});

/** The licence `id` of `exporter` after these steps. */
export function licenceAfter(
  steps: readonly StepDraft[],
  { id = 'LIC-1', exporter = 'MAGNETS-D' }: { readonly id?: string; readonly exporter?: string } = {},
): Licence {
  const docket = steps.map((draft, eventNumber) => {
    const parsed = parseEvent({ id: '0198f3a1-7c3e-7d5a-9b1c-2d3e4f5a6b7c', licence: id, ...draft });
    if (!parsed.ok) throw new Error(`no event: ${JSON.stringify(parsed.problems)}`);
    return { eventNumber, party: exporter, recordedAt: parsed.event.occurredAt, event: parsed.event };
  });
  const licence = licenceOf(docket);
  if (licence === null) throw new Error('nobody has applied');
  return licence;
}
