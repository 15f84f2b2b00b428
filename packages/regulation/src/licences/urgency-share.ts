/** Where everything is urgent, nothing is: how much of what each exporter files it calls so. */
import type { Licence } from '@lodestone/custody/controls/licence.ts';

/** An exporter with at least so many open cases, of which more than so much is urgent, is asked to put them in order. */
const CASES_MIN = 4;
const URGENT_PARTS_PER_MILLION_MAX = 500_000;

const OPEN: ReadonlySet<string> = new Set(['applied', 'returned', 'accepted', 'waiting']);

export interface UrgencyShare {
  readonly exporter: string;
  readonly open: number;
  readonly urgent: number;
  readonly mostUrgent: number;
  readonly urgentPartsPerMillion: number;
  readonly isTooMuch: boolean;
}

/** Of the open cases, those with the largest share first. */
export function urgencySharesOf(licences: readonly Licence[]): UrgencyShare[] {
  const open = licences.filter(({ status }) => OPEN.has(status));
  return [...Map.groupBy(open, ({ exporter }) => exporter)]
    .map(([exporter, cases]) => {
      const urgent = cases.filter(({ urgency }) => urgency !== null).length;
      const urgentPartsPerMillion = Math.floor((urgent * 1_000_000) / cases.length);
      return {
        exporter,
        open: cases.length,
        urgent,
        mostUrgent: cases.filter(({ urgency }) => urgency === 'most-urgent').length,
        urgentPartsPerMillion,
        isTooMuch: cases.length >= CASES_MIN && urgentPartsPerMillion > URGENT_PARTS_PER_MILLION_MAX,
      };
    })
    .sort(
      (one, other) =>
        other.urgentPartsPerMillion - one.urgentPartsPerMillion || (one.exporter < other.exporter ? -1 : 1),
    );
}
