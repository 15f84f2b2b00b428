import { formatCount } from '@lodestone/custody/format-count.ts';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { type OpenedCase, openCase } from '@lodestone/ledger/evidence/open-case.ts';
import { replaceFile } from '@lodestone/ledger/files/replace-file.ts';
import type { Command } from 'commander';
import { formatCasePage } from '../pages/case-page.ts';
import { contextOf, withLedger } from '../context.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { requireFolder, requireWritable } from '../input/file-trouble.ts';
import { showFinding } from '../answers/finding-value.ts';
import { toJson } from '../output/json-text.ts';
import { VERSION } from '../version.ts';

const EXAMPLES = `
Examples:
  $ lodestone case open SHP-DEMO-1 -o case-of-shp-demo-1
  $ lodestone case open SHP-DEMO-1 -o shp-demo-1.html
A folder gets case.html, case.json and case.bundle; a page has its two files beside it.
The page runs nothing and fetches nothing.
Its evidence is proven as of a checkpoint that is published for it.`;

/** For whoever investigates, and nobody else. */
const FILE_MODE = 0o600;

interface Options {
  readonly output: string;
  readonly force?: boolean;
}

export function addCase(program: Command): void {
  const command = program.command('case').description('gather what the ledger has about something suspect');
  command
    .command('open')
    .argument('<id>', 'a shipment or a lot')
    .description('write its lineage, findings, claims, parties, timeline, documents and evidence into one dossier')
    .requiredOption('-o, --output <path>', 'a folder, or a page that ends with .html')
    .option('--force', 'put it in the place of a case that is there')
    .addHelpText('after', EXAMPLES)
    .action(async (id: string, { output: given, force = false }: Options, self: Command) => {
      const context = contextOf(self);
      const stem = stemOf(given);
      if (!force) refuseToReplace(filesOf(stem));
      if (isPage(given)) await requireWritable(given);
      else await requireFolder('--output', resolve(given));
      await withLedger(context, async (ledger) => {
        const madeAt = new Date().toISOString();
        const { output } = context;
        const opened = await openCase(ledger, {
          id,
          madeAt,
          evidenceFile: `${basename(stem)}.bundle`,
          onProgress: ({ done, total }) => output.progress(`looking through entry ${done} of ${total}`),
        });
        if (opened === null) {
          throw new CommandFailure(
            EXIT.no,
            `no lot or shipment ${id} is recorded, or it was voided: lodestone lots and lodestone shipments list what is`,
          );
        }
        const files = await writeCase(stem, given, opened);
        const { file } = opened;
        const { findings, trace, timeline, timelineOmitted, documents } = file;
        const counts = {
          findings: findings.length,
          notices: file.notices.length,
          lots: trace.lots.length,
          events: timeline.length + timelineOmitted,
          documents: documents.length,
        };
        output.answer({ ...files, ...counts, verdict: file.evidence.verdict.verdict }, () =>
          [
            `wrote ${files.page}, with ${basename(files.json)} and ${basename(files.bundle)} beside it`,
            `  ${formatCount(counts.lots, 'lot')}, ${formatCount(counts.events, 'event')}, ${formatCount(counts.documents, 'document')}`,
            `  ${formatCount(counts.findings, 'finding')}, ${formatCount(counts.notices, 'notice')} at recording`,
            `  evidence: ${file.evidence.verdict.verdict}, level ${file.evidence.verdict.level ?? 'none'}`,
          ].join('\n'),
        );
      });
    });
}

function isPage(given: string): boolean {
  return given.endsWith('.html');
}

/** `case` in a folder, or the name of the page without its ending. */
function stemOf(given: string): string {
  return isPage(given) ? given.slice(0, -'.html'.length) : join(given, 'case');
}

interface CaseFiles {
  readonly page: string;
  readonly json: string;
  readonly bundle: string;
}

function filesOf(stem: string): CaseFiles {
  return { page: `${stem}.html`, json: `${stem}.json`, bundle: `${stem}.bundle` };
}

/** A case says what was known when it was opened: somebody may rest on it. */
function refuseToReplace({ page, json, bundle }: CaseFiles): void {
  const there = [page, json, bundle].find((path) => existsSync(path));
  if (there === undefined) return;
  throw new CommandFailure(
    EXIT.usage,
    `${there} is there already, and is not written over: choose another name, or --force`,
  );
}

/** The page comes last: where it is, the others are. */
async function writeCase(stem: string, given: string, { file, evidence }: OpenedCase): Promise<CaseFiles> {
  if (!isPage(given)) await mkdir(given, { recursive: true, mode: 0o700 });
  const files = filesOf(stem);
  await replaceFile(resolve(files.bundle), evidence.bytes, FILE_MODE);
  await replaceFile(
    resolve(files.json),
    `${toJson({ ...file, findings: file.findings.map(showFinding) })}\n`,
    FILE_MODE,
  );
  const page = formatCasePage(file, { version: VERSION, evidence: evidence.bytes });
  await replaceFile(resolve(files.page), page, FILE_MODE);
  return files;
}
