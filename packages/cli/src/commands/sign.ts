import { formatCount } from '@lodestone/custody/format-count.ts';
import { onlyKeyParty } from '@lodestone/ledger/keys/party-keys.ts';
import { type SignResult, signEvents } from '@lodestone/ledger/record/sign-events.ts';
import { SUBMISSION_MAX_EVENTS } from '@lodestone/proof/submission.ts';
import type { Command } from 'commander';
import { type Context, contextOf, ledgerNameOffline } from '../context.ts';
import { CommandFailure, EXIT, type ExitCode } from '../failure.ts';
import { formatShare, type Input, withInput } from '../input/input-file.ts';
import { wholeNumberOption } from '../options/option-values.ts';
import { addSealOptions, describeUnasked, readSealOptions, type SealOptions } from '../options/seal-options.ts';
import { createWholeFile } from '../output/whole-file.ts';

interface Options extends SealOptions {
  readonly by?: string;
  readonly output: string;
  readonly ledgerName?: string;
  readonly key?: number;
  readonly together: number;
}

const EXAMPLES = `
Examples:
  $ lodestone sign today.jsonl --by MINE-A -o today.signed
  $ lodestone sign today.jsonl --by MINE-A -o today.signed --ledger-name 'example.org/first#gXZs…'
Later, where the ledger is:
  $ lodestone submit today.signed
No database and no network are needed: only the party’s key in the data folder
(lodestone key create --offline) and the ledger’s name, which is remembered once it
was given. The ledger’s rules are asked when the file is submitted.`;

export function addSign(program: Command): void {
  const sealing = program
    .command('sign')
    .argument('<file>', 'events, one JSON object a line, as record takes them; - reads standard input')
    .description('sign events where there is no ledger, into a file to submit later')
    .requiredOption('-o, --output <file>', 'the file of signed submissions to write')
    .option('--by <party>', 'who signs the lines that do not say "by"')
    .option('--ledger-name <name>', 'for which ledger, <origin>#<leaf hash of entry 0>, where it is not remembered')
    .option('--key <number>', 'which of the party’s keys signs (default: its newest)', wholeNumberOption('--key', 1))
    .option(
      '--together <count>',
      'up to so many consecutive events of a party stand or fall together',
      wholeNumberOption('--together', 1),
      1,
    )
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, options: Options, command: Command) => {
      const context = contextOf(command);
      if (options.together > SUBMISSION_MAX_EVENTS) {
        const message = `--together must be at most ${SUBMISSION_MAX_EVENTS}, found ${options.together}: a submission has no more events`;
        throw new CommandFailure(EXIT.usage, message);
      }
      process.exitCode = await withInput(file, (input) => sign(context, input, options));
    });
  addSealOptions(sealing);
}

async function sign(context: Context, input: Input, options: Options): Promise<ExitCode> {
  const { output, place } = context;
  const { dataFolder } = place;
  const ledger = await ledgerNameOffline(context, options.ledgerName);
  const seal = await readSealOptions(context, options);
  const by = options.by ?? (await onlyKeyParty(dataFolder));
  const file = await createWholeFile(options.output, { replace: false });
  const result = await signEvents(input.chunks, {
    dataFolder,
    ledger,
    by,
    keyNumber: options.key,
    together: options.together,
    seal: seal.byDefault,
    write: file.write,
    onProgress: ({ events, bytes }) => {
      output.progress(`signing · ${formatCount(events, 'event')}${formatShare(bytes, input)}`);
    },
  }).catch(async (error: unknown) => {
    await file.abandon();
    throw error;
  });
  const { refused, ...signed } = result;
  if (refused !== null) {
    await file.abandon();
    // Nothing was written, so nothing counts as signed.
    output.answer({ ledger, file: null, events: 0, submissions: 0, keys: {}, refused }, () => 'Nothing is signed.');
    output.complain(`${input.name}:${refused.line}: ${refused.message}`);
    return EXIT.usage;
  }
  await file.finish();
  const sealed = seal.unasked();
  output.answer(
    { ledger, file: options.output, ...signed, refused, ...(sealed.length > 0 && { sealed }) },
    () => `${describe(result, ledger, options.output)}${describeUnasked(sealed, options)}`,
  );
  return EXIT.ok;
}

function describe({ events, submissions, keys }: SignResult, ledger: string, file: string): string {
  const signers = Object.entries(keys).map(([party, key]) => `  ${party}  ${key}`);
  return [
    `${formatCount(events, 'event')} signed in ${formatCount(submissions, 'submission')} for ${ledger}`,
    ...signers,
    `Written to ${file}. Nothing is recorded yet: lodestone submit ${file}, where the ledger is.`,
  ].join('\n');
}
