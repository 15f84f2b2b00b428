/**
 * Many events of one party within minutes at night, each with a time of its own: work does not happen that way, typing does.
 * Events that carry one time together are a list that was entered as such, and plants that work in shifts are usual at night.
 */
import type { Observation } from '../observation.ts';
import type { Reported } from '../rule.ts';
import { findingAbout } from './finding-about.ts';
import { isTimeZone, offsetMinutesOf } from '../local-time.ts';

interface Entry {
  readonly at: number;
  readonly event: string;
  readonly occurredAt: string;
}

interface Rhythm {
  entries: number;
  atNight: number;
  /** The latest few. */
  readonly latest: Entry[];
}

export interface NightBursts {
  /** By facility, and by party for events without one. */
  readonly offsetsMinutes: Map<string, number>;
  readonly rhythms: Map<string, Rhythm>;
}

export interface BurstThresholds {
  readonly burstEventsMin: number;
  readonly burstMinutesMax: number;
  readonly nightSharePartsPerMillionMax: number;
}

const NIGHT_ENDS_HOUR = 5;
const LATEST_KEPT = 40;
const DAY_MINUTES = 1_440;

export function startNightBursts(): NightBursts {
  return { offsetsMinutes: new Map(), rhythms: new Map() };
}

export function observeRhythm(
  state: NightBursts,
  observation: Observation,
  thresholds: BurstThresholds,
  report: (finding: Reported) => void,
): void {
  const { party, facility, event, occurredAt } = observation;
  const at = Date.parse(occurredAt);
  if (observation.kind === 'facility') {
    const { timeZone, registered, owner } = observation;
    if (timeZone === null || !isTimeZone(timeZone)) return;
    // An hour of summer time more or less does not make a night.
    state.offsetsMinutes.set(registered, offsetMinutesOf(at, timeZone)).set(owner, offsetMinutesOf(at, timeZone));
    return;
  }
  if (observation.kind === 'party' || observation.kind === 'document' || observation.kind === 'correction') return;
  const offset = state.offsetsMinutes.get(facility ?? party) ?? state.offsetsMinutes.get(party) ?? 0;
  const minute = (((Math.floor(at / 60_000) + offset) % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES;
  const isNight = minute > 0 && minute < NIGHT_ENDS_HOUR * 60;
  const rhythm = state.rhythms.get(party) ?? { entries: 0, atNight: 0, latest: [] };
  state.rhythms.set(party, rhythm);
  rhythm.entries += 1;
  if (!isNight) return;
  rhythm.atNight += 1;
  rhythm.latest.push({ at, event, occurredAt });
  if (rhythm.latest.length > LATEST_KEPT) rhythm.latest.shift();
  const burst = rhythm.latest.filter((one) => Math.abs(at - one.at) <= thresholds.burstMinutesMax * 60_000);
  if (new Set(burst.map((one) => one.at)).size < thresholds.burstEventsMin) return;
  const others = rhythm.entries - burst.length;
  if ((rhythm.atNight - burst.length) * 1_000_000 > others * thresholds.nightSharePartsPerMillionMax) return;
  const [first] = burst;
  report(
    findingAbout(observation, {
      id: `D22/night/${party}/${(first?.occurredAt ?? occurredAt).slice(0, 10)}`,
      severity: 'medium',
      events: burst.map((one) => one.event),
      from: first?.occurredAt ?? occurredAt,
      numbers: { events: burst.length, minutes: thresholds.burstMinutesMax },
      sentence: `${burst.length} events of ${party} happened within ${thresholds.burstMinutesMax} minutes at night, where ${rhythm.atNight - burst.length} of its ${others} others are at night`,
    }),
  );
}
