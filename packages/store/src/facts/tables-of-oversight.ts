/** Where the facts are kept about holds, documents, corrections and findings. */
import { column, defineTable } from './define-table.ts';

export const TABLES_OF_OVERSIGHT = {
  hold: defineTable<'hold'>(
    'hold',
    [
      column('index', 'integer', (fact) => fact.index),
      column('thing', 'text', (fact) => fact.thing),
      column('is_placed', 'boolean', (fact) => fact.isPlaced),
      column('party', 'text', (fact) => fact.party),
      column('reason', 'text', (fact) => fact.reason),
    ],
    'index',
  ),
  document: defineTable<'document'>(
    'document',
    [
      column('index', 'integer', (fact) => fact.index),
      column('sha256', 'text', (fact) => fact.sha256),
      column('use', 'integer', (fact) => fact.use),
      column('kind', 'text', (fact) => fact.documentKind),
      column('name', 'text', (fact) => fact.name),
      column('about', 'text[]', (fact) => fact.about),
      column('steps', 'bigint[]', (fact) => fact.steps.map(BigInt)),
    ],
    'index',
  ),
  correction: defineTable<'correction'>('correction', [
    column('target_number', 'bigint', (fact) => fact.targetNumber),
    column('superseded_number', 'bigint', (fact) => fact.supersededNumber),
    column('outcome', 'text', (fact) => fact.outcome),
    column('reason', 'text', (fact) => fact.reason),
    column('obstacles', 'text[]', (fact) => fact.obstacles),
  ]),
  finding: defineTable<'finding'>(
    'finding',
    [
      column('index', 'integer', (fact) => fact.index),
      column('code', 'text', (fact) => fact.code),
      column('message', 'text', (fact) => fact.message),
    ],
    'index',
  ),
};
