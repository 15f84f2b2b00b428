import { formatCount } from '@lodestone/custody/format-count.ts';
import { type ScannedFile, scanFile } from '@lodestone/ledger/documents/scan-file.ts';
import { printable } from '@lodestone/lineage/plain-text.ts';
import type { Command } from 'commander';
import { contextOf } from '../context.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { whyUnreadable } from '../input/file-trouble.ts';
import { describeSign } from '../answers/secret-sign-text.ts';

const EXAMPLES = `
Examples:
  $ lodestone scan application/*.pdf customers.csv
It finds what looks like a drawing, a recipe, a price, a list of customers or a key, and says
what it could not read. That it finds nothing is no promise: look yourself before you send.`;

export function addScan(program: Command): void {
  program
    .command('scan')
    .argument('<files...>', 'text, tables, JSON, PDF, Office files, drawings, pictures')
    .description('what in these files you may not want to hand over (exit code 1 when there is something)')
    .addHelpText('after', EXAMPLES)
    .action(async (files: readonly string[], _: object, command: Command) => {
      const { output } = contextOf(command);
      const scanned: ScannedFile[] = [];
      for (const file of files) scanned.push(await scanOrRefuse(file));
      output.answer(scanned, () => scanned.map(describeFile).join('\n'));
      process.exitCode = scanned.some(({ signs }) => signs.length > 0) ? EXIT.no : EXIT.ok;
    });
}

async function scanOrRefuse(file: string): Promise<ScannedFile> {
  try {
    return await scanFile(file);
  } catch (error) {
    throw new CommandFailure(EXIT.usage, `${file} cannot be read: ${whyUnreadable(error)}`);
  }
}

function describeFile({ file, signs, unread }: ScannedFile): string {
  const count = signs.length === 0 ? 'nothing found' : formatCount(signs.length, 'warning');
  const lines = signs.map((sign) => `  ${describeSign(sign)}`);
  const rest = unread === null ? [] : [`  not read: ${unread}`];
  return [`${printable(file)}: ${count}`, ...lines, ...rest].join('\n');
}
