import { resolve } from 'node:path';
import { type AuditOptions, type AuditReport, auditFolder, auditLedger } from '@lodestone/ledger/audit/audit-report.ts';
import { replaceFile } from '@lodestone/ledger/files/replace-file.ts';
import { NoExport } from '@lodestone/ledger/audit/verify-folder.ts';
import type { VerifyProgress } from '@lodestone/ledger/audit/verify-ledger.ts';
import type { Command } from 'commander';
import { formatAuditPage } from '../pages/audit-page.ts';
import { type Context, contextOf, withLedger } from '../context.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { requireWritable } from '../input/file-trouble.ts';
import { createPassProgress } from '../output/pass-progress.ts';
import { oneMore, readTrust, type TrustOptions } from '../options/trust-options.ts';
import { VERSION } from '../version.ts';
import { describeVerdict } from './verify.ts';

const EXAMPLES = `
Examples:
  $ lodestone audit -o report.html --trust example.org/first+3c36b2cb+AYo0… --checkpoint march.txt
  $ lodestone audit /media/usb/ledger -o report.html --json > report.json
The page runs nothing and fetches nothing: print it, sign it, file it with the checkpoint.`;

interface AuditCommandOptions extends TrustOptions {
  readonly output: string;
}

/** For whoever files it, and nobody else. */
const FILE_MODE = 0o600;

export function addAudit(program: Command): void {
  program
    .command('audit')
    .argument('[folder]', 'an exported ledger to audit instead of the one in the database')
    .description('verify the whole ledger, and write a report that an auditor can sign and file')
    .requiredOption('-o, --output <file>', 'the page to write')
    .option('--trust <key>', 'a key that may sign its checkpoints (vkey, or a file with such keys)', oneMore)
    .option('--checkpoint <file>', 'a checkpoint that you kept, which the ledger must continue', oneMore)
    .option('--policy <file>', 'which logs and witnesses you trust, and how many of them it takes (C2SP tlog-policy)')
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string | undefined, options: AuditCommandOptions, command: Command) => {
      const context = contextOf(command);
      const { output } = context;
      const path = resolve(options.output);
      await requireWritable(path);
      const show = createPassProgress(Date.now);
      const onProgress = (progress: VerifyProgress) => output.progress(show(progress));
      const trust = await readTrust(options);
      const report = await audit(context, folder, { trust, onProgress, now: Date.now });
      await replaceFile(path, formatAuditPage(report, { version: VERSION }), FILE_MODE);
      output.answer({ report: path, program: VERSION, ...report }, () => {
        return `${describeVerdict(report.verdict, trust)}\nThe report is in ${path}.`;
      });
      process.exitCode = report.verdict.verdict === 'valid' ? EXIT.ok : EXIT.no;
    });
}

async function audit(context: Context, folder: string | undefined, options: AuditOptions): Promise<AuditReport> {
  if (folder === undefined) return withLedger(context, (ledger) => auditLedger(ledger, options));
  return auditFolder(resolve(folder), options).catch((error: unknown) => {
    throw error instanceof NoExport ? new CommandFailure(EXIT.usage, error.message) : error;
  });
}
