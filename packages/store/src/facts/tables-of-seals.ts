/** Where the facts are kept about sealed members and their openings. */
import { column, defineTable } from './define-table.ts';

export const TABLES_OF_SEALS = {
  'sealed-member': defineTable<'sealed-member'>(
    'sealed_member',
    [
      column('index', 'integer', (fact) => fact.index),
      column('event_id', 'text', (fact) => fact.event),
      column('field', 'text', (fact) => fact.field),
      column('commitment', 'text', (fact) => fact.commitment),
      column('party', 'text', (fact) => fact.party),
    ],
    'index',
  ),
  'opening-erasure': defineTable<'opening-erasure'>('opening_erasure', [
    column('event_id', 'text', (fact) => fact.event),
    column('field', 'text', (fact) => fact.field),
    column('party', 'text', (fact) => fact.party),
    column('reason', 'text', (fact) => fact.reason),
  ]),
};
