import type { NotFound } from '@lodestone/ledger/ask/find-unknown-name.ts';
import { describeMoment } from './options/as-known-at.ts';
import { CommandFailure, EXIT } from './failure.ts';

/** What to say where nothing has a name that was asked about. */
export function suspectFailure({ what, id }: NotFound, asKnownAt: string | undefined): CommandFailure {
  const then = asKnownAt === undefined ? '' : ` by ${describeMoment(asKnownAt)}`;
  const lists = 'lodestone lots and lodestone shipments list what is';
  const advice: Readonly<Record<NotFound['what'], string>> = {
    'lot or shipment': `is recorded${then}, or it was voided: ${lists}`,
    'lot or event': `is recorded${then}, or it was voided: lodestone lots and lodestone events list what is`,
    party: 'is registered: lodestone parties lists those that are',
    facility: 'is registered: lodestone events --type facility-registered lists those that are',
    laboratory: 'is named by an assay: lodestone assays lists those that are',
    'laboratory, lot or party with an assay': `is recorded${then}: lodestone assays lists them`,
  };
  return new CommandFailure(EXIT.no, `no ${what} ${id} ${advice[what]}`);
}
