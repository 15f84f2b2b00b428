/**
 * D17, end-user diversion: an end user that passes rare-earth goods on instead of using them, takes more than the plant it
 * has registered can use, or a shipment of which no proof of arrival follows where others of its exporter have one. What an
 * end user builds of it, and with how much, is not in the ledger.
 */
import type { Form } from '@lodestone/custody/material.ts';
import type { Role } from '@lodestone/custody/role.ts';
import { DAY_MILLISECONDS } from '../days.ts';
import { formWords } from '../form-words.ts';
import { sumMilligrams } from '../sum-milligrams.ts';
import type { DispatchObservation, DocumentObservation, ReceiptObservation } from '../observation.ts';
import { roundedKilograms } from '../rounded-figures.ts';
import type { Rule, RuleContext } from '../rule.ts';
import { findingAbout } from './finding-about.ts';
import { remember, rememberIn, timeOf } from './recent.ts';
import { statedCapacity } from './stated-capacity.ts';

interface Receipt {
  readonly at: number;
  readonly event: string;
  readonly milligrams: bigint;
}

interface Exit {
  readonly at: number;
  readonly event: string;
  readonly occurredAt: string;
  readonly exporter: string;
  readonly consignee: string;
}

interface State {
  /** End users that are nothing else. */
  readonly endUsers: Set<string>;
  /** By end user and facility: milligrams of all elements in a year. */
  readonly capacities: Map<string, Map<string, bigint>>;
  readonly received: Map<string, Receipt[]>;
  /** From whom an end user has its goods: sending them back is no selling on. */
  readonly suppliers: Map<string, Set<string>>;
  /** By shipment, until its arrival is proved. */
  readonly open: Map<string, Exit>;
  /** By exporter. */
  readonly arrivals: Map<string, number>;
}

const thresholds = {
  capacityTimesPartsPerMillion: 1_150_000,
  yearDays: 365,
  arrivalDays: 60,
  arrivalsMin: 5,
  exitsKeptMax: 20_000,
};

type Context = RuleContext<typeof thresholds>;

/** What is left of goods when they were used. */
const LEFT_OVER: ReadonlySet<Form> = new Set(['scrap', 'swarf', 'assembly', 'residue']);
const RECEIPTS_KEPT = 1_000;
/** A maker, trader or recycler that is registered as an end user besides may sell. */
const ROLES_THAT_SELL: ReadonlySet<Role> = new Set([
  'mine',
  'refiner',
  'metal-maker',
  'alloy-maker',
  'magnet-maker',
  'trader',
  'exporter',
  'recycler',
]);
const ARRIVAL = /arriv|proof of delivery|delivery-receipt|import-declaration|到货|签收/iu;

export const diversion: Rule<State, typeof thresholds> = {
  id: 'D17',
  version: 2,
  title: 'Sold on by an end user',
  family: 'trade',
  inputs: 'dispatches and receipts of end users, capacities of their facilities, reports and papers of arrivals',
  mistakes: 'an end user that builds stock, sends goods to another plant of its group or to a contractor',
  clears: 'a production statement of the end user, or a report or proof of arrival',
  thresholds,
  start: () => ({
    endUsers: new Set(),
    capacities: new Map(),
    received: new Map(),
    suppliers: new Map(),
    open: new Map(),
    arrivals: new Map(),
  }),
  observe: (state, observation, context) => {
    switch (observation.kind) {
      case 'party':
        observeRoles(state, observation.registered, observation.roles);
        return;
      case 'facility':
        observeCapacity(state, observation.owner, observation.registered, observation.capacity);
        return;
      case 'dispatch':
        observeDispatch(state, observation, context);
        return;
      case 'receipt':
        observeReceipt(state, observation, context);
        return;
      case 'exit': {
        const { event, occurredAt, exporter, consignee, shipment } = observation;
        const exit = { at: timeOf(observation), event, occurredAt, exporter, consignee };
        const { yearDays: days, exitsKeptMax: entriesMax } = context.thresholds;
        remember(state.open, shipment, exit, { days, entriesMax });
        return;
      }
      case 'document':
        observeProof(state, observation);
        return;
      case 'arrival':
        noteArrival(state, observation.shipment);
        return;
      default:
    }
  },
  close: (state, knownAt, context) => {
    // Of most ledgers nobody records arrivals: then no exit need be read.
    if (![...state.arrivals.values()].some((count) => count >= context.thresholds.arrivalsMin)) return;
    for (const [shipment, exit] of state.open) reportMissing(state, shipment, exit, knownAt, context);
  },
};

function observeRoles({ endUsers }: State, party: string, roles: readonly Role[]): void {
  if (roles.includes('end-user') && !roles.some((role) => ROLES_THAT_SELL.has(role))) endUsers.add(party);
  else endUsers.delete(party);
}

function observeCapacity({ capacities }: State, owner: string, facility: string, capacity: unknown): void {
  const milligrams = statedCapacity(capacity);
  if (milligrams === null) return;
  const own = capacities.get(owner) ?? new Map<string, bigint>();
  capacities.set(owner, own.set(facility, milligrams));
}

function observeDispatch({ endUsers, suppliers }: State, observation: DispatchObservation, context: Context): void {
  const { consignor, consignee, transfer } = observation;
  if (!endUsers.has(consignor) || suppliers.get(consignor)?.has(consignee) === true) return;
  const sold = observation.lines.filter(({ lot }) => lot.form !== null && !LEFT_OVER.has(lot.form));
  if (sold.length === 0) return;
  const net = sold.reduce((sum, { amounts }) => sum + (amounts.netMilligrams ?? 0n), 0n);
  const forms = [...new Set(sold.map(({ lot }) => formWords(lot.form)))].join(', ');
  context.report(
    findingAbout(observation, {
      id: `D17/${transfer}`,
      severity: 'medium',
      party: consignor,
      lots: sold.map(({ lot }) => lot.lot),
      others: [consignee],
      numbers: { netMilligrams: net.toString() },
      sentence: `${consignor} is an end user and passed ${roundedKilograms(net)} of ${forms} on to ${consignee} (${transfer}) instead of using it`,
    }),
  );
}

function observeReceipt(state: State, observation: ReceiptObservation, context: Context): void {
  const { consignee, consignor, event } = observation;
  if (!state.endUsers.has(consignee)) return;
  state.suppliers.set(consignee, (state.suppliers.get(consignee) ?? new Set<string>()).add(consignor));
  const capacity = [...(state.capacities.get(consignee)?.values() ?? [])].reduce((sum, one) => sum + one, 0n);
  if (capacity === 0n) return;
  const accepted = observation.lines.filter(({ outcome }) => outcome === 'accepted');
  const milligrams = sumMilligrams(accepted.map(({ declared }) => declared.elementMilligrams));
  const window = { days: context.thresholds.yearDays, entriesMax: RECEIPTS_KEPT };
  const receipts = rememberIn(state.received, consignee, { at: timeOf(observation), event, milligrams }, window);

  const year = receipts.reduce((sum, one) => sum + one.milligrams, 0n);
  if (year * 1_000_000n <= capacity * BigInt(context.thresholds.capacityTimesPartsPerMillion)) return;
  context.report(
    findingAbout(observation, {
      id: `D17/${consignee}/capacity`,
      severity: 'medium',
      party: consignee,
      lots: observation.lines.map(({ lot }) => lot.lot),
      others: [consignor],
      events: receipts.map((one) => one.event),
      from: new Date(receipts[0]?.at ?? timeOf(observation)).toISOString(),
      numbers: { receivedMilligrams: year.toString(), capacityMilligrams: capacity.toString() },
      sentence: `${consignee} received ${roundedKilograms(year)} of rare earths within a year, its registered plant uses ${roundedKilograms(capacity)}`,
    }),
  );
}

function observeProof(state: State, { documentKind, name, about }: DocumentObservation): void {
  if (!ARRIVAL.test(documentKind) && !ARRIVAL.test(name)) return;
  for (const shipment of about) noteArrival(state, shipment);
}

/** A report of the arrival says as much as a paper that proves it. */
function noteArrival({ open, arrivals }: State, shipment: string): void {
  const exit = open.get(shipment);
  if (exit === undefined) return;
  open.delete(shipment);
  arrivals.set(exit.exporter, (arrivals.get(exit.exporter) ?? 0) + 1);
}

/** Only of exporters that record arrivals: of the others the ledger knows of none. */
function reportMissing({ arrivals }: State, shipment: string, exit: Exit, knownAt: string, context: Context): void {
  const { arrivalDays, arrivalsMin } = context.thresholds;
  const days = Math.floor((Date.parse(knownAt) - exit.at) / DAY_MILLISECONDS);
  if (days <= arrivalDays || (arrivals.get(exit.exporter) ?? 0) < arrivalsMin) return;
  const { exporter, consignee, event, occurredAt } = exit;
  context.report({
    id: `D17/${shipment}`,
    severity: 'low',
    party: exporter,
    facility: null,
    lots: [],
    shipments: [shipment],
    others: [consignee],
    events: [event],
    from: occurredAt,
    to: knownAt,
    numbers: { days },
    sentence: `Nothing proves that shipment ${shipment} arrived at ${consignee}, ${days} days after it left; ${arrivals.get(exporter)} others of ${exporter} have a proof`,
  });
}
