/** Where the facts are kept about parties, their sites and keys, and who acts for whom. */
import { column, defineTable } from './define-table.ts';

export const TABLES_OF_MEMBERS = {
  policy: defineTable<'policy'>('policy', [
    column('enforcement', 'text', (fact) => fact.enforcement),
    column('balance_parts_per_million', 'integer', (fact) => fact.balancePartsPerMillion),
    column('transfer_parts_per_million', 'integer', (fact) => fact.transferPartsPerMillion),
    column('bulk_transfer_parts_per_million', 'integer', (fact) => fact.bulkTransferPartsPerMillion),
    column('element_transfer_parts_per_million', 'integer', (fact) => fact.elementTransferPartsPerMillion),
    column('checkpoint_key', 'text', (fact) => fact.checkpointKey),
  ]),
  party: defineTable<'party'>('party', [
    column('party', 'text', (fact) => fact.party),
    column('name', 'text', (fact) => fact.name),
    column('roles', 'text[]', (fact) => fact.roles),
    column('country', 'text', (fact) => fact.country),
    column('transfer_parts_per_million', 'integer', (fact) => fact.transferPartsPerMillion),
    column('bulk_transfer_parts_per_million', 'integer', (fact) => fact.bulkTransferPartsPerMillion),
    column('element_transfer_parts_per_million', 'integer', (fact) => fact.elementTransferPartsPerMillion),
  ]),
  facility: defineTable<'facility'>('facility', [
    column('facility', 'text', (fact) => fact.facility),
    column('party', 'text', (fact) => fact.party),
    column('name', 'text', (fact) => fact.name),
    column('country', 'text', (fact) => fact.country),
    column('activities', 'text[]', (fact) => fact.activities),
    column('time_zone', 'text', (fact) => fact.timeZone),
  ]),
  'yield-range': defineTable<'yield-range'>(
    'yield_range',
    [
      column('index', 'integer', (fact) => fact.index),
      column('facility', 'text', (fact) => fact.facility),
      column('step', 'text', (fact) => fact.step),
      column('low_parts_per_million', 'integer', (fact) => fact.lowPartsPerMillion),
      column('high_parts_per_million', 'integer', (fact) => fact.highPartsPerMillion),
      column('statement_number', 'bigint', (fact) => fact.statementNumber),
    ],
    'index',
  ),
  key: defineTable<'key'>('key', [
    column('key', 'text', (fact) => fact.key),
    column('party', 'text', (fact) => fact.party),
    column('held_by', 'text', (fact) => fact.heldBy),
    column('recovery', 'boolean', (fact) => fact.recovery),
  ]),
  'key-revocation': defineTable<'key-revocation'>('key_revocation', [
    column('key', 'text', (fact) => fact.key),
    column('reason', 'text', (fact) => fact.reason),
    column('cause', 'text', (fact) => fact.cause),
    column('stolen_from', 'text', (fact) => fact.stolenFrom),
    column('signed_entries', 'bigint', (fact) => fact.signed?.entries ?? null),
    column('signed_events', 'bigint', (fact) => fact.signed?.events ?? null),
    column('first_position', 'bigint', (fact) => fact.signed?.firstPosition ?? null),
    column('last_position', 'bigint', (fact) => fact.signed?.lastPosition ?? null),
  ]),
  'checkpoint-key': defineTable<'checkpoint-key'>('checkpoint_key', [column('key', 'text', (fact) => fact.key)]),
  'checkpoint-key-retirement': defineTable<'checkpoint-key-retirement'>('checkpoint_key_retirement', [
    column('key', 'text', (fact) => fact.key),
    column('successor', 'text', (fact) => fact.successor),
    column('reason', 'text', (fact) => fact.reason),
  ]),
  mandate: defineTable<'mandate'>('mandate', [
    column('principal', 'text', (fact) => fact.principal),
    column('agent', 'text', (fact) => fact.agent),
    column('is_given', 'boolean', (fact) => fact.isGiven),
    column('acts', 'text[]', (fact) => fact.acts),
    column('until', 'text', (fact) => fact.until),
    column('statement_number', 'bigint', (fact) => fact.statementNumber),
  ]),
  'on-behalf': defineTable<'on-behalf'>('on_behalf', [
    column('agent', 'text', (fact) => fact.agent),
    column('principal', 'text', (fact) => fact.principal),
  ]),
};
