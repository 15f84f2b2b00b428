/** When the cases that wait would be decided, if decisions went on at the pace of the last weeks. */
import type { Licence } from '@lodestone/custody/controls/licence.ts';
import { DAY_MILLISECONDS } from '@lodestone/lineage/days.ts';

export const QUEUE_WEEKS = 8;
const WEEK_MILLISECONDS = 7 * DAY_MILLISECONDS;

export interface QueuedCase {
  readonly licence: string;
  readonly exporter: string;
  readonly acceptedAt: string;
  /** From 1. */
  readonly place: number;
  /** Null where nothing was decided in those weeks. */
  readonly weeks: number | null;
  readonly expectedAt: string | null;
}

export interface QueueForecast {
  readonly weeks: number;
  /** Decided in those weeks, whichever way. */
  readonly decisions: number;
  /** Taken in during those weeks: where there are more of them than decisions, the queue grows. */
  readonly accepted: number;
  /** Cases whose clock stands wait for their exporters and are not in the queue. */
  readonly waitingForExporters: number;
  readonly queue: readonly QueuedCase[];
}

/**
 * In the order of acceptance. The case at place p is decided after p × weeks ÷ decisions weeks, rounded up: an average, with
 * no regard to who is urgent or hard.
 */
export function forecastQueue(licences: readonly Licence[], at: string, weeks = QUEUE_WEEKS): QueueForecast {
  const since = new Date(Date.parse(at) - weeks * WEEK_MILLISECONDS).toISOString();
  const isRecent = (time: string | undefined | null) => typeof time === 'string' && time > since && time <= at;
  const decisions = licences.filter(({ decision }) => isRecent(decision?.at)).length;
  const queue = licences
    .flatMap(({ licence, exporter, acceptedAt, status }) =>
      status === 'accepted' && acceptedAt !== null ? [{ licence, exporter, acceptedAt }] : [],
    )
    .sort((one, other) => (one.acceptedAt < other.acceptedAt ? -1 : 1))
    .map((queued, index) => {
      const place = index + 1;
      const after = decisions === 0 ? null : Math.ceil((place * weeks) / decisions);
      const expectedAt = after === null ? null : new Date(Date.parse(at) + after * WEEK_MILLISECONDS).toISOString();
      return { ...queued, place, weeks: after, expectedAt };
    });
  return {
    weeks,
    decisions,
    accepted: licences.filter(({ acceptedAt }) => isRecent(acceptedAt)).length,
    waitingForExporters: licences.filter(({ status }) => status === 'waiting').length,
    queue,
  };
}
