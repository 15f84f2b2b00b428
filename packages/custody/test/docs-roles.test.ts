/** The table "Who may record what" of docs/events.md, held against the types of events and the roles of their acts. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { EVENT_TYPES } from '../src/events/event-schema.ts';
import { type Act, ROLES_FOR_ACT } from '../src/role.ts';

/** The acts that need a role, by the type of event that does them; the other types are for any role. */
const ACTS: Readonly<Partial<Record<string, readonly Act[]>>> = {
  'party-registered': ['register'],
  'facility-registered': ['register'],
  'yield-ranges-set': ['set-yield-ranges'],
  'key-enrolled': ['enrol-key'],
  'key-revoked': ['revoke-key'],
  'lot-created': ['create-mined', 'create-collected', 'create-imported', 'create-opening-stock'],
  'lot-transformed': ['transform'],
  'lot-assayed': ['assay'],
  'shipment-packed': ['pack-shipment'],
  'shipment-unpacked': ['unpack-shipment'],
  'shipment-exited': ['exit-shipment'],
  'shipment-declared': ['declare-shipment'],
  'shipment-arrived': ['report-arrival'],
  'opening-erased': ['erase-opening'],
  'access-granted': ['grant-access'],
  'access-ended': ['grant-access'],
  'event-corrected': ['correct-for-another'],
  'hold-placed': ['hold'],
  'hold-released': ['hold'],
  'finding-rule-set': ['set-finding-rule'],
  'finding-closed': ['close-finding'],
  'licence-applied': ['apply-for-licence'],
  'licence-returned': ['handle-licence'],
  'licence-accepted': ['handle-licence'],
  'licence-information-requested': ['handle-licence'],
  'licence-reviewed': ['handle-licence'],
  'licence-expedited': ['handle-licence'],
  'licence-decided': ['handle-licence'],
  'licence-amended': ['handle-licence'],
  'licence-suspended': ['handle-licence'],
  'licence-resumed': ['handle-licence'],
  'licence-revoked': ['handle-licence'],
  'quota-allocated': ['allocate-quota'],
  'control-list-published': ['publish-controls'],
  'control-list-suspended': ['publish-controls'],
  'control-list-ended': ['publish-controls'],
  'trade-gap-stated': ['open-trade-gap', 'explain-trade-gap', 'settle-trade-gap'],
};

const page = readFileSync(new URL('../../../docs/events.md', import.meta.url), 'utf8');
const [, section = ''] = /^## Who may record what\n(.*?)^## /ms.exec(page) ?? [];
const rows = new Map(
  [...section.matchAll(/^\| `([a-z-]+)` \| ([^|]*) \|/gm)].map(([, type = '', roles = '']) => [type, roles]),
);

test('the table has every type of event, once', () => {
  expect([...rows.keys()].toSorted()).toEqual([...EVENT_TYPES].toSorted());
});

test.each(EVENT_TYPES)('the roles of %s are those that the rules ask for', (type) => {
  const named = [...(rows.get(type) ?? '').matchAll(/`([a-z-]+)`/g)].map(([, role = '']) => role);
  const needed = (ACTS[type] ?? []).flatMap((act): readonly string[] => ROLES_FOR_ACT[act]);
  expect(new Set(named)).toEqual(new Set(needed));
  if (needed.length === 0) expect(rows.get(type)).toBe('any');
});

test('every act is that of a type', () => {
  // A dispute is settled by its two parties, whatever they are, and by an authority besides.
  const acts = [...Object.values(ACTS).flat(), 'settle-dispute'];
  expect(new Set(acts)).toEqual(new Set(Object.keys(ROLES_FOR_ACT)));
});
