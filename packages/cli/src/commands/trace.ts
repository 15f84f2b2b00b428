import { ELEMENT_SYMBOLS, type ElementSymbol } from '@lodestone/custody/element.ts';
import { formatCount } from '@lodestone/custody/format-count.ts';
import { FORMS, type Form } from '@lodestone/custody/material.ts';
import { findUnknownName } from '@lodestone/ledger/ask/find-unknown-name.ts';
import { traceSubject } from '@lodestone/ledger/ask/trace-subject.ts';
import { DEFAULT_WORK_MAX, type SearchOptions } from '@lodestone/lineage/attribution/possible-masses.ts';
import { formatTraceCsv, traceCsvLines } from '@lodestone/lineage/trace/trace-csv.ts';
import { formatTraceDot } from '@lodestone/lineage/trace/trace-dot.ts';
import { countLooseBounds } from '@lodestone/lineage/trace/trace-elements.ts';
import type { TraceFilter } from '@lodestone/lineage/trace/trace-filter.ts';
import { describeFilter } from '@lodestone/lineage/trace/trace-limits.ts';
import { formatTraceMermaid } from '@lodestone/lineage/trace/trace-mermaid.ts';
import { findPage, type Page, pageOf } from '@lodestone/lineage/trace/trace-page.ts';
import { formatTraceTree } from '@lodestone/lineage/trace/trace-tree.ts';
import type { Trace } from '@lodestone/lineage/trace/trace-value.ts';
import type { Command } from 'commander';
import { addAsKnownAt, describeMoment, knownAtLines, underMoment } from '../options/as-known-at.ts';
import { contextOf, withLedger } from '../context.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { choiceOption, choicesOption, requirePeriod, timeOption, wholeNumberOption } from '../options/option-values.ts';
import { createOutput, type Output } from '../output/output.ts';
import { suspectFailure } from '../suspect-failure.ts';
import { formatTraceTable } from '../answers/trace-table.ts';

const EXAMPLES = `
Examples:
  $ lodestone trace SHP-DEMO-1 --element Dy
  $ lodestone trace ORE-DEMO-1 --down --format mermaid > chain.mmd
  $ lodestone trace SHP-DEMO-1 --party REFINER-B --form oxide --bounds`;

const FORMATS = ['tree', 'table', 'csv', 'dot', 'mermaid', 'json'] as const;
type Format = (typeof FORMATS)[number];

interface Options {
  readonly down?: boolean;
  readonly element?: ElementSymbol;
  readonly depth?: number;
  readonly asKnownAt?: string;
  readonly party?: readonly string[];
  readonly facility?: readonly string[];
  readonly form?: readonly Form[];
  readonly since?: string;
  readonly until?: string;
  readonly bounds?: boolean;
  readonly boundsWork?: number;
  readonly limit?: number;
  readonly after?: string;
  readonly format: Format;
}

export function addTrace(program: Command): void {
  addAsKnownAt(program.command('trace'))
    .argument('<id>', 'a lot or a shipment')
    .description('rebuild the lineage: every lot, step and origin, with the mass of each element from each origin')
    .option('--down', 'what became of it, instead of where it came from')
    .option('--element <symbol>', 'follow one element', choiceOption('--element', ELEMENT_SYMBOLS))
    .option('--depth <steps>', 'list lots up to so many steps away', wholeNumberOption('--depth', 0))
    .option('--party <parties>', 'list only lots that one of them made or ever held', namesOption)
    .option('--facility <facilities>', 'list only lots that were made at one of them', namesOption)
    .option('--form <forms>', 'list only lots of these forms, such as ore,oxide', choicesOption('--form', FORMS))
    .option('--since <time>', 'list only lots made at or after this time', timeOption('--since'))
    .option('--until <time>', 'list only lots made before this time', timeOption('--until'))
    .option('--bounds', 'say of each origin how much can be of it at least and at most, whatever mixed with what')
    .option(
      '--bounds-work <count>',
      `with --bounds: how many ways through the lineage may be looked at for each element (default: ${DEFAULT_WORK_MAX})`,
      wholeNumberOption('--bounds-work', 1),
    )
    .option('--limit <count>', 'list at most so many lots: of a table, CSV or JSON', wholeNumberOption('--limit', 1))
    .option('--after <lot>', 'go on after this lot, the last of the page before')
    .option('--format <format>', FORMATS.join(', '), choiceOption('--format', FORMATS), 'tree')
    .addHelpText('after', EXAMPLES)
    .action(async (id: string, options: Options, command: Command) => {
      const given = contextOf(command);
      const asJson = { ...command.optsWithGlobals(), json: true };
      const context = options.format === 'json' ? { ...given, output: createOutput(asJson) } : given;
      requirePeriod(options);
      const pageRequest = { limit: options.limit ?? null, after: options.after ?? null };
      const isPaged = pageRequest.limit !== null || pageRequest.after !== null;
      if (isPaged && !context.output.json && options.format !== 'table' && options.format !== 'csv')
        throw new CommandFailure(EXIT.usage, `--limit and --after are for tables, CSV and --json: ${SHORTER}`);
      await withLedger(context, async (ledger) => {
        const { down = false, element, depth, asKnownAt, format } = options;
        const bounds = searchOf(options, context.output);
        const { party: parties, facility: facilities } = options;
        const unknown = await findUnknownName(ledger, { parties, facilities });
        if (unknown !== null) throw suspectFailure(unknown, undefined);
        const limits = { element, depth, asKnownAt, filter: filterOf(options), bounds, explained: true };
        const request = { id, direction: down ? 'down' : 'up', ...limits } as const;
        const trace = await traceSubject(ledger, request);
        if (trace === null) {
          const then = asKnownAt === undefined ? '' : ` by ${describeMoment(asKnownAt)}`;
          throw new CommandFailure(
            EXIT.no,
            `no lot or shipment ${id} is recorded${then}, or it was voided: lodestone lots and lodestone shipments list what is`,
          );
        }
        sayLoose(context.output, trace);
        const page = findPage(trace, pageRequest);
        if (page === null)
          throw new CommandFailure(EXIT.usage, `--after: lot ${pageRequest.after} is not listed in this trace`);
        const { filter } = trace.limits;
        // The tree has it at its head.
        const isForPeople = format === 'tree' || format === 'table';
        if (!isForPeople || context.output.json)
          for (const line of knownAtLines(asKnownAt)) context.output.note(`${line}.`);
        if (filter !== undefined && format !== 'tree') context.output.note(describeFilter(filter).join(' '));
        sayMore(context.output, trace, page, format);
        if (format === 'csv' && !context.output.json) return context.output.stream(traceCsvLines(trace, page));
        const shown = isPaged ? pageOf(trace, page) : trace;
        context.output.answer(shown, () => {
          // Machines get the value itself.
          const text = format === 'json' ? '' : render(shown, format, context.output);
          return isForPeople ? underMoment(asKnownAt, text) : text;
        });
      });
    });
}

function searchOf({ bounds = false, boundsWork }: Options, output: Output): SearchOptions | undefined {
  if (!bounds) {
    if (boundsWork === undefined) return undefined;
    throw new CommandFailure(EXIT.usage, '--bounds-work says how far --bounds may go: it needs --bounds');
  }
  const onProgress: SearchOptions['onProgress'] = (element, done, total) =>
    output.progress(`bounds · ${element} · origin ${done + 1} of ${total}`);
  return { workMax: boundsWork, onProgress };
}

/** Says of how many origins the bounds could not be made as narrow as they are, and how they can. */
function sayLoose(output: Output, { elements }: Trace): void {
  const loose = Object.entries(elements).flatMap(([element, of]) => {
    const count = countLooseBounds(of);
    return count === 0 ? [] : [`${element} of ${formatCount(count, 'origin')}`];
  });
  if (loose.length === 0) return;
  const advice = 'they hold, but may be wider than need be; --bounds-work lets it go on, --element asks for one';
  output.note(`The work for bounds was used up, so some are loose (${loose.join(', ')}): ${advice}.`);
}

/** Names with commas between; an option that is given again adds to what it gave before. */
function namesOption(text: string, before: readonly string[] = []): readonly string[] {
  return [...new Set([...before, ...text.split(',').map((name) => name.trim())])];
}

function filterOf({ party = [], facility = [], form = [], since, until }: Options): TraceFilter {
  return { parties: party, facilities: facility, forms: form, since: since ?? null, until: until ?? null };
}

const SHORTER = '--depth, --element, --party, --form and the like make a tree or a drawing smaller';

/** More edges than this Mermaid does not draw unless it is set up to (its `maxEdges`). */
const MERMAID_EDGES_MAX = 500;
/** With more of them `dot` takes minutes, and draws what nobody can read. */
const DOT_LOTS_MAX = 2_000;

/** Says where the next page begins, and which drawing will not be drawn. */
function sayMore(output: Output, { lots, edges }: Trace, { start, end }: Page, format: Format): void {
  const last = lots[end - 1];
  if (end < lots.length && last !== undefined)
    output.note(`Lots ${start + 1} to ${end} of ${lots.length}; --after ${last.lot} goes on.`);
  if (output.json) return;
  if (format === 'mermaid' && edges.length > MERMAID_EDGES_MAX)
    output.note(
      `${formatCount(edges.length, 'edge')}: Mermaid draws ${MERMAID_EDGES_MAX} unless its maxEdges is raised; ${SHORTER}.`,
    );
  if (format === 'dot' && lots.length > DOT_LOTS_MAX)
    output.note(`${formatCount(lots.length, 'lot')}: dot may take minutes, sfdp is quicker; ${SHORTER}.`);
}

function render(trace: Trace, format: Exclude<Format, 'json'>, { width, tableWidth }: Output): string {
  switch (format) {
    case 'tree':
      return formatTraceTree(trace, width);
    case 'table':
      return formatTraceTable(trace, tableWidth);
    case 'csv':
      return formatTraceCsv(trace);
    case 'dot':
      return formatTraceDot(trace);
    case 'mermaid':
      return formatTraceMermaid(trace);
    default:
      return format satisfies never;
  }
}
