import { WHOLE_LEDGER } from '@lodestone/store/event-bound.ts';
import { isFacilityRegistered, isPartyRegistered } from '@lodestone/store/ask/is-registered.ts';
import { readSubject } from '@lodestone/store/lineage/read-subject.ts';
import type { Ledger } from '../open-ledger.ts';

/** A name that nothing has. */
export interface NotFound {
  readonly found: false;
  readonly what:
    | 'lot or shipment'
    | 'lot or event'
    | 'party'
    | 'facility'
    | 'laboratory'
    | 'laboratory, lot or party with an assay';
  readonly id: string;
}

/** Names that a question narrows its answer down to; null or undefined stand for none. */
export interface AskedNames {
  readonly subjects?: readonly (string | null | undefined)[] | undefined;
  readonly parties?: readonly (string | null | undefined)[] | undefined;
  readonly facilities?: readonly (string | null | undefined)[] | undefined;
}

/** The first name that nothing in the ledger has, at whatever time: an answer about it would be empty, and be taken for a no. */
export async function findUnknownName(ledger: Ledger, asked: AskedNames): Promise<NotFound | null> {
  const { database, ledgerId } = ledger;
  const { subjects = [], parties = [], facilities = [] } = asked;
  for (const id of subjects) {
    if (id === null || id === undefined || (await readSubject(database, ledgerId, id, WHOLE_LEDGER)) !== null) continue;
    return { found: false, what: 'lot or shipment', id };
  }
  for (const id of parties) {
    if (id === null || id === undefined || (await isPartyRegistered(database, ledgerId, id))) continue;
    return { found: false, what: 'party', id };
  }
  for (const id of facilities) {
    if (id === null || id === undefined || (await isFacilityRegistered(database, ledgerId, id))) continue;
    return { found: false, what: 'facility', id };
  }
  return null;
}
