import { formatCount } from '@lodestone/custody/format-count.ts';
import type { Attachments } from '@lodestone/ledger/documents/attachments.ts';
import { type Ledger, readLedgerHead } from '@lodestone/ledger/open-ledger.ts';
import type { Receipt } from '@lodestone/ledger/append/outcome.ts';
import { publishCheckpoint } from '@lodestone/ledger/publish/publish-checkpoint.ts';
import { type SubmitResult, submitFile } from '@lodestone/ledger/record/submit-file.ts';
import type { Command } from 'commander';
import { formatTime } from '../output/amounts.ts';
import { ATTACH_DESCRIPTION, attachmentsOf, describeAttachments, noteDocuments } from '../options/attach-option.ts';
import { showCheckpoint } from '../answers/checkpoint-value.ts';
import { type Context, contextOf, withLedger } from '../context.ts';
import { CommandFailure, EXIT, type ExitCode } from '../failure.ts';
import { formatShare, type Input, withInput } from '../input/input-file.ts';
import { describeLateness } from '../answers/lateness.ts';
import { createWholeFile } from '../output/whole-file.ts';
import { askWitnessesAside } from '../witnesses-aside.ts';

interface Options {
  readonly receipts?: string;
  readonly attach?: string;
  readonly dryRun?: boolean;
  readonly acceptClock?: boolean;
  readonly acceptContradiction?: boolean;
  readonly waitPublished?: boolean;
}

const EXAMPLES = `
Examples:
  $ lodestone submit today.signed --dry-run
  $ lodestone submit today.signed --receipts today.receipts
A file may be submitted any number of times: what is recorded gets the same
receipt again. On a refusal what comes before it stays recorded, and nothing after
it is looked at, whoever signed it: correct the events, sign them again, submit.`;

export function addSubmit(program: Command): void {
  program
    .command('submit')
    .argument('<file>', 'signed submissions, as sign writes them; - reads standard input')
    .description('record what was signed where there was no ledger, in order, each submission all or none')
    .option('--receipts <file>', 'write the receipt of each submission, one a line, for who signed them')
    .option('--attach <folder>', ATTACH_DESCRIPTION)
    .option('--dry-run', 'say what would be recorded, record nothing')
    .option('--wait-published', 'publish a checkpoint of what is recorded before answering')
    .option('--accept-contradiction', 'record monthly returns that contradict the ledger too')
    .option('--accept-clock', 'go on although the last entry is more than 24 hours old')
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, options: Options, command: Command) => {
      const context = contextOf(command);
      for (const [option, given] of [
        ['--wait-published', options.waitPublished],
        ['--receipts', options.receipts],
      ] as const) {
        if (options.dryRun !== true || given === undefined) continue;
        throw new CommandFailure(EXIT.usage, `${option} has nothing to give of a --dry-run: leave one of them out`);
      }
      process.exitCode = await withInput(file, (input) => submit(context, input, options));
    });
}

async function submit(context: Context, input: Input, options: Options): Promise<ExitCode> {
  const { output } = context;
  return withLedger(context, async (ledger) => {
    const dryRun = options.dryRun ?? false;
    const attachments = await attachmentsOf(options.attach, ledger.dataFolder, dryRun);
    const result = await submitKeepingReceipts(context, ledger, input, { ...options, attachments });
    // What came before a refusal is recorded, and is published as well.
    const published = options.waitPublished === true ? await publishCheckpoint(ledger) : null;
    const head = await readLedgerHead(ledger);
    const checkpoint = published === null ? {} : { checkpoint: showCheckpoint(published) };
    const documents = attachments?.report();
    if (documents !== undefined) noteDocuments(output, input.name, documents);
    output.answer({ ...result, head, ...checkpoint, ...(documents === undefined ? {} : { documents }) }, () => {
      const kept = documents === undefined ? '' : describeAttachments(documents, dryRun);
      const summary = `${summarise(result, head.size, dryRun)}${kept}`;
      return published === null ? summary : `${summary} Published up to size ${published.checkpoint.size}.`;
    });
    const { refused } = result;
    if (refused !== null) output.complain(`${input.name}:${refused.line}: ${refused.message}`);
    if (published !== null) await askWitnessesAside(context, ledger, published);
    if (refused === null) return EXIT.ok;
    return NOT_AS_SIGNED.has(refused.reason) ? EXIT.usage : EXIT.no;
  });
}

/** What a file is refused for that is not as its authors signed it: bad input, on which the ledger has no say. */
const NOT_AS_SIGNED: ReadonlySet<string> = new Set(['damaged', 'signature', 'document-differs', 'document-size']);

async function submitKeepingReceipts(
  { output }: Context,
  ledger: Ledger,
  input: Input,
  options: Options & { readonly attachments: Attachments | undefined },
): Promise<SubmitResult> {
  const file = options.receipts === undefined ? null : await createWholeFile(options.receipts, { replace: true });
  const onReceipt = async (receipt: Receipt) => file?.write(`${JSON.stringify(receipt)}\n`);
  let submissionsSent = 0;
  try {
    const result = await submitFile(ledger, input.chunks, {
      dryRun: options.dryRun ?? false,
      acceptClock: options.acceptClock ?? false,
      acceptContradiction: options.acceptContradiction ?? false,
      attachments: options.attachments,
      onReceipt,
      onProgress: ({ submissions, bytes }) => {
        submissionsSent = submissions;
        output.progress(`submitting · ${formatCount(submissions, 'submission')}${formatShare(bytes, input)}`);
      },
    });
    await file?.finish();
    return result;
  } catch (error) {
    await file?.abandon();
    const sent = formatCount(submissionsSent, 'submission');
    output.complain(`${input.name}: submitting broke off after ${sent}; the same command goes on from there`);
    throw error;
  }
}

function summarise(result: SubmitResult, size: number, dryRun: boolean): string {
  const { recorded, alreadyRecorded, submissions, earliest, refused } = result;
  const verb = dryRun ? 'would be recorded' : 'recorded';
  const within = recorded === 0 ? '' : ` in ${formatCount(submissions, 'submission')}`;
  const parts = [`${formatCount(recorded, 'event')} ${verb}${within}`];
  if (alreadyRecorded > 0) parts.push(`${formatCount(alreadyRecorded, 'event')} recorded before`);
  if (refused !== null) parts.push(`stopped at line ${refused.line}: nothing of its submission is recorded`);
  const sentences = [`${parts.join('; ')}.`];
  if (earliest !== null && earliest.recordedAt !== null) {
    const { occurredAt, recordedAt } = earliest;
    const late = describeLateness(occurredAt, recordedAt);
    if (late !== '') sentences.push(`The earliest happened at ${formatTime(occurredAt)} UTC and was recorded ${late}.`);
  }
  return [...sentences, `The ledger has ${formatCount(size, 'entry', 'entries')}.`].join(' ');
}
