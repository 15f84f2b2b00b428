import type { EventBound } from '@lodestone/store/event-bound.ts';
import type { GraphOfLineage } from '@lodestone/store/lineage/graph-of-lineage.ts';
import { readAncestors } from '@lodestone/store/lineage/read-lineage.ts';
import { readSubject } from '@lodestone/store/lineage/read-subject.ts';
import type { Ledger } from '../open-ledger.ts';

/** A lot or a shipment, and all that it was made from. */
export interface Ancestry {
  readonly subject: NonNullable<Awaited<ReturnType<typeof readSubject>>>;
  /** Of the subject's own lots. */
  readonly lotNumbers: readonly number[];
  readonly graph: GraphOfLineage;
}

/** As known at the bound; null when nothing has that id then. */
export async function readAncestry(
  { database, ledgerId }: Ledger,
  id: string,
  bound: EventBound,
): Promise<Ancestry | null> {
  const subject = await readSubject(database, ledgerId, id, bound);
  if (subject === null) return null;
  const lotNumbers = subject.parts.map(({ lotNumber }) => lotNumber);
  const graph: GraphOfLineage = { lots: new Map(), steps: new Map() };
  await readAncestors(database, ledgerId, lotNumbers, bound, graph);
  return { subject, lotNumbers, graph };
}
