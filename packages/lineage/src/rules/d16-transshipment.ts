/**
 * D16, transshipment: goods declared for one country and meant for another. What the ledger has of it: a consignee or an end
 * user whose registered country is not the destination, and a destination whose intake jumps (seen: antimony through Thailand
 * and Mexico, one firm 27 times its year before; a licence for Oman, the goods in India).
 */
import type { Role } from '@lodestone/custody/role.ts';
import { DAY_MILLISECONDS } from '../days.ts';
import { continueEpisode, type Episodes, findingOfEpisode } from '../episode.ts';
import type { Severity } from '../finding.ts';
import { formWords } from '../form-words.ts';
import type { ExitObservation } from '../observation.ts';
import { roundedKilograms } from '../rounded-figures.ts';
import type { Rule, RuleContext } from '../rule.ts';
import { countryNamedIn } from './country-names.ts';
import { findingAbout } from './finding-about.ts';
import { netOfParts } from './net-of-parts.ts';
import { timeOf } from './recent.ts';

interface Month {
  readonly netMilligrams: bigint;
  readonly shipments: number;
}

interface Shipped {
  /** By month since 1970. */
  readonly months: Map<number, Month>;
  /** The latest shipments, the newest last. */
  latest: readonly { readonly at: number; readonly shipment: string; readonly netMilligrams: bigint }[];
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
  version: 2,
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
  const netMilligrams = netOfParts(observation.lines);
  if (netMilligrams === null) return;
  const { exporter, destination } = observation;
  const form = observation.lines[0]?.lot.form ?? 'stock';
  const key = `${exporter} ${destination} ${form}`;
  const shipped = state.shipped.get(key) ?? { months: new Map<number, Month>(), latest: [] };
  state.shipped.set(key, shipped);
  noteShipment(shipped, observation, netMilligrams, context);
  const jump = jumpOf(shipped, timeOf(observation), context);
  if (jump === null) return;
  const { jumpMonths, jumpTimesMin, episodeGapDays } = context.thresholds;
  const [latest, usual] = [roundedKilograms(jump.latest), roundedKilograms(jump.usual)];
  const lots = observation.lines.map(({ lot }) => lot.lot);
  const subject = `${exporter}/${destination}/${form}`;
  const episode = continueEpisode(state.jumps, subject, { ...observation, lots }, episodeGapDays);
  context.report({
    ...findingOfEpisode('D16', subject, episode),
    severity: 'low',
    party: exporter,
    facility: null,
    shipments: jump.shipments,
    others: [observation.consignee],
    numbers: { latestKilograms: wholeKilograms(jump.latest), usualKilograms: wholeKilograms(jump.usual) },
    sentence: `${exporter} sent ${latest} of ${formWords(form)} to ${destination} in ${jumpMonths} months, and ${usual} in as many months of the year before: more than ${jumpTimesMin} times as much`,
  });
}

/** Adds it to its month and forgets months that are neither among the latest nor in the year before them. */
function noteShipment(
  shipped: Shipped,
  observation: ExitObservation,
  netMilligrams: bigint,
  { thresholds: { jumpMonths } }: Context,
): void {
  const at = timeOf(observation);
  const month = monthOf(at);
  const known = shipped.months.get(month) ?? { netMilligrams: 0n, shipments: 0 };
  const sum = { netMilligrams: known.netMilligrams + netMilligrams, shipments: known.shipments + 1 };
  shipped.months.set(month, sum);
  shipped.latest = [...shipped.latest, { at, shipment: observation.shipment, netMilligrams }].slice(-SHIPMENTS_KEPT);
  for (const old of shipped.months.keys()) {
    if (old <= month - jumpMonths - MONTHS_OF_BASE) shipped.months.delete(old);
  }
}

/** What the latest months took, in milligrams, and what as many months of the year before did. */
interface Jump {
  readonly latest: bigint;
  readonly usual: bigint;
  readonly shipments: readonly string[];
}

/** Null where there is none, or too little is known of the year before to tell. */
function jumpOf(shipped: Shipped, at: number, { thresholds: limits }: Context): Jump | null {
  const { jumpMonths } = limits;
  const month = monthOf(at);
  const latest = sumOf(shipped, (age) => age < jumpMonths, month);
  const base = sumOf(shipped, (age) => age >= jumpMonths, month);
  if (base.months < limits.baseMonthsMin) return null;
  if (latest.netMilligrams < BigInt(limits.jumpKilogramsMin) * 1_000_000n) return null;
  if (latest.shipments * MONTHS_OF_BASE < base.shipments * jumpMonths * limits.jumpShipmentTimesMin) return null;
  const recent = shipped.latest.filter((one) => one.at >= at - jumpMonths * MONTH_MILLISECONDS);
  if (recent.length < limits.jumpShipmentsMin) return null;
  // One large shipment is an order, not a trade.
  const largest = recent.reduce((most, one) => (one.netMilligrams > most ? one.netMilligrams : most), 0n);
  const usualOfYear = base.netMilligrams * BigInt(jumpMonths);
  const trade = (latest.netMilligrams - largest) * BigInt(MONTHS_OF_BASE);
  if (trade <= usualOfYear * BigInt(limits.jumpTimesMin)) return null;
  const shipments = recent.map(({ shipment }) => shipment);
  return { latest: latest.netMilligrams, usual: usualOfYear / BigInt(MONTHS_OF_BASE), shipments };
}

function monthOf(at: number): number {
  return Math.floor(at / MONTH_MILLISECONDS);
}

/** Of the months that are as old as is meant. */
function sumOf({ months }: Shipped, isMeant: (ageMonths: number) => boolean, now: number) {
  const sum = { netMilligrams: 0n, shipments: 0, months: 0 };
  for (const [month, { netMilligrams, shipments }] of months) {
    if (!isMeant(now - month)) continue;
    sum.netMilligrams += netMilligrams;
    sum.shipments += shipments;
    sum.months += 1;
  }
  return sum;
}

function wholeKilograms(milligrams: bigint): number {
  return Number((milligrams + 500_000n) / 1_000_000n);
}
