import { isEventId } from '@lodestone/custody/identifier.ts';
import { makeOpeningFile } from '@lodestone/ledger/seals/opening-file.ts';
import { readReaders } from '@lodestone/ledger/seals/reader-register.ts';
import { sealAnnex } from '@lodestone/ledger/seals/sealed-annex.ts';
import { parseJson } from '@lodestone/proof/json-text.ts';
import { isJsonObject, type JsonObject } from '@lodestone/proof/json-value.ts';
import type { Command } from 'commander';
import { readBounded } from '../input/bounded-file.ts';
import { contextOf } from '../context.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { partsOf } from '../options/seal-options.ts';

interface Options {
  readonly type: string;
  readonly event?: string;
  readonly readers?: string;
  readonly output: string;
}

const EXAMPLES = `
Examples:
  $ lodestone seal annex.json --type licence-applied --readers OFFICE,SELF -o ours.openings
The annex is a JSON object of members, such as {"endUser": "…"}. What is printed goes to
whoever files the event, who reads none of it; the file opens it again. No ledger is needed.`;

/** An event has at most so much. */
const ANNEX_MAX_BYTES = 1024 * 1024;

export function addSeal(program: Command): void {
  program
    .command('seal')
    .argument('<annex>', 'a JSON object: the members to seal, each with its value')
    .description('seal members of an event that somebody else will file')
    .requiredOption('--type <type>', 'the type of that event')
    .requiredOption('-o, --output <file>', 'the file that opens them, for you alone')
    .option('--event <id>', 'the id that the event is to have (default: a new one)')
    .option('--readers <readers>', 'who opens them in the ledger: age recipients, or names of lodestone reader list')
    .addHelpText('after', EXAMPLES)
    .action(async (annex: string, options: Options, command: Command) => {
      const { output, place } = contextOf(command);
      const { type, event, output: path } = options;
      const isId: boolean = event === undefined || isEventId(event);
      if (!isId) {
        throw new CommandFailure(EXIT.usage, `--event must be a lower-case UUID of version 4 or 7, found ${event}`);
      }
      const members = await readAnnex(annex);
      const readers = options.readers === undefined ? [] : partsOf('--readers', options.readers);
      const register = await readReaders(place.dataFolder);
      const sealed = await sealAnnex({ type, event, members, readers, register });
      if (typeof sealed === 'string') throw new CommandFailure(EXIT.usage, `${annex}: ${sealed}`);
      if (!(await makeOpeningFile(path, sealed.openings))) {
        const message = `${path} is there already, and is not written over: it may be all that opens something`;
        throw new CommandFailure(EXIT.usage, message);
      }
      output.note(
        `${Object.keys(members).join(', ')} sealed. ${path} opens it: keep it, and show it to whom you like.`,
      );
      output.note('This goes to whoever files the event, who adds its other members:');
      output.answer(sealed.line, () => JSON.stringify(sealed.line));
    });
}

async function readAnnex(path: string): Promise<JsonObject> {
  const parsed = parseJson((await readBounded(path, ANNEX_MAX_BYTES)).toString('utf8'));
  if (!parsed.ok) throw new CommandFailure(EXIT.usage, `${path}: column ${parsed.column}: ${parsed.problem}`);
  if (isJsonObject(parsed.value)) return parsed.value;
  throw new CommandFailure(EXIT.usage, `${path}: must be a JSON object of members with their values`);
}
