import { ELEMENT_SYMBOLS } from '@lodestone/custody/element.ts';
import { type RecallAnswer, recallLots, type RecallRequest } from '@lodestone/ledger/recall-lots.ts';
import { formatRecallCsv, RECALL_SORTS, type RecallSort, sortRecalled } from '@lodestone/lineage/recall-sheet.ts';
import type { Recall } from '@lodestone/lineage/recall-value.ts';
import type { Command } from 'commander';
import { addAsKnownAt, describeMoment } from '../as-known-at.ts';
import { choiceOption, contextOf, timeOption, withLedger } from '../context.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { createOutput, type Output } from '../output.ts';
import { formatRecallTable } from '../recall-table.ts';

const EXAMPLES = `
Examples:
  $ lodestone recall ORE-DEMO-1 --element Nd
  $ lodestone recall --party REFINER-A --since 2026-03-01 --format csv > recall.csv`;

const FORMATS = ['table', 'csv', 'json'] as const;
type Format = (typeof FORMATS)[number];

type Options = Omit<RecallRequest, 'ids'> & { readonly format: Format; readonly sort: RecallSort };

export function addRecall(program: Command): void {
  addAsKnownAt(program.command('recall'))
    .argument('[ids...]', 'suspect lots, or shipments whose lots are suspect')
    .description('what became of suspect lots: every lot, holder and shipment that has some of them, and how much')
    .option('--party <party>', 'suspect is what the party made or brought in')
    .option('--facility <facility>', 'suspect is what was made or brought in at the facility')
    .option('--laboratory <laboratory>', 'suspect is what the laboratory assayed')
    .option('--since <time>', 'of those, only what was made (assayed) at this time or later', timeOption('--since'))
    .option('--until <time>', 'of those, only what was made (assayed) before this time', timeOption('--until'))
    .option('--element <symbol>', 'follow one element', choiceOption('--element', ELEMENT_SYMBOLS))
    .option('--sort <key>', `the lots by ${RECALL_SORTS.join(', ')}`, choiceOption('--sort', RECALL_SORTS), 'mass')
    .option('--format <format>', FORMATS.join(', '), choiceOption('--format', FORMATS), 'table')
    .addHelpText('after', EXAMPLES)
    .action(async (ids: string[], options: Options, command: Command) => {
      const { format, sort, ...request } = options;
      requireSuspects(ids, request);
      const context = contextOf(command);
      await withLedger(context, async (ledger) => {
        const recall = found(await recallLots(ledger, { ...request, ids }), request);
        const sorted = { ...recall, lots: sortRecalled(recall.lots, sort) };
        const output = format === 'json' ? createOutput({ ...command.optsWithGlobals(), json: true }) : context.output;
        output.answer({ filter: filterOf(ids, request), ...sorted }, () => render(sorted, sort, format, output));
      });
    });
}

function requireSuspects(ids: readonly string[], request: Omit<RecallRequest, 'ids'>): void {
  const { party, facility, laboratory, since, until } = request;
  const selects = party !== undefined || facility !== undefined || laboratory !== undefined;
  if (ids.length === 0 && !selects) {
    throw new CommandFailure(
      EXIT.usage,
      'recall needs a suspect: a lot, a shipment, --party, --facility or --laboratory',
    );
  }
  if (!selects && (since !== undefined || until !== undefined)) {
    throw new CommandFailure(EXIT.usage, '--since and --until need --party, --facility or --laboratory');
  }
}

function found(answer: RecallAnswer, { asKnownAt }: Pick<RecallRequest, 'asKnownAt'>): Recall {
  if (answer.found) return answer.recall;
  const { what, id } = answer;
  const then = asKnownAt === undefined ? '' : ` by ${describeMoment(asKnownAt)}`;
  const advice = {
    'lot or shipment': `is recorded${then}, or it was voided: lodestone lots and lodestone shipments list what is`,
    party: 'is registered: lodestone parties lists those that are',
    facility: 'is registered',
    laboratory: 'is named by an assay: lodestone assays lists those that are',
  };
  throw new CommandFailure(EXIT.no, `no ${what} ${id} ${advice[what]}`);
}

function filterOf(ids: readonly string[], request: Omit<RecallRequest, 'ids'>) {
  const { party = null, facility = null, laboratory = null, since = null, until = null } = request;
  const { element = null, asKnownAt = null } = request;
  return { ids, party, facility, laboratory, since, until, element, asKnownAt };
}

function render(recall: Recall, sort: RecallSort, format: Format, { tableWidth }: Output): string {
  return format === 'csv' ? formatRecallCsv(recall, sort) : formatRecallTable(recall, tableWidth);
}
