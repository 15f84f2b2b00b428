/**
 * D13, splitting into small parcels: several small parcels of one item to one end user within a month, which together are
 * no small parcel (seen by the Ministry of State Security, July 2025: express mail under other names).
 */
import { formatKilograms } from '@lodestone/custody/format-amount.ts';
import { formWords } from '../form-words.ts';
import type { ExitObservation } from '../observation.ts';
import { roundedKilograms } from '../rounded-figures.ts';
import type { Rule, RuleContext } from '../rule.ts';
import { findingAbout } from './finding-about.ts';
import { netOfParts } from './net-of-parts.ts';
import { insertRecent, remember, timeOf } from './recent.ts';

interface Parcel {
  readonly at: number;
  readonly event: string;
  readonly shipment: string;
  readonly occurredAt: string;
  readonly consignee: string;
  readonly netMilligrams: bigint;
  readonly isExpress: boolean;
}

/** Parcels of one form to one end user, or consignee where none is stated; by express, to one country. */
interface Stream {
  readonly at: number;
  readonly parcels: Parcel[];
}

const thresholds = {
  windowDays: 30,
  parcelsMin: 5,
  parcelMilligramsMax: 30_000_000,
  sumMilligramsMax: 10_000_000,
  streamsKeptMax: 5_000,
};

type Context = RuleContext<typeof thresholds>;

/** So many parcels of a stream are kept: those of a window. */
const PARCELS_KEPT = 100;

/** How documents write express mail. */
const EXPRESS = /express|courier|post|mail|parcel|快[递件遞]|邮|郵/iu;

export const smallParcels: Rule<Map<string, Stream>, typeof thresholds> = {
  id: 'D13',
  version: 3,
  title: 'Split into small parcels',
  family: 'trade',
  inputs: 'exits of shipments: exporter, end user or consignee, form, net mass, mode, licence',
  mistakes: 'samples, spare parts, a small customer who orders every week',
  clears: 'the orders behind the parcels, or the licence that covers them together',
  thresholds,
  start: () => new Map(),
  observe: (streams, observation, context) => {
    if (observation.kind === 'exit') observeExit(streams, observation, context);
  },
};

function observeExit(streams: Map<string, Stream>, observation: ExitObservation, context: Context): void {
  const { windowDays: days, parcelsMin, parcelMilligramsMax, sumMilligramsMax, streamsKeptMax } = context.thresholds;
  const netMilligrams = netOfParts(observation.lines);
  if (netMilligrams === null || netMilligrams > BigInt(parcelMilligramsMax)) return;
  const isExpress = EXPRESS.test(observation.mode ?? '');
  // What travels as freight under a licence was looked at by whoever granted it.
  if (observation.licence !== null && !isExpress) return;
  const { event, shipment, occurredAt, consignee, exporter, endUser, destination } = observation;
  const form = observation.lines[0]?.lot.form ?? 'stock';
  // Addresses of one family take a parcel each: express mail counts by country.
  const receiver = isExpress ? destination : (endUser ?? consignee);
  const key = `${exporter}/${receiver}/${form}`;
  const parcel = { at: timeOf(observation), event, shipment, occurredAt, consignee, netMilligrams, isExpress };
  const window = { days, entriesMax: PARCELS_KEPT };
  const parcels = streams.get(key)?.parcels ?? [];
  insertRecent(parcels, parcel, window);
  remember(streams, key, { at: parcel.at, parcels }, { days, entriesMax: streamsKeptMax });
  const sum = parcels.reduce((total, { netMilligrams: net }) => total + net, 0n);
  if (parcels.length < parcelsMin || sum <= BigInt(sumMilligramsMax)) return;
  const [first = parcel] = parcels;
  const expressCount = parcels.filter((one) => one.isExpress).length;
  const express = expressCount === parcels.length ? 'all' : expressCount === 0 ? 'none' : `${expressCount} of them`;
  context.report(
    findingAbout(observation, {
      id: `D13/${key}/${first.occurredAt.slice(0, 7)}`,
      severity: 'medium',
      party: exporter,
      lots: observation.lines.map(({ lot }) => lot.lot),
      shipments: parcels.map((one) => one.shipment),
      others: [...new Set(parcels.map((one) => one.consignee))],
      events: parcels.map((one) => one.event),
      from: first.occurredAt,
      numbers: { parcels: parcels.length, sumMilligrams: sum.toString(), expressParcels: expressCount },
      sentence: `${parcels.length} parcels of ${formWords(form)} from ${exporter} to ${receiver} within ${days} days, ${express} by express, none above ${formatKilograms(BigInt(parcelMilligramsMax))}, weigh ${roundedKilograms(sum)} together`,
    }),
  );
}
