import { ELEMENT_SYMBOLS } from '@lodestone/custody/element.ts';
import { askWhatIf } from '@lodestone/ledger/ask/ask-what-if.ts';
import type { Assumption } from '@lodestone/ledger/ask/assumption.ts';
import { recallLots, type RecallRequest } from '@lodestone/ledger/ask/recall-lots.ts';
import { readSuspectNames, type SuspectNames } from '@lodestone/ledger/ask/suspect-names.ts';
import { pageOfRecall } from '@lodestone/lineage/recall/recall-page.ts';
import { RECALL_SORTS, type RecallSort } from '@lodestone/lineage/recall/recall-order.ts';
import { recallCsvLines } from '@lodestone/lineage/recall/recall-sheet.ts';
import type { Recall } from '@lodestone/lineage/recall/recall-value.ts';
import { findPage } from '@lodestone/lineage/trace/trace-page.ts';
import type { Command } from 'commander';
import { addAsKnownAt, knownAtLines, underMoment } from '../options/as-known-at.ts';
import { contextOf, withLedger } from '../context.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { choiceOption, requirePeriod, timeOption, wholeNumberOption } from '../options/option-values.ts';
import { createOutput, type Output } from '../output/output.ts';
import { describeSuspects, recallTables } from '../answers/recall-table.ts';
import { suspectFailure } from '../suspect-failure.ts';
import { formatWhatIf } from '../answers/what-if-table.ts';

const EXAMPLES = `
Examples:
  $ lodestone recall ORE-DEMO-1 --element Nd
  $ lodestone recall --party REFINER-A --since 2026-03-01 --format csv > recall.csv
  $ lodestone recall --assume-void ORE-DEMO-1
  $ lodestone recall SHP-DEMO-1 --assume-origin-unknown --party RECYCLER-R`;

const FORMATS = ['table', 'csv', 'json'] as const;
type Format = (typeof FORMATS)[number];

type Filter = Omit<RecallRequest, 'ids'>;

interface Options extends Filter {
  readonly format: Format;
  readonly sort: RecallSort;
  readonly limit?: number;
  readonly after?: string;
  readonly at?: string;
  readonly assumeVoid?: string;
  readonly assumeAssayFalse?: string;
  readonly assumeOriginUnknown?: boolean;
}

export function addRecall(program: Command): void {
  addAsKnownAt(program.command('recall'))
    .argument('[ids...]', 'suspect lots, or shipments whose lots are suspect; with --assume-…, what to ask about')
    .description('what became of suspect lots, who has it and how much; or what would be if something were not so')
    .option('--party <party>', 'suspect is what the party made or brought in')
    .option('--facility <facility>', 'suspect is what was made or brought in at the facility')
    .option('--laboratory <laboratory>', 'suspect is what the laboratory assayed')
    .option('--since <time>', 'of those, only what was made (assayed) at this time or later', timeOption('--since'))
    .option('--until <time>', 'of those, only what was made (assayed) before this time', timeOption('--until'))
    .option('--element <symbol>', 'follow one element', choiceOption('--element', ELEMENT_SYMBOLS))
    .option('--sort <key>', `the lots by ${RECALL_SORTS.join(', ')}`, choiceOption('--sort', RECALL_SORTS), 'mass')
    .option('--limit <count>', 'list at most so many lots, in that order', wholeNumberOption('--limit', 1))
    .option('--after <lot>', 'go on after this lot, the last of the page before')
    .option('--format <format>', FORMATS.join(', '), choiceOption('--format', FORMATS), 'table')
    .option('--assume-void <id>', 'what would change if a lot or an event were void; nothing is recorded')
    .option('--assume-assay-false <name>', 'what would change without the assays of a laboratory, a lot or a party')
    .option('--assume-origin-unknown', 'what would change if what the suspects brought in came from nobody knows where')
    .option('--at <date>', 'with --assume-…: judge claims by the rules of a day (default: today)', timeOption('--at'))
    .addHelpText('after', EXAMPLES)
    .action(async (ids: string[], options: Options, command: Command) => {
      const context = contextOf(command);
      requirePeriod(options);
      const isJson = options.format === 'json';
      const output = isJson ? createOutput({ ...command.optsWithGlobals(), json: true }) : context.output;
      const assumption = assumptionOf(options);
      requireSuspects(ids, options, assumption !== null);
      await withLedger(context, async (ledger) => {
        const { format, asKnownAt } = options;
        const filter = filterOf(ids, options);
        const names = await readSuspectNames(ledger, options, asKnownAt);
        if (assumption === null) {
          const answer = await recallLots(ledger, { ...options, ids });
          if (!answer.found) throw suspectFailure(answer, asKnownAt);
          const recall = pageAsked(answer.recall, options, output);
          const heading = { foundBy: foundBy(ids, options, names), lines: knownAtLines(asKnownAt) };
          const text = () =>
            format === 'csv' ? recallCsvLines(recall) : recallTables(recall, output.tableWidth, heading);
          await output.answerInParts({ filter, ...recall }, text);
          return;
        }
        const date = (options.at ?? new Date().toISOString()).slice(0, 10);
        const answer = await askWhatIf(ledger, { assumption, ids, asKnownAt, date });
        if (answer.found === false) throw suspectFailure(answer, asKnownAt);
        if (answer.found === 'beside') throw besideFailure(options.assumeVoid ?? '', answer.type);
        output.answer({ filter, assumption, ...answer.whatIf }, () =>
          underMoment(asKnownAt, formatWhatIf({ assumption, names }, answer.whatIf, output.tableWidth)),
        );
      });
    });
}

function foundBy(ids: readonly string[], options: Options, names: SuspectNames): string {
  const words = describeSuspects(options, names);
  return words !== '' && ids.length > 0 ? `those named, and ${words}` : words;
}

/** The page of the lots that is asked for, all of them where none is; says how to go on. */
function pageAsked(recall: Recall, { limit, after }: Options, output: Output): Recall {
  if (limit === undefined && after === undefined) return recall;
  const page = findPage(recall, { limit: limit ?? null, after: after ?? null });
  if (page === null) throw new CommandFailure(EXIT.usage, `--after: lot ${after} is not listed in this recall`);
  const { start, end } = page;
  const shown = pageOfRecall(recall, page);
  const last = [...shown.lots].at(-1);
  if (end < recall.lots.length && last !== undefined)
    output.note(`Lots ${start + 1} to ${end} of ${recall.lots.length}; --after ${last.lot} goes on.`);
  return shown;
}

function assumptionOf(options: Options): Assumption | null {
  const {
    assumeVoid,
    assumeAssayFalse,
    assumeOriginUnknown = false,
    party,
    facility,
    laboratory,
    since,
    until,
  } = options;
  const assumptions: Assumption[] = [
    ...(assumeVoid === undefined ? [] : [{ kind: 'void', id: assumeVoid } as const]),
    ...(assumeAssayFalse === undefined ? [] : [{ kind: 'assay-false', id: assumeAssayFalse } as const]),
    ...(assumeOriginUnknown
      ? [{ kind: 'origin-unknown', suspects: { party, facility, laboratory, since, until } } as const]
      : []),
  ];
  if (assumptions.length > 1) throw new CommandFailure(EXIT.usage, 'recall makes one assumption at a time');
  if (assumptions.length > 0 && (options.element !== undefined || options.format === 'csv')) {
    throw new CommandFailure(EXIT.usage, 'an assumption is answered for every element, as a table or as JSON');
  }
  if (assumptions.length > 0 && (options.limit !== undefined || options.after !== undefined)) {
    throw new CommandFailure(EXIT.usage, '--limit and --after are for the lots of a recall: an assumption lists none');
  }
  if (assumptions.length === 0 && options.at !== undefined) {
    throw new CommandFailure(EXIT.usage, '--at is the day by which claims are judged: it needs --assume-…');
  }
  return assumptions[0] ?? null;
}

function requireSuspects(ids: readonly string[], options: Options, isAssumed: boolean): void {
  const { party, facility, laboratory, since, until, assumeOriginUnknown = false } = options;
  const selects = party !== undefined || facility !== undefined || laboratory !== undefined;
  if (assumeOriginUnknown && !selects) {
    throw new CommandFailure(EXIT.usage, '--assume-origin-unknown needs --party, --facility or --laboratory');
  }
  if (isAssumed && !assumeOriginUnknown && (selects || since !== undefined || until !== undefined)) {
    throw new CommandFailure(
      EXIT.usage,
      'this assumption says itself what it is about: leave out what selects suspects',
    );
  }
  if (!isAssumed && ids.length === 0 && !selects) {
    throw new CommandFailure(
      EXIT.usage,
      'recall needs a suspect: a lot, a shipment, --party, --facility or --laboratory',
    );
  }
  if (!selects && (since !== undefined || until !== undefined)) {
    throw new CommandFailure(EXIT.usage, '--since and --until need --party, --facility or --laboratory');
  }
}

function besideFailure(id: string, type: string): CommandFailure {
  const advice = 'it makes no lot and assays none, so no origin rests on it';
  return new CommandFailure(EXIT.usage, `${id} is ${type}: ${advice}`);
}

function filterOf(ids: readonly string[], filter: Filter) {
  const { party = null, facility = null, laboratory = null, since = null, until = null } = filter;
  const { element = null, asKnownAt = null } = filter;
  return { ids, party, facility, laboratory, since, until, element, asKnownAt };
}
