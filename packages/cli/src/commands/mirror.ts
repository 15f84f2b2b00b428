import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { isCountry } from '@lodestone/custody/country.ts';
import { type LedgerExports, readLedgerExports, readTradeGaps } from '@lodestone/ledger/regulation/ledger-trade.ts';
import { readTradeTable, type StatedTable } from '@lodestone/ledger/regulation/read-trade-table.ts';
import { orientSides } from '@lodestone/ledger/regulation/trade-sides.ts';
import { type Mirror, mirrorTrade } from '@lodestone/regulation/mirror/mirror.ts';
import type { TradeGap } from '@lodestone/regulation/mirror/trade-gap.ts';
import type { Command } from 'commander';
import { type Context, contextOf, withLedger } from '../context.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { withInput } from '../input/input-file.ts';
import { formatMirror, type StatedLine } from '../answers/mirror-text.ts';
import { wholeNumberOption } from '../options/option-values.ts';

const EXAMPLES = `
Examples:
  $ lodestone mirror exports.csv imports.csv
  $ lodestone mirror ledger imports.csv --exporter CN     our own exits as the first table
  $ lodestone mirror exports.csv imports.csv --draft OPERATOR > gaps.jsonl
Each table has the columns month, partner, hs code and net kg (or t, g, mg), and may have reporter
and value EUR FOB.`;

/** What stands for the ledger's own exits in the place of a file. */
const LEDGER = 'ledger';

interface Options {
  readonly lag: number;
  readonly tolerance: number;
  readonly freight: number;
  readonly exporter?: string;
  readonly importer?: string;
  readonly flagged?: boolean;
  readonly draft?: string;
}

export function addMirror(program: Command): void {
  program
    .command('mirror')
    .argument('<exports.csv>', `what was exported, as the one side states it; ${LEDGER} for the exits of the ledger`)
    .argument('<imports.csv>', 'what was imported, as the other side states it')
    .description('two sides’ trade figures beside each other: what arrived in time, each gap, and what explains it')
    .option('--lag <months>', 'goods may arrive so many months after they left', wholeNumberOption('--lag', 0), 2)
    .option('--tolerance <percent>', 'a gap of more of the exports is flagged', wholeNumberOption('--tolerance', 0), 10)
    .option('--freight <percent>', 'freight and insurance add as much at most', wholeNumberOption('--freight', 0), 10)
    .option('--exporter <country>', 'whose the first table is, where it has no reporter', countryOption('--exporter'))
    .option('--importer <country>', 'whose the second table is, where it has no reporter', countryOption('--importer'))
    .option('--flagged', 'only lines with a gap beyond the tolerance')
    .option('--draft <party>', 'lines for record that open the gaps which are flagged and not recorded, by this party')
    .addHelpText('after', EXAMPLES)
    .action(async (exportsFile: string, importsFile: string, options: Options, command: Command) => {
      const context = contextOf(command);
      const imports = await readTable(importsFile);
      const exports = exportsFile === LEDGER ? await tableOfLedger(context) : await readTable(exportsFile);
      const mirror = compare(exports, imports, options);
      const gaps = await gapsOf(context);
      const lines = mirror.lines.map((line): StatedLine => ({ ...line, stated: gaps.get(line.gap) ?? null }));
      answer(context, mirror, lines, options);
    });
}

function countryOption(name: string): (text: string) => string {
  return (text) => {
    const isOne: boolean = isCountry(text);
    if (isOne) return text;
    throw new CommandFailure(EXIT.usage, `${name} must be a country code of ISO 3166 such as CN; found ${text}`);
  };
}

async function readTable(file: string): Promise<StatedTable> {
  const read = await withInput(file, ({ chunks }) => readTradeTable(chunks));
  if (read.ok) return read.table;
  const problems = read.problems.map(({ row, column, cell, message }) => {
    return `  row ${row}${column === null ? '' : `, column ${JSON.stringify(column)}`}${cell === null ? '' : ` (${cell})`}: ${message}`;
  });
  throw new CommandFailure(EXIT.usage, `${file} cannot be read as a table of trade:\n${problems.join('\n')}`);
}

async function tableOfLedger(context: Context): Promise<StatedTable> {
  const { table, left }: LedgerExports = await withLedger(context, readLedgerExports);
  if (left.length > 0) {
    context.output.note(`Left out, for they left with no HS code or mass stated: ${left.join(', ')}.`);
  }
  if (table.rows.length > 0) return table;
  throw new CommandFailure(EXIT.no, 'no shipment of the ledger has left with an HS code: there is nothing to compare');
}

function compare(exports: StatedTable, imports: StatedTable, options: Options): Mirror {
  const { exporter = null, importer = null, lag, tolerance, freight } = options;
  const sides = orientSides(exports, imports, { exporter, importer });
  if (!sides.ok) throw new CommandFailure(EXIT.usage, sides.message);
  return mirrorTrade({
    ...sides,
    lagMonths: lag,
    tolerancePartsPerMillion: tolerance * 10_000,
    freightPartsPerMillion: freight * 10_000,
  });
}

/** Tables can be compared without a ledger: nothing is recorded of gaps then. */
async function gapsOf(context: Context): Promise<ReadonlyMap<string, TradeGap>> {
  const { databaseUrl, dataFolder } = context.place;
  if (databaseUrl === undefined && !existsSync(dataFolder)) return new Map();
  return withLedger(context, (ledger) => readTradeGaps(ledger));
}

function answer({ output }: Context, mirror: Mirror, lines: readonly StatedLine[], options: Options): void {
  const { draft, flagged = false, lag } = options;
  if (draft !== undefined) {
    const drafts = lines.filter(({ isFlagged, stated }) => isFlagged && stated === null);
    output.answer(
      drafts.map((line) => draftOf(line, draft, lag)),
      () => drafts.map((line) => JSON.stringify(draftOf(line, draft, lag))).join('\n'),
    );
    return;
  }
  const shown = flagged ? lines.filter(({ isFlagged }) => isFlagged) : lines;
  output.answer({ ...mirror, lines: shown }, () => formatMirror({ ...mirror, lines: shown }, output.tableWidth));
}

/** A line for `record`, in whole milligrams. */
function draftOf(line: StatedLine, by: string, lagMonths: number) {
  const { gap, exporter, importer, hsCode, fromMonth, toMonth, exportsMilligrams, importsMilligrams } = line;
  const figures = {
    exporter,
    importer,
    hsCode,
    fromMonth,
    toMonth,
    lagMonths,
    exportsMilligrams: Number(exportsMilligrams),
    importsMilligrams: Number(importsMilligrams),
    gapMilligrams: Number(line.gapMilligrams),
  };
  const reason = line.explanations.map(({ side, sentence }) => `${side}: ${sentence}`).join('; ') || 'unexplained';
  const common = { id: randomUUID(), occurredAt: new Date().toISOString() };
  return { by, event: { type: 'trade-gap-stated', ...common, gap, status: 'open', figures, reason } };
}
