import { accountsOf, lineAccounts } from '@lodestone/custody/controls/licence-account.ts';
import { viewLicence } from '@lodestone/ledger/regulation/browse-licences.ts';
import { readApplications } from '@lodestone/ledger/regulation/read-applications.ts';
import { CHINESE_CALENDAR } from '@lodestone/regulation/licences/chinese-calendar.ts';
import { checkCompleteness, missingItemsLetter } from '@lodestone/regulation/licences/completeness.ts';
import { clockOf } from '@lodestone/regulation/licences/licence-clock.ts';
import type { Command } from 'commander';
import { addAsKnownAt, underMoment } from '../options/as-known-at.ts';
import { contextOf, withLedger } from '../context.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { withInput } from '../input/input-file.ts';
import { addLicenceDraft } from './licence-draft.ts';
import { formatLicence } from '../answers/licence-text.ts';
import { timeOption } from '../options/option-values.ts';

const EXAMPLES = `
Examples:
  $ lodestone licence LIC-001                  its clock, its steps, what is missing and left
  $ lodestone licence LIC-001 --letter         what is missing, as a letter
  $ lodestone licence draft SHP-2              the application that a packed shipment needs
  $ lodestone licence check application.jsonl  before it is filed: exit 1 where something is missing`;

interface Options {
  readonly letter?: boolean;
  readonly at?: string;
  readonly asKnownAt?: string;
}

export function addLicence(program: Command): void {
  const command = program
    .command('licence')
    .argument('<licence>', 'the id that it was applied for under')
    .description('one export licence: its clock, lines and steps, and what is missing')
    .option('--letter', 'only what is missing, as a letter to the exporter')
    .option('--at <time>', 'its clock as it is at this time (default: now)', timeOption('--at'));
  command
    .command('check')
    .argument('<file>', 'lines as record takes them, with a licence-applied; - for standard input')
    .description('what an application lacks, before it is filed; nothing is recorded')
    .action((file: string, _options: object, check: Command) => checkFile(check, file));
  addLicenceDraft(command);
  addAsKnownAt(command)
    .addHelpText('after', EXAMPLES)
    .action(async (id: string, options: Options) => {
      const context = contextOf(command);
      const viewed = await withLedger(context, (ledger) => viewLicence(ledger, id, options));
      if (viewed === null) {
        throw new CommandFailure(EXIT.no, `no licence ${id}: lodestone licences lists those that there are`);
      }
      const { licence } = viewed;
      const clock = clockOf(licence, CHINESE_CALENDAR, options.at ?? new Date().toISOString());
      const completeness = clock.state === 'ended' ? null : checkCompleteness(licence);
      const accounts = lineAccounts(accountsOf(id, viewed.steps));
      const shown = { ...viewed, clock, completeness, accounts };
      context.output.answer(shown, () =>
        options.letter === true
          ? missingItemsLetter(licence, checkCompleteness(licence))
          : underMoment(options.asKnownAt, formatLicence(shown, context.output.tableWidth)),
      );
    });
}

/** Says of each application of a file what it lacks. */
async function checkFile(command: Command, file: string): Promise<void> {
  const { output } = contextOf(command);
  const read = await withInput(file, ({ chunks }) => readApplications(chunks));
  if (!read.ok) throw new CommandFailure(EXIT.usage, `${file}:${read.line}: ${read.message}`);
  if (read.applications.length === 0) {
    throw new CommandFailure(EXIT.usage, `${file} holds no licence-applied: lodestone licence draft writes one`);
  }
  const checked = read.applications.map((licence) => ({ licence, ...checkCompleteness(licence) }));
  output.answer(
    checked.map(({ licence: { licence }, missing, doubtful }) => ({ licence, missing, doubtful })),
    () => checked.map(({ licence, ...completeness }) => missingItemsLetter(licence, completeness)).join('\n\n'),
  );
  if (checked.some(({ missing }) => missing.length > 0)) process.exitCode = EXIT.no;
}
