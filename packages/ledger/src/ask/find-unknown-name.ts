import { WHOLE_LEDGER } from '@lodestone/store/event-bound.ts';
import { findUnregistered } from '@lodestone/store/ask/read-inventory.ts';
import { readSubject } from '@lodestone/store/lineage/read-subject.ts';
import type { Ledger } from '../open-ledger.ts';
import type { NotFound } from './find-suspects.ts';

/** Names that a question narrows its answer down to. */
export interface AskedNames {
  readonly subjects?: readonly string[] | undefined;
  readonly parties?: readonly string[] | undefined;
  readonly facilities?: readonly string[] | undefined;
}

/** The first name that nothing in the ledger has, at whatever time: an answer about it would be empty, and be taken for a no. */
export async function findUnknownName(ledger: Ledger, asked: AskedNames): Promise<NotFound | null> {
  const { database, ledgerId } = ledger;
  const { subjects = [], parties = [], facilities = [] } = asked;
  for (const id of subjects) {
    const subject = await readSubject(database, ledgerId, id, WHOLE_LEDGER);
    if (subject === null) return { found: false, what: 'lot or shipment', id };
  }
  for (const party of parties) {
    const unregistered = await findUnregistered(database, ledgerId, { party, facility: null });
    if (unregistered.party) return { found: false, what: 'party', id: party };
  }
  for (const facility of facilities) {
    const unregistered = await findUnregistered(database, ledgerId, { party: null, facility });
    if (unregistered.facility) return { found: false, what: 'facility', id: facility };
  }
  return null;
}
