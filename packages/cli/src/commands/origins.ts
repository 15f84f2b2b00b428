import { ELEMENT_SYMBOLS, type ElementSymbol } from '@lodestone/custody/element.ts';
import { formatCount } from '@lodestone/custody/format-count.ts';
import { isIdentifier } from '@lodestone/custody/is-identifier.ts';
import { askForOrigins } from '@lodestone/ledger/ask/ask-for-origins.ts';
import type { Origins } from '@lodestone/ledger/ask/origins-of.ts';
import { isBlank, LineTooLong, readLines } from '@lodestone/ledger/files/read-lines.ts';
import { formatCsv } from '@lodestone/lineage/csv-text.ts';
import type { Command } from 'commander';
import { addAsKnownAt, underMoment } from '../options/as-known-at.ts';
import { contextOf, withLedger } from '../context.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { choiceOption } from '../options/option-values.ts';
import type { Output } from '../output/output.ts';
import { suspectFailure } from '../suspect-failure.ts';
import { formatTable } from '../output/table.ts';
import { ORIGIN_COLUMNS, originRows } from '../answers/trace-table.ts';

const EXAMPLES = `
Examples:
  $ lodestone origins SHP-DEMO-1
  $ lodestone origins SHP-DEMO-1 MAG-001 --element Dy
  $ lodestone origins - --format csv < shipments.txt > origins.csv
  $ lodestone origins - --format jsonl      (a program writes ids to it, and reads answers)
With --format jsonl each id is answered by one line of JSON before the next is read, from
all that is recorded by then. One that nothing has is a line with "found": false, and the
exit code is 1 at the end.
Asked long enough, it reads the lineage of the whole ledger into memory, 260 MB for a
million lots, and answers the rest from there: the same, many times faster.`;

const FORMATS = ['table', 'csv', 'jsonl'] as const;

interface Options {
  readonly element?: ElementSymbol;
  readonly asKnownAt?: string;
  readonly format: (typeof FORMATS)[number];
}

/** Of each id that was asked for: null where nothing has it. */
interface Answer {
  readonly id: string;
  readonly origins: Origins | null;
}

const CSV_COLUMNS = ['id', 'element', 'origin', 'kind', 'facility', 'party', 'country', 'milligrams', 'share'];

export function addOrigins(program: Command): void {
  addAsKnownAt(program.command('origins'))
    .argument('<ids...>', 'lots and shipments; - for one on each line of standard input')
    .description('where each is from, element by element, without the lots in between: quick, for many of them')
    .option('--element <symbol>', 'one element alone', choiceOption('--element', ELEMENT_SYMBOLS))
    .option('--format <format>', FORMATS.join(', '), choiceOption('--format', FORMATS), 'table')
    .addHelpText('after', EXAMPLES)
    .action(async (ids: string[], options: Options, command: Command) => {
      const context = contextOf(command);
      const { output } = context;
      const { format } = options;
      if (output.json && format === 'jsonl') throw new CommandFailure(EXIT.usage, TWO_FORMS);
      await withLedger(context, async (ledger) => {
        const { asKnownAt } = options;
        const onReading = (lots: number) => output.progress(`reading the lineage of ${formatCount(lots, 'lot')}`);
        const answers = answersOf(askForOrigins(ledger, { asKnownAt, onReading }), ids, options);
        if (format === 'jsonl') await tellInLines(output, answers, options);
        else if (format === 'csv' && !output.json) await tellAsSheet(output, answers, options);
        else await tellAtOnce(output, answers, options);
      });
    });
}

const TWO_FORMS = '--json is one document at the end, --format jsonl a line for each id as it comes: give one of them';

async function* answersOf(
  originsOf: (id: string) => Promise<Origins | null>,
  ids: readonly string[],
  { element }: Options,
): AsyncGenerator<Answer> {
  for await (const id of idsOf(ids)) {
    // What cannot be an id is asked of nobody: a line of input may have anything in it.
    const found = isIdentifier(id) ? await originsOf(id) : null;
    yield { id, origins: found === null || element === undefined ? found : onlyOf(found, element) };
  }
}

/** Whoever asks by a program may be waiting for this answer with the next question: nothing is kept back. */
async function tellInLines(output: Output, answers: AsyncIterable<Answer>, { asKnownAt }: Options): Promise<void> {
  let [asked, missing] = [0, 0];
  for await (const { id, origins } of answers) {
    asked += 1;
    if (origins === null) missing += 1;
    const answer = origins === null ? { found: false } : { found: true, elements: origins.elements };
    await output.stream([`${JSON.stringify({ id, asKnownAt: asKnownAt ?? null, ...answer })}\n`]);
  }
  if (missing === 0) return;
  output.complain(`lodestone: ${missing} of ${formatCount(asked, 'id')} found nothing`);
  process.exitCode = EXIT.no;
}

/** A sheet goes out as it comes: it may be of every shipment there is. */
async function tellAsSheet(output: Output, answers: AsyncIterable<Answer>, { asKnownAt }: Options): Promise<void> {
  await output.stream([formatCsv([CSV_COLUMNS])]);
  for await (const answer of answers) await output.stream([formatCsv(csvRows(requireFound(answer, asKnownAt)))]);
}

async function tellAtOnce(output: Output, answers: AsyncIterable<Answer>, { asKnownAt }: Options): Promise<void> {
  const all: Origins[] = [];
  for await (const answer of answers) all.push(requireFound(answer, asKnownAt));
  const text = () => underMoment(asKnownAt, all.map((one) => tableOf(one, output.tableWidth)).join('\n\n'));
  output.answer({ asKnownAt: asKnownAt ?? null, subjects: all }, text);
}

function requireFound({ id, origins }: Answer, asKnownAt: string | undefined): Origins {
  if (origins === null) throw suspectFailure({ found: false, what: 'lot or shipment', id }, asKnownAt);
  return origins;
}

async function* idsOf(ids: readonly string[]): AsyncGenerator<string> {
  for (const id of ids) {
    if (id !== '-') yield id;
    else yield* linesOfInput();
  }
}

async function* linesOfInput(): AsyncGenerator<string> {
  try {
    for await (const { bytes } of readLines(process.stdin)) {
      if (!isBlank(bytes)) yield Buffer.from(bytes).toString('utf8').trim();
    }
  } catch (error) {
    if (!(error instanceof LineTooLong)) throw error;
    const advice = 'one id stands on each, of 128 characters at most';
    throw new CommandFailure(EXIT.usage, `standard input: line ${error.line} is far too long: ${advice}`);
  }
}

function onlyOf({ id, elements }: Origins, element: ElementSymbol): Origins {
  const of = elements[element];
  return { id, elements: of === undefined ? {} : { [element]: of } };
}

function tableOf({ id, elements }: Origins, width: number): string {
  const rows = Object.entries(elements).flatMap(([element, of]) => originRows(element, of));
  return `${id}\n${formatTable(ORIGIN_COLUMNS, rows, 'None of it.', width)}`;
}

/** The unknown has a row of its own, so that the milligrams of an element sum to those of the subject. */
function csvRows({ id, elements }: Origins): (string | number)[][] {
  return Object.entries(elements).flatMap(([element, { unknownMilligrams, origins }]) => {
    const known = origins.map(({ lot, kind, facility, party, country, milligrams, share }) => {
      return [id, element, lot, kind, facility ?? '', party, country, milligrams, share];
    });
    return unknownMilligrams === 0
      ? known
      : [...known, [id, element, 'unknown', '', '', '', '', unknownMilligrams, '']];
  });
}
