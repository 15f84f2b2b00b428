import type { Command } from 'commander';
import { formatTime } from '../output/amounts.ts';
import { timeOption } from './option-values.ts';

/** Adds `--as-known-at`: answers then rest on what was recorded by a time, or up to an entry, and corrected since or not. */
export function addAsKnownAt(command: Command): Command {
  const description = 'only what the ledger had recorded by a time, or up to the entry of a position';
  return command.option('--as-known-at <moment>', description, readMoment);
}

const POSITION = /^\d{1,12}$/;

function readMoment(text: string): string {
  return POSITION.test(text) ? text : timeOption('--as-known-at')(text);
}

/** A moment as people say it. */
export function describeMoment(moment: string): string {
  return POSITION.test(moment) ? `entry ${moment}` : moment;
}

/** The clock by which an answer judges what is late: that of the moment, `now` where none was asked; an entry's number has none. */
export function clockOfMoment(moment: string | undefined, now: string): string | null {
  if (moment === undefined) return now;
  return POSITION.test(moment) ? null : moment;
}

/** The line that an answer about an earlier time begins with, whoever it is handed to; none where nothing was asked. */
export function knownAtLines(moment: string | undefined): string[] {
  if (moment === undefined) return [];
  if (POSITION.test(moment)) return [`As known at entry ${moment}: what was recorded up to it`];
  return [`As known at ${formatTime(moment)} UTC: what was recorded by then`];
}

/** The answer with that line before it. */
export function underMoment(moment: string | undefined, text: string): string {
  return [...knownAtLines(moment), text].join('\n');
}
