import { ELEMENT_SYMBOLS, type ElementSymbol } from '@lodestone/custody/element.ts';
import { traceSubject } from '@lodestone/ledger/trace-subject.ts';
import { formatTraceCsv } from '@lodestone/lineage/trace-csv.ts';
import { formatTraceDot } from '@lodestone/lineage/trace-dot.ts';
import { formatTraceMermaid } from '@lodestone/lineage/trace-mermaid.ts';
import { formatTraceTree } from '@lodestone/lineage/trace-tree.ts';
import type { Trace } from '@lodestone/lineage/trace-value.ts';
import type { Command } from 'commander';
import { addAsKnownAt, describeMoment } from '../as-known-at.ts';
import { choiceOption, contextOf, wholeNumberOption, withLedger } from '../context.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import type { Output } from '../output.ts';
import { formatTraceTable } from '../trace-table.ts';

const EXAMPLES = `
Examples:
  $ lodestone trace SHP-DEMO-1 --element Dy
  $ lodestone trace ORE-DEMO-1 --down --format mermaid > chain.mmd`;

const FORMATS = ['tree', 'table', 'csv', 'dot', 'mermaid'] as const;
type Format = (typeof FORMATS)[number];

interface Options {
  readonly down?: boolean;
  readonly element?: ElementSymbol;
  readonly depth?: number;
  readonly asKnownAt?: string;
  readonly format: Format;
}

export function addTrace(program: Command): void {
  addAsKnownAt(program.command('trace'))
    .argument('<id>', 'a lot or a shipment')
    .description('rebuild the lineage: every lot, step and origin, with the mass of each element from each origin')
    .option('--down', 'what became of it, instead of where it came from')
    .option('--element <symbol>', 'follow one element', choiceOption('--element', ELEMENT_SYMBOLS))
    .option('--depth <steps>', 'list lots up to so many steps away', wholeNumberOption('--depth', 0))
    .option('--format <format>', FORMATS.join(', '), choiceOption('--format', FORMATS), 'tree')
    .addHelpText('after', EXAMPLES)
    .action(async (id: string, options: Options, command: Command) => {
      const context = contextOf(command);
      await withLedger(context, async (ledger) => {
        const { down = false, element, depth, asKnownAt, format } = options;
        const request = { id, direction: down ? 'down' : 'up', element, depth, asKnownAt } as const;
        const trace = await traceSubject(ledger, request);
        if (trace === null) {
          const then = asKnownAt === undefined ? '' : ` by ${describeMoment(asKnownAt)}`;
          throw new CommandFailure(
            EXIT.no,
            `no lot or shipment ${id} is recorded${then}, or it was voided: lodestone lots and lodestone shipments list what is`,
          );
        }
        context.output.answer(trace, () => render(trace, format, context.output));
      });
    });
}

function render(trace: Trace, format: Format, { width, tableWidth }: Output): string {
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
