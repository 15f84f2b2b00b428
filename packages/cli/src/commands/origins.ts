import { ELEMENT_SYMBOLS, type ElementSymbol } from '@lodestone/custody/element.ts';
import { type Origins, originsOf } from '@lodestone/ledger/ask/origins-of.ts';
import { isBlank, readLines } from '@lodestone/ledger/files/read-lines.ts';
import { formatCsv } from '@lodestone/lineage/csv-text.ts';
import type { Command } from 'commander';
import { addAsKnownAt, underMoment } from '../as-known-at.ts';
import { contextOf, withLedger } from '../context.ts';
import { choiceOption } from '../option-values.ts';
import { suspectFailure } from '../suspect-failure.ts';
import { formatTable } from '../table.ts';
import { ORIGIN_COLUMNS, originRows } from '../trace-table.ts';

const EXAMPLES = `
Examples:
  $ lodestone origins SHP-DEMO-1
  $ lodestone origins SHP-DEMO-1 MAG-001 --element Dy
  $ lodestone origins - --format csv < shipments.txt > origins.csv`;

const FORMATS = ['table', 'csv'] as const;

interface Options {
  readonly element?: ElementSymbol;
  readonly asKnownAt?: string;
  readonly format: (typeof FORMATS)[number];
}

const CSV_COLUMNS = ['id', 'element', 'origin', 'kind', 'facility', 'party', 'country', 'milligrams', 'share'];

export function addOrigins(program: Command): void {
  addAsKnownAt(program.command('origins'))
    .argument('<ids...>', 'lots and shipments; - for one on each line of standard input')
    .description('where each is from, element by element, without the lots in between: quick, for many of them')
    .option('--element <symbol>', 'one element alone', choiceOption('--element', ELEMENT_SYMBOLS))
    .option('--format <format>', FORMATS.join(', '), choiceOption('--format', FORMATS), 'table')
    .addHelpText('after', EXAMPLES)
    .action(async (ids: string[], { element, asKnownAt, format }: Options, command: Command) => {
      const context = contextOf(command);
      const { output } = context;
      const isCsv = format === 'csv' && !output.json;
      await withLedger(context, async (ledger) => {
        const all: Origins[] = [];
        if (isCsv) await output.stream([formatCsv([CSV_COLUMNS])]);
        for await (const id of idsOf(ids)) {
          const found = await originsOf(ledger, id, asKnownAt);
          if (found === null) throw suspectFailure({ found: false, what: 'lot or shipment', id }, asKnownAt);
          const origins = element === undefined ? found : onlyOf(found, element);
          // A sheet goes out as it comes: it may be of every shipment there is.
          if (isCsv) await output.stream([formatCsv(csvRows(origins))]);
          else all.push(origins);
        }
        if (isCsv) return;
        const text = () => underMoment(asKnownAt, all.map((one) => tableOf(one, output.tableWidth)).join('\n\n'));
        output.answer({ asKnownAt: asKnownAt ?? null, subjects: all }, text);
      });
    });
}

async function* idsOf(ids: readonly string[]): AsyncGenerator<string> {
  for (const id of ids) {
    if (id !== '-') yield id;
    else yield* linesOfInput();
  }
}

async function* linesOfInput(): AsyncGenerator<string> {
  for await (const { bytes } of readLines(process.stdin)) {
    if (!isBlank(bytes)) yield Buffer.from(bytes).toString('utf8').trim();
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
