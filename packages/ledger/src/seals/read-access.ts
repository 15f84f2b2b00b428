/** Who may see what is sealed, and who has seen it. */
import { type AccessGrant, type FieldView, grantsOf, viewsOf } from '@lodestone/custody/controls/access.ts';
import type { DocketStep } from '@lodestone/custody/docket.ts';
import { WHOLE_LEDGER } from '@lodestone/store/event-bound.ts';
import { readDockets } from '@lodestone/store/state/read-dockets.ts';
import type { Ledger } from '../open-ledger.ts';

/** So many dockets are read at once. */
const PAGE_DOCKETS = 500;

export interface GrantFilter {
  readonly officer?: string | undefined;
  readonly givenBy?: string | undefined;
}

/** The grants, by officer and then in the order of the ledger. */
export async function readGrants(ledger: Ledger, { officer, givenBy }: GrantFilter): Promise<AccessGrant[]> {
  const grants: AccessGrant[] = [];
  for await (const steps of accessDockets(ledger, officer)) {
    grants.push(...grantsOf(steps).filter((grant) => givenBy === undefined || grant.givenBy === givenBy));
  }
  return grants;
}

export interface ViewFilter {
  /** Whose secrets were seen. */
  readonly owner?: string | undefined;
  /** The event that sealed them. */
  readonly event?: string | undefined;
  /** Who has seen them. */
  readonly officer?: string | undefined;
}

/** What was seen, in the order of the ledger. */
export async function readViews(ledger: Ledger, { owner, event, officer }: ViewFilter): Promise<FieldView[]> {
  const views: FieldView[] = [];
  for await (const steps of accessDockets(ledger, event)) {
    views.push(
      ...viewsOf(steps).filter(
        (view) => (owner === undefined || view.owner === owner) && (officer === undefined || view.officer === officer),
      ),
    );
  }
  return views.toSorted((one, other) => one.eventNumber - other.eventNumber);
}

/** The grants of each officer, and the views of each event, a docket each; or the one of `subject`. */
async function* accessDockets({ database, ledgerId }: Ledger, subject?: string): AsyncGenerator<readonly DocketStep[]> {
  let after: string | undefined;
  for (;;) {
    const page = { kind: 'access', subject, after, limit: PAGE_DOCKETS, bound: WHOLE_LEDGER } as const;
    const dockets = await readDockets(database, ledgerId, page);
    for (const { steps } of dockets) yield steps;
    after = dockets.at(-1)?.subject;
    if (after === undefined || subject !== undefined || dockets.length < PAGE_DOCKETS) return;
  }
}
