/**
 * What a rule sees again and again of one subject is one finding that grows, not one for each event: whoever reads it
 * looks into the matter once.
 */
import { daysBetween } from './days.ts';
import { NAMED_MAX } from './finding.ts';

/** Plain data, kept in the state of a rule. */
export interface Episode {
  /** The event that it began with: it names the finding, which so keeps its id while it grows. */
  readonly first: string;
  readonly from: string;
  readonly to: string;
  readonly count: number;
  /** The first that showed it, at most `NAMED_MAX`. */
  readonly lots: readonly string[];
  readonly events: readonly string[];
}

/** By subject the latest one: a subject has one open at a time. */
export type Episodes = Map<string, Episode>;

export interface EpisodeEvent {
  readonly event: string;
  readonly occurredAt: string;
  readonly lots: readonly string[];
}

/** Adds what was seen to the open episode of `subject`, or begins another when more than `gapDays` lie between. */
export function continueEpisode(episodes: Episodes, subject: string, seen: EpisodeEvent, gapDays: number): Episode {
  const open = episodes.get(subject);
  const episode = open !== undefined && daysOutside(open, seen.occurredAt) <= gapDays ? grow(open, seen) : begin(seen);
  episodes.set(subject, episode);
  return episode;
}

/** The members of a finding that an episode decides. */
export function findingOfEpisode(rule: string, subject: string, { first, from, to, lots, events }: Episode) {
  return { id: `${rule}/${subject}/${first}`, lots, shipments: [], others: [], events, from, to };
}

function begin({ event, occurredAt, lots }: EpisodeEvent): Episode {
  const shown = [...new Set(lots)].slice(0, NAMED_MAX);
  return { first: event, from: occurredAt, to: occurredAt, count: 1, lots: shown, events: [event] };
}

function grow(open: Episode, { event, occurredAt, lots }: EpisodeEvent): Episode {
  return {
    first: open.first,
    from: daysBetween(occurredAt, open.from) > 0 ? occurredAt : open.from,
    to: daysBetween(open.to, occurredAt) > 0 ? occurredAt : open.to,
    count: open.count + 1,
    lots: open.lots.length < NAMED_MAX ? [...new Set([...open.lots, ...lots])].slice(0, NAMED_MAX) : open.lots,
    events: open.events.length < NAMED_MAX ? [...open.events, event] : open.events,
  };
}

/** How far a moment lies before or after an episode; 0 within it. */
function daysOutside({ from, to }: Episode, at: string): number {
  return Math.max(daysBetween(at, from), daysBetween(to, at), 0);
}
