/** What the corrections of all types of events share. */
import { type CustodyState, known } from '../state/custody-state.ts';
import type { LotBefore, PartOfLot, TargetState } from '../state/state-of-corrections.ts';
import type { LotState } from '../state/state-of-lots.ts';
import type { Whereabouts } from '../whereabouts.ts';
import { statedElements, totalMilligrams } from '../element-masses.ts';
import type { CustodyEvent } from '../event.ts';
import type { Fact, FactOf } from '../fact.ts';
import type { ChangeCause } from '../facts/facts-of-lots.ts';
import { placeOfEvent } from '../event-number.ts';
import type { Finding } from '../finding.ts';
import { formatAmount } from '../format-amount.ts';
import { addAmounts, AMOUNT_MEASURES, type Amounts } from '../amounts.ts';
import { Refused } from '../refusal.ts';
import { openRuling, type Ruling } from '../decide/ruling.ts';

/** A correction while it is decided. What stands in the way is gathered, so that all of it can be said at once. */
export interface Correction {
  readonly ruling: Ruling;
  readonly eventNumber: number;
  readonly facility: Ruling['facility'];
  readonly reason: string;
  readonly target: TargetState;
  /** What it does when nothing stands in its way. */
  readonly facts: Fact[];
  readonly findings: Finding[];
  readonly obstacles: string[];
  /** What the replacement alone would have made had it been recorded in the place of its target. */
  standing: readonly Fact[];
  counted: FactOf<'correction'>['counted'];
  circuit: FactOf<'correction'>['circuit'];
  /** Of the lots that the replacement moves, what is left of them after it. */
  left: readonly PartOfLot[];
}

/** The latest event along a lot, as people look it up: `the event 12.0 of MINE-A`. */
export function latestAlong({ touchedBy, touchedNumber }: LotState): string {
  return `event ${formatPlace(touchedNumber)} of ${touchedBy}`;
}

/** `12.0`: the entry, and which of its events. */
export function formatPlace(eventNumber: number): string {
  const { position, ordinal } = placeOfEvent(eventNumber);
  return `${position}.${ordinal}`;
}

/** A lot as the target found it. */
export function lotBeforeTarget({ target }: Correction, { lot }: Pick<LotState, 'lot'>): LotBefore {
  const before = target.before.lots.find((other) => other.lot === lot);
  if (before === undefined)
    throw new Error(`how event ${formatPlace(target.eventNumber)} found ${lot} was not looked up`);
  return before;
}

/** The measures and elements that a change is not 0 in. */
export function changesIn(by: Amounts): (readonly [what: string, amount: bigint])[] {
  const bulk = AMOUNT_MEASURES.map((measure) => [measure, by[measure] ?? 0n] as const);
  return [...bulk, ...statedElements(by.elementMilligrams)].filter(([, amount]) => amount !== 0n);
}

/** Notes as obstacles what a lot would have less than nothing of, and elements that would weigh more than it. */
export function requireEnough(correction: Correction, lot: LotState, by: Amounts): void {
  const after = addAmounts(lot.remaining, by);
  for (const [what, amount] of changesIn(by)) {
    const left = amountOf(after, what);
    if (left >= 0n) continue;
    const had = formatAmount(what, amountOf(lot.remaining, what));
    correction.obstacles.push(
      `lot ${lot.lot} has ${had} left, the correction takes away ${formatAmount(what, -amount)}: see ${latestAlong(lot)}`,
    );
  }
  const elements = totalMilligrams(after.elementMilligrams);
  if (after.netMilligrams === null || after.netMilligrams < 0n || elements <= after.netMilligrams) return;
  const [net, within] = [formatAmount('netMilligrams', after.netMilligrams), formatAmount('elements', elements)];
  correction.obstacles.push(`lot ${lot.lot} would have ${net} left, and ${within} in it: see ${latestAlong(lot)}`);
}

/** An amount by its measure or element; what is not stated counts as 0. */
export function amountOf(amounts: Amounts, what: string): bigint {
  const measure = AMOUNT_MEASURES.find((candidate) => candidate === what);
  if (measure !== undefined) return amounts[measure] ?? 0n;
  return statedElements(amounts.elementMilligrams).find(([element]) => element === what)?.[1] ?? 0n;
}

/**
 * Notes that a lot has more from here on, or less. What the target changed without a step is changed back by its own
 * cause, so that all changes of a cause together are what is known of it now; `corrected` is what steps and makings did.
 */
export function pushChange(
  { eventNumber, facts, reason }: Correction,
  { lot, lotNumber }: Pick<LotState, 'lot' | 'lotNumber'>,
  by: Amounts,
  cause: ChangeCause = 'corrected',
): void {
  facts.push({ kind: 'change', eventNumber, lotNumber, lot, cause, reason, by });
}

/** Where a lot is, when that forbids to change what is in it; null when it does not. */
export function whereUnchangeable({ whereabouts, hold }: Pick<LotState, 'whereabouts' | 'hold'>): string | null {
  if (hold !== null) return `on hold by ${hold.placedBy} (${hold.reason})`;
  switch (whereabouts.status) {
    case 'held':
      return null;
    case 'in-transit':
    case 'returning':
      return `${whereabouts.status.replace('-', ' ')} under transfer ${whereabouts.transfer}`;
    case 'packed':
    case 'exported':
      return `${whereabouts.status} in shipment ${whereabouts.shipment}`;
    default:
      return whereabouts.status;
  }
}

/** Refuses a replacement that says of its target's things what it cannot change. */
export function requireUnchanged(member: string, expected: string, found: string, advice: string): void {
  if (expected === found) return;
  const message = `the event names ${expected}, its replacement ${found}: ${advice}`;
  throw new Refused('replacement-differs', `replacement.${member}`, message, { expected, found });
}

/** Where a lot is, as a sentence says it: `held by MINE-A`. */
export function describePlace(whereabouts: Whereabouts, custodian: string): string {
  return whereUnchangeable({ whereabouts, hold: null }) ?? `held by ${custodian}`;
}

/** Decides a replacement by whoever recorded the target, on a draft of the state in which that never was. */
export function rehearse(
  { ruling, target }: Correction,
  state: CustodyState,
  replacement: CustodyEvent,
  decideOn: (ruling: Ruling) => void,
): Ruling {
  const actor = known(state.parties, target.party);
  const who = {
    actor,
    signer: actor.party,
    eventNumber: ruling.eventNumber,
    recordedAt: ruling.recordedAt,
    isReplacement: true,
  };
  return ruleReplacement(() => {
    const opened = openRuling(state, replacement, who);
    decideOn(opened);
    return opened;
  });
}

/** Runs the rules on a replacement. A refusal names its member. */
function ruleReplacement(rule: () => Ruling): Ruling {
  try {
    return rule();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { code, field, message, facts } = error.refusal;
    throw new Refused(code, field === null ? 'replacement' : `replacement.${field}`, message, facts);
  }
}
