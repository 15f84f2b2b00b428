import { readSubject, type SubjectOfLineage } from '@lodestone/store/lineage/read-subject.ts';
import type { EventBound } from '@lodestone/store/event-bound.ts';
import { findSuspects, isLaboratoryKnown, type SuspectFilter } from '@lodestone/store/lineage/read-suspects.ts';
import type { Ledger } from '../open-ledger.ts';
import { findUnknownName, type NotFound } from './find-unknown-name.ts';

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
  ledger: Ledger,
  filter: SuspectFilter,
  bound: EventBound,
): Promise<SuspectsAnswer> {
  const { database, ledgerId } = ledger;
  const { party, facility, laboratory } = filter;
  const unknown = await findUnknownName(ledger, { parties: [party], facilities: [facility] });
  if (unknown !== null) return unknown;
  if (laboratory !== undefined && !(await isLaboratoryKnown(database, ledgerId, laboratory)))
    return { found: false, what: 'laboratory', id: laboratory };
  if (party === undefined && facility === undefined && laboratory === undefined) return { found: true, lotNumbers: [] };
  return { found: true, lotNumbers: await findSuspects(database, ledgerId, filter, bound) };
}
