/** Licences in a history: each is led through a life, mostly in its order. */
import { pickParty, type Proposal, type Stage } from './stage.ts';
import type { JsonObject } from '../json-object.ts';

const MISSING = [{ item: 'contract', text: 'the contract is missing' }];
const REVIEWED = { type: 'licence-reviewed', outcome: 'supported', reason: 'the line was visited' };
const STANDING = { reason: 'the end use is in doubt', legalBasis: 'Decree 792' };
const VALID = { validFrom: '2026-06-01T00:00:00.000Z', validTo: '2026-12-01T00:00:00.000Z' };
const GRANTED = { outcome: 'granted', reasonCode: 'civil-end-use', reason: 'for motors', legalBasis: 'Decree 792' };

interface Step extends JsonObject {
  readonly type: string;
}

/** What is recorded after the application. An exporter's own steps are by whoever applied, the others by an authority. */
const LIFE: readonly Step[] = [
  { ...REVIEWED, stage: 'local' },
  { type: 'licence-returned', missing: MISSING },
  { type: 'licence-information-provided', stockCoverDays: 20 },
  { type: 'licence-accepted' },
  { type: 'licence-information-requested', asked: MISSING },
  { type: 'licence-information-provided', processFlow: 'pressed and sintered' },
  { ...REVIEWED, stage: 'central' },
  { type: 'licence-expedited', ask: { class: 'urgent', ground: 'low-stock', text: 'two weeks are left' } },
  { type: 'licence-expedited', answer: { outcome: 'declined', text: 'two weeks are enough' } },
  { type: 'licence-decided', ...GRANTED, number: '26-4711', ...VALID },
  { type: 'licence-amended', reason: 'a smaller order', lines: [{ line: '1', netMilligrams: 1 }] },
  { type: 'licence-suspended', ...STANDING },
  { type: 'licence-resumed', reason: 'the end use is confirmed' },
  { type: 'licence-revoked', ...STANDING },
];

const WITHDRAWN: Step = { type: 'licence-withdrawn', reason: 'the order was cancelled' };

export function applyForLicence(stage: Stage): Proposal | null {
  const { random } = stage;
  const [by, consignee] = [pickParty(stage, ['exporter']), pickParty(stage)];
  if (by === null || consignee === null) return null;
  const lines = [{ line: '1', code: 'L', netMilligrams: 1 + random.below(1_000_000) }];
  const kind = random.pick(['single', 'general'] as const);
  const validTo = random.chance(90) ? VALID.validTo : '2028-12-01T00:00:00.000Z';
  const licence = stage.id('LIC');
  const wanted = { licence, kind, lines, consignee, endUser: 'a motor works', destination: 'DE', ...VALID, validTo };
  return { by, body: { type: 'licence-applied', ...wanted } };
}

export function followLicence(stage: Stage): Proposal | null {
  const { random, account } = stage;
  const [id, licence] = stage.pick(account.licences, ([name]) => name) ?? [];
  if (id === undefined || licence === undefined) return null;
  const next = random.chance(90) ? LIFE[licence.stepsCount] : random.pick([...LIFE, WITHDRAWN]);
  if (next === undefined) return null;
  const isOwn = next.type === WITHDRAWN.type || next.type === 'licence-information-provided';
  const by = random.chance(95) ? (isOwn ? licence.exporter : 'AUTHORITY') : pickParty(stage);
  return by === null ? null : { by, body: { ...next, licence: id } };
}
