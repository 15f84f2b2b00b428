/**
 * What is dug and separated, as far as quotas ask for it: a fold over observations that adds up, by party, facility and year,
 * what each event draws. Nothing is refused for it: what exists is recorded, and what it draws follows from the record.
 *
 * Digging draws what a lot is mined with, by its latest assay; separating draws what a solvent extraction takes, wherever
 * that is from, once. The year is that of the facility's own calendar, UTC where it states no time zone.
 */
import {
  type ElementMasses,
  type MutableElementMasses,
  NO_ELEMENTS,
  statedElements,
  sumElementMasses,
} from '@lodestone/custody/element-masses.ts';
import { oxideMassBillionths } from '@lodestone/custody/oxide-mass.ts';
import type { OreKind, QuotaActivity } from '@lodestone/custody/events/quota-schema.ts';
import {
  type FeedOrigin,
  feedOriginOf,
  type FeedOrigins,
  noteOriginOfLot,
  noteOriginsOfStep,
  UNCOUNTED_ORIGINS,
} from './feed-origin.ts';
import { NAMED_MAX } from './finding.ts';
import type { AssayObservation, Observation, ObservedLot, StepObservation } from './observation.ts';
import type { QuotaObservation } from './observed-filings.ts';
import { isTimeZone, localDayOf } from './local-time.ts';

/** What one facility of one party draws in a year. Plain data. */
export interface QuotaDraw {
  readonly year: number;
  readonly activity: QuotaActivity;
  readonly party: string;
  readonly facility: string | null;
  /** Of mining: what the lots say; a quota that names the facility says it better. */
  readonly ore: OreKind | null;
  /** As metal, exactly. */
  readonly byOrigin: Map<FeedOrigin, ElementMasses>;
  /** In billionths of a milligram of oxides: of the first and the last ten days of the year, counted origins or not. */
  firstDaysBillionths: bigint;
  lastDaysBillionths: bigint;
  /** Digs and feeds of those last days: a step that feeds several lots is one, and a later assay is none. */
  lastDaysBatches: number;
  /** Lots that state no rare earths: what they draw is unknown. */
  unstatedLots: number;
  /** The latest. */
  readonly lots: string[];
  readonly events: string[];
  /** The first and the last time at which something was drawn. */
  from: string;
  to: string;
}

/** Bounded by the facilities and the years there are, and a number for each lot. */
export interface QuotaDraws {
  /** The latest statement of each quota, by its id. */
  readonly quotas: Map<string, QuotaObservation>;
  readonly draws: Map<string, QuotaDraw>;
  readonly timeZones: Map<string, string>;
  /** By party and by facility. */
  readonly countries: { readonly parties: Map<string, string>; readonly facilities: Map<string, string> };
  readonly origins: FeedOrigins;
}

export function startQuotaDraws(): QuotaDraws {
  return {
    quotas: new Map(),
    draws: new Map(),
    timeZones: new Map(),
    countries: { parties: new Map(), facilities: new Map() },
    origins: new Map(),
  };
}

export function observeQuotaDraws(state: QuotaDraws, observation: Observation): void {
  switch (observation.kind) {
    case 'quota':
      state.quotas.set(observation.quota, observation);
      return;
    case 'party':
      state.countries.parties.set(observation.registered, observation.country);
      return;
    case 'facility':
      state.countries.facilities.set(observation.registered, observation.country);
      if (observation.timeZone !== null && isTimeZone(observation.timeZone))
        state.timeZones.set(observation.registered, observation.timeZone);
      return;
    case 'origin': {
      const { lot } = observation;
      noteOriginOfLot(state.origins, observation);
      if (lot.kind !== 'mined') return;
      const { event } = observation;
      const drawn = lot.made.elementMilligrams;
      addDrawn(state, drawOf(state, miningOf(lot)), { lot, event, occurredAt: lot.madeAt, drawn, isAssay: false });
      return;
    }
    case 'assay':
      if (observation.lot.kind === 'mined') drawAssayed(state, observation);
      return;
    case 'step':
      if (observation.step === 'solvent-extraction') drawSeparated(state, observation);
      noteOriginsOfStep(state.origins, observation);
      return;
    default:
  }
}

/** What a lot is of that its product or its form says: clay is leached where it lies. */
function oreKindOf({ form, product }: Pick<ObservedLot, 'form' | 'product'>): OreKind {
  const said = product?.toLowerCase() ?? '';
  return form === 'leach-solution' || /\bion(ic)?\b|clay/.test(said) || said.includes('离子') ? 'ionic' : 'rock';
}

type Place = Pick<QuotaDraw, 'activity' | 'party' | 'facility' | 'ore'> & { readonly occurredAt: string };

function miningOf(lot: ObservedLot): Place {
  const { party, facility, madeAt } = lot;
  return { activity: 'mining', party, facility, ore: oreKindOf(lot), occurredAt: madeAt };
}

function drawSeparated(state: QuotaDraws, { inputs, party, facility, occurredAt, event }: StepObservation): void {
  const place: Place = { activity: 'separation', party, facility, ore: null, occurredAt };
  for (const { lot, amounts } of inputs) {
    // What a circuit holds was counted as it was fed.
    if (lot.kind === 'circuit-stock') continue;
    const drawn = amounts.elementMilligrams;
    addDrawn(state, drawOf(state, place), { lot, event, occurredAt, drawn, isAssay: false });
  }
}

/**
 * A lot that was mined is assayed: it has drawn what the assay says from the beginning, with the share of rare earths that is
 * stated of what is left of it.
 */
function drawAssayed(state: QuotaDraws, { lot, stated, event }: AssayObservation): void {
  const { netMilligrams: net, elementMilligrams: before } = lot.made;
  const more: MutableElementMasses = {};
  for (const [element, mass] of statedElements(stated.elementMilligrams)) {
    const whole = net === null || !stated.netMilligrams ? mass : (mass * net) / stated.netMilligrams;
    more[element] = whole - (before[element] ?? 0n);
  }
  if (statedElements(more).length === 0) return;
  const known = drawOf(state, miningOf(lot));
  if (statedElements(before).length === 0) known.unstatedLots -= 1;
  addDrawn(state, known, { lot, event, occurredAt: lot.madeAt, drawn: more, isAssay: true });
}

interface Drawn {
  readonly lot: ObservedLot;
  readonly event: string;
  readonly occurredAt: string;
  readonly drawn: ElementMasses;
  /** Whether it says more of a lot that was counted. */
  readonly isAssay: boolean;
}

function addDrawn(state: QuotaDraws, draw: QuotaDraw, { lot, event, occurredAt, drawn, isAssay }: Drawn): void {
  if (statedElements(drawn).length === 0) draw.unstatedLots += 1;
  const origin = feedOriginOf(state.origins, lot);
  draw.byOrigin.set(origin, sumElementMasses([draw.byOrigin.get(origin) ?? NO_ELEMENTS, drawn]));
  if (UNCOUNTED_ORIGINS.has(origin)) return;
  const day = localDayOf(Date.parse(occurredAt), timeZoneOf(state, draw.facility)) % 10_000;
  if (day <= FIRST_DAYS_END) draw.firstDaysBillionths += oxideMassBillionths(drawn);
  if (day >= LAST_DAYS_BEGIN) {
    draw.lastDaysBillionths += oxideMassBillionths(drawn);
    if (!isAssay && draw.events.at(-1) !== event) draw.lastDaysBatches += 1;
  }
  if (Date.parse(occurredAt) < Date.parse(draw.from)) draw.from = occurredAt;
  if (Date.parse(occurredAt) > Date.parse(draw.to)) draw.to = occurredAt;
  keepLatest(draw.lots, lot.lot);
  keepLatest(draw.events, event);
}

/** Month and day: ten days from the first of January, and to the end of the year. */
const FIRST_DAYS_END = 110;
const LAST_DAYS_BEGIN = 1_222;

function keepLatest(list: string[], name: string): void {
  if (list.at(-1) !== name) list.push(name);
  if (list.length > NAMED_MAX) list.shift();
}

function drawOf(state: QuotaDraws, { occurredAt, activity, party, facility, ore }: Place): QuotaDraw {
  const year = Math.floor(localDayOf(Date.parse(occurredAt), timeZoneOf(state, facility)) / 10_000);
  const key = JSON.stringify([year, activity, party, facility, ore]);
  const known = state.draws.get(key);
  if (known !== undefined) return known;
  const begun: QuotaDraw = {
    year,
    activity,
    party,
    facility,
    ore,
    byOrigin: new Map(),
    firstDaysBillionths: 0n,
    lastDaysBillionths: 0n,
    lastDaysBatches: 0,
    unstatedLots: 0,
    lots: [],
    events: [],
    from: occurredAt,
    to: occurredAt,
  };
  state.draws.set(key, begun);
  return begun;
}

function timeZoneOf({ timeZones }: QuotaDraws, facility: string | null): string {
  return (facility === null ? undefined : timeZones.get(facility)) ?? 'UTC';
}
