/** What can be published of a ledger's export licences. */
import { CHINESE_CALENDAR } from '@lodestone/regulation/licences/chinese-calendar.ts';
import { licenceCaseOf } from '@lodestone/regulation/figures/licence-case.ts';
import {
  type FigureKey,
  lastQuarterEnd,
  type LicenceCase,
  type PublicFigures,
  publishFigures,
} from '@lodestone/regulation/figures/public-figures.ts';
import { compareDestinations, type DestinationResult } from '@lodestone/regulation/figures/same-rule.ts';
import { WHOLE_LEDGER } from '@lodestone/store/event-bound.ts';
import type { Ledger } from '../open-ledger.ts';
import { allDockets } from './all-dockets.ts';

export interface LedgerFigures extends PublicFigures {
  /** Of each item, destinations beside one another. */
  readonly destinations: readonly DestinationResult[];
}

/** The figures of the quarters that had ended at `at`, RFC 3339, which is not in the future, with what had become of each then. */
export async function readPublicFigures(
  ledger: Ledger,
  { at, by }: { readonly at: string; readonly by: readonly FigureKey[] },
): Promise<LedgerFigures> {
  const asOf = lastQuarterEnd(at);
  const cases: LicenceCase[] = [];
  for await (const { steps } of allDockets(ledger, 'licence', WHOLE_LEDGER)) {
    const found = licenceCaseOf(steps, asOf, CHINESE_CALENDAR);
    if (found !== null) cases.push(found);
  }
  return { ...publishFigures(cases, { asOf, by }), destinations: compareDestinations(cases, asOf) };
}
