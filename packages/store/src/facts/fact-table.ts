/** Where each kind of fact is kept. */
import type { Fact, FactKind } from '@lodestone/custody/fact.ts';
import type { CopyColumn } from '../wire/copy.ts';
import type { FactTable } from './define-table.ts';
import { TABLES_OF_DOCKETS } from './tables-of-dockets.ts';
import { TABLES_OF_FINDINGS } from './tables-of-findings.ts';
import { TABLES_OF_LOTS } from './tables-of-lots.ts';
import { TABLES_OF_MEMBERS } from './tables-of-members.ts';
import { TABLES_OF_OVERSIGHT } from './tables-of-oversight.ts';
import { TABLES_OF_SEALS } from './tables-of-seals.ts';
import { TABLES_OF_SHIPMENTS } from './tables-of-shipments.ts';
import { TABLES_OF_TRANSFERS } from './tables-of-transfers.ts';

export const FACT_TABLES: Readonly<Record<FactKind, FactTable>> = {
  ...TABLES_OF_MEMBERS,
  ...TABLES_OF_LOTS,
  ...TABLES_OF_TRANSFERS,
  ...TABLES_OF_SHIPMENTS,
  ...TABLES_OF_OVERSIGHT,
  ...TABLES_OF_FINDINGS,
  ...TABLES_OF_SEALS,
  ...TABLES_OF_DOCKETS,
};

/** The column that tells rows of one event apart, undefined where there is at most one. */
export function secondColumn({ order, columns }: FactTable): CopyColumn<Fact> | undefined {
  const [, second] = order.split(', ');
  return columns.find(({ name }) => name === second);
}
