/** Control lists for tests: the events, as an authority would record them, and the register that they make. */
import { type ControlRegister, registerOf } from '../src/controls/control-register.ts';
import { parseEvent } from '../src/event.ts';

/** An event as it is written, but for its id and time. */
export interface ControlDraft {
  readonly type: 'control-list-published' | 'control-list-suspended' | 'control-list-ended';
  readonly [member: string]: unknown;
}

const ALLOYS = ['metal', 'alloy', 'flake', 'powder', 'block', 'body', 'magnet'];
const trace = {
  referUpToPartsPerMillion: 1_000,
  referElements: ['Tb', 'Dy'],
  exceptForms: ['assembly'],
  exceptReason: 'the published answers leave assemblies out',
};

/** What covers the magnets of the golden chain, and samarium-cobalt. */
export const MAGNET_ITEMS = [
  {
    code: '1C902.a',
    description: 'samarium',
    elements: ['Sm'],
    forms: ALLOYS,
    magnetsOf: ['Sm'],
    requires: 'licence',
  },
  { code: '1C904.a', description: 'terbium', elements: ['Tb'], forms: ALLOYS, ...trace, requires: 'licence' },
  { code: '1C905.a', description: 'dysprosium', elements: ['Dy'], forms: ALLOYS, ...trace, requires: 'licence' },
] as const;

/** The list CN-18, of these magnets, from 4 April 2025 on, unless it is said otherwise. */
export function listPublished(members: object = {}): ControlDraft {
  return {
    type: 'control-list-published',
    list: 'CN-18',
    title: 'medium and heavy rare earths',
    jurisdiction: 'CN',
    validFrom: '2025-04-04T00:00:00.000Z',
    sources: ['the gazette'],
    isConfirmed: true,
    items: MAGNET_ITEMS,
    ...members,
  };
}

/** The register after these events, recorded one after another. Throws where one is no event. */
export function registerFrom(...drafts: readonly ControlDraft[]): ControlRegister {
  const steps = drafts.map((draft, index) => {
    const ids = { id: '0198f3a1-7c3e-7d5a-9b1c-2d3e4f5a6b7c', occurredAt: '2026-03-01T08:00:00.000Z' };
    const parsed = parseEvent({ ...ids, ...draft });
    if (!parsed.ok) throw new Error(`no event: ${JSON.stringify(parsed.problems)}`);
    return { eventNumber: index * 1_000, party: 'OPERATOR', recordedAt: ids.occurredAt, event: parsed.event };
  });
  return registerOf(steps);
}
