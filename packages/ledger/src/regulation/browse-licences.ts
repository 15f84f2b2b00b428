/** Licences of a ledger: what was applied for, and how it stands. */
import { licenceOf } from '@lodestone/custody/controls/follow-licence.ts';
import type { Licence, LicenceStatus } from '@lodestone/custody/controls/licence.ts';
import type { DocketStep } from '@lodestone/custody/docket.ts';
import { readDockets } from '@lodestone/store/state/read-dockets.ts';
import { boundAt } from '../ask/event-bound.ts';
import type { Ledger } from '../open-ledger.ts';

export interface LicenceFilter {
  readonly status?: LicenceStatus | undefined;
  readonly exporter?: string | undefined;
  readonly destination?: string | undefined;
  readonly asKnownAt?: string | undefined;
}

/** Whole dockets are read in pages of so many. */
const PAGE_DOCKETS = 1_000;

/** All that fit, in the order of their ids. */
export async function browseLicences(ledger: Ledger, filter: LicenceFilter): Promise<Licence[]> {
  const { status, exporter, destination } = filter;
  const bound = await boundAt(ledger, filter.asKnownAt);
  const licences: Licence[] = [];
  for (let after: string | undefined; ; ) {
    const page = { kind: 'licence', after, limit: PAGE_DOCKETS, bound } as const;
    const dockets = await readDockets(ledger.database, ledger.ledgerId, page);
    for (const { steps } of dockets) {
      const licence = licenceOf(steps);
      if (licence === null) continue;
      if (status !== undefined && licence.status !== status) continue;
      if (exporter !== undefined && licence.exporter !== exporter) continue;
      if (destination !== undefined && licence.destination !== destination) continue;
      licences.push(licence);
    }
    if (dockets.length < PAGE_DOCKETS) return licences;
    after = dockets.at(-1)?.subject;
  }
}

export interface ViewedLicence {
  readonly licence: Licence;
  readonly steps: readonly DocketStep[];
}

/** One licence with everything that was recorded of it; null when nobody has applied for it. */
export async function viewLicence(
  ledger: Ledger,
  id: string,
  { asKnownAt }: { readonly asKnownAt?: string | undefined } = {},
): Promise<ViewedLicence | null> {
  const bound = await boundAt(ledger, asKnownAt);
  const page = { kind: 'licence', subject: id, limit: 1, bound } as const;
  const [docket] = await readDockets(ledger.database, ledger.ledgerId, page);
  const licence = licenceOf(docket?.steps ?? []);
  return docket === undefined || licence === null ? null : { licence, steps: docket.steps };
}
