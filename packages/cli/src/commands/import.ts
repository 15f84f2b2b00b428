/** `import`: the rows of a spreadsheet become events. Nothing is recorded unless `--record` is said. */
import type { DecimalMark } from '@lodestone/interchange/delimiter.ts';
import type { ImportReport } from '@lodestone/ledger/record/import-report.ts';
import { checkTable, type ImportOptions, recordTable, rehearseTable } from '@lodestone/ledger/record/import-table.ts';
import { type Ledger, readLedgerHead } from '@lodestone/ledger/open-ledger.ts';
import { onlyKeyParty } from '@lodestone/ledger/keys/party-keys.ts';
import type { Command } from 'commander';
import { type Context, contextOf, withLedger } from '../context.ts';
import { CommandFailure, EXIT, type ExitCode } from '../failure.ts';
import { formatImport } from '../answers/import-text.ts';
import { openInput } from '../input/input-file.ts';
import { choiceOption } from '../options/option-values.ts';
import { addSealOptions, describeUnasked, readSealOptions, type SealOptions } from '../options/seal-options.ts';
import { withSpooledInput } from '../input/spooled-input.ts';
import { requireTemplate } from './template.ts';

const EXAMPLES = `
Examples:
  $ lodestone import ore.csv --template lot-created --by MINE-A
  $ lodestone import ore.csv --template lot-created --by MINE-A --record
  $ lodestone import ore.csv --template lot-created --record --seal permit --readers CUSTOMS,SELF`;

const DECIMALS = ['point', 'comma'] as const;

interface Options extends SealOptions {
  readonly template: string;
  readonly by?: string;
  readonly dryRun?: boolean;
  readonly record?: boolean;
  readonly decimal?: (typeof DECIMALS)[number];
  readonly zone?: string;
  readonly acceptClock?: boolean;
}

export function addImport(program: Command): void {
  const sealing = program
    .command('import')
    .argument('<file>', 'a table: CSV in UTF-8, separated by commas, semicolons or tabs; - reads standard input')
    .description('read a spreadsheet, say everything that is wrong with it, and with --record record it')
    .requiredOption('--template <name>', 'what its rows say; lodestone template lists them')
    .option('--by <party>', 'who signs the rows that do not say "by"')
    .option('--dry-run', 'check every row and record nothing, which is what happens without --record')
    .option('--record', 'record the file, if nothing is wrong with any of its rows')
    .option(
      '--decimal <mark>',
      'decimals have a point or a comma (default: a comma in files with semicolons)',
      choiceOption('--decimal', DECIMALS),
    )
    .option('--zone <offset>', 'of times that name none, such as +08:00 or UTC', zoneOption)
    .option('--accept-clock', 'go on although the last entry is more than 24 hours old')
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, options: Options, command: Command) => {
      const context = contextOf(command);
      if (options.record === true && options.dryRun === true) {
        throw new CommandFailure(EXIT.usage, '--record and --dry-run exclude each other: leave one of them out');
      }
      process.exitCode = await importFile(context, file, options);
    });
  addSealOptions(sealing);
}

const ZONE_PATTERN = /^(?:UTC|Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/;

function zoneOption(text: string): string {
  if (ZONE_PATTERN.test(text)) return text;
  throw new CommandFailure(EXIT.usage, `--zone must be UTC or an offset such as +08:00, found ${text}`);
}

async function importFile(context: Context, file: string, options: Options): Promise<ExitCode> {
  // A name that is wrong should not start a database.
  requireTemplate(options.template);
  if (file !== '-') return importOpen(context, file, file, options);
  const name = 'standard input';
  // What is recorded is read twice: once to see that nothing is wrong with it.
  if (options.record === true) return withSpooledInput((spooled) => importOpen(context, spooled, name, options));
  return importFrom(context, () => process.stdin, name, options);
}

async function importOpen(context: Context, file: string, name: string, options: Options): Promise<ExitCode> {
  const input = await openInput(file);
  try {
    const open = () => input.createReadStream({ start: 0, autoClose: false });
    return await importFrom(context, open, name, options);
  } finally {
    await input.close();
  }
}

const MARKS = { point: '.', comma: ',' } as const satisfies Record<string, DecimalMark>;

/** Imports what `open` reads, each time from the start. */
async function importFrom(
  context: Context,
  open: () => AsyncIterable<Uint8Array>,
  name: string,
  options: Options,
): Promise<ExitCode> {
  const { output } = context;
  const seal = await readSealOptions(context, options);
  return withLedger(context, async (ledger) => {
    const importing: ImportOptions = {
      template: requireTemplate(options.template),
      by: options.by ?? (await onlyKeyParty(ledger.dataFolder)),
      decimalMark: options.decimal === undefined ? null : MARKS[options.decimal],
      zone: options.zone ?? null,
      acceptClock: options.acceptClock ?? false,
      seal: seal.byDefault,
      onProgress: ({ rows }) => output.progress(`${name} · row ${rows.toLocaleString('en')}`),
    };
    const dryRun = options.record !== true;
    const report = dryRun
      ? await rehearseTable(ledger, open(), importing)
      : await checkAndRecord(ledger, open, importing);
    const { size, leafHash } = await readLedgerHead(ledger);
    const value = answerOf(report, options.template, dryRun);
    const sealed = seal.unasked();
    const asked = { name, template: options.template, options: saidAgain(options), dryRun, size };
    output.answer(
      { file: name, ...value, ...(sealed.length > 0 && { sealed }), head: { size, leafHash } },
      () => `${formatImport(report, asked)}${describeUnasked(sealed, options)}`,
    );
    return exitCodeOf(report);
  });
}

/** The options without which the file would be read in another way. */
function saidAgain({ by, decimal, zone, seal, readers, open }: Options): string[] {
  return Object.entries({ by, decimal, zone, seal, readers, open }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, value],
  );
}

/** Nothing of a file is recorded while anything is wrong with one of its rows. */
async function checkAndRecord(
  ledger: Ledger,
  open: () => AsyncIterable<Uint8Array>,
  importing: ImportOptions,
): Promise<ImportReport> {
  const checked = await checkTable(ledger, open(), importing);
  return checked.problems.count > 0 ? checked : recordTable(ledger, open(), importing);
}

function answerOf(report: ImportReport, template: string, dryRun: boolean) {
  const { delimiter, decimalMark, rows, events, faultyEvents, problems, hints, recorded } = report;
  return {
    template,
    dryRun,
    delimiter,
    decimalMark,
    rows,
    events,
    faultyEvents,
    recorded: recorded?.recorded ?? 0,
    alreadyRecorded: recorded?.alreadyRecorded ?? 0,
    submissions: recorded?.submissions ?? 0,
    problemCount: problems.count,
    problems: problems.first,
    hintCount: hints.count,
    hints: hints.first,
  };
}

/** What is wrong with the file is wrong use, as with a bad line of `record`; what the rules refuse is a no. */
function exitCodeOf({ problems }: ImportReport): ExitCode {
  if (problems.count === 0) return EXIT.ok;
  const isBadInput = problems.first.some(({ reason }) => reason.startsWith('bad-') || reason === 'no-key');
  return isBadInput ? EXIT.usage : EXIT.no;
}
