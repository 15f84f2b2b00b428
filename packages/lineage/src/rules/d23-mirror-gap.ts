/**
 * D23, mirror gap: two countries' figures of one trade differ by more than what may be under way. The tables are compared
 * outside the ledger; what is found is stated in it, and so is what both sides make of it.
 */
import { NAMED_MAX, type Severity } from '../finding.ts';
import type { TradeGapFigures, TradeGapObservation } from '../observed-filings.ts';
import { roundedKilograms, roundedPercent } from '../rounded-figures.ts';
import type { Rule, RuleContext } from '../rule.ts';
import { findingAbout } from './finding-about.ts';

interface OpenGap {
  readonly figures: TradeGapFigures;
  readonly event: string;
  readonly occurredAt: string;
  /** Those named with it so far. */
  readonly shipments: readonly string[];
}

/** By gap: there are as many as authorities open. */
type State = Map<string, OpenGap>;

const thresholds = {
  gapPartsPerMillionMax: 100_000,
  mediumPartsPerMillionMin: 300_000,
  lagMonthsMin: 2,
};

type Context = RuleContext<typeof thresholds>;

export const mirrorGap: Rule<State, typeof thresholds> = {
  id: 'D23',
  version: 2,
  title: 'Mirror gap',
  family: 'trade',
  inputs: 'gaps between two countries’ figures, as they are stated',
  mistakes: 'transit, re-export, sibling codes, masses that are kept back',
  clears: 'both sides agree on what it was',
  thresholds,
  start: () => new Map(),
  observe: (state, observation, context) => {
    if (observation.kind === 'trade-gap') judgeGap(state, observation, context);
  },
};

function judgeGap(state: State, observation: TradeGapObservation, context: Context): void {
  const { gap, status, figures, event, occurredAt } = observation;
  const opened = figures === null ? state.get(gap) : { figures, event, occurredAt, shipments: [] };
  if (opened === undefined) return;
  const shipments = [...new Set([...opened.shipments, ...observation.shipments])].slice(0, NAMED_MAX);
  const open = { ...opened, shipments };
  state.set(gap, open);
  if (status === 'agreed' || !isBeyond(open.figures, context)) context.withdraw(idOf(gap));
  else report(observation, open, context);
}

function isBeyond({ exportsMilligrams, gapMilligrams, lagMonths }: TradeGapFigures, { thresholds: limits }: Context) {
  if (lagMonths < limits.lagMonthsMin) return false;
  return gapMilligrams * 1_000_000n > exportsMilligrams * BigInt(limits.gapPartsPerMillionMax);
}

function report(observation: TradeGapObservation, open: OpenGap, context: Context): void {
  const { figures, event, occurredAt, shipments } = open;
  const { gap, status, reason } = observation;
  const { exporter, importer, hsCode, exportsMilligrams, importsMilligrams, gapMilligrams } = figures;
  const sides = `${exporter} states ${roundedKilograms(exportsMilligrams)} of ${hsCode} exported to ${importer}, which states ${roundedKilograms(importsMilligrams)} imported`;
  const share = exportsMilligrams === 0n ? '' : ` (${roundedPercent(gapMilligrams, exportsMilligrams)} of the exports)`;
  const rest = `${roundedKilograms(gapMilligrams)}${share} cannot be under way`;
  const said = status === 'open' ? '' : `; ${status} by ${observation.party}: ${reason}`;
  context.report(
    findingAbout(observation, {
      id: idOf(gap),
      severity: severityOf(observation, figures, context),
      // It is about figures of countries, and nobody's deed.
      party: null,
      facility: null,
      // It is about what was traded in these months.
      from: `${figures.fromMonth}-01T00:00:00.000Z`,
      shipments,
      to: occurredAt < observation.occurredAt ? observation.occurredAt : occurredAt,
      events: event === observation.event ? [event] : [event, observation.event],
      numbers: {
        exportsMilligrams: exportsMilligrams.toString(),
        importsMilligrams: importsMilligrams.toString(),
        gapMilligrams: gapMilligrams.toString(),
        lagMonths: figures.lagMonths,
      },
      sentence: `${sides} from ${figures.fromMonth} to ${figures.toMonth}: ${rest}${said}`,
    }),
  );
}

function severityOf(
  { status }: TradeGapObservation,
  figures: TradeGapFigures,
  { thresholds: limits }: Context,
): Severity {
  if (status === 'explained') return 'low';
  if (status === 'disputed') return 'medium';
  const { exportsMilligrams, gapMilligrams } = figures;
  const isLarge = gapMilligrams * 1_000_000n >= exportsMilligrams * BigInt(limits.mediumPartsPerMillionMin);
  return isLarge ? 'medium' : 'low';
}

function idOf(gap: string): string {
  return `D23/${gap}`;
}
