/**
 * D22, late, edited or made-up records: what the records show of how they were written. Each sign has a file of its own; none
 * is proof, and bulk uploads look like several of them, so lateness is held against how far the whole ledger had come.
 */
import type { Rule } from '../rule.ts';
import { type LateEntries, observeLateEntry, startLateEntries } from './late-entries.ts';
import { type NightBursts, observeRhythm, startNightBursts } from './night-bursts.ts';
import { observeFigures, type RepeatedFigures } from './repeated-figures.ts';
import { observeMasses, type RoundMasses, startRoundMasses } from './round-masses.ts';

interface State {
  readonly late: LateEntries;
  readonly figures: RepeatedFigures;
  readonly masses: RoundMasses;
  readonly nights: NightBursts;
}

const thresholds = {
  /** Of the month that follows, in the time zone of the facility. */
  deadlineDay: 10,
  lateEntriesMin: 3,
  lateSharePartsPerMillionMin: 200_000,
  editsMin: 3,
  editWindowDays: 180,
  repeatsMin: 3,
  repeatWindowDays: 365,
  weighingsMin: 12,
  roundSharePartsPerMillionMin: 400_000,
  weighedMilligramsMin: 100_000_000,
  runMin: 5,
  runZerosMin: 8,
  burstEventsMin: 8,
  burstMinutesMax: 15,
  nightSharePartsPerMillionMax: 150_000,
};

export const madeUpRecords: Rule<State, typeof thresholds> = {
  id: 'D22',
  version: 1,
  title: 'Late, edited or made-up records',
  family: 'paper',
  inputs: 'when events happened and were recorded, corrections, compositions and masses as stated',
  mistakes: 'files that are uploaded in bulk, drums filled to round masses, a new scale, plants that work at night',
  clears: 'the log of the scale, the laboratory or the plant for the same time',
  thresholds,
  start: () => ({
    late: startLateEntries(),
    figures: new Map(),
    masses: startRoundMasses(),
    nights: startNightBursts(),
  }),
  observe: (state, observation, context) => {
    const report = context.report.bind(context);
    observeLateEntry(state.late, observation, context.thresholds, report);
    observeFigures(state.figures, observation, context.thresholds, report);
    observeMasses(state.masses, observation, context.thresholds, report);
    observeRhythm(state.nights, observation, context.thresholds, report);
  },
};
