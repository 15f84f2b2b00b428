/**
 * D16, transshipment: goods declared for one country and meant for another. What the ledger has of it: a consignee or an end
 * user whose registered country is not the destination, and a destination whose intake jumps (seen: antimony through Thailand
 * and Mexico, one firm 27 times its year before; a licence for Oman, the goods in India).
 */
import { continueEpisode, type Episodes, findingOfEpisode } from '../episode.ts';
import type { ExitObservation } from '../observation.ts';
import { roundedKilograms } from '../rounded-figures.ts';
import type { Rule, RuleContext } from '../rule.ts';
import { findingAbout } from './finding-about.ts';
import { netOfParts } from './net-of-parts.ts';
import { DAY_MILLISECONDS, timeOf } from './recent.ts';

interface Shipped {
  /** Kilograms by month since 1970. */
  readonly months: Map<number, number>;
  /** The latest shipments, the newest last. */
  latest: readonly { readonly at: number; readonly shipment: string }[];
}

interface State {
  readonly countries: Map<string, string>;
  /** Registered names, as an end user is written on paper. */
  readonly names: Map<string, string>;
  /** By exporter and destination. */
  readonly shipped: Map<string, Shipped>;
  readonly jumps: Episodes;
}

const thresholds = {
  jumpTimesMin: 10,
  /** The latest months against the year before them. */
  jumpMonths: 3,
  /** Months with shipments in the year before: fewer say little of what is usual. */
  baseMonthsMin: 6,
  jumpShipmentsMin: 3,
  jumpKilogramsMin: 500,
  episodeGapDays: 100,
};

type Context = RuleContext<typeof thresholds>;

const MONTHS_OF_BASE = 12;
const SHIPMENTS_KEPT = 20;
/** The mean of a Gregorian month: a bucket need not begin on the first. */
const MONTH_MILLISECONDS = 30.436_875 * DAY_MILLISECONDS;

export const transshipment: Rule<State, typeof thresholds> = {
  id: 'D16',
  version: 1,
  title: 'Transshipment',
  family: 'trade',
  inputs: 'exits of shipments: destination, consignee, end user; countries of registered parties',
  mistakes: 'a trading house that is invoiced and has the goods sent elsewhere, a new factory',
  clears: 'proof of arrival at the end user, or its purchase order and plant',
  thresholds,
  start: () => ({ countries: new Map(), names: new Map(), shipped: new Map(), jumps: new Map() }),
  observe: (state, observation, context) => {
    if (observation.kind === 'party') {
      const { registered, name, country } = observation;
      state.countries.set(registered, country);
      if (name !== null) state.names.set(name.trim().toLowerCase(), registered);
    }
    if (observation.kind !== 'exit') return;
    observePlaces(state, observation, context);
    observeJump(state, observation, context);
  },
};

function observePlaces(state: State, observation: ExitObservation, context: Context): void {
  const { shipment, exporter, consignee, endUser, destination, lines } = observation;
  const endParty = endUser === null ? null : partyNamed(state, endUser);
  const stranger =
    endParty !== null && isElsewhere(state, endParty, destination)
      ? { what: 'end user', party: endParty }
      : { what: 'consignee', party: consignee };
  if (!isElsewhere(state, stranger.party, destination)) return;
  const country = state.countries.get(stranger.party) ?? '';
  context.report(
    findingAbout(observation, {
      id: `D16/${shipment}`,
      severity: 'medium',
      party: exporter,
      lots: lines.map(({ lot }) => lot.lot),
      shipments: [shipment],
      others: [...new Set([consignee, stranger.party])],
      numbers: { destination, country },
      sentence: `Shipment ${shipment} is declared for ${destination}; its ${stranger.what} ${stranger.party} is registered in ${country}`,
    }),
  );
}

function partyNamed({ countries, names }: State, text: string): string | null {
  return countries.has(text) ? text : (names.get(text.trim().toLowerCase()) ?? null);
}

function isElsewhere({ countries }: State, party: string, destination: string): boolean {
  const country = countries.get(party);
  return country !== undefined && country !== destination;
}

function observeJump(state: State, observation: ExitObservation, context: Context): void {
  const net = netOfParts(observation.lines);
  if (net === null) return;
  const { exporter, destination, shipment } = observation;
  const key = `${exporter} ${destination}`;
  const shipped = state.shipped.get(key) ?? { months: new Map<number, number>(), latest: [] };
  state.shipped.set(key, shipped);
  const at = timeOf(observation);
  const month = Math.floor(at / MONTH_MILLISECONDS);
  shipped.months.set(month, (shipped.months.get(month) ?? 0) + Number(net / 1_000_000n));
  shipped.latest = [...shipped.latest, { at, shipment }].slice(-SHIPMENTS_KEPT);
  const { jumpMonths, jumpTimesMin, baseMonthsMin, jumpShipmentsMin, jumpKilogramsMin, episodeGapDays } =
    context.thresholds;
  for (const old of shipped.months.keys()) {
    if (old <= month - jumpMonths - MONTHS_OF_BASE) shipped.months.delete(old);
  }
  const latest = kilogramsOf(shipped, ({ age }) => age < jumpMonths, month);
  const base = kilogramsOf(shipped, ({ age }) => age >= jumpMonths, month);
  if (base.months < baseMonthsMin || latest.kilograms < jumpKilogramsMin) return;
  const usual = (base.kilograms * jumpMonths) / MONTHS_OF_BASE;
  if (latest.kilograms <= usual * jumpTimesMin) return;
  const since = at - jumpMonths * MONTH_MILLISECONDS;
  const recent = shipped.latest.filter((one) => one.at >= since);
  if (recent.length < jumpShipmentsMin) return;
  const lots = observation.lines.map(({ lot }) => lot.lot);
  const subject = `${exporter}/${destination}`;
  const episode = continueEpisode(state.jumps, subject, { ...observation, lots }, episodeGapDays);
  context.report({
    ...findingOfEpisode('D16', subject, episode),
    severity: 'medium',
    party: exporter,
    facility: null,
    shipments: recent.map((one) => one.shipment),
    others: [observation.consignee],
    numbers: { latestKilograms: latest.kilograms, usualKilograms: Math.round(usual) },
    sentence: `${exporter} sent ${inKilograms(latest.kilograms)} to ${destination} in ${jumpMonths} months, and ${inKilograms(Math.round(usual))} in as many months of the year before: more than ${jumpTimesMin} times as much`,
  });
}

function kilogramsOf({ months }: Shipped, isMeant: (month: { age: number }) => boolean, now: number) {
  let kilograms = 0;
  let count = 0;
  for (const [month, mass] of months) {
    if (!isMeant({ age: now - month })) continue;
    kilograms += mass;
    count += 1;
  }
  return { kilograms, months: count };
}

function inKilograms(kilograms: number): string {
  return roundedKilograms(BigInt(kilograms) * 1_000_000n);
}
