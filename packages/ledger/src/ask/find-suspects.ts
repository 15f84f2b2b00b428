import { findUnregistered } from '@lodestone/store/ask/read-inventory.ts';
import { readSubject, type SubjectOfLineage } from '@lodestone/store/lineage/read-subject.ts';
import type { EventBound } from '@lodestone/store/event-bound.ts';
import { findSuspects, isLaboratoryKnown, type SuspectFilter } from '@lodestone/store/lineage/read-suspects.ts';
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

export type SubjectsAnswer = { readonly found: true; readonly subjects: readonly SubjectOfLineage[] } | NotFound;
export type SuspectsAnswer = { readonly found: true; readonly lotNumbers: readonly number[] } | NotFound;

/** The lots and shipments of these ids as of the bound. */
export async function subjectsOf(ledger: Ledger, ids: readonly string[], bound: EventBound): Promise<SubjectsAnswer> {
  const subjects: SubjectOfLineage[] = [];
  for (const id of ids) {
    const subject = await readSubject(ledger.database, ledger.ledgerId, id, bound);
    if (subject === null) return { found: false, what: 'lot or shipment', id };
    subjects.push(subject);
  }
  return { found: true, subjects };
}

/** The lots that fit, ascending; none where nothing is asked for. */
export async function suspectsThatFit(
  { database, ledgerId }: Ledger,
  filter: SuspectFilter,
  bound: EventBound,
): Promise<SuspectsAnswer> {
  const { party = null, facility = null, laboratory } = filter;
  const unregistered = await findUnregistered(database, ledgerId, { party, facility });
  if (party !== null && unregistered.party) return { found: false, what: 'party', id: party };
  if (facility !== null && unregistered.facility) return { found: false, what: 'facility', id: facility };
  if (laboratory !== undefined && !(await isLaboratoryKnown(database, ledgerId, laboratory)))
    return { found: false, what: 'laboratory', id: laboratory };
  if (party === null && facility === null && laboratory === undefined) return { found: true, lotNumbers: [] };
  return { found: true, lotNumbers: await findSuspects(database, ledgerId, filter, bound) };
}
