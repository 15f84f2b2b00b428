/** Short ways to write the events of a licence's life, and a world in which one stands at any of its steps. */
import { OPERATOR } from '../src/operator.ts';
import { enter, type EventDraft, openWorld, record, type World } from '../testing/given.ts';
import { MAGNET_ITEMS } from '../testing/control-lists.ts';
import type { JsonObject } from '../testing/json-object.ts';

export const LICENCE = 'LIC-1';
const ASKED = [{ item: 'production-photo', text: 'photos of the production line' }];

export function applied(members: JsonObject = {}): EventDraft {
  return {
    type: 'licence-applied',
    licence: LICENCE,
    kind: 'single',
    lines: [{ line: '1', code: '1C905.a', form: 'magnet', netMilligrams: 509_000_000 }],
    consignee: 'MOTORS-F',
    endUser: 'Motor works F',
    destination: 'DE',
    port: 'Ningbo',
    mode: 'sea',
    validFrom: '2026-05-01T00:00:00.000Z',
    validTo: '2026-12-31T00:00:00.000Z',
    ...members,
  };
}

const step = (type: string, members: JsonObject): EventDraft => ({ type, licence: LICENCE, ...members });

export const returned = step('licence-returned', { missing: ASKED });
export const accepted = step('licence-accepted', {});
export const requested = step('licence-information-requested', { asked: ASKED });
export const provided = (members: JsonObject = {}) => step('licence-information-provided', members);
export const reviewed = (stage: 'local' | 'central', members: JsonObject = {}) =>
  step('licence-reviewed', { stage, outcome: 'supported', reason: 'the end use is civil', ...members });
export const granted = (members: JsonObject = {}) =>
  step('licence-decided', {
    outcome: 'granted',
    reasonCode: 'civil-end-use',
    reason: 'for traction motors',
    legalBasis: 'Decree 792',
    number: '26-4711',
    validFrom: '2026-05-01T00:00:00.000Z',
    validTo: '2026-12-31T00:00:00.000Z',
    ...members,
  });
export const refused = step('licence-decided', {
  outcome: 'refused',
  reasonCode: 'end-user-not-shown',
  reason: 'the end user is a trader',
  legalBasis: 'Decree 792',
});
export const amended = (members: JsonObject) => step('licence-amended', { reason: 'a smaller order', ...members });
export const suspended = step('licence-suspended', { reason: 'the end use is in doubt', legalBasis: 'Decree 792' });
export const resumed = step('licence-resumed', { reason: 'the end use is confirmed' });
export const revoked = step('licence-revoked', { reason: 'the goods were sold on', legalBasis: 'Decree 792' });
export const withdrawn = step('licence-withdrawn', { reason: 'the order was cancelled' });
export const askedForHaste = step('licence-expedited', {
  ask: { class: 'most-urgent', ground: 'line-stop', text: 'the line stops in May' },
});
export const haste = (outcome: 'granted' | 'declined') =>
  step('licence-expedited', { answer: { outcome, text: 'the stock lasts for 90 days' } });

const APPLICANT: ReadonlySet<string> = new Set([
  'licence-applied',
  'licence-information-provided',
  'licence-withdrawn',
]);

const LIST = {
  type: 'control-list-published',
  list: 'CN-18',
  title: 'medium and heavy rare earths',
  jurisdiction: 'CN',
  validFrom: '2025-04-04T00:00:00.000Z',
  sources: ['the gazette'],
  isConfirmed: true,
  items: MAGNET_ITEMS,
};

/** MAGNETS-D exports to MOTORS-F; BUREAU-N and MINISTRY-M are authorities, and a control list is published. */
export function licensing(): World {
  const world = enter(openWorld(), {
    'MAGNETS-D': ['magnet-maker', 'exporter'],
    'TRADER-T': ['exporter'],
    'MOTORS-F': ['end-user'],
    'BUREAU-N': ['authority'],
    'MINISTRY-M': ['authority'],
  });
  record(world, OPERATOR, LIST);
  return world;
}

/** Who records such an event: the exporter its own, the bureau the local review, the ministry the rest. */
export function recorderOf({ type, ...draft }: EventDraft): string {
  if (APPLICANT.has(type)) return 'MAGNETS-D';
  return draft['stage'] === 'local' ? 'BUREAU-N' : 'MINISTRY-M';
}

/** A world in which these steps were taken, one after the other. */
export function after(...steps: readonly EventDraft[]): World {
  const world = licensing();
  for (const draft of steps) record(world, recorderOf(draft), draft);
  return world;
}

/** All that comes before a decision. */
export const DECIDABLE: readonly EventDraft[] = [applied(), reviewed('local'), accepted, reviewed('central')];
