/**
 * D12, licence over-draw or re-use. A licence names its exporter, consignee, end user, country and mode of transport
 * (dual-use regulations of 2024-12-01), and what is granted in the ledger is held against what left: mass, dates, standing
 * and terms. Of a licence that the ledger knows by its number alone two shipments that differ in these do not both fit it.
 */
import { DAY_MILLISECONDS } from '../days.ts';
import type { ExitObservation } from '../observation.ts';
import type { Severity } from '../finding.ts';
import type { Rule, RuleContext } from '../rule.ts';
import { findingAbout } from './finding-about.ts';
import {
  forgetExit,
  type GrantMismatch,
  grantsOf,
  type LicenceGrants,
  noteDeclaration,
  noteLicence,
  startGrants,
  useGrant,
} from './licence-grants.ts';
import { remember, timeOf, type Window } from './recent.ts';

/** A shipment under a licence, the first one that was seen. */
interface LicenceUse {
  readonly at: number;
  readonly event: string;
  readonly shipment: string;
  readonly occurredAt: string;
  readonly exporter: string;
  readonly consignee: string;
  readonly endUser: string | null;
  readonly destination: string;
  readonly mode: string | null;
}

interface State {
  readonly grants: LicenceGrants;
  readonly licences: Map<string, LicenceUse>;
  /** By exporter: with how many licences it exported, and how many shipments came under one used before. */
  readonly habits: Map<string, { licences: number; repeats: number }>;
}

const thresholds = {
  licenceDaysMax: 1_096,
  licencesKeptMax: 20_000,
  habitLicencesMin: 5,
  habitRepeatsMaxPartsPerMillion: 100_000,
  overdrawnPartsPerMillion: 5_000,
};

type Context = RuleContext<typeof thresholds>;

interface Difference {
  readonly severity: Severity;
  readonly what: string;
  readonly before: string;
  readonly now: string;
}

export const licenceUsedAgain: Rule<State, typeof thresholds> = {
  id: 'D12',
  version: 2,
  title: 'Licence used for what it does not cover',
  family: 'paper',
  inputs:
    'licences from application on; declarations and exits: licence, mass, exporter, consignee, end user, destination, port, mode',
  mistakes: 'balances that differ, a licence amended on paper alone, a general licence that names several end users',
  clears: 'the licence itself, where it covers both shipments',
  thresholds,
  start: () => ({ grants: startGrants(), licences: new Map(), habits: new Map() }),
  observe: (state, observation, context) => {
    const window = windowOf(context);
    switch (observation.kind) {
      case 'licence':
        noteLicence(state.grants, observation, window);
        return;
      case 'declaration':
        noteDeclaration(state.grants, observation, window);
        return;
      case 'correction':
        if (observation.outcome === 'contested') return;
        withdrawExit(state, observation.targetEvent, context);
        return;
      case 'exit': {
        const granted = grantsOf(state.grants, observation);
        for (const licence of granted) {
          const { overdrawnPartsPerMillion } = context.thresholds;
          const mismatch = useGrant(state.grants, licence, observation, overdrawnPartsPerMillion, window);
          if (mismatch !== null) reportMismatch(observation, mismatch, context);
        }
        if (granted.length === 0 && observation.licence !== null) {
          observeExit(state, observation, observation.licence, context);
        }
        return;
      }
      default:
    }
  },
};

function withdrawExit({ grants }: State, event: string, context: Context): void {
  for (const { shipment, licences } of forgetExit(grants, event)) {
    for (const licence of licences) context.withdraw(findingId(licence, shipment));
  }
}

function findingId(licence: string, shipment: string): string {
  return `D12/${licence}/${shipment}`;
}

/** Kept a while beyond the longest life, so that a use after it is seen as one. */
function windowOf({ thresholds: { licenceDaysMax, licencesKeptMax } }: Context): Window {
  return { days: 2 * licenceDaysMax, entriesMax: licencesKeptMax };
}

function reportMismatch(exit: ExitObservation, mismatch: GrantMismatch, context: Context): void {
  const { licence, severity, what, granted, found, shipments } = mismatch;
  context.report(
    findingAbout(exit, {
      id: findingId(licence, exit.shipment),
      severity,
      party: exit.exporter,
      lots: exit.lines.map(({ lot }) => lot.lot),
      shipments: [...shipments, exit.shipment],
      others: [exit.consignee],
      numbers: { granted, found },
      clears: 'another licence that covers it, or an amendment of this one before it left',
      sentence: `Shipment ${exit.shipment} left under licence ${licence} (${what}: ${granted}), and is not covered by it (${what}: ${found})`,
    }),
  );
}

function observeExit(state: State, observation: ExitObservation, licence: string, context: Context): void {
  const first = state.licences.get(licence);
  const habit = state.habits.get(observation.exporter) ?? { licences: 0, repeats: 0 };
  state.habits.set(observation.exporter, habit);
  if (first === undefined) {
    habit.licences += 1;
    remember(state.licences, licence, firstUse(observation), windowOf(context));
    return;
  }
  if (first.shipment === observation.shipment) return;
  const difference = differenceOf(first, observation, context);
  const isUsedUp = difference === null && isForOneShipment(habit, context);
  habit.repeats += 1;
  if (difference === null && !isUsedUp) return;
  const used = (value: string | undefined) => (value === undefined ? '' : ` (${difference?.what}: ${value})`);
  const habitually = isUsedUp
    ? `; of the ${habit.licences} licences of ${observation.exporter} nearly all were used for one shipment`
    : '';
  const days = Math.floor((timeOf(observation) - first.at) / DAY_MILLISECONDS);
  context.report(
    findingAbout(observation, {
      id: findingId(licence, observation.shipment),
      severity: difference?.severity ?? 'low',
      party: observation.exporter,
      lots: observation.lines.map(({ lot }) => lot.lot),
      shipments: [first.shipment, observation.shipment],
      others: [...new Set([first.exporter, first.consignee, observation.consignee])],
      events: [first.event, observation.event],
      from: first.occurredAt,
      numbers: { daysSinceFirstUse: days },
      sentence: `Licence ${licence} was used for shipment ${first.shipment}${used(difference?.before)} and again for ${observation.shipment}${used(difference?.now)}${habitually}`,
    }),
  );
}

function firstUse(observation: ExitObservation): LicenceUse {
  const { event, shipment, occurredAt, exporter, consignee, endUser, destination, mode } = observation;
  return { at: timeOf(observation), event, shipment, occurredAt, exporter, consignee, endUser, destination, mode };
}

/** The gravest thing in which the two differ; null where one licence may cover both. */
function differenceOf(first: LicenceUse, now: ExitObservation, { thresholds: limits }: Context): Difference | null {
  const isExpired = timeOf(now) - first.at > limits.licenceDaysMax * DAY_MILLISECONDS;
  const mode = differs('mode', first.mode, now.mode);
  return (
    differs('exporter', first.exporter, now.exporter) ??
    differs('destination', first.destination, now.destination) ??
    differs('end user', first.endUser, now.endUser) ??
    differs('consignee', first.consignee, now.consignee) ??
    (isExpired ? differs('exited', first.occurredAt, now.occurredAt) : null) ??
    (mode === null ? null : { ...mode, severity: 'low' })
  );
}

function differs(what: string, before: string | null, now: string | null): Difference | null {
  return before === null || now === null || before === now ? null : { severity: 'medium', what, before, now };
}

/** Whose licences are for one shipment each has used this one up, as far as that can be seen without the grant. */
function isForOneShipment({ licences, repeats }: { licences: number; repeats: number }, context: Context): boolean {
  const { habitLicencesMin, habitRepeatsMaxPartsPerMillion } = context.thresholds;
  return licences >= habitLicencesMin && repeats * 1_000_000 <= licences * habitRepeatsMaxPartsPerMillion;
}
