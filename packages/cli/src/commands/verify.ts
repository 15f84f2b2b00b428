import { formatCount } from '@lodestone/custody/format-count.ts';
import { resolve } from 'node:path';
import { PASSES, type Pass, type Verdict } from '@lodestone/ledger/audit/verdict.ts';
import { type FolderPass, FOLDER_PASSES, NoExport, verifyFolder } from '@lodestone/ledger/audit/verify-folder.ts';
import { lostLedgerVerdict, type VerifyProgress, verifyLedger } from '@lodestone/ledger/audit/verify-ledger.ts';
import { printable } from '@lodestone/lineage/plain-text.ts';
import type { Command } from 'commander';
import { type Context, contextOf, LostLedger, withLedger } from '../context.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { choiceOption } from '../options/option-values.ts';
import { createPassProgress } from '../output/pass-progress.ts';
import { oneMore, readTrust, type TrustOptions } from '../options/trust-options.ts';
import { NO_TRUST, type Trust } from '@lodestone/ledger/audit/verify-checkpoints.ts';

const EXAMPLES = `
Examples:
  $ lodestone verify
  $ lodestone verify --trust example.org/first+3c36b2cb+AYo0… --checkpoint march.txt
  $ lodestone verify --policy witnesses.txt
  $ lodestone verify /media/usb/ledger      a folder of lodestone export, without a database
The level says how far the word reaches: chain; with a key of your own, checkpoint; with
witnesses of your own (C2SP tlog-policy: log, witness, group and quorum lines), witnessed.`;

interface VerifyCommandOptions extends TrustOptions {
  readonly only?: Pass;
}

export function addVerify(program: Command): void {
  program
    .command('verify')
    .argument('[folder]', 'an exported ledger to check instead of the one in the database')
    .description('check the whole ledger: every byte, digest, link and signature; every rule; every view row')
    .option('--only <pass>', `one pass alone: ${PASSES.join(', ')}`, choiceOption('--only', PASSES))
    .option(
      '--trust <key>',
      'a key that may sign its checkpoints (vkey, or a file with such keys), not read from here',
      oneMore,
    )
    .option(
      '--checkpoint <file>',
      'a checkpoint that you kept, signed by a key you trust, which the ledger must continue',
      oneMore,
    )
    .option('--policy <file>', 'which logs and witnesses you trust, and how many of them it takes (C2SP tlog-policy)')
    .option('--timestamp-authority <file>', 'certificates of time-stamp authorities that you trust (PEM)', oneMore)
    .option('--timestamp <file>', 'a time-stamp that you kept (RFC 3161), beside those of the data folder', oneMore)
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string | undefined, options: VerifyCommandOptions, command: Command) => {
      const context = contextOf(command);
      const trust = await readTrust(options);
      const verdict =
        folder === undefined
          ? await verify(context, options.only, trust)
          : await verifyExport(context, resolve(folder), options.only, trust);
      context.output.answer(verdict, () => describeVerdict(verdict, trust));
      process.exitCode = verdict.verdict === 'valid' ? EXIT.ok : EXIT.no;
    });
}

/** Verifies, with the time that is left when the work is long. A ledger that was lost is invalid, not "not found". */
async function verify(context: Context, only: Pass | undefined, trust: Trust): Promise<Verdict> {
  const { output } = context;
  try {
    return await withLedger(context, (ledger) => {
      const show = createPassProgress(Date.now);
      return verifyLedger(ledger, { only, trust, onProgress: (progress) => output.progress(show(progress)) });
    });
  } catch (error) {
    if (error instanceof LostLedger) return lostLedgerVerdict(error.known);
    throw error;
  }
}

/** Verifies a folder, with nothing but the folder and what was brought along. */
async function verifyExport(context: Context, folder: string, only: Pass | undefined, trust: Trust): Promise<Verdict> {
  const { output } = context;
  const show = createPassProgress(Date.now);
  const onProgress = (progress: VerifyProgress) => output.progress(show(progress));
  try {
    const { verdict, leftOverFiles } = await verifyFolder(folder, { only: folderPass(only), trust, onProgress });
    if (leftOverFiles > 0) {
      const files = formatCount(leftOverFiles, 'file');
      output.note(`${files} left over from an export that was cut off or has grown since: not looked into`);
    }
    return verdict;
  } catch (error) {
    throw error instanceof NoExport ? new CommandFailure(EXIT.usage, error.message) : error;
  }
}

function folderPass(only: Pass | undefined): FolderPass | undefined {
  const pass = FOLDER_PASSES.find((each) => each === only);
  if (only === undefined || pass !== undefined) return pass;
  throw new CommandFailure(
    EXIT.usage,
    `--only ${only}: an exported folder has no views; it has ${FOLDER_PASSES.join(', ')}`,
  );
}

const first = (count: number): string => `the first ${formatCount(count, 'entry', 'entries')}`;

/** How far each level reaches, and what would bring it further. */
function describeReach({ reach, witnesses }: Verdict, { keys, policy }: Pick<Trust, 'keys' | 'policy'>): string[] {
  if (reach === null || reach.checkpoint === null) {
    const signedByNone = '  not checkpoint: none is there that a key which you trust has signed';
    return [
      ...(reach !== null && keys.length > 0 ? [signedByNone] : []),
      '  against rewriting by whoever holds the database, compare these three with ones kept elsewhere',
    ];
  }
  const { chain, checkpoint, witnessed } = reach;
  const signed = `${first(checkpoint)} are those of a checkpoint that a trusted key signed`;
  const after = chain - checkpoint;
  const rest = after === 0 ? '' : `; ${formatCount(after, 'entry', 'entries')} after it: level chain`;
  const lines = [`  checkpoint: ${signed}${rest}`];
  if (witnessed !== null) {
    const who = witnesses.map(({ name, witnessedAt }) => `    ${plain(name)} at ${witnessedAt}`);
    return [`  witnessed: ${first(witnessed)} have been seen, so and not otherwise, by`, ...who, ...lines];
  }
  return policy !== null
    ? [...lines, '  not witnessed: no checkpoint has the cosignatures that the policy asks for']
    : lines;
}

function describeStolen({ keys, entries, events }: Verdict['keys']['stolen']): string {
  const signed =
    entries === 0
      ? 'signed nothing since'
      : `signed ${formatCount(entries, 'entry', 'entries')} with ${formatCount(events, 'event')} since (lodestone events --stolen)`;
  return `  ${formatCount(keys, 'key')} revoked as stolen, which ${signed}`;
}

const FAILURES_SHOWN = 20;

/** Longer than any value of ours. */
const SHOWN_MAX_CHARACTERS = 400;

/** What stands in a ledger that nobody vouches for, fit for a terminal: it steers nothing and fills no screen. */
function plain(text: string): string {
  const shown = printable(text);
  return shown.length <= SHOWN_MAX_CHARACTERS ? shown : `${shown.slice(0, SHOWN_MAX_CHARACTERS).toWellFormed()}…`;
}

/** What a pass without failures says. */
const PASS_SAYS: Readonly<Record<Pass, string>> = {
  chain: 'chain: every digest, link and signature agrees',
  rules: 'rules: every event was decided again, and accepted',
  views: 'views: every derived row is what a replay gives',
};

/** What people read of a verdict: the word, what was checked, the differences, and what it does not say. */
export function describeVerdict(verdict: Verdict, trust: Pick<Trust, 'keys' | 'policy'> = NO_TRUST): string {
  const { passes, entries, events, head, level, timestamp, keys, failures, failuresOmitted } = verdict;
  const size = `${formatCount(entries, 'entry', 'entries')}, ${formatCount(events, 'event')}`;
  const lines = [
    verdict.verdict === 'valid'
      ? `VALID · ${level === null ? `only ${passes.join(', ')} checked` : `level ${level}`} · ${size}`
      : `INVALID · ${formatCount(failures.length + failuresOmitted, 'difference')} in ${size}`,
    `  size       ${head.size}`,
    `  leaf hash  ${head.leafHash ?? 'none'}`,
    `  root       ${head.root}`,
  ];
  if (keys.heldByLedger > 0)
    lines.push(`  ${formatCount(keys.heldByLedger, 'key')} held by the ledger itself, which signs for these members`);
  if (keys.recovery > 0)
    lines.push(`  ${formatCount(keys.recovery, 'key')} enrolled in recovery, not by an earlier key of the party`);
  if (keys.stolen.keys > 0) lines.push(describeStolen(keys.stolen));
  if (verdict.verdict === 'valid') {
    lines.push(...passes.map((pass) => `  ${PASS_SAYS[pass]}`));
    lines.push(...describeReach(verdict, trust));
    if (timestamp !== null) {
      lines.push(
        `  time-stamp: ${first(timestamp.size)} were there at ${timestamp.at}, says ${plain(timestamp.authority)}`,
      );
    }
    return lines.join('\n');
  }
  const shown = failures.slice(0, FAILURES_SHOWN);
  for (const { position, ordinal, kind, expected, found, message } of shown) {
    const place =
      position === null ? 'ledger' : ordinal === null ? `entry ${position}` : `entry ${position}, event ${ordinal}`;
    lines.push('', `  ${place} · ${kind}`, `    ${plain(message)}`);
    lines.push(`    expected  ${plain(expected)}`, `    found     ${plain(found)}`);
  }
  const more = failures.length + failuresOmitted - shown.length;
  if (more > 0) lines.push('', `  … and ${more} more (--json lists them)`);
  return lines.join('\n');
}
