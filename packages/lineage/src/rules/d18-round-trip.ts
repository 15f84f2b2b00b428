/**
 * D18, round trip: material of one form and nearly one mass that comes back to whom it left, by way of others, within half a
 * year; and an import that is what was exported before. It makes volume, and new origins, out of nothing.
 */
import type { Form } from '@lodestone/custody/material.ts';
import { DAY_MILLISECONDS } from '../days.ts';
import { formWords } from '../form-words.ts';
import type { Observation, ObservedPart, ReceiptObservation } from '../observation.ts';
import { roundedKilograms } from '../rounded-figures.ts';
import type { Reported, Rule, RuleContext } from '../rule.ts';
import { findingAbout } from './finding-about.ts';
import { isEnough, isNear, noteExported, observeImport, type ReturnedImports } from './returned-imports.ts';
import { remember, rememberIn, timeOf } from './recent.ts';

/** What went from one party to another at once, of one form. */
interface Passage {
  readonly at: number;
  readonly event: string;
  readonly occurredAt: string;
  readonly from: string;
  readonly form: Form;
  readonly netMilligrams: bigint;
  readonly lots: readonly string[];
}

interface State extends ReturnedImports {
  /** By who took it, those of the window. */
  readonly passages: Map<string, Passage[]>;
  /** By transfer that closes a circle: what was reported, until the goods are received and the trip has ended. */
  readonly closing: Map<string, { readonly at: number; readonly finding: Reported }>;
}

const thresholds = {
  windowDays: 180,
  partiesMin: 3,
  partiesMax: 6,
  massDifferencePartsPerMillionMax: 20_000,
  shareDifferencePartsPerMillionMax: 20_000,
  kilogramsMin: 10,
  exportsKeptMax: 5_000,
};

type Context = RuleContext<typeof thresholds>;

/** So many passages to one party are kept, and lots of one. */
const PASSAGES_KEPT = 300;
const LOTS_KEPT = 10;
export const roundTrip: Rule<State, typeof thresholds> = {
  id: 'D18',
  version: 3,
  title: 'Round trip',
  family: 'trade',
  inputs: 'dispatches and changes of owner: form and net mass; exits and imports: form, net mass and composition',
  mistakes: 'goods that are sent back, work done for hire that keeps the form',
  clears: 'the contract of the toll work, or the complaint behind the return',
  thresholds,
  start: () => ({ passages: new Map(), closing: new Map(), exported: new Map() }),
  observe: (state, observation, context) => {
    switch (observation.kind) {
      case 'dispatch':
        observePassages(state, observation, observation.consignor, observation.consignee, observation.lines, context);
        return;
      case 'ownership': {
        const lines = observation.lots.map((lot) => ({ lot, amounts: lot.made }));
        if (observation.owner !== null)
          observePassages(state, observation, observation.party, observation.owner, lines, context);
        return;
      }
      case 'receipt':
        observeArrival(state, observation, context);
        return;
      case 'exit':
        noteExported(state, observation, context.thresholds);
        return;
      case 'origin':
        observeImport(state, observation, context.thresholds, context);
        return;
      default:
    }
  },
};

function observePassages(
  state: State,
  observation: Observation,
  from: string,
  to: string,
  lines: readonly ObservedPart[],
  context: Context,
): void {
  if (from === to) return;
  const { windowDays: days } = context.thresholds;
  for (const passage of passagesOf(observation, from, lines, context)) {
    const cycle = cycleTo(state, to, [passage], context);
    if (cycle !== null) reportCycle(state, observation, to, cycle, context);
    const window = { days, entriesMax: PASSAGES_KEPT };
    rememberIn(state.passages, to, passage, window);
  }
}

/** One for each form: what leaves together counts together, in however many lots. */
function passagesOf(
  observation: Observation,
  from: string,
  lines: readonly ObservedPart[],
  context: Context,
): Passage[] {
  const byForm = new Map<Form, { netMilligrams: bigint; lots: string[] }>();
  for (const { lot, amounts } of lines) {
    if (lot.form === null || amounts.netMilligrams === null) continue;
    const sum = byForm.get(lot.form) ?? { netMilligrams: 0n, lots: [] };
    sum.netMilligrams += amounts.netMilligrams;
    sum.lots.push(lot.lot);
    byForm.set(lot.form, sum);
  }
  const { event, occurredAt } = observation;
  const at = timeOf(observation);
  return [...byForm]
    .filter(([, { netMilligrams }]) => isEnough(netMilligrams, context.thresholds))
    .map(([form, { netMilligrams, lots }]) => {
      return { at, event, occurredAt, from, form, netMilligrams, lots: lots.slice(0, LOTS_KEPT) };
    });
}

/** Passages that lead from `party` to the first of `path`, each no later than the next; null where none do. */
function cycleTo(state: State, party: string, path: readonly Passage[], context: Context): Passage[] | null {
  const { partiesMin, partiesMax, windowDays } = context.thresholds;
  const [first] = path;
  const last = path.at(-1);
  if (first === undefined || last === undefined || path.length >= partiesMax) return null;
  const since = last.at - windowDays * DAY_MILLISECONDS;
  for (const before of state.passages.get(first.from) ?? []) {
    const fits =
      before.form === last.form &&
      before.at <= first.at &&
      before.at >= since &&
      isNear(before, last, context.thresholds);
    if (!fits) continue;
    if (before.from === party) {
      if (path.length + 1 >= partiesMin) return [before, ...path];
      continue;
    }
    if (path.some(({ from }) => from === before.from)) continue;
    const cycle = cycleTo(state, party, [before, ...path], context);
    if (cycle !== null) return cycle;
  }
  return null;
}

function reportCycle(
  state: State,
  observation: Observation,
  party: string,
  cycle: readonly Passage[],
  context: Context,
): void {
  const [first] = cycle;
  if (first === undefined) return;
  const parties = cycle.map(({ from }) => from);
  const left = first.netMilligrams;
  const back = cycle.at(-1)?.netMilligrams ?? 0n;
  const finding = findingAbout(observation, {
    id: `D18/${[...parties].sort().join('/')}/${first.event}`,
    severity: 'medium',
    party,
    facility: null,
    lots: cycle.flatMap(({ lots }) => lots),
    others: parties.filter((one) => one !== party),
    events: cycle.map(({ event }) => event),
    from: first.occurredAt,
    numbers: { leftMilligrams: left.toString(), backMilligrams: back.toString(), passages: cycle.length },
    sentence: `${roundedKilograms(left)} of ${formWords(first.form)} left ${party} and ${roundedKilograms(back)} of it came back by way of ${parties.slice(1).join(', ')}`,
  });
  context.report(finding);
  if (observation.kind !== 'dispatch') return;
  const { windowDays: days, exportsKeptMax: entriesMax } = context.thresholds;
  remember(state.closing, observation.transfer, { at: timeOf(observation), finding }, { days, entriesMax });
}

function observeArrival({ closing }: State, observation: ReceiptObservation, context: Context): void {
  const closed = closing.get(observation.transfer);
  if (closed === undefined) return;
  closing.delete(observation.transfer);
  const { events, ...finding } = closed.finding;
  context.report({ ...finding, events: [...events, observation.event], to: observation.occurredAt });
}
