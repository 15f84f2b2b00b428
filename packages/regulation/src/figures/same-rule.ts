/**
 * Same rule, same result: of one item, how applications for one destination fared beside those for all others. Made of
 * published figures alone, so it names nobody either. A difference is a reason to look, for end uses differ as well.
 */
import { groupBy } from '@lodestone/custody/group-by.ts';
import { type LicenceCase, publishFigures } from './public-figures.ts';

export interface DestinationResult {
  readonly item: string;
  readonly country: string;
  readonly decided: number;
  readonly granted: number;
  /** Of the same item, for all other destinations, those together that are not shown as well. */
  readonly others: { readonly decided: number; readonly granted: number };
  /** Points by which the granted share lies above that of the others; null where either has no decision. */
  readonly abovePartsPerMillion: number | null;
  /** The median of the latest quarter that shows one; null where none does. */
  readonly medianWorkingDays: number | null;
}

/** By item and destination, over all quarters that have ended at `asOf`. */
export function compareDestinations(cases: readonly LicenceCase[], asOf: string): DestinationResult[] {
  const { rows } = publishFigures(cases, { asOf, by: ['country', 'item'] });
  const byItem = groupBy(
    rows.filter(({ words }) => typeof words.item === 'string'),
    ({ words }) => words.item ?? '',
  );
  return [...byItem]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([item, ofItem]) => {
      const all = totalOf(ofItem);
      const byCountry = groupBy(ofItem, ({ words }) => words.country ?? '');
      return [...byCountry]
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([country, own]): DestinationResult => {
          const { decided, granted } = totalOf(own);
          const others = { decided: all.decided - decided, granted: all.granted - granted };
          const isEither = decided === 0 || others.decided === 0;
          const above = (granted * others.decided - others.granted * decided) / (decided * others.decided);
          return {
            item,
            country,
            decided,
            granted,
            others,
            abovePartsPerMillion: isEither ? null : Math.round(above * 1_000_000),
            medianWorkingDays: own.findLast(({ workingDays }) => workingDays !== null)?.workingDays?.median ?? null,
          };
        });
    });
}

function totalOf(rows: readonly { readonly granted: number; readonly refused: number }[]) {
  return rows.reduce(
    (total, { granted, refused }) => ({
      decided: total.decided + granted + refused,
      granted: total.granted + granted,
    }),
    { decided: 0, granted: 0 },
  );
}
