/**
 * D16, transshipment: goods declared for one country and meant for another. What the ledger has of it: a consignee or an end
 * user whose registered country is not the destination, and a destination whose intake jumps (seen: antimony through Thailand
 * and Mexico, one firm 27 times its year before; a licence for Oman, the goods in India).
 */
import type { Role } from '@lodestone/custody/role.ts';
import { DAY_MILLISECONDS } from '../days.ts';
import { continueEpisode, type Episodes, findingOfEpisode } from '../episode.ts';
import type { Severity } from '../finding.ts';
import type { ExitObservation } from '../observation.ts';
import { roundedKilograms } from '../rounded-figures.ts';
import type { Rule, RuleContext } from '../rule.ts';
import { countryNamedIn } from './country-names.ts';
import { findingAbout } from './finding-about.ts';
import { netOfParts } from './net-of-parts.ts';
import { timeOf } from './recent.ts';

interface Month {
  kilograms: number;
  shipments: number;
}

interface Shipped {
  /** By month since 1970. */
  readonly months: Map<number, Month>;
  /** The latest shipments, the newest last. */
  latest: readonly { readonly at: number; readonly shipment: string; readonly kilograms: number }[];
}

interface State {
  readonly countries: Map<string, string>;
  /** Countries in which a party is registered that makes something of rare earths, or uses it. */
  readonly usingCountries: Set<string>;
  /** Registered names, as an end user is written on paper. */
  readonly names: Map<string, string>;
  /** By exporter, destination and form. */
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
  /** Against the shipments of as many months of the year before: else they were heavier, and as many. */
  jumpShipmentTimesMin: 3,
  jumpKilogramsMin: 500,
  episodeGapDays: 100,
};

type Context = RuleContext<typeof thresholds>;

const USING: ReadonlySet<Role> = new Set([
  'end-user',
  'refiner',
  'metal-maker',
  'alloy-maker',
  'magnet-maker',
  'recycler',
]);
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
  start: () => ({
    countries: new Map(),
    usingCountries: new Set(),
    names: new Map(),
    shipped: new Map(),
    jumps: new Map(),
  }),
  observe: (state, observation, context) => {
    if (observation.kind === 'party') {
      const { registered, name, country, roles } = observation;
      state.countries.set(registered, country);
      if (roles.some((role) => USING.has(role))) state.usingCountries.add(country);
      if (name !== null) state.names.set(name.trim().toLowerCase(), registered);
    }
    if (observation.kind !== 'exit') return;
    observePlaces(state, observation, context);
    observeJump(state, observation, context);
  },
};

function observePlaces(state: State, observation: ExitObservation, context: Context): void {
  const { shipment, exporter, consignee, destination, lines } = observation;
  const doubt = doubtOf(state, observation);
  if (doubt === null) return;
  context.report(
    findingAbout(observation, {
      id: `D16/${shipment}`,
      severity: doubt.severity,
      party: exporter,
      from: observation.packedAt,
      lots: lines.map(({ lot }) => lot.lot),
      shipments: [shipment],
      others: [...new Set([consignee, ...(doubt.party === null ? [] : [doubt.party])])],
      numbers: { destination },
      sentence: `Shipment ${shipment} is declared for ${destination}; ${doubt.what}`,
    }),
  );
}

interface Doubt {
  readonly severity: Severity;
  readonly party: string | null;
  readonly what: string;
}

function doubtOf(state: State, { consignee, endUser, destination }: ExitObservation): Doubt | null {
  const endParty = endUser === null ? null : partyNamed(state, endUser);
  const registered = (what: string, party: string): Doubt => ({
    severity: 'medium',
    party,
    what: `its ${what} ${party} is registered in ${state.countries.get(party) ?? ''}`,
  });
  if (endParty !== null && isElsewhere(state, endParty, destination)) return registered('end user', endParty);
  if (isElsewhere(state, consignee, destination)) return registered('consignee', consignee);
  const named = endUser === null || endParty !== null ? null : countryNamedIn(endUser);
  if (named !== null && named !== destination) {
    return { severity: 'medium', party: null, what: `its end user is stated as ${endUser}, which is in ${named}` };
  }
  if (endParty !== null || !state.countries.has(consignee) || state.usingCountries.has(destination)) return null;
  const what = `nobody who is registered there makes or uses rare-earth goods, and its consignee ${consignee} does not either`;
  return { severity: 'low', party: null, what };
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
  const form = observation.lines[0]?.lot.form ?? 'stock';
  const key = `${exporter} ${destination} ${form}`;
  const shipped = state.shipped.get(key) ?? { months: new Map<number, Month>(), latest: [] };
  state.shipped.set(key, shipped);
  const at = timeOf(observation);
  const month = Math.floor(at / MONTH_MILLISECONDS);
  const kilograms = Number(net / 1_000_000n);
  const current = shipped.months.get(month) ?? { kilograms: 0, shipments: 0 };
  shipped.months.set(month, { kilograms: current.kilograms + kilograms, shipments: current.shipments + 1 });
  shipped.latest = [...shipped.latest, { at, shipment, kilograms }].slice(-SHIPMENTS_KEPT);
  const {
    jumpMonths,
    jumpTimesMin,
    baseMonthsMin,
    jumpShipmentsMin,
    jumpShipmentTimesMin,
    jumpKilogramsMin,
    episodeGapDays,
  } = context.thresholds;
  for (const old of shipped.months.keys()) {
    if (old <= month - jumpMonths - MONTHS_OF_BASE) shipped.months.delete(old);
  }
  const latest = sumOf(shipped, ({ age }) => age < jumpMonths, month);
  const base = sumOf(shipped, ({ age }) => age >= jumpMonths, month);
  if (base.months < baseMonthsMin || latest.kilograms < jumpKilogramsMin) return;
  const usual = (base.kilograms * jumpMonths) / MONTHS_OF_BASE;
  if (latest.shipments * MONTHS_OF_BASE < base.shipments * jumpMonths * jumpShipmentTimesMin) return;
  const since = at - jumpMonths * MONTH_MILLISECONDS;
  const recent = shipped.latest.filter((one) => one.at >= since);
  // One large shipment is an order, not a trade.
  const largest = Math.max(...recent.map((one) => one.kilograms));
  if (recent.length < jumpShipmentsMin || latest.kilograms - largest <= usual * jumpTimesMin) return;
  const lots = observation.lines.map(({ lot }) => lot.lot);
  const subject = `${exporter}/${destination}/${form}`;
  const episode = continueEpisode(state.jumps, subject, { ...observation, lots }, episodeGapDays);
  context.report({
    ...findingOfEpisode('D16', subject, episode),
    severity: 'low',
    party: exporter,
    facility: null,
    shipments: recent.map((one) => one.shipment),
    others: [observation.consignee],
    numbers: { latestKilograms: latest.kilograms, usualKilograms: Math.round(usual) },
    sentence: `${exporter} sent ${inKilograms(latest.kilograms)} of ${form} to ${destination} in ${jumpMonths} months, and ${inKilograms(Math.round(usual))} in as many months of the year before: more than ${jumpTimesMin} times as much`,
  });
}

function sumOf({ months }: Shipped, isMeant: (month: { age: number }) => boolean, now: number) {
  const sum = { kilograms: 0, shipments: 0, months: 0 };
  for (const [month, { kilograms, shipments }] of months) {
    if (!isMeant({ age: now - month })) continue;
    sum.kilograms += kilograms;
    sum.shipments += shipments;
    sum.months += 1;
  }
  return sum;
}

function inKilograms(kilograms: number): string {
  return roundedKilograms(BigInt(kilograms) * 1_000_000n);
}
