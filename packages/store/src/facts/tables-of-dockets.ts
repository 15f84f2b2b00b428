/** Where the facts are kept about dockets. */
import { column, defineTable } from './define-table.ts';

export const TABLES_OF_DOCKETS = {
  'docket-step': defineTable<'docket-step'>(
    'docket_step',
    [
      column('index', 'integer', (fact) => fact.index),
      column('docket', 'text', (fact) => fact.docket),
      column('subject', 'text', (fact) => fact.subject),
      column('party', 'text', (fact) => fact.party),
    ],
    'index',
  ),
};
