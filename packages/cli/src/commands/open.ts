import { readIdentityFile } from '@lodestone/ledger/keys/age-file.ts';
import { makeOpeningFile, readOpeningFile } from '@lodestone/ledger/seals/opening-file.ts';
import { type OpenedField, readOpenings } from '@lodestone/ledger/seals/read-opening.ts';
import type { Command } from 'commander';
import { contextOf, withLedger } from '../context.ts';
import { CommandFailure, EXIT, type ExitCode } from '../failure.ts';
import { describeOpened } from '../answers/opened-text.ts';
import { together } from '../options/option-values.ts';

interface Options {
  readonly field?: string;
  readonly identity?: readonly string[];
  readonly opening?: readonly string[];
  readonly output?: string;
}

const EXAMPLES = `
Examples:
  $ lodestone open 0195f3a2-7b1c-7003-8def-0123456789ab
  $ lodestone open 0195f3a2-7b1c-7003-8def-0123456789ab --field permit --identity my-identity.txt
  $ lodestone open 0195f3a2-7b1c-7003-8def-0123456789ab --opening from-the-client.openings
Without an identity it says what is sealed, and what is kept of it.`;

export function addOpen(program: Command): void {
  program
    .command('open')
    .argument('<event>', 'the id of the event')
    .description('what an event has sealed, opened for whoever it was sealed for')
    .option('--field <field>', 'one member alone')
    .option('--identity <file>', 'your age identity; may be given several times', together)
    .option('--opening <file>', 'openings that the owner gave you; may be given several times', together)
    .option('-o, --output <file>', 'write what opens into a file, to hand it to somebody')
    .addHelpText('after', EXAMPLES)
    .action(async (event: string, options: Options, command: Command) => {
      const context = contextOf(command);
      const identities = (await Promise.all((options.identity ?? []).map(readIdentityFile))).flat();
      const shown = (await Promise.all((options.opening ?? []).map(readOpeningFile))).flat();
      process.exitCode = await withLedger(context, async (ledger) => {
        const found = await readOpenings(ledger, event, identities, shown);
        if (found === null) {
          const message = `no event ${event} is recorded: lodestone events --json lists the ids`;
          throw new CommandFailure(EXIT.no, message);
        }
        const { position, ordinal, type } = found.sealing;
        const fields = found.fields.filter(({ field }) => options.field === undefined || field === options.field);
        if (fields.length === 0) {
          const has = found.fields.map(({ field }) => field).join(', ');
          const what = options.field === undefined ? 'nothing sealed' : `no sealed ${options.field}`;
          const message = `event ${event} has ${what}${has === '' ? '' : `; sealed are ${has}`}`;
          throw new CommandFailure(EXIT.usage, message);
        }
        if (options.output !== undefined) await handOver(options.output, fields);
        const heading = `event ${event}, ${type} at ${position}.${ordinal}`;
        context.output.answer({ event, type, position, ordinal, fields: fields.map(showField) }, () =>
          [heading, ...fields.flatMap(describeField)].join('\n'),
        );
        return exitOf(fields, identities.length + shown.length > 0);
      });
    });
}

/** Writes the openings for whoever is to see them, who can hold them against the event. */
async function handOver(path: string, fields: readonly OpenedField[]): Promise<void> {
  const openings = fields.flatMap((field) => (field.status === 'opened' ? [field.opening] : []));
  if (openings.length === 0 || (await makeOpeningFile(path, openings))) return;
  throw new CommandFailure(EXIT.usage, `${path} is there already, and is not written over: choose another name`);
}

/** No where nothing opens that was to be opened, and wherever something is not what the event commits to. */
function exitOf(fields: readonly OpenedField[], isAsked: boolean): ExitCode {
  if (fields.some(({ status }) => status === 'damaged')) return EXIT.no;
  return !isAsked || fields.some(({ status }) => status === 'opened') ? EXIT.ok : EXIT.no;
}

function showField(field: OpenedField): object {
  if (field.status !== 'opened') return field;
  const { opening, ...sealed } = field;
  return { ...sealed, salt: opening.salt, value: opening.value };
}

function describeField(field: OpenedField): string[] {
  return [`  ${field.field}`, ...describeOpened(field).map((line) => `    ${line}`)];
}
