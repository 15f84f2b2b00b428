/** What the commands that list have in common: `--limit`, and a word when it was reached. */
import type { Command } from 'commander';
import { underMoment } from './as-known-at.ts';
import type { Context } from '../context.ts';
import { wholeNumberOption } from './option-values.ts';

/** So many rows fit what a person reads through; programs ask for more. */
export const DEFAULT_LIMIT_ROWS = 1_000;

/** Adds a command that lists, with `--limit`. */
export function addListCommand(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .option('--limit <count>', 'at most so many rows', wholeNumberOption('--limit', 1), DEFAULT_LIMIT_ROWS);
}

/** What was asked for of a list: how many rows, and of which time where not of now. */
interface ListRequest {
  readonly limit: number;
  readonly asKnownAt?: string | undefined;
}

/** Answers with rows; says above them of which time they are, and beside them when there may be more. */
export function answerRows(
  context: Context,
  rows: readonly unknown[],
  { limit, asKnownAt }: ListRequest,
  text: () => string,
): void {
  context.output.answer(rows, () => underMoment(asKnownAt, text()));
  if (rows.length === limit) context.output.note(`These are the first ${limit}; --limit asks for more.`);
}
