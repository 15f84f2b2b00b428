import { formatCount } from '@lodestone/custody/format-count.ts';
import { readLedgerHead } from '@lodestone/ledger/open-ledger.ts';
import { onlyKeyParty } from '@lodestone/ledger/keys/party-keys.ts';
import { publishCheckpoint } from '@lodestone/ledger/publish/publish-checkpoint.ts';
import { recordEvents } from '@lodestone/ledger/record/record-events.ts';
import type { RecordOptions, RecordResult } from '@lodestone/ledger/record/recording.ts';
import type { Command } from 'commander';
import { ATTACH_DESCRIPTION, attachmentsOf, describeAttachments, noteDocuments } from '../options/attach-option.ts';
import { showCheckpoint } from '../answers/checkpoint-value.ts';
import { type Context, contextOf, withLedger } from '../context.ts';
import { CommandFailure, EXIT, type ExitCode } from '../failure.ts';
import type { Output } from '../output/output.ts';
import { addSealOptions, describeUnasked, readSealOptions, type SealOptions } from '../options/seal-options.ts';
import { formatShare, type Input, withInput } from '../input/input-file.ts';
import { askWitnessesAside } from '../witnesses-aside.ts';

const EXAMPLES = `
Examples:
  $ lodestone record today.jsonl --by MINE-A --dry-run
  $ lodestone record today.jsonl --by MINE-A --attach tickets/
  $ lodestone record today.jsonl --by MINE-A --seal permit,note --readers CUSTOMS,SELF
A line is an event, or {"by": "MINE-A", "event": {…}}. Recording a file again records nothing twice.`;

interface Options extends SealOptions {
  readonly by?: string;
  readonly attach?: string;
  readonly createKeys?: boolean;
  readonly dryRun?: boolean;
  readonly acceptClock?: boolean;
  readonly acceptContradiction?: boolean;
  readonly waitPublished?: boolean;
}

export function addRecord(program: Command): void {
  const sealing = program
    .command('record')
    .argument('<file>', 'events, one JSON object a line; - reads standard input')
    .description('record events: signed, checked by every rule, all or none per submission')
    .option('--by <party>', 'who signs the lines that do not say "by"')
    .option('--attach <folder>', ATTACH_DESCRIPTION)
    .option('--create-keys', 'let this ledger make and hold keys for parties that never had one')
    .option('--dry-run', 'say what would be recorded, record nothing and make no keys')
    .option('--wait-published', 'publish a checkpoint of what is recorded before answering')
    .option('--accept-clock', 'go on although the last entry is more than 24 hours old')
    .option('--accept-contradiction', 'record monthly returns that contradict the ledger too')
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, options: Options, command: Command) => {
      const context = contextOf(command);
      if (options.dryRun === true && options.waitPublished === true) {
        throw new CommandFailure(
          EXIT.usage,
          '--wait-published has nothing to publish of a --dry-run: leave one of them out',
        );
      }
      process.exitCode = await withInput(file, (input) => record(context, input, options));
    });
  addSealOptions(sealing);
}

async function record(context: Context, input: Input, options: Options): Promise<ExitCode> {
  const { output } = context;
  const { chunks, name } = input;
  const seal = await readSealOptions(context, options);
  return withLedger(context, async (ledger) => {
    const dryRun = options.dryRun ?? false;
    const attachments = await attachmentsOf(options.attach, ledger.dataFolder, dryRun);
    const startedAt = Date.now();
    let linesRead = 0;
    const onProgress: RecordOptions['onProgress'] = ({ lines, bytes }) => {
      linesRead = lines;
      const share = formatShare(bytes, input);
      const rate = Math.round((lines * 1000) / Math.max(1, Date.now() - startedAt));
      output.progress(`recording · line ${lines.toLocaleString('en')}${share} · ${rate.toLocaleString('en')} lines/s`);
    };
    const result = await recordEvents(ledger, chunks, {
      by: options.by ?? (await onlyKeyParty(ledger.dataFolder)),
      createKeys: options.createKeys ?? false,
      dryRun,
      acceptClock: options.acceptClock ?? false,
      checkReturns: options.acceptContradiction !== true,
      seal: seal.byDefault,
      attachments,
      onProgress,
    }).catch((error: unknown) => {
      // What went wrong is said where all failures are; how far the file had come is known here alone.
      const when = linesRead === 0 ? 'as it began' : `with some ${linesRead.toLocaleString('en')} lines read`;
      output.complain(`${name}: recording broke off, ${when}`);
      throw error;
    });
    // What came before a refusal is recorded, and is published as well.
    const published = options.waitPublished === true ? await publishCheckpoint(ledger) : null;
    const head = await readLedgerHead(ledger);
    const checkpoint = published === null ? {} : { checkpoint: showCheckpoint(published) };
    const documents = attachments?.report();
    if (documents !== undefined) noteDocuments(output, name, documents);
    const sealed = seal.unasked();
    const more = { ...checkpoint, ...(documents && { documents }), ...(sealed.length > 0 && { sealed }) };
    output.answer({ ...result, head, ...more }, () => {
      const kept = documents === undefined ? '' : describeAttachments(documents, dryRun);
      const summary = `${summarise(result, head.size, dryRun)}${kept}${describeUnasked(sealed, options)}`;
      return published === null ? summary : `${summary} Published up to size ${published.checkpoint.size}.`;
    });
    showNotices(output, name, result.findings);
    const { refused } = result;
    if (refused !== null) output.complain(`${name}:${refused.line}: ${refused.message}`);
    if (published !== null) await askWitnessesAside(context, ledger, published);
    if (refused === null) return EXIT.ok;
    return BAD_INPUT.has(refused.reason) ? EXIT.usage : EXIT.no;
  });
}

/** What was noticed and recorded all the same, in the words that `lot` and `events` show later. JSON has it already. */
function showNotices({ json, note }: Output, name: string, { count, first }: RecordResult['findings']): void {
  if (json) return;
  for (const { line, code, message } of first) note(`${name}:${line ?? '?'}: ${code}: ${message}`);
  if (count > first.length)
    note(`and ${formatCount(count - first.length, 'more notice')}: lodestone events shows them`);
}

/** What a file is refused for before anything is recorded of it: the ledger has no say in it. */
const BAD_INPUT: ReadonlySet<string> = new Set(['bad-line', 'no-key', 'document-differs', 'document-size']);

function summarise(result: RecordResult, size: number, dryRun: boolean): string {
  const { recorded, alreadyRecorded, enrolled, submissions, findings, refused } = result;
  const verb = dryRun ? 'would be recorded' : 'recorded';
  const within = recorded === 0 ? '' : ` in ${formatCount(submissions, 'submission')}`;
  const parts = [`${formatCount(recorded, 'event')} ${verb}${within}`];
  if (alreadyRecorded > 0) parts.push(`${formatCount(alreadyRecorded, 'event')} recorded before`);
  if (enrolled > 0) parts.push(`${formatCount(enrolled, 'key')} made and enrolled, held by this ledger`);
  if (findings.count > 0) parts.push(formatCount(findings.count, 'notice'));
  if (refused !== null) parts.push(`stopped at line ${refused.line}: nothing of its submission is recorded`);
  return `${parts.join('; ')}. The ledger has ${formatCount(size, 'entry', 'entries')}.`;
}
