/**
 * D19, phantom lot: a lot from outside the ledger of which nothing shows that it was ever there. Opening stock belongs to the
 * days after its party or facility joined; whatever else comes in is weighed, permitted, assayed or has a paper, and stays a
 * while. What is rare is held against how others book lots of the same kind, for each industry has its own habits.
 */
import type { LotKind } from '@lodestone/custody/facts/facts-of-lots.ts';
import { DAY_MILLISECONDS } from '../days.ts';
import type { Severity } from '../finding.ts';
import { formWords } from '../form-words.ts';
import type { Observation, ObservedPart, OriginObservation } from '../observation.ts';
import { roundedKilograms } from '../rounded-figures.ts';
import type { Rule, RuleContext } from '../rule.ts';
import { findingAbout } from './finding-about.ts';
import { remember, timeOf } from './recent.ts';

/** A lot until its first use. */
interface OpenLot {
  readonly at: number;
  readonly event: string;
  readonly occurredAt: string;
  readonly party: string;
  readonly facility: string | null;
  readonly kind: LotKind;
  readonly netMilligrams: bigint | null;
  /** Something beside the entry shows that it was there. */
  isProved: boolean;
}

/** How lots of a kind are booked. */
interface Habit {
  lots: number;
  unproved: number;
  /** Used up within a day. */
  vanished: number;
}

interface State {
  /** By party and by facility: since when it is known. */
  readonly known: Map<string, number>;
  readonly open: Map<string, OpenLot>;
  readonly habits: Map<LotKind, Habit>;
}

const thresholds = {
  openingStockDaysMax: 60,
  openDays: 90,
  openLotsKeptMax: 20_000,
  vanishedHoursMax: 24,
  vanishedPartsPerMillionMin: 990_000,
  habitLotsMin: 20,
  rarePartsPerMillionMax: 100_000,
};

type Context = RuleContext<typeof thresholds>;

const HOUR_MILLISECONDS = DAY_MILLISECONDS / 24;

export const phantomLot: Rule<State, typeof thresholds> = {
  id: 'D19',
  version: 3,
  title: 'Phantom lot',
  family: 'paper',
  inputs: 'lots from outside the ledger: kind, weights, permit, documents, assays, and how soon they were used up',
  mistakes: 'opening balances that are entered late, goods that are used on the day they come in',
  clears: 'a weighbridge ticket, a stock count or an assay of the lot',
  thresholds,
  start: () => ({ known: new Map(), open: new Map(), habits: new Map() }),
  observe: (state, observation, context) => {
    switch (observation.kind) {
      case 'party':
      case 'facility':
        if (!state.known.has(observation.registered)) state.known.set(observation.registered, timeOf(observation));
        return;
      case 'origin':
        observeOrigin(state, observation, context);
        return;
      case 'assay':
        prove(state, observation.lot.lot);
        return;
      case 'document':
        for (const thing of observation.about) prove(state, thing);
        return;
      case 'step':
        for (const part of observation.inputs) observeUse(state, observation, part, context);
        return;
      case 'dispatch':
      case 'packing':
        for (const part of observation.lines) observeUse(state, observation, part, context);
        return;
      default:
    }
  },
};

function observeOrigin(state: State, observation: OriginObservation, context: Context): void {
  const { lot, event, occurredAt, party, facility, permit } = observation;
  const at = timeOf(observation);
  if (lot.kind === 'opening-stock' && judgeOpeningStock(state, observation, context)) return;
  const isProved = permit !== null || lot.grossMilligrams !== null;
  const { kind, made } = lot;
  const open = { at, event, occurredAt, party, facility, kind, netMilligrams: made.netMilligrams, isProved };
  const { openDays: days, openLotsKeptMax: entriesMax } = context.thresholds;
  remember(state.open, lot.lot, open, { days, entriesMax });
}

/** True where the opening stock is too late to be one. */
function judgeOpeningStock({ known }: State, observation: OriginObservation, context: Context): boolean {
  const { lot, party, facility } = observation;
  const at = timeOf(observation);
  const since = Math.max(known.get(party) ?? at, facility === null ? 0 : (known.get(facility) ?? 0));
  const days = Math.floor((at - since) / DAY_MILLISECONDS);
  if (days <= context.thresholds.openingStockDaysMax) return false;
  const net = lot.made.netMilligrams;
  const goods = `${formWords(lot.form)}${net === null ? '' : `, ${roundedKilograms(net)}`}`;
  context.report(
    findingAbout(observation, {
      id: `D19/${lot.lot}`,
      severity: 'medium',
      lots: [lot.lot],
      numbers: { daysSinceJoined: days, netMilligrams: (net ?? 0n).toString() },
      sentence: `${party} entered ${lot.lot} (${goods}) as opening stock, ${days} days after ${facility ?? party} joined the ledger`,
    }),
  );
  return true;
}

function prove({ open }: State, lot: string): void {
  const known = open.get(lot);
  if (known !== undefined) known.isProved = true;
}

/** The first use of a lot closes what is asked of it. */
function observeUse(state: State, observation: Observation, { lot, amounts }: ObservedPart, context: Context): void {
  const open = state.open.get(lot.lot);
  if (open === undefined) return;
  state.open.delete(lot.lot);
  const hours = Math.max(0, Math.floor((timeOf(observation) - open.at) / HOUR_MILLISECONDS));
  const { vanishedHoursMax, vanishedPartsPerMillionMin, habitLotsMin, rarePartsPerMillionMax } = context.thresholds;
  const made = open.netMilligrams ?? 0n;
  const isWhole = (amounts.netMilligrams ?? 0n) * 1_000_000n >= made * BigInt(vanishedPartsPerMillionMin);
  const hasVanished = hours < vanishedHoursMax && isWhole;
  const habit = state.habits.get(open.kind) ?? { lots: 0, unproved: 0, vanished: 0 };
  const isRare = (count: number) =>
    habit.lots >= habitLotsMin && count * 1_000_000 <= habit.lots * rarePartsPerMillionMax;
  const isOddlyUnproved = !open.isProved && isRare(habit.unproved);
  const isOddlyFast = hasVanished && isRare(habit.vanished);
  state.habits.set(open.kind, {
    lots: habit.lots + 1,
    unproved: habit.unproved + (open.isProved ? 0 : 1),
    vanished: habit.vanished + (hasVanished ? 1 : 0),
  });
  if (open.isProved || !(isOddlyUnproved || isOddlyFast)) return;
  const severity: Severity = isOddlyUnproved && hasVanished ? 'medium' : 'low';
  const odd = [
    ...(isOddlyUnproved ? [`${habit.lots - habit.unproved} had one of these`] : []),
    ...(isOddlyFast
      ? [
          `${habit.vanished === 0 ? 'none was' : habit.vanished === 1 ? 'one was' : `${habit.vanished} were`} used up within ${vanishedHoursMax} hours`,
        ]
      : []),
  ];
  context.report(
    findingAbout(observation, {
      id: `D19/${lot.lot}`,
      severity,
      party: open.party,
      facility: open.facility,
      lots: [lot.lot],
      events: [open.event, observation.event],
      from: open.occurredAt,
      numbers: { hoursUntilUse: hours, netMilligrams: made.toString() },
      sentence: `Lot ${lot.lot} (${open.kind}, ${roundedKilograms(made)}) came from outside with no permit, weighing, assay or document, and was ${isWhole ? 'used up' : 'used'} ${hours} hours later; of the ${habit.lots} lots of its kind before it ${odd.join(' and ')}`,
    }),
  );
}
